// What does the tablet keep, and when is it kept? Sealed records and a little of its own, in IndexedDB, committed strictly.
//
// `strict` means that the disk has it: after a power cut other transactions have kept 0 of 10 records, strict ones 10 of 10.
// A record and the number it gets go in one transaction. A sentinel tells an emptied database from a new one: a database that
// is cleared under a living page is silently empty. One that was wiped says so: a page of it, in another tab, neither reads nor
// writes there again. Nothing here can read a record.

import { deleteDB, openDB } from "idb";

const NAME = "booth";
const MIRROR = "booth.mirror"; // numbers alone, to notice that the database went away while the page was closed
const CHUNK = 500;
const LOST_CONNECTION = ["InvalidStateError", "UnknownError", "QuotaExceededError", "AbortError", "TransactionInactiveError"];

export class StoreLost extends Error {}
export class StoreWiped extends Error {}

const all = (...first) => IDBKeyRange.bound(first, [...first, []]); // an array sorts after every number and text

const NOTHING = { conversations: 0, flyers: 0 };
const NOT_AHEAD = { next: 1, centre: 0, ids: [] };

// What the bar counts as "hos oss" once the centre has it.
const counted = ({ kind, test }) => kind === "lead" && !test;

// What has been counted and is in no record yet, once this record holds some of it.
async function left(meta, id, counts) {
  const taps = await meta.get("taps");
  if (taps?.id !== id) return;
  const rest = Object.fromEntries(Object.keys(NOTHING).map((kind) => [kind, taps[kind] - counts[kind]]));
  if (rest.conversations || rest.flyers) await meta.put({ ...rest, id: crypto.randomUUID() }, "taps");
  else await meta.delete("taps");
}

export class Store {
  #db = null; // the promise of a connection

  // What was known to be here last; survives a database that was cleared under the page.
  known = { next: 1, pending: 0, centre: 0, lost: 0 };
  #own = {}; // likewise: what must outlive that, the PIN and the name of this installation
  #ahead = NOT_AHEAD; // what the counter on the disk does not know yet of records that went straight to the centre
  #direct = new Map(); // their ids, and the numbers under which they are there
  #since = null; // when the store of this page was begun, by which it is known again
  #tabs = new BroadcastChannel(NAME);
  gone = () => {}; // told when it was wiped in another tab

  constructor() {
    this.#tabs.onmessage = () => this.get("sentinel").catch(() => {}); // looks, and so finds out
  }

  // One connection for all who ask at once: a second one, forgotten, would keep the database from ever being thrown away.
  #open() {
    this.#db ??= openDB(NAME, 1, {
      upgrade(db) {
        const records = db.createObjectStore("records", { keyPath: "id" });
        records.createIndex("queue", ["state", "seq"]);
        records.createIndex("leads", ["state", "kind"]);
        records.createIndex("acked", ["state", "acked"]);
        db.createObjectStore("meta");
      },
      blocking: (_old, _new, event) => {
        this.#db = null;
        event.target.close();
      },
      terminated: () => (this.#db = null),
    }).catch((error) => {
      this.#db = null;
      throw error;
    });
    return this.#db;
  }

  async close() {
    const open = this.#db;
    this.#db = null;
    await open?.then(
      (db) => db.close(),
      () => {},
    );
  }

  // One transaction over both stores. A connection that the browser has closed is opened again, once.
  async #transaction(mode, work, again = true) {
    let tx;
    try {
      tx = (await this.#open()).transaction(["records", "meta"], mode, { durability: "strict" });
    } catch (error) {
      if (!again || !LOST_CONNECTION.includes(error.name)) throw error;
      await this.close();
      return this.#transaction(mode, work, false);
    }
    const [done] = await Promise.allSettled([this.#worked(tx, work)]);
    if (done.status === "fulfilled") return done.value;
    if (!again || !LOST_CONNECTION.includes(done.reason?.name)) throw done.reason;
    await this.close();
    return this.#transaction(mode, work, false);
  }

  async #worked(tx, work) {
    const done = tx.done;
    done.catch(() => {}); // told below, or by what made it fail
    try {
      const meta = tx.objectStore("meta");
      await this.#recognised(meta);
      const result = await work(tx.objectStore("records"), meta);
      await done;
      return result;
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // it has ended by itself
      }
      throw error;
    }
  }

  // Is it still the store that this page began with? One that is empty and does not say that it was wiped was lost, which others tell.
  async #recognised(meta) {
    const [sentinel, wiped] = await Promise.all([meta.get("sentinel"), meta.get("wiped")]);
    if (this.#since && sentinel?.since !== this.#since && (sentinel || wiped)) {
      this.#forgotten();
      this.gone();
      throw new StoreWiped();
    }
    this.#since ??= sentinel?.since ?? null;
  }

  read = (work) => this.#transaction("readonly", work);
  write = (work) => this.#transaction("readwrite", work);

  get = (key) => this.read((_, meta) => meta.get(key));
  set = (key, value) => this.write((_, meta) => meta.put(value, key));

  // The PIN or the name of this installation, also while the database is empty.
  async own(key) {
    const kept = await this.get(key);
    if (kept !== undefined) this.#own[key] = kept;
    return this.#own[key];
  }

  // Begin a pairing: its facts, the sentinel. The numbers go on, since the centre looks for gaps in all that this installation
  // sends, and what an earlier pairing left stays as it is, the sentinel too.
  found(pairing) {
    return this.write(async (_, meta) => {
      await meta.put(pairing, "pairing");
      await meta.delete("session"); // who had it then, and where
      await meta.put((await meta.get("sentinel")) ?? { since: Date.now() }, "sentinel");
      const before = (await meta.get("counter")) ?? { next: 1, centre: 0, lost: this.lostWhileClosed() };
      await meta.put(before, "counter");
    }).then(() => this.counts());
  }

  // The database was cleared under the page: put back what the page knows, and remember how many records went with it.
  refound(pairing, more = {}) {
    const { next, pending, centre, lost } = this.known;
    const known = this.#ahead; // it is in these numbers
    return this.write(async (_, meta) => {
      await meta.put(pairing, "pairing");
      for (const [key, value] of Object.entries({ ...this.#own, ...more })) if (value !== undefined) await meta.put(value, key);
      await meta.put({ since: this.#since ?? Date.now() }, "sentinel");
      await meta.put({ next, centre, lost: lost + pending }, "counter");
    }).then(() => {
      this.#aheadSince(known);
      return this.counts();
    });
  }

  // One tap on a counter, durable before it is shown; gives what to show, begun anew on another `day`. Taps that no record holds
  // yet stand under the id that their record will have.
  tap = (kind, by, day) =>
    this.write(async (_, meta) => {
      if (!(await meta.get("sentinel"))) throw new StoreLost();
      const before = await meta.get("today");
      const today = before?.day === day ? before : { ...NOTHING, day };
      const taps = (await meta.get("taps")) ?? { ...NOTHING, id: crypto.randomUUID() };
      today[kind] = Math.max(0, today[kind] + by);
      taps[kind] += by;
      await meta.put(today, "today");
      await meta.put(taps, "taps");
      return today;
    });

  // Keep a sealed record and move the counter: the record as it was kept. The same id again is the same record. The taps that
  // it holds leave in the same transaction; those that came meanwhile wait for the next one.
  async save(record, counts = null) {
    if (this.#ahead !== NOT_AHEAD) await this.#caughtUp().catch(() => {});
    const saved = await this.write(async (records, meta) => {
      if (!(await meta.get("sentinel"))) throw new StoreLost();
      if (counts) await left(meta, record.id, counts);
      const known = await records.get(record.id);
      if (known) return known;
      const counter = await meta.get("counter");
      const next = Math.max(counter.next, this.#ahead.next);
      const seq = this.#direct.get(record.id) ?? next; // sent while the disk was silent, which keeps it after all
      const direct = this.#direct.has(record.id) && !this.#ahead.ids.includes(record.id);
      const numbered = { ...record, seq, state: "kept", direct };
      await records.add(numbered);
      await meta.put({ ...counter, next: Math.max(next, seq + 1) }, "counter");
      return numbered;
    });
    if (saved.seq >= this.known.next) this.#remember({ ...this.known, next: saved.seq + 1, pending: this.known.pending + 1 });
    return saved;
  }

  // This record is at the centre under that number, and not here, since the disk would not take it. It counts as sent and its number
  // is used: known by heart at once, and written as soon as the disk takes that much.
  sentDirectly(record, seq) {
    const { next, centre, ids } = this.#ahead;
    const fresh = counted(record) ? 1 : 0;
    this.#direct.set(record.id, seq);
    this.#ahead = { next: Math.max(next, seq + 1), centre: centre + fresh, ids: [...ids, record.id] };
    this.#remember({ ...this.known, next: Math.max(this.known.next, seq + 1), centre: this.known.centre + fresh });
    return this.#caughtUp();
  }

  async #caughtUp() {
    this.#aheadSince(await this.write((records, meta) => this.#catchUp(records, meta)));
  }

  // Write what is known by heart, and gives that. A record that the disk took after all is marked as counted in the same transaction,
  // so that nobody who hears it acknowledged counts it again, after a restart or in another tab either; one that was, is not now.
  async #catchUp(records, meta) {
    const ahead = this.#ahead;
    const counter = await meta.get("counter");
    if (ahead === NOT_AHEAD || !counter) return NOT_AHEAD;
    let centre = counter.centre + ahead.centre;
    for (const id of ahead.ids) {
      const record = await records.get(id);
      if (record?.state === "acked" && counted(record)) centre--;
      if (record) await records.put({ ...record, direct: true });
    }
    await meta.put({ ...counter, next: Math.max(counter.next, ahead.next), centre }, "counter");
    return ahead;
  }

  // That much is on the disk by now; what came while it was being written is not.
  #aheadSince(written) {
    const { next, centre, ids } = this.#ahead;
    const rest = { next, centre: centre - written.centre, ids: ids.filter((id) => !written.ids.includes(id)) };
    this.#ahead = this.#ahead === written ? NOT_AHEAD : rest;
  }

  // The oldest records that the server has not acknowledged.
  waiting = (limit) => this.read((records) => records.index("queue").getAll(all("kept"), limit));

  isAcked = (id) => this.read(async (records) => (await records.get(id))?.state === "acked");

  // Sealed copies, acknowledged or not, for a file on a stick.
  everything = () => this.read((records) => records.getAll());

  // Note what the server has: only what it names by id and by content. Gives how many.
  async acknowledged(acks, serverTime) {
    const [marked, written] = await this.write(async (records, meta) => {
      const ahead = await this.#catchUp(records, meta);
      let fresh = 0;
      let count = 0;
      for (const { id, sha256, status, receipt } of acks) {
        const record = await records.get(id);
        if (!record || record.sha256 !== sha256 || record.state === "acked") continue;
        await records.put({ ...record, state: "acked", status, receipt: receipt ?? null, acked: serverTime });
        count++;
        if (counted(record) && !record.direct) fresh++;
      }
      const counter = await meta.get("counter");
      if (fresh && counter) await meta.put({ ...counter, centre: counter.centre + fresh }, "counter");
      return [count, ahead];
    });
    this.#aheadSince(written);
    await this.counts();
    return marked;
  }

  // Forget sealed copies that were acknowledged at or before that time of the server's.
  forget = (until) =>
    this.write(async (records) => {
      const range = IDBKeyRange.bound(["acked", -Infinity], ["acked", until]);
      for (const key of await records.index("acked").getAllKeys(range, CHUNK)) await records.delete(key);
    });

  // The server came back from a backup: what is still here goes again.
  async sendAgain() {
    await this.write(async (records, meta) => {
      const again = (await records.getAll()).filter(({ state, direct }) => state === "acked" || direct);
      for (const record of again) await records.put({ ...record, state: "kept", acked: undefined, direct: false });
      const counter = await meta.get("counter");
      const leads = again.filter(counted).length;
      if (counter) await meta.put({ ...counter, centre: Math.max(0, counter.centre - leads) }, "counter");
    });
    await this.counts();
  }

  // What the bar and the server are told. Counts by index: as fast with five thousand records as with five.
  async counts() {
    const found = await this.read(async (records, meta) => {
      const queue = records.index("queue");
      const [sentinel, counter, pending, leads, kept, first] = await Promise.all([
        meta.get("sentinel"), meta.get("counter"), queue.count(all("kept")),
        records.index("leads").count(["kept", "lead"]), queue.count(all("acked")), queue.get(all("kept")),
      ]);
      const { next, centre, lost } = { next: 1, centre: 0, lost: 0, ...counter };
      const ahead = { next: Math.max(next, this.#ahead.next), centre: centre + this.#ahead.centre };
      return { there: Boolean(sentinel), ...ahead, lost, pending, leads, kept, oldest: first?.at ?? null };
    });
    if (found.there) this.#remember(found);
    return found;
  }

  #remember({ next, pending, centre, lost }) {
    this.known = { next, pending, centre, lost };
    try {
      localStorage.setItem(MIRROR, JSON.stringify(this.known));
    } catch {
      // a help, not a need
    }
  }

  // How many records went with a database that is gone, noticed at start; 0 when there was none.
  lostWhileClosed() {
    try {
      const mirror = JSON.parse(localStorage.getItem(MIRROR));
      return mirror ? mirror.pending + (mirror.lost ?? 0) : 0;
    } catch {
      return 0;
    }
  }

  // Forget all, unless other than `pending` records wait by now: whether it is done. What stands there then tells every page that it
  // was wiped.
  async wipe(pending) {
    const mark = (meta) => meta.put(true, "wiped");
    const clear = async (records, meta) => {
      if ((await records.index("queue").count(all("kept"))) !== pending) return false;
      await Promise.all([records.clear(), meta.clear()]);
      await mark(meta);
      return true;
    };
    const thrown = async (error) => {
      if (error instanceof StoreWiped) return true;
      await this.close();
      await deleteDB(NAME); // what cannot be written can be thrown away
      await this.write((_, meta) => mark(meta)).catch(() => {});
      return true;
    };
    if (!(await this.write(clear).catch(thrown))) return false;
    localStorage.removeItem(MIRROR);
    this.#forgotten();
    this.#tabs.postMessage("wiped");
    return true;
  }

  #forgotten() {
    this.#own = {};
    this.#ahead = NOT_AHEAD;
    this.known = { next: 1, pending: 0, centre: 0, lost: 0 };
  }

  // Write, close, open again, read: does this browser keep what it is given?
  async selfTest() {
    const mark = crypto.randomUUID();
    await this.set("test", mark);
    await this.close();
    const found = await this.get("test");
    await this.write((_, meta) => meta.delete("test"));
    return found === mark;
  }
}
