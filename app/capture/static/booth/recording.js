// How does what a visitor wrote become safe? Sealed, kept strictly, and only then called saved. If the disk will not, it goes
// straight to the centre; if that will not either, the people are told, in red, to use paper. Nothing is ever half saved.

import { BOOT, stamp } from "./clock.js";
import { PROTO, appName, post } from "./post.js";
import { sealedRecord } from "./seal.js";
import { StoreLost } from "./store.js";
import { envelope } from "./sync.js";

// {where: "tablet" | "centre" | null, record}. `payload` has no name of its own kind when it is a lead.
export async function keep(app, id, payload) {
  const at = stamp();
  const record = {
    ...(await sealedRecord(app.pairing, id, payload, at)),
    kind: payload.kind ?? "lead", test: Boolean(payload.test), pairing: app.pairing.pairing_id,
  };
  try {
    return { where: "tablet", record: await kept(app, record) };
  } catch (error) {
    app.fault(`not kept: ${error.name}`);
  }
  return { where: (await sentDirectly(app, record)) ? "centre" : null, record };
}

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
