// What does the screen show between two visitors? One large button, two counters, who has the tablet. Nothing of anybody.

import { begin, informed, send } from "./capture.js";
import { contactProblem, nameProblem } from "./checks.js";
import { button, h, icon, title } from "./dom.js";
import { problemBox, problemsShown, sheet, textField } from "./form.js";
import { begun } from "./recording.js";
import { information } from "./texts.js";

export function ready(app) {
  const { booth } = app.pairing;
  const where = [booth.event, booth.name].filter(Boolean).join(" · ");
  const closed = app.stopped;
  app.show(
    "ready",
    h(
      "section.ready",
      h("div.awning", { "aria-hidden": "true" }),
      h("header.place-head", title(where), booth.place && h("p.hint", booth.place)),
      closed ? h("div.ended", h("h2", app.t("ready.stopped")), h("p.large", app.t("ready.stopped.text"))) : doors(app),
      !closed && h("div.counters", counter(app, "conversations", "talk"), counter(app, "flyers", "paper")),
      !closed && holder(app),
    ),
    { calm: true },
  );
}

const doors = (app) =>
  h(
    "div.doors",
    h("button.door.new", { type: "button", click: () => begin(app) }, icon("person", "huge"), h("b", app.t("ready.new")), h("span", app.t("ready.new.text"))),
    h("button.door.quick", { type: "button", click: () => quick(app) }, icon("pen"), h("span", h("b", app.t("ready.quick")), h("span", app.t("ready.quick.text")))),
  );

function counter(app, kind, sign) {
  const number = h("b.number", String(app.today[kind]));
  const what = app.t(`ready.${kind}`);
  const undo = h("button.undo", { type: "button", disabled: app.today[kind] < 1, click: () => count(-1) }, app.t("ready.undo"));
  const count = async (by) => {
    try {
      const shown = await app.tally(kind, by);
      number.textContent = String(shown);
      undo.disabled = shown < 1;
    } catch (error) {
      app.fault(`not counted: ${error.name}`);
      app.toast(app.t("ready.uncounted"), "alert");
    }
  };
  return h(
    "div.counter",
    h("button.tap", { type: "button", click: () => count(1) }, icon(sign), number, h("span", what, h("span.away", app.t("ready.count")))),
    undo,
  );
}

function holder(app) {
  const helper = app.helper();
  const text = helper ? app.t("ready.has", { name: helper.first_name }) : app.t("ready.who");
  return h("button.holder", { type: "button", class: helper ? "holder" : "holder asks", click: () => who(app) }, icon("person"), h("span", text), helper && h("u", app.t("ready.change")));
}

// "I have the tablet now": so that each lead knows whom they met.
export function who(app) {
  const on = app.onDuty();
  const take = (helper) => app.take(helper).finally(() => app.ready()); // the page knows it, also where the disk will not
  app.show(
    "who",
    h(
      "section.middle",
      title(app.t("who.title")),
      h("p.large", app.t(on.length ? "who.text" : "who.none")),
      h("div.choices", on.map((helper) => h("button.choice", { type: "button", click: () => take(helper) }, helper.first_name)), on.length > 0 && h("button.choice.quiet", { type: "button", click: () => take(null) }, app.t("who.nobody"))),
      button(app.t("back"), () => app.ready(), "plain"),
    ),
  );
}

// The volunteer's own: two fields and save.
export function quick(app) {
  app.newDay();
  const { form } = app.pairing;
  const seal = begun(app, crypto.randomUUID());
  const tag = app.tag;
  const t = app.t;
  const name = textField(t("quick.name"), { capitals: "words" });
  const contact = textField(t("quick.contact"), { mode: "email", last: true });
  const box = problemBox();
  const text = information(form, tag);
  let busy = false;

  async function done() {
    if (busy) return;
    const nameKey = nameProblem(name.value());
    const problems = [[name, nameKey === "name.missing" ? "quick.name.missing" : nameKey], [contact, contactProblem(contact.value())]]
      .filter(([, key]) => key)
      .map(([field, key]) => [field, t(key)]);
    problemsShown(box, problems, [name, contact], t);
    if (problems.length) return;
    busy = true;
    const way = contact.value();
    const answers = { name: name.value(), phone: way.includes("@") ? null : way, email: way.includes("@") ? way : null, interests: [], best_time: null };
    await send(app, seal, { answers, tag, text_sha256: text.sha256 }, () => saidSaved(app));
    busy = false;
  }

  app.show(
    "quick",
    sheet(
      done,
      h("header.top", title(t("quick.title")), button(t("cancel"), () => app.ready(), "quiet")),
      box, name.node, contact.node,
      h("button.main", { type: "submit" }, t("quick.save")),
      h("p.hint.tell", t("quick.tell")),
      informed(text, t),
    ),
    { forVisitor: true, tag },
  );
  name.focus();
}

function saidSaved(app) {
  app.ready();
  app.toast(app.t("quick.saved"));
}
