// What time is it, and can the tablet's clock be believed? Each record carries what all its clocks said; the server decides.
//
// `wall` is the calendar's milliseconds, `mono` runs only forward since this start of the page, `boot` names that start.

export const BOOT = crypto.randomUUID();

const EARLIEST = Date.UTC(2026, 0, 1); // before this release was made
const TOLERATED = 10 * 60 * 1000;

export const stamp = () => ({ wall: Math.trunc(Date.now()), mono: Math.trunc(performance.now()), boot: BOOT });

// Seconds since a stamp; by the clock that only runs forward where it can be, never less than nothing.
export const secondsSince = (at) =>
  Math.max(0, Math.round((at.boot === BOOT ? performance.now() - at.mono : Date.now() - at.wall) / 1000));

export const instantOf = (told) => (typeof told === "number" ? told : Date.parse(told));

// `offset` is the server's clock minus ours in milliseconds, null before it was heard.
export const plausible = (offset) => Date.now() > EARLIEST && (offset === null || Math.abs(offset) < TOLERATED);

export const hourAndMinute = (wall, tag = "sv") =>
  new Date(wall).toLocaleTimeString(tag === "en" ? "en-GB" : "sv-SE", { hour: "2-digit", minute: "2-digit" });
