// What can those who stand at the booth do with the tablet itself? See where everything is, send now, save a sealed file, and
// clear it, which is refused while something is only here unless somebody says how much.

import { hourAndMinute } from "./clock.js";
import { button, h, icon, title } from "./dom.js";
import { problemBox, problemsShown, sheet, textField } from "./form.js";
import { newPin, withPin } from "./pin.js";
import { PROTO, appName } from "./post.js";
import { languageSwitch, pairing, preflight } from "./setup.js";
import { envelope } from "./sync.js";

export const opened = (app) => withPin(app, () => menu(app));

async function menu(app) {
  const facts = h("dl.facts");
  const draw = async () => {
    const { t, counts, sync } = app;
    const faults = Object.entries(app.faults());
    const rows = [
      [t("menu.here"), counts.pending], [t("menu.centre"), counts.centre], [t("menu.kept"), counts.kept],
      [t("menu.heard"), sync?.lastAnswer ? hourAndMinute(sync.lastAnswer, app.tag) : t("menu.never")],
      counts.lost > 0 && [t("menu.lost"), counts.lost],
      Math.abs(sync?.offset ?? 0) > 60_000 && [t("menu.clock"), t("menu.seconds", { n: Math.round(sync.offset / 1000) })],
      [t("menu.version"), appName()],
      [t("menu.faults"), faults.length ? faults.map(([what, times]) => `${what} × ${times}`).join(", ") : t("menu.none")],
    ].filter(Boolean);
    facts.replaceChildren(...rows.flatMap(([what, value]) => [h("dt", what), h("dd", String(value))]));
  };
  app.show(
    "menu",
    h(
      "section.middle.twofold",
      h("div.half", h("header.top", title(app.t("menu.title")), button(app.t("back"), () => app.ready(), "quiet")), facts, h("div.last", languageSwitch(app, () => menu(app)))),
      h("div.half", h("div.stack", button(app.t("menu.send"), () => app.sync.soon(), "main"), button(app.t("menu.export"), () => sealedFile(app), "quiet"), h("p.hint", app.t("menu.export.why"))),
        h("div.stack", button(app.t("menu.change.pin"), () => newPin(app, () => menu(app), () => menu(app)), "quiet"), button(app.t("flight.title"), () => preflight(app), "quiet"), button(app.t("menu.pair"), () => pairing(app), "quiet"), button(app.t("menu.wipe"), () => wiping(app), "quiet danger"))),
    ),
    { told: draw, watch: () => app.ready() },
  );
  await draw();
}

// Envelopes alone, as they would be sent: safe on any stick, since nobody can open them without the centre's key.
export async function sealedFile(app) {
  const records = (await app.store.everything()).filter(({ state }) => state === "kept").map((record) => ({ ...envelope(record, null), pairing: record.pairing }));
  const { pairing_id, booth } = app.pairing;
  const content = JSON.stringify({ proto: PROTO, kind: "booth-export", app: appName(), pairing_id, booth_id: booth.id, made: new Date().toISOString(), records });
  const name = `monter-${booth.id.slice(-6)}-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.json`;
  const file = new File([content], name, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] }) && matchMedia("(pointer: coarse)").matches) {
    const shared = await navigator.share({ files: [file] }).then(() => true, (error) => error.name === "AbortError"); // changed their mind
    if (shared) return;
  }
  const url = URL.createObjectURL(file);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function wiping(app) {
  const { pending } = await app.store.counts();
  const field = pending ? textField(app.t("wipe.type", { n: pending }), { mode: "numeric", last: true }) : null;
  const box = problemBox();
  const done = async () => {
    if (field && field.value() !== String(pending)) return problemsShown(box, [[field, app.t("wipe.type", { n: pending })]], [field], app.t);
    return (await app.wipe(pending)) || wiping(app); // more were saved meanwhile, in another tab
  };
  app.show(
    "wipe",
    sheet(
      done,
      title(app.t("wipe.title")),
      h(`p.notice${pending ? ".danger" : ""}`, icon(pending ? "alert" : "yes"), app.t(pending ? "wipe.danger" : "wipe.safe", { n: pending })),
      pending > 0 && button(app.t("menu.export"), () => sealedFile(app), "quiet"),
      box, field?.node,
      h("button.main.danger", { type: "submit" }, app.t("wipe.go")),
      button(app.t("back"), () => menu(app), "plain"),
    ),
    { watch: () => app.ready() },
  );
}

// What comes now begins with a new page: nothing that this one still had under way can reach the store.
export function wiped(app) {
  app.show("wiped", h("section.middle", title(app.t("wiped.title")), h("p.large", app.t("wiped.text")), button(app.t("menu.pair"), () => location.reload(), "quiet")));
}
