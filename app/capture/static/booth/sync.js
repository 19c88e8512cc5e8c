// How does what is kept here reach the centre? In small batches, as often as it takes, and never taken for sent before the
// server has named it by id and by content. Whatever goes wrong is kept and tried again; there is no last try.

import { BOOT, instantOf, secondsSince, stamp } from "./clock.js";
import { APP, PROTO, appName, older, post } from "./post.js";

export const MOST = 20; // records at once, where the server has not said otherwise
export const LARGEST = 64 * 1024;
const BASE = 2000;
const CAP = 120_000;
const REST = 60_000; // between calls when there is nothing to send: so the planner sees the tablet
const ENVELOPE = ["id", "seq", "kid", "v", "form", "blob", "sha256", "at"];

// What the server is given of a record; what an earlier pairing sealed tells which.
export function envelope(record, pairingId) {
  const sent = Object.fromEntries(ENVELOPE.map((key) => [key, record[key]]));
  return record.pairing && record.pairing !== pairingId ? { ...sent, pairing: record.pairing } : sent;
}

// What the planner's page shows of this tablet: what the store counts, and what is known of all else.
export const statusOf = ({ pending, oldest, next, kept, lost }, about) => ({
  pending, oldest_pending_s: oldest ? secondsSince(oldest) : 0, next_seq: next, acked_kept: kept, store_lost: lost, ...about,
});

// As many of the first records as fit beside the rest of the message; at least one.
export function batchOf(records, most, room) {
  const batch = [];
  let size = 0;
  for (const record of records.slice(0, most)) {
    size += JSON.stringify(record).length + 1;
    if (batch.length && size > room) break;
    batch.push(record);
  }
  return batch;
}

// Full jitter: anywhere between nothing and the doubled wait, so that tablets do not knock all at once.
export const pause = (tries, chance = Math.random()) => chance * Math.min(CAP, BASE * 2 ** Math.min(tries, 10));

export class Sync {
  state = "idle"; // idle sending offline portal refused update unknown
  offset = null; // the server's clock minus ours, in milliseconds
  lastAnswer = null; // wall clock of the last answer
  #tries = 0;
  #most = MOST;
  #timer = null;
  #flight = null;
  #elsewhere = false; // another tab was sending

  // `tell` is told after every change, `onAnswer` gets each answer of the server's, `about` gives what is told of the tablet.
  constructor(store, { pairing, tell, onAnswer, about }) {
    Object.assign(this, { store, pairing, tell, onAnswer, about });
  }

  start() {
    addEventListener("online", () => this.soon());
    addEventListener("pageshow", () => this.soon());
    document.addEventListener("visibilitychange", () => document.hidden || this.soon());
    this.soon();
  }

  stop() {
    clearTimeout(this.#timer);
    this.stopped = true;
  }

  // Now, if nothing is under way; whoever presses the button does not wait for a timer.
  soon() {
    this.#tries = 0;
    return this.now();
  }

  now() {
    clearTimeout(this.#timer);
    if (this.stopped) return Promise.resolve();
    this.again = Boolean(this.#flight);
    this.#flight ??= this.#locked().finally(() => {
      this.#flight = null;
      this.#plan();
    });
    return this.#flight;
  }

  #plan() {
    if (this.stopped) return;
    const wait = this.again ? 0 : this.#elsewhere ? BASE : this.#tries ? Math.max(this.wait ?? 0, pause(this.#tries)) : REST * (0.5 + Math.random());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), wait);
  }

  // One flight at a time among all tabs, where the browser can; correctness does not hang on it. Who was kept from it soon asks again,
  // so that its bar tells of what the other sent.
  #locked() {
    const flight = () => this.#fly().catch((error) => this.#came("refused", { fault: `sync ${error.name}` }));
    if (!navigator.locks) return flight();
    return navigator.locks.request("booth-sync", { ifAvailable: true }, (lock) => {
      this.#elsewhere = !lock;
      return lock && flight();
    });
  }

  async #fly() {
    for (;;) {
      const most = Math.min(this.#most, this.pairing().policy?.max_batch || MOST);
      const records = (await this.store.waiting(most)).map((record) => envelope(record, this.pairing().pairing_id));
      const told = await this.#message();
      told.records = batchOf(records, most, LARGEST - JSON.stringify(told).length - 200);
      this.#say(told.records.length ? "sending" : this.state);
      const came = await post("sync", JSON.stringify(told), { pairing: this.pairing() });
      if (came.kind !== "answer") {
        if (came.answer?.acks) await this.#marked(came.answer); // an app that is too old is told what it has delivered
        return this.#failed(came);
      }
      const moved = await this.#heard(came.answer);
      if (!told.records.length) return;
      if (!moved && !came.answer.again) return this.#came("refused", { fault: "unacknowledged" });
      if (this.stopped) return;
    }
  }

  async #message() {
    const { wall, mono } = stamp();
    const status = statusOf(await this.store.counts(), await this.about());
    return { proto: PROTO, app: appName(), boot: BOOT, sent_wall: wall, sent_mono: mono, status, records: [] };
  }

  // What the server said: mark, send again after a restore, forget what is in a backup, then whatever else it wants.
  async #heard(answer) {
    const at = instantOf(answer.server_time);
    this.offset = Number.isFinite(at) ? at - Date.now() : this.offset;
    this.lastAnswer = Date.now();
    this.#tries = 0;
    this.wait = 0;
    const moved = await this.#marked(answer);
    const before = await this.store.get("generation");
    if (answer.store_generation !== undefined && answer.store_generation !== before) {
      if (before !== undefined) await this.store.sendAgain();
      await this.store.set("generation", answer.store_generation);
    }
    const { retain_days: days } = this.pairing().policy ?? {};
    const until = Math.max(instantOf(answer.durable_through ?? "") || 0, days ? at - days * 86_400_000 : 0);
    if (until > 0) await this.store.forget(until);
    this.#most = Math.min(MOST, this.#most * 2);
    this.#say(older(answer.min_app) ? "update" : "idle");
    if (!this.stopped) await this.onAnswer(answer); // stopped, it is told what concerns another pairing
    return moved;
  }

  #marked({ acks, server_time: told }) {
    const at = instantOf(told);
    return this.store.acknowledged(Array.isArray(acks) ? acks : [], Number.isFinite(at) ? at : Date.now());
  }

  #failed({ kind, status, wait, error }) {
    this.wait = wait;
    if (kind === "timeout" || status === 413) this.#most = Math.max(1, Math.floor(this.#most / 2));
    if (kind === "refused" && (status === 401 || status === 403)) return this.#came("unknown", { fault: `refused ${status}` });
    if (kind === "refused" && status === 426) {
      this.outdated?.();
      return this.#came("update", { fault: "too old" });
    }
    return this.#came(kind === "timeout" ? "offline" : kind, { fault: status ? `${kind} ${status}` : error && null });
  }

  #came(state, { fault }) {
    this.#tries++;
    if (fault) this.fault?.(fault);
    this.#say(state);
  }

  #say(state) {
    this.state = state;
    this.tell();
  }
}

export { APP };
