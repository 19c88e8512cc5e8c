// Who is on duty today, and who still has the tablet? By the shifts that the tablet was told of and its own calendar. Pure.

import { instantOf } from "./clock.js";

const AFTER = 30 * 60 * 1000; // a helper may have the tablet a little longer than the shift

export const dayOf = (at) => new Date(at).toLocaleDateString("sv-SE"); // 2026-11-22, which sorts by time

// Those to choose among: everybody whose shift has something of this day in it, also one that began the evening before.
export function onDuty(helpers, now) {
  const day = dayOf(now);
  const found = helpers.filter(({ from, until }) => dayOf(instantOf(from)) <= day && dayOf(instantOf(until) - 1) >= day);
  return found.filter((one, at) => found.findIndex((other) => other.id === one.id) === at);
}

// The helper of a session for as long as they have the tablet: the shift that they took it for, the next one where it follows at
// once, and a little while. Null after that.
export function holderOf(session, helpers, now) {
  if (!session?.helper_id) return null;
  const { since } = session;
  const own = helpers.filter(({ id }) => id === session.helper_id);
  const shifts = own
    .map(({ from, until }) => [instantOf(from), instantOf(until)])
    .filter(([from, until]) => until > since && dayOf(from) <= dayOf(since))
    .sort(([one], [other]) => one - other);
  let end = shifts[0]?.[1] ?? since;
  for (const [from, until] of shifts) if (from <= end + AFTER) end = Math.max(end, until);
  return now < end + AFTER ? (own[0] ?? null) : null;
}
