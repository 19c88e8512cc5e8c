// In which language does the screen speak? Swedish and English by this app; the visitor's screens in every language that the
// booth's configuration brings, with its words. Words that a language lacks are Swedish.

import en from "./words/en.js";
import sv from "./words/sv.js";

export const WORDS = { sv, en };
const NAMES = {
  sv: "Svenska", en: "English", "sv-latt": "Lätt svenska", ar: "العربية", so: "Soomaali", uk: "Українська", fi: "Suomi",
  "ar-XB": "Pseudo",
};
const RTL = ["ar", "fa", "he", "ur", "ckb", "ar-XB"];

let brought = {}; // tag → words for visitors, of the configuration that is in use

export const learn = (form) => (brought = { ...brought, ...form?.words }); // a form that is open keeps its words
export const nameOf = (tag) => NAMES[tag] ?? tag;
export const directionOf = (tag) => (RTL.includes(tag) ? "rtl" : "ltr");
export const langOf = (tag) => (tag === "sv-latt" ? "sv" : tag); // as browsers and screen readers know it
export const spoken = (tag) => tag in WORDS;

// Tags as the configuration lists them, as words or as {tag}.
export const languagesOf = (form) => (form?.languages ?? ["sv"]).map((one) => one.tag ?? one);

// The sentence of a key: `t("bar.here", {n: 7})`.
export function speaker(tag) {
  const words = WORDS[tag] ?? brought[tag] ?? {};
  return (key, values = {}) => {
    const found = words[key] ?? sv[key] ?? key;
    const [one, many = one] = found.split("|");
    const text = (values.n === 1 ? one : many).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
    return tag === "ar-XB" ? turnedAround(text) : text;
  };
}

// Swedish words run from right to left: shows what breaks before a real language is there.
const turnedAround = (text) => text.replace(/\p{L}[\p{L}\p{M}'’-]*/gu, (word) => `\u202e${word}\u202c`);

// A label of the configuration in a language: a text, or texts by tag.
export const said = (label, tag) => (label && typeof label === "object" ? (label[tag] ?? label.sv ?? Object.values(label)[0]) : label);

// The information text in a language: {short: paragraphs, parts: [{heading, lines}], sha256}.
export function information(form, tag) {
  const found = form.texts[tag] ?? form.texts.sv ?? Object.values(form.texts)[0];
  if (found.short) return { short: found.short, parts: found.parts ?? [], sha256: found.sha256 };
  const [short, ...parts] = found.text.split(/\n\n+/).map((block) => block.split("\n").filter(Boolean));
  return { short, parts: parts.map(([heading, ...lines]) => ({ heading, lines })), sha256: found.sha256 };
}
