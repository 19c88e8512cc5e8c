// Has the visitor walked away? After a while without a touch the screen asks, and then what was typed is wiped. When the page
// is hidden it is covered, so that the list of open apps shows nothing.

import { button, h, title } from "./dom.js";

const ASKED_FOR = 15;
const TOUCHES = ["pointerdown", "keydown", "input", "touchstart"];

export class Idle {
  #timer = null;
  #asking = null;
  #wipe = null;

  constructor(t) {
    this.t = t;
    for (const touch of TOUCHES) addEventListener(touch, () => this.#asking || this.#wait(), { capture: true, passive: true });
  }

  // From now on, until `rest`: seconds without a touch, then the question, then `wipe`.
  watch(seconds, wipe) {
    this.#close();
    this.#wipe = wipe;
    this.seconds = seconds;
    this.#wait();
  }

  rest() {
    this.#wipe = null;
    this.#close();
    clearTimeout(this.#timer);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (this.#wipe) this.#timer = setTimeout(() => this.#ask(), this.seconds * 1000);
  }

  #ask() {
    const text = h("p.large", this.t("idle.text", { n: ASKED_FOR }));
    const until = performance.now() + ASKED_FOR * 1000;
    const stay = () => {
      this.#close();
      this.#wait();
    };
    this.#asking = h("dialog.ask", { "aria-labelledby": "asked" }, title(this.t("idle.title"), { id: "asked" }), text, button(this.t("idle.stay"), stay, "main"));
    this.#asking.addEventListener("cancel", stay);
    document.body.append(this.#asking);
    this.#asking.showModal();
    const tick = () => {
      const left = Math.ceil((until - performance.now()) / 1000);
      if (left <= 0) return this.#gone();
      text.textContent = this.t("idle.text", { n: left });
      this.#timer = setTimeout(tick, 250);
    };
    tick();
  }

  #gone() {
    const wipe = this.#wipe;
    this.rest();
    wipe?.();
  }

  #close() {
    this.#asking?.close();
    this.#asking?.remove();
    this.#asking = null;
  }
}

export function coverWhenHidden(text) {
  const cover = h("div.cover", { hidden: true, "aria-hidden": "true" }, h("b", text));
  document.body.append(cover);
  const look = () => (cover.hidden = !document.hidden);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => (cover.hidden = false));
  addEventListener("pageshow", look);
}
