// How does what a visitor wrote become safe? Sealed, kept strictly, and only then called saved. If the disk will not, it goes
// straight to the centre; if that will not either, the people are told, in red, to use paper. Nothing is ever half saved.

import { BOOT, stamp } from "./clock.js";
import { PROTO, appName, post } from "./post.js";
import { sealing } from "./seal.js";
import { StoreLost } from "./store.js";
import { envelope } from "./sync.js";

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

// Where the sealed record is now: "tablet", "centre", or null. Again with the same record after a null.
export async function keep(app, record) {
  try {
    await kept(app, record);
    return "tablet";
  } catch (error) {
    app.fault(`not kept: ${error.name}`);
  }
  return (await sentDirectly(app, record)) ? "centre" : null;
}

// The same for what is not written in a form.
export const keepNow = async (app, id, payload) => keep(app, await begun(app, id)(payload));

async function kept(app, record) {
  try {
    return await app.store.save(record);
  } catch (error) {
    if (!(error instanceof StoreLost)) throw error;
    app.fault("store lost");
    await app.store.refound(app.pairing, await app.remembered());
    return app.store.save(record);
  }
}

async function sentDirectly(app, record) {
  const { wall, mono } = stamp();
  const sent = envelope({ ...record, seq: app.store.known.next }, app.pairing.pairing_id);
  const message = { proto: PROTO, app: appName(), boot: BOOT, sent_wall: wall, sent_mono: mono, status: { faults: app.faults() }, records: [sent] };
  const came = await post("sync", JSON.stringify(message), { pairing: app.pairing, patience: 8000 });
  return came.kind === "answer" && came.answer.acks?.some(({ id, sha256 }) => id === record.id && sha256 === record.sha256);
}
