"""What do the tablet's modules decide, each of them alone? Who is on duty, who has the tablet, how much is sent at once."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.browser

SATURDAY = datetime(
    2026, 5, 16, tzinfo=UTC
)  # the browser of these tests has UTC or Swedish time: all below holds in both


def at(hour: float) -> int:
    """Milliseconds; hours from the Saturday's beginning on."""
    return int((SATURDAY + timedelta(hours=hour)).timestamp() * 1000)


def shift(who: str, begins: float, ends: float) -> dict:
    return {"id": who, "first_name": who.title(), "from": at(begins), "until": at(ends)}


HELPERS = [shift("siri", 9, 11), shift("siri", 11, 12), shift("nils", 18, 28), shift("siri", 33, 35)]


def ask(page, function: str, *values):
    script = f"async (values) => {{ const m = await import('/duty.js'); return m.{function}(...values); }}"
    return page.evaluate(script, list(values))


def test_whoever_stands_there_over_midnight_is_on_duty_on_both_days(page):
    days = {hour: [one["id"] for one in ask(page, "onDuty", HELPERS, at(hour))] for hour in (10, 26, 60)}
    assert days == {10: ["siri", "nils"], 26: ["nils", "siri"], 60: []}


def test_a_helper_has_the_tablet_until_half_an_hour_after_the_shifts_that_follow_each_other(page):
    def has(who, since, hour):
        found = ask(page, "holderOf", {"helper_id": who, "since": at(since)}, HELPERS, at(hour))
        return found and found["id"]

    assert [has("siri", 8.75, hour) for hour in (8.8, 11.7, 12.4, 12.6, 33)] == ["siri", "siri", "siri", None, None]
    assert [has("siri", 13, hour) for hour in (13.4, 13.6)] == ["siri", None]  # taken without a shift
    assert [has("nils", 18.1, hour) for hour in (26, 28.4, 28.6)] == ["nils", "nils", None]
    assert [has("maja", 9, 9.1), has(None, 9, 9.1)] == [None, None]


def test_no_more_is_sent_at_once_than_the_server_wants(page):
    assert page.evaluate(SENT) == [2, 2, 1, 0]


def test_a_tablet_that_is_paired_anew_hears_nothing_more_for_the_pairing_before(page):
    assert page.evaluate(ANEW) == [0, None]


# An answer that comes once the tablet is paired anew; who had it before that.
ANEW = """async () => {
  const [{ Store }, { Sync }] = await Promise.all([import("/store.js"), import("/sync.js")]);
  const store = new Store();
  let heard = 0;
  await store.found({ pairing_id: "p", token: "t" });
  await store.set("session", { id: "s", helper_id: "h", since: 1 });
  const sync = new Sync(store, { pairing: () => ({ pairing_id: "p", token: "t" }), tell() {}, onAnswer: () => heard++, about: async () => ({}) });
  window.fetch = async () => {
    sync.stop();
    return new Response(JSON.stringify({ proto: 1, server_time: new Date().toISOString(), acks: [], commands: ["wipe_when_sent"] }));
  };
  await sync.soon();
  await store.found({ pairing_id: "q", token: "u" });
  return [heard, (await store.get("session")) ?? null];
}"""
# A real store with five records and a server that acknowledges what it gets.
SENT = """async () => {
  const [{ Store }, { Sync }] = await Promise.all([import("/store.js"), import("/sync.js")]);
  const store = new Store();
  const pairing = { pairing_id: "p", token: "t", policy: { max_batch: 2 } };
  await store.found(pairing);
  for (const id of "abcde") await store.save({ id, sha256: id, kind: "lead", at: { wall: 1, mono: 1, boot: "b" } });
  const sizes = [];
  window.fetch = async (_, { body }) => {
    const { records } = JSON.parse(body);
    sizes.push(records.length);
    const acks = records.map(({ id, sha256 }) => ({ id, sha256, status: "stored" }));
    return new Response(JSON.stringify({ proto: 1, server_time: new Date().toISOString(), acks }));
  };
  const sync = new Sync(store, { pairing: () => pairing, tell() {}, onAnswer() {}, about: async () => ({}) });
  await sync.soon();
  sync.stop();
  return sizes;
}"""
