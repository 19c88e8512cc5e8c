// Who may open the settings? Whoever knows the four digits. They keep curious fingers out; what protects the visitors is that
// nothing here can be read by anybody. Only a slow hash of them is kept.

import { hex, random, utf8 } from "./bytes.js";
import { button, h, title } from "./dom.js";
import { brief, problemBox, problemsShown, textField } from "./form.js";

const ROUNDS = 200_000;
const TRIES = 5;
const REST = 60_000;

async function hashed(pin, salt) {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  return hex(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, key, 256));
}

function asking(app, name, heading, done, back) {
  const field = textField(heading, { mode: "numeric", type: "password", last: true, labelled: false });
  field.node.classList.add("code-field");
  const box = problemBox();
  const wrong = (key) => problemsShown(box, [[field, app.t(key)]], [field], app.t);
  app.show(name, brief(() => done(field.value().replace(/\D/g, ""), wrong), title(heading), box, field.node, h("button.main", { type: "submit" }, app.t("continue")), button(app.t("back"), back, "plain")));
  field.focus();
}

export const newPin = (app, then, back) =>
  asking(app, "pin", app.t("pin.new"), async (pin, wrong) => {
    if (pin.length !== 4) return wrong("pin.new");
    const salt = random(16);
    await app.store.set("pin", { salt, hash: await hashed(pin, salt), wrong: 0, until: 0 });
    await app.store.own("pin");
    return then();
  }, back);

// Go on when the PIN is right, or when none was ever chosen.
export async function withPin(app, then) {
  const kept = await app.store.own("pin");
  if (!kept) return then();
  return asking(app, "pin", app.t("pin.title"), async (pin, wrong) => {
    const now = await app.store.own("pin");
    if (now.until > Date.now() && now.until < Date.now() + REST * 2) return wrong("pin.wait");
    if ((await hashed(pin, now.salt)) === now.hash) {
      if (now.wrong || now.until) await app.store.set("pin", { ...now, wrong: 0, until: 0 }).catch(() => {}); // a full disk keeps nobody out
      return then();
    }
    const tries = now.wrong + 1;
    await app.store.set("pin", { ...now, wrong: tries % TRIES, until: tries >= TRIES ? Date.now() + REST : 0 });
    return wrong(tries >= TRIES ? "pin.wait" : "pin.wrong");
  }, () => app.ready());
}
