// How does a tablet get ready for its day? The code, the planner's yes, a list to go through once, and a rehearsal without a
// network. Everything here happens before the first visitor.

import { plausible } from "./clock.js";
import { button, h, icon, title } from "./dom.js";
import { brief, problemBox, problemsShown, textField } from "./form.js";
import { codeIn, isApple, pair, selfTest, standalone } from "./pairing.js";
import { newPin } from "./pin.js";
import { keepNow } from "./recording.js";

const group = (code) => `${code.slice(0, 4)}-${code.slice(4)}`;

export function pairing(app, lost = 0) {
  const given = codeIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname); // a code stays in no list of visited pages
  if (isApple() && !standalone()) return homeScreen(app, given);
  const field = textField(app.t("pair.code"), { capitals: "characters", value: given.length === 8 ? group(given) : "", last: true });
  field.node.classList.add("code-field");
  const box = problemBox();
  const done = () => {
    const code = codeIn(field.value());
    const problems = code.length === 8 ? [] : [[field, app.t("pair.short")]];
    problemsShown(box, problems, [field], app.t);
    if (!problems.length) waiting(app, code);
  };
  app.show(
    "pairing",
    brief(done, h("div.awning", { "aria-hidden": "true" }), lost > 0 && h("p.notice.danger", icon("alert"), app.t("pair.lost", { n: lost })), title(app.t("pair.title")), h("p.lede", app.t("pair.lede")), box, field.node, h("button.main", { type: "submit" }, app.t("pair.go")), languageSwitch(app, () => pairing(app, lost)), app.pairing && button(app.t("back"), () => app.ready(), "plain")),
  );
}

// On an iPad a tab in the browser has another store than the app on the home screen, and forgets after seven days.
function homeScreen(app, code) {
  app.show(
    "home",
    h("section.middle.steps", title(app.t("home.title")), h("p.lede", app.t("home.lede")), h("ol", h("li", app.t("home.1")), h("li", app.t("home.2")), h("li", app.t(code ? "home.3" : "home.3.plain"))), code && h("p.code", { dir: "ltr" }, group(code)), languageSwitch(app, () => homeScreen(app, code))),
  );
}

export const languageSwitch = (app, again) =>
  h("div.tongues", ["sv", "en"].map((tag) => h("button.link", { type: "button", lang: tag, "aria-pressed": String(app.tag === tag), click: () => app.speak(tag).then(again) }, { sv: "Svenska", en: "English" }[tag])));

async function waiting(app, code) {
  const stop = new AbortController();
  const list = h("ul.checks");
  const state = h("div.state", { "aria-live": "polite" });
  app.show(
    "waiting",
    h("section.middle.twofold", h("div.half", title(app.t("pair.wait")), state, button(app.t("back"), () => (stop.abort(), pairing(app)), "quiet last")), h("div.half", list)),
    { leave: () => stop.abort() },
  );
  const found = await tested(app, list);
  if (stop.signal.aborted) return;
  if (!found) return state.replaceChildren(h("p.notice.danger", icon("alert"), app.t("pair.unfit")), button(app.t("again"), () => waiting(app, code), "main"));
  const tell = ({ check_word: word, trouble }) =>
    state.replaceChildren(...(trouble ? [h("p.notice", icon("wait"), app.t("pair.offline"))] : [h("p.large", app.t("pair.wait.text")), h("p.hint", app.t("pair.word")), h("p.code.word", word)]));
  try {
    const made = await pair(app.store, code, { tell, stop: stop.signal });
    await app.paired(made);
    preflight(app);
  } catch (error) {
    if (error.message === "pair.stopped") return;
    const key = error.message.startsWith("pair.") ? error.message : "pair.unfit";
    if (key === "pair.unfit") app.fault(`pair ${error.name}`);
    state.replaceChildren(h("p.notice.danger", icon("alert"), app.t(key)), button(app.t("again"), () => pairing(app), "main"));
  }
}

// The self-test, shown as it goes. Whether all that is needed is there.
async function tested(app, list) {
  const found = await selfTest(app.store, () => plausible(app.sync?.offset ?? null));
  list.replaceChildren(...found.map(([name, good, needed]) => check(app.t(`check.${name}`), good, needed, good ? null : app.t(`check.${name}.no`))));
  return found.every(([, good, needed]) => good || !needed);
}

const check = (text, good, needed = true, hint = null, act = null) =>
  h("li.check", { class: `check ${good ? "good" : needed ? "bad" : "soso"}` }, h("span.sign", icon(good ? "yes" : needed ? "no" : "alert")), h("div", h("b", text), hint && h("p.hint", hint), act));

// The list to go through once with a network; what is done stays done over a restart.
export async function preflight(app) {
  const list = h("ul.checks");
  const own = h("ul.checks");
  const go = button(app.t("flight.go"), () => app.store.set("preflight", true).then(() => app.ready()), "main last");
  app.show("preflight", h("section.middle.twofold", h("div.half", title(app.t("flight.title")), h("p.lede", app.t("flight.lede")), own, go), h("div.half", list)));
  const draw = async () => {
    const [pin, rehearsal, arrived] = await app.store.read((records, meta) => Promise.all([meta.get("pin"), meta.get("rehearsal"), meta.get("rehearsal").then((one) => one?.id && records.get(one.id))]));
    const done = rehearsal?.done || (rehearsal?.id && (!arrived || arrived.state === "acked"));
    if (done && !rehearsal.done) await app.store.set("rehearsal", { ...rehearsal, done: true });
    const needed = app.pairing.policy?.pin_required;
    own.replaceChildren(pinLine(app, pin, needed, draw), rehearsalLine(app, rehearsal, done, draw));
    go.disabled = Boolean(needed && !pin) || !(done || rehearsal?.skipped);
  };
  app.screen.told = draw;
  await Promise.all([tested(app, list), draw()]);
}

function pinLine(app, pin, needed, draw) {
  const choose = () => newPin(app, () => preflight(app), () => preflight(app));
  return check(app.t(pin ? "flight.pin.done" : "flight.pin"), Boolean(pin), needed, pin ? null : app.t("flight.pin.why"), pin ? null : button(app.t("flight.pin"), choose, "small"));
}

function rehearsalLine(app, rehearsal, done, draw) {
  if (done) return check(app.t("flight.rehearse.done"), true);
  const skip = () => app.store.set("rehearsal", { skipped: true }).then(draw);
  const skipping = button(app.t("flight.skip"), skip, "small quiet"); // its record may wait for a network all day, visitors do not
  if (rehearsal?.id) return check(app.t("flight.rehearse"), false, false, app.t("flight.rehearse.2"), skipping);
  if (rehearsal?.skipped) return check(app.t("flight.skipped"), false, false, null, button(app.t("flight.rehearse"), () => app.store.set("rehearsal", null).then(draw), "small"));
  const start = async () => {
    await app.store.set("rehearsal", { restarting: true });
    location.reload();
  };
  const hint = app.t(rehearsal?.online ? "flight.rehearse.online" : "flight.rehearse.1");
  return check(app.t("flight.rehearse"), false, false, hint, h("div.row", button(app.t("flight.rehearse.go"), start, "small"), skipping));
}

// After the restart of a rehearsal: without a network a test record is sealed and kept; with one, it was no rehearsal.
export async function rehearsed(app) {
  const { restarting } = (await app.store.get("rehearsal")) ?? {};
  if (!restarting) return;
  if (await reaches()) return app.store.set("rehearsal", { online: true });
  const id = crypto.randomUUID();
  const answers = { name: "Övning", phone: null, email: "ovning@example.com", interests: [], best_time: null };
  const where = await keepNow(app, id, { kind: "lead", lang: "sv", answers, session: null, text_sha256: null, supersedes: null, test: true });
  await app.store.set("rehearsal", where === "tablet" ? { id } : null);
}

const reaches = () =>
  fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout?.(4000) }).then(() => true, () => false);
