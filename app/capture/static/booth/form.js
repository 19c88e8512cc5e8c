// What does the form ask, and is it answered so that somebody can call back? Fields with fresh names, nothing remembered by the
// browser, never sent by it: the form node lives for one visitor.

import { cleaned } from "./checks.js";
import { fresh, h, icon } from "./dom.js";
import { said } from "./texts.js";

const UNSURE = "unsure";
const NOTICE = 4 * 3_600_000; // so long before a time nobody can be sure of it any more
const BEST = ["any", "morning", "afternoon", "evening"];

// The choices of a field of the configuration: [key, label], as it lists them.
export function choices(form, name, tag) {
  const field = Array.isArray(form.fields) ? form.fields.find((one) => (one.name ?? one.key) === name) : form.fields?.[name];
  const found = Array.isArray(field) ? field : (field?.options ?? field?.choices ?? []);
  return found.map((one) => [one.key ?? one.value, said(one.label ?? one.labels ?? one.name ?? one.names, tag)]);
}

export function interestsOf(form, tag, t) {
  const found = choices(form, "interests", tag);
  return found.some(([key]) => key === UNSURE) ? found : [...found, [UNSURE, t("unsure")]];
}

export function bestTimesOf(form, tag, t) {
  const found = choices(form, "best_time", tag);
  return (found.length ? found : BEST.map((key) => [key])).map(([key, label]) => [key, label ?? t(`best.${key}`)]);
}

// The times that can be wished for: [key, label], the soonest first, none that have passed while the tablet was without a network.
// In languages that the configuration has no words in, calls alone, with their day and hour.
export function timesOf(pairing, tag) {
  const ahead = (pairing.times ?? []).filter(({ at, kind, names }) => Date.parse(at) > Date.now() + NOTICE && (names[tag] || kind === "call"));
  return ahead.slice(0, 3).map(({ key, at, names }) => [key, names[tag] ?? dated(at, tag)]);
}

function dated(at, tag) {
  const parts = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat([tag.split("-")[0], "sv"], parts).format(new Date(at));
}

// A text field, its label left to the heading where that says the same (`labelled: false`): {node, value(), wrong(text | null), focus()}.
export function textField(label, { type = "text", mode = "text", hint, value = "", capitals = "none", last = false, labelled = true } = {}) {
  const id = fresh();
  const why = h("p.wrong", { id: `${id}w`, hidden: true });
  const input = h("input", {
    id, name: fresh(), type, inputmode: mode, autocomplete: "off", autocorrect: "off", autocapitalize: capitals, spellcheck: "false",
    enterkeyhint: last ? "done" : "next", value, dir: mode === "text" ? "auto" : "ltr", "aria-describedby": `${id}w`, maxlength: 300,
    "data-1p-ignore": true, "data-lpignore": "true", "data-form-type": "other",
  });
  input.value = value;
  const node = h("div.field", h(labelled ? "label" : "label.away", { for: id }, label), hint && h("p.hint", hint), why, input);
  return {
    node, id,
    value: () => cleaned(input.value),
    focus: () => input.focus(),
    wrong: (text) => {
      why.hidden = !text;
      why.replaceChildren(...(text ? [icon("alert"), text] : []));
      node.classList.toggle("is-wrong", Boolean(text));
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

// Large tiles, one or several to choose: {node, chosen()}. "Don't know yet" excludes the others.
export function tiles(legend, options, { several = false, chosen = [] } = {}) {
  const name = fresh();
  const boxes = options.map(([key]) => h("input", { type: several ? "checkbox" : "radio", name, value: key, autocomplete: "off", checked: chosen.includes(key) }));
  const node = h(
    "fieldset.field",
    h("legend", legend),
    h(`div.tiles${options.length % 3 === 1 ? ".even" : ""}`, { change: ({ target }) => several && exclude(boxes, target) }, options.map(([, label], place) => h("label.tile", boxes[place], h("span", label)))),
  );
  return { node, chosen: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

function exclude(boxes, pressed) {
  if (!pressed.checked) return;
  for (const box of boxes) if (box !== pressed && (pressed.value === UNSURE || box.value === UNSURE)) box.checked = false;
}

// The form's frame: the button runs `done`, and so does Enter in the last field, while it leads on from those before, as the key on
// the screen says. The browser never sends anything.
export function sheet(done, ...children) {
  const listen = (event) => {
    event.preventDefault();
    done();
  };
  const node = h("form.sheet", { novalidate: true, autocomplete: "off", method: "dialog", submit: listen, keydown: (event) => goOn(node, event) }, ...children);
  return node;
}

function goOn(node, event) {
  if (event.key !== "Enter" || event.isComposing || event.target.enterKeyHint !== "next") return;
  const fields = [...node.querySelectorAll("input[enterkeyhint]")];
  event.preventDefault();
  fields[fields.indexOf(event.target) + 1]?.focus();
}

// A sheet with one short thing to write.
export function brief(done, ...children) {
  const node = sheet(done, ...children);
  node.classList.add("brief");
  return node;
}

// What must be mended, on top and at the fields; takes the focus. `problems` are [field, sentence].
export function problemsShown(box, problems, fields, t) {
  for (const field of fields) field.wrong(problems.find(([which]) => which === field)?.[1]);
  box.hidden = !problems.length;
  const links = problems.map(([field, text]) => h("li", h("button.link", { type: "button", click: () => field.focus() }, text)));
  box.replaceChildren(h("h2", t("problem")), h("ul", links));
  if (problems.length) box.focus();
}

export const problemBox = () => h("div.summary", { hidden: true, tabindex: "-1", role: "alert" });
