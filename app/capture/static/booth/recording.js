// How does what a visitor wrote become safe? Sealed, kept strictly, and only then called saved. If the disk will not, it goes
// straight to the centre; if that will not either, the people are told, in red, to use paper, and where no answer came, that it may
// have arrived. Nothing is ever half saved.

import { BOOT, stamp } from "./clock.js";
import { PROTO, appName, post } from "./post.js";
import { sealing } from "./seal.js";
import { StoreLost } from "./store.js";
import { envelope, statusOf } from "./sync.js";

// A record that is being made: `app` and an id now, the payload later.
export function begun(app, id) {
  const { pairing } = app;
  const { version } = pairing.form;
  const close = sealing(pairing, id, version);
  return async (payload) => ({
    ...(await close(payload, stamp())),
    kind: payload.kind, test: Boolean(payload.test), pairing: pairing.pairing_id,
  });
}

const A_MOMENT = 2000; // milliseconds
const PATIENCE = 15_000; // milliseconds; a disk that has not answered by then may never do

export const UNSURE = "unsure"; // it may be at the centre, or on a disk that has not answered

// Where the sealed record is now: "tablet", "centre", UNSURE, or null for nowhere. Again with the same record after the last two:
// wherever it has come before, it is known by its id.
export async function keep(app, record) {
  let late = false;
  try {
    await Promise.race([kept(app, record), silence()]);
    return "tablet";
  } catch (error) {
    late = error.name === "TimeoutError";
    app.fault(`not kept: ${error.name}`);
  }
  if (!app.pairing) return null; // wiped meanwhile, in another tab
  return (await sentDirectly(app, record)) ?? (late ? UNSURE : null);
}

const pause = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const silence = () => new Promise((_, reject) => setTimeout(() => reject(new DOMException("", "TimeoutError")), PATIENCE));

// The same for what is not written in a form.
export const keepNow = async (app, id, payload) => keep(app, await begun(app, id)(payload));

// What was counted and is in no record yet becomes one, here or not at all: a count that went to the centre as well would be
// counted twice. Whether there was any.
export async function keepCounts(app) {
  const { id, ...counts } = (await app.store.get("taps")) ?? {};
  if (!counts.conversations && !counts.flyers) return false;
  const payload = { kind: "tally", lang: app.tag, counts, session: app.stood, test: false };
  await kept(app, await (await begun(app, id))(payload), counts);
  return true;
}

const kept = (app, record, counts) => inTheStore(app, () => app.store.save(record, counts));

// Where the browser has thrown the store away, it is begun again with what the page knows, and this is done after all.
export async function inTheStore(app, work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreLost)) throw error;
    app.fault("store lost");
    await app.store.refound(app.pairing, await app.remembered());
    return work();
  }
}

// "centre" once it has said so, UNSURE where the message or the answer may have been lost, null where it surely is not there: nothing
// has left the tablet, or the centre has answered, in its own words, that it took nothing.
async function sentDirectly(app, record) {
  const { wall, mono } = stamp();
  const { next: seq } = app.store.known;
  const sent = envelope({ ...record, seq }, app.pairing.pairing_id);
  const about = await Promise.race([app.about(), pause(A_MOMENT, { faults: app.faults() })]); // the disk's size may be as silent as the disk
  const status = statusOf({ ...app.counts, ...app.store.known, next: seq + 1 }, about);
  const message = { proto: PROTO, app: appName(), boot: BOOT, sent_wall: wall, sent_mono: mono, status, records: [sent] };
  const offline = navigator.onLine === false;
  const came = await post("sync", JSON.stringify(message), { pairing: app.pairing, patience: 8000 });
  if (came.answer?.acks?.some(({ id, sha256 }) => id === record.id && sha256 === record.sha256)) {
    app.store.sentDirectly(record, seq).catch((error) => app.fault(`not kept: ${error.name}`));
    return "centre";
  }
  const refused = came.kind === "refused" && came.answer && came.status < 500;
  return refused || (offline && came.kind === "offline") ? null : UNSURE;
}
