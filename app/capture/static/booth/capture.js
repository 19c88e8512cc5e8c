// What does a visitor meet? A choice of language, one page of questions, and thanks. What is typed lives in the page alone and
// is gone with it; the id of the record is minted when the form opens, so that two presses are one record.

import { emailProblem, nameProblem, phoneProblem } from "./checks.js";
import { button, h, icon, title } from "./dom.js";
import { bestTimesOf, interestsOf, problemBox, problemsShown, sheet, textField, tiles, timesOf } from "./form.js";
import { UNSURE, begun, keep } from "./recording.js";
import { referenceOf } from "./reference.js";
import { directionOf, information, langOf, languagesOf, nameOf, speaker } from "./texts.js";

const THANKS = 8000;

export function begin(app) {
  app.newDay();
  const tags = languagesOf(app.pairing.form);
  if (tags.length < 2) return capture(app, tags[0]);
  const choose = (tag) => h("button.choice", { type: "button", lang: langOf(tag), dir: directionOf(tag), click: () => capture(app, tag) }, nameOf(tag));
  app.show("language", h("section.middle.language", title([icon("globe"), tags.map((tag) => speaker(tag)("language.title")).filter((one, at, all) => all.indexOf(one) === at).slice(0, 2).join(" · ")]), h("div.choices", tags.map(choose)), h("p.hint", app.t("hand.over"))), { forVisitor: true });
}

// `before`: what is changed afterwards, {id, first, answers}.
export function capture(app, tag, before = null) {
  const { form } = app.pairing;
  const t = speaker(tag);
  const id = crypto.randomUUID();
  const first = before?.first ?? id;
  const answers = before?.answers ?? {};
  const seal = begun(app, id); // the slow part of sealing, while the visitor writes
  const code = referenceOf(first);
  const name = textField(t("field.name"), { capitals: "words", value: answers.name });
  const phone = textField(t("field.phone"), { type: "tel", mode: "tel", value: answers.phone });
  const email = textField(t("field.email"), { type: "email", mode: "email", value: answers.email, last: true });
  const interests = tiles(t("field.interests"), interestsOf(form, tag, t), { several: true, chosen: answers.interests });
  const best = tiles(t("field.best"), bestTimesOf(form, tag, t), { chosen: [answers.best_time] });
  const times = timesOf(app.pairing, tag);
  const slot = times.length > 0 && tiles(t("field.slot"), [...times, ["", t("slot.call")]], { chosen: [answers.slot ?? (before ? "" : null)] });
  const fields = [name, phone, email];
  const box = problemBox();
  const text = information(form, tag);
  let busy = false;

  async function done() {
    if (busy) return;
    const problems = [[name, nameProblem(name.value())], ...ways(phone, email)].filter(([, key]) => key).map(([field, key]) => [field, t(key)]);
    problemsShown(box, problems, fields, t);
    if (problems.length) return;
    busy = true;
    const said = { name: name.value(), phone: phone.value() || null, email: email.value() || null, interests: interests.chosen(), best_time: best.chosen()[0] ?? null };
    if (slot) said.slot = slot.chosen()[0] || null;
    const wished = times.find(([key]) => key === said.slot)?.[1];
    const next = async (where) => thanks(app, { id, first, code: await code, answers: said, tag, where, wished });
    await send(app, seal, { answers: said, tag, text_sha256: text.sha256, supersedes: before?.id ?? null }, next);
    busy = false;
  }

  app.show(
    "capture",
    sheet(
      done,
      h("header.top", title(t("form.title")), button(t("cancel"), () => app.ready(), "quiet")),
      box,
      h(
        "div.halves",
        h("div.half", h("p.lede", t("form.lede")), informed(text, t), name.node, h("div.pair", phone.node, email.node), h("p.hint.either", t("field.either"))),
        h("div.half", interests.node, best.node, slot && slot.node, h("button.main", { type: "submit" }, t("send"))),
      ),
    ),
    { forVisitor: true, tag },
  );
}

function ways(phone, email) {
  if (!phone.value() && !email.value()) return [[phone, "contact.missing"]];
  return [[phone, phone.value() ? phoneProblem(phone.value()) : null], [email, email.value() ? emailProblem(email.value()) : null]];
}

// What is told before the first field, the rest of it to be opened.
export const informed = (text, t) =>
  h(
    "section.informed",
    { "aria-label": t("about.yours") },
    h("p", text.short.join(" ")),
    text.parts.length > 0 && h("details", h("summary", t("about.more")), text.parts.map(({ heading, lines }) => h("p", h("b", heading), lines.map((line) => [h("br"), line])))),
  );

// Seal, keep, and then what follows; where it could not be sealed or kept, the same record is tried again, so that one which has
// arrived unheard is not doubled. Whoever has left the screen meanwhile is not led back to it: somebody else may be writing there.
export async function send(app, seal, { answers, tag, text_sha256, supersedes = null }, next) {
  const payload = { kind: "lead", lang: tag, answers, session: app.stood, text_sha256, supersedes, test: false };
  const sealed = () => seal(payload).catch((error) => app.fault(`not sealed: ${error.name}`));
  let unsure = false; // one try without an answer is not undone by the next
  const trying = async () => {
    const { screen } = app;
    const where = await app.holding(speaker(tag)("saving"), async () => {
      const record = await sealed();
      return record && keep(app, record);
    });
    unsure ||= where === UNSURE;
    const safe = where && where !== UNSURE;
    if (app.screen !== screen) return safe && app.saved();
    if (!safe) return app.unsaved({ answers, again: trying, unsure, tag });
    await next(where);
    return app.saved();
  };
  return trying();
}

function thanks(app, { id, first, code, answers, tag, where, wished }) {
  const t = speaker(tag);
  const place = h("p.place", icon("yes"), h("span", t(where === "centre" ? "thanks.centre" : "thanks.tablet")));
  const timer = setTimeout(() => app.ready(), THANKS);
  const arrived = (acked) => acked && place.lastChild.replaceChildren(t("thanks.centre"));
  const change = () => capture(app, tag, { id, first, answers });
  app.show(
    "thanks",
    h(
      "section.middle.thanks",
      h("span.tick", icon("yes", "huge")),
      title(t("thanks.title")),
      place,
      wished && h("p", t("thanks.slot", { when: wished })),
      h("p.hint", t("thanks.code")),
      h("p.code", { dir: "ltr" }, code),
      h("div.row", button(t("thanks.change"), change, "quiet"), button(t("thanks.done"), () => app.ready(), "main")),
      h("span.countdown", { "aria-hidden": "true" }),
    ),
    { forVisitor: true, tag, leave: () => clearTimeout(timer), told: () => app.store.isAcked(id).then(arrived).catch(() => {}) },
  );
}
