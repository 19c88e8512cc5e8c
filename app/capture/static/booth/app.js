// What runs on the tablet? The store, the sync and one screen at a time. This file holds them together: it opens the store,
// finds out whether the tablet is paired, shows a screen, and tells it when something has changed.

import { drawn, line } from "./bar.js";
import { newId } from "./bytes.js";
import { plausible } from "./clock.js";
import { button, h, icon, title } from "./dom.js";
import { dayOf, holderOf, onDuty } from "./duty.js";
import { Idle, coverWhenHidden } from "./idle.js";
import { opened, wiped } from "./keeper.js";
import { freshConfig } from "./pairing.js";
import { ready } from "./ready.js";
import { inTheStore, keepCounts } from "./recording.js";
import { older } from "./post.js";
import { pairing, preflight, rehearsed } from "./setup.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { directionOf, langOf, learn, speaker } from "./texts.js";
import { Update } from "./update.js";

const AT_ONCE = 500; // milliseconds that nobody notices
const TAPS = 1000; // taps on a counter within this many milliseconds are one record
const WRITING = "booth-writing"; // a lock that every tab shares in which somebody writes
const NOBODY = { conversations: 0, flyers: 0 };
const today = () => dayOf(Date.now());

class App {
  store = new Store();
  update = new Update(() => this.screen.calm ?? false);
  counts = { pending: 0, leads: 0, centre: 0, kept: 0, lost: 0, next: 1, oldest: null };
  screen = {};
  today = { ...NOBODY };
  #pairing = null;
  session = null;
  stopped = false;
  #faults = new Map();
  #tapTimer = null;
  #written = null; // ends this page's share of that lock

  get pairing() {
    return this.#pairing;
  }

  // What is known of the booth: also how its visitors are spoken to.
  set pairing(made) {
    this.#pairing = made;
    learn(made?.form);
  }

  async start() {
    this.speakNow(/^sv|^$/.test(navigator.language ?? "") ? "sv" : "en");
    this.idle = new Idle((key, values) => (this.screen.t ?? this.t)(key, values));
    coverWhenHidden(this.t("covered"));
    this.store.gone = () => this.forgotten();
    this.update.start();
    // a button whose work the disk would not take has done nothing: that is said, whatever it was
    addEventListener("unhandledrejection", ({ reason }) => {
      this.fault(`unhandled ${reason?.name}`);
      this.toast(this.t("failed"), "alert");
    });
    try {
      await this.open();
    } catch (error) {
      this.fault(`start ${error.name}`);
      this.show("broken", h("section.red", icon("alert", "huge"), title(this.t("broken.title")), h("p.large", this.t("broken.text")), button(this.t("again"), () => location.reload(), "main")));
    }
  }

  async open() {
    const [kept, tag, session, counted, ready] = await this.store.read((_, meta) => Promise.all(["pairing", "tag", "session", "today", "preflight"].map((key) => meta.get(key))));
    await Promise.all([this.store.own("pin"), this.store.own("install")]);
    if (tag) this.speakNow(tag);
    if (!kept) return pairing(this, this.store.lostWhileClosed());
    this.pairing = kept;
    this.session = session ?? null;
    if (counted?.day === today()) this.today = counted;
    await rehearsed(this);
    await this.begin();
    return ready ? this.ready() : preflight(this);
  }

  // A pairing that was just made. Which store of the server's has been heard of stays known: a tablet that is paired anew since
  // a restore forgot it must send its copies again.
  async paired(made) {
    this.sync?.stop();
    this.pairing = made;
    this.session = null;
    this.stopped = false;
    await this.store.set("pairing", made); // the last word, whatever the sync has just written there
    await this.begin();
  }

  async begin() {
    this.counts = await this.store.counts();
    this.stopped = this.over();
    const own = this.pairing; // what is under way when the tablet is paired anew ends under the pairing that it began with
    const current = () => (this.isPaired(own) ? this.pairing : own);
    this.sync = new Sync(this.store, { pairing: current, tell: () => this.tell(), onAnswer: (answer) => this.heard(answer), about: () => this.about() });
    this.sync.fault = (what) => this.fault(what);
    this.sync.outdated = () => this.update.look();
    this.battery ??= await navigator.getBattery?.().catch(() => null);
    this.sync.start();
    setInterval(() => this.look(), 20_000);
    addEventListener("pagehide", () => this.#tapped());
    document.addEventListener("visibilitychange", () => document.hidden && this.#tapped());
    await this.#tapped(); // what was counted in the second before the end
  }

  isPaired = ({ pairing_id: id }) => this.pairing?.pairing_id === id;

  over = () => ["cancelled", "over", "ended"].includes(this.pairing.booth.event_status) || this.pairing.stopped === true;

  // What the server wants besides acknowledging: a newer configuration, an end of the capture, forgetting.
  async heard(answer) {
    const own = this.pairing;
    const commands = (answer.commands ?? []).map((one) => one.command ?? one);
    const stopped = commands.includes("stop_capture");
    if (stopped !== (this.pairing.stopped ?? false)) await this.#changed({ ...this.pairing, stopped });
    if (answer.config_version !== undefined && answer.config_version !== this.pairing.config_version) {
      const fresh = await freshConfig(this.pairing);
      if (fresh && this.isPaired(own)) await this.#changed({ ...fresh, config_version: answer.config_version });
    }
    await this.#tapped();
    const { pending } = await this.store.counts();
    if (!this.isPaired(own)) return undefined; // it is paired anew: what the server wanted of it before is over
    const told = !answer.acks?.length; // the server has heard that nothing is left, which it had not when it acknowledged the last
    if (commands.some((one) => one.startsWith("wipe")) && !pending && told && !this.screen.writing) return this.wipeUnwritten();
    if (older(answer.min_app)) this.update.look();
    return undefined;
  }

  // A form that is open goes on with what it was opened with; the next one has the new.
  async #changed(pairing) {
    this.pairing = pairing;
    await this.store.set("pairing", pairing);
    this.stopped = this.over();
    if (this.screen.name === "ready") this.ready();
  }

  // Screens

  // Options: `forVisitor` is wiped when left alone, `calm` may be updated, `tag` speaks another language, `told` hears of changes,
  // `leave` tidies up, `watch` is where being left alone leads.
  show(name, node, { forVisitor = false, calm = false, tag = this.tag, told, leave, watch } = {}) {
    this.screen.leave?.();
    this.screen = { name, calm, told, leave, t: speaker(tag), writing: forVisitor || name === "unsaved" };
    this.#writes(this.screen.writing);
    document.documentElement.lang = langOf(tag);
    document.documentElement.dir = directionOf(tag);
    const place = document.getElementById("screen");
    place.dataset.screen = name;
    place.replaceChildren(node);
    scrollTo(0, 0);
    node.querySelector("h1")?.focus({ preventScroll: true });
    if (forVisitor || watch) this.idle.watch(this.pairing?.policy?.idle_s ?? 60, watch ?? (() => this.ready()));
    else this.idle.rest();
    this.bar();
    if (calm) this.update.now();
  }

  #writes(now) {
    const before = this.#written;
    const over = new Promise((done) => (this.#written = done));
    if (now) navigator.locks?.request(WRITING, { mode: "shared" }, () => over).catch(() => {});
    before?.();
  }

  ready() {
    if (!this.pairing) return pairing(this);
    this.newDay();
    this.shown = this.helper()?.id;
    return ready(this);
  }

  // Now and then: what a screen that nobody touches says may have become untrue.
  look() {
    if (this.screen.name === "ready" && this.helper()?.id !== this.shown) this.ready();
    this.bar();
  }

  // A tablet that was on all night begins again: other counts, somebody else who has it.
  newDay() {
    if (this.today.day !== today()) this.today = { ...NOBODY, day: today() };
    if (this.session && dayOf(this.session.since) !== today() && !this.helper()) this.session = null;
  }

  // `unsure`: it may have arrived, only nobody said so.
  unsaved({ answers, again, unsure, tag = this.tag }) {
    const t = this.t;
    const how = unsure ? "unsure" : "unsaved";
    const visitor = tag !== this.tag && h("p.large", { lang: langOf(tag), dir: directionOf(tag) }, speaker(tag)(`${how}.visitor`));
    const written = h("dl.facts", { hidden: true }, Object.entries(answers).flatMap(([key, value]) => (key === "slot" ? [] : value)).filter(Boolean).map((value) => h("dd", String(value))));
    this.fault("not saved");
    this.show(
      "unsaved",
      h("section.red", { role: "alert" }, icon("alert", "huge"), title(t(`${how}.title`)), visitor, h("p.large", t(`${how}.text`)), written, h("div.stack", button(t("again"), again, "main"), button(t("unsaved.show"), () => (written.hidden = false), "quiet"), button(t("unsaved.paper"), () => this.ready(), "quiet"))),
    );
  }

  toast(text, sign = "yes") {
    const node = h("p.toast", { role: "status" }, icon(sign), text);
    document.body.append(node);
    setTimeout(() => node.remove(), 4000);
  }

  // While something is kept nobody can leave the screen, and soon it says why nothing happens.
  async holding(text, work) {
    const place = document.getElementById("screen");
    const said = h("p.toast", { role: "status" }, icon("wait"), text);
    const timer = setTimeout(() => document.body.append(said), AT_ONCE);
    place.inert = true;
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      said.remove();
      place.inert = false;
    }
  }

  // What is known

  speakNow(tag) {
    this.tag = tag;
    this.t = speaker(tag);
  }

  async speak(tag) {
    this.speakNow(tag);
    await this.store.set("tag", tag);
  }

  saved() {
    this.tell();
    this.sync.soon();
  }

  async tell() {
    try {
      this.counts = await this.store.counts();
      if (!this.counts.there && this.pairing && this.screen.name !== "wiped") await this.#lost();
    } catch (error) {
      this.fault(`counts ${error.name}`);
    }
    this.bar();
    this.screen.told?.();
  }

  async #lost() {
    this.fault("store lost");
    this.counts = await this.store.refound(this.pairing, await this.remembered());
  }

  // What else the page knows by heart, to be put back into a store that was emptied.
  async remembered() {
    return { session: this.session ?? undefined, today: this.today, tag: this.tag, preflight: true };
  }

  bar() {
    const place = document.getElementById("bar");
    if (!this.pairing) {
      this.drawn = null;
      return place.replaceChildren();
    }
    const { sync, counts, battery } = this;
    const said = line({ counts, sync: sync?.state, lastAnswer: sync?.lastAnswer, clockRight: plausible(sync?.offset ?? null), battery, tag: this.tag }, this.t);
    const more = this.screen.calm && h("button.more", { type: "button", "aria-label": this.t("menu"), click: () => opened(this) }, icon("more"));
    const words = JSON.stringify([said, Boolean(more), this.tag]);
    if (words === this.drawn) return undefined;
    this.drawn = words;
    place.lang = this.tag; // the volunteers' language, also above a visitor's form in another
    place.dir = directionOf(this.tag);
    return place.replaceChildren(drawn(said), more || "");
  }

  fault(what) {
    this.#faults.set(what.slice(0, 60), (this.#faults.get(what.slice(0, 60)) ?? 0) + 1);
  }

  faults = () => Object.fromEntries([...this.#faults].slice(0, 20));

  async about() {
    const [estimate, persisted] = await Promise.all([navigator.storage?.estimate?.().catch(() => null), navigator.storage?.persisted?.().catch(() => false)]);
    return { persisted: persisted ?? false, usage: estimate?.usage ?? null, battery: this.battery ? Math.round(this.battery.level * 100) : null, faults: this.faults() };
  }

  // Who has the tablet, and what they count

  onDuty = () => onDuty(this.pairing.helpers ?? [], Date.now());

  helper = () => holderOf(this.session, this.pairing?.helpers ?? [], Date.now());

  // The session that a record is made in; none once nobody knows who has the tablet.
  get stood() {
    this.newDay();
    return this.session?.helper_id && !this.helper() ? null : this.session;
  }

  async take(helper) {
    this.session = { id: newId(), helper_id: helper?.id ?? null, since: Date.now() };
    await this.store.set("session", this.session);
  }

  // The number to show, once the disk has it.
  async tally(kind, by) {
    this.newDay();
    this.today = await inTheStore(this, () => this.store.tap(kind, by, today()));
    clearTimeout(this.#tapTimer);
    this.#tapTimer = setTimeout(() => this.#tapped(), TAPS);
    return this.today[kind];
  }

  // Make a record of what was counted. What could not be kept waits where it is.
  async #tapped() {
    clearTimeout(this.#tapTimer);
    try {
      if (this.pairing && (await keepCounts(this))) this.saved();
    } catch (error) {
      this.fault(`not counted: ${error.name}`);
    }
  }

  // Forget everything, unless other than `pending` records wait by now: whether it is done.
  async wipe(pending) {
    const done = await this.store.wipe(pending);
    if (done) this.forgotten();
    return done;
  }

  // Because the server wants it: nobody's form is taken away while they write, in another tab either. It will be asked for again.
  wipeUnwritten() {
    if (!navigator.locks) return this.wipe(0);
    return navigator.locks.request(WRITING, { ifAvailable: true }, (lock) => lock && this.wipe(0));
  }

  // It was wiped, here or in another tab: what somebody writes goes too, and this page touches the store no more.
  forgotten() {
    if (!this.pairing) return;
    this.sync?.stop();
    clearTimeout(this.#tapTimer);
    this.pairing = null;
    this.session = null;
    this.today = { ...NOBODY };
    wiped(this);
  }
}

new App().start();
