// Where is the data? One line that is always there: what is safe at the centre, what is only here, and what to do about it.
// `line` decides, purely, what it says; `drawn` shows it. The sign means data, never network.

import { hourAndMinute, secondsSince } from "./clock.js";
import { h, icon } from "./dom.js";

const LONG = 2 * 60 * 60; // seconds after which somebody should go where there is a network
const LOW = 0.15;

// {tone: calm | waiting | warning | danger, sign, strong, rest: [..]} from what is known.
export function line({ counts, sync, lastAnswer, clockRight, battery, tag }, t) {
  const { pending, leads, centre, oldest, lost } = counts;
  const atCentre = t("bar.sent", { centre });
  if (!clockRight) return { tone: "danger", sign: "alert", strong: t("bar.clock"), rest: here(counts, t) };
  if (sync === "unknown") return { tone: "danger", sign: "alert", strong: t("bar.unknown"), rest: here(counts, t) };
  if (battery && battery.level < LOW && !battery.charging && leads) {
    return { tone: "danger", sign: "alert", strong: t("bar.battery", { percent: Math.round(battery.level * 100), n: leads }), rest: [] };
  }
  if (sync === "portal") return { tone: "warning", sign: "alert", strong: t("bar.portal"), rest: here(counts, t) };
  if (sync === "update") return { tone: "warning", sign: "alert", strong: t("bar.update"), rest: here(counts, t) };
  if (leads) {
    const late = oldest && secondsSince(oldest) > LONG;
    const why = late ? t("bar.since", { time: hourAndMinute(oldest.wall, tag) }) : t({ sending: "bar.sending", refused: "bar.server" }[sync] ?? "bar.waiting");
    return { tone: late ? "warning" : "waiting", sign: "tray", strong: t("bar.here", { n: leads }), rest: [why, atCentre] };
  }
  if (lost) return { tone: "warning", sign: "alert", strong: t("bar.lost", { n: lost }), rest: [atCentre] };
  if (pending) return { tone: "waiting", sign: "tray", strong: centre ? atCentre : t("bar.empty"), rest: [t("bar.counters")] };
  if (!centre) return { tone: "calm", sign: "tray", strong: t("bar.empty"), rest: lastAnswer ? [t("bar.heard", { time: hourAndMinute(lastAnswer, tag) })] : [] };
  return { tone: "calm", sign: "sent", strong: atCentre, rest: [t("bar.all"), ...(lastAnswer ? [hourAndMinute(lastAnswer, tag)] : [])] };
}

const here = ({ leads, centre }, t) => [...(leads ? [t("bar.here", { n: leads })] : []), t("bar.sent", { centre })];

export function drawn({ tone, sign, strong, rest }) {
  return h(`p.line.${tone}`, { role: "status" }, icon(sign), h("span", h("b", strong), ...rest.map((part) => h("span.part", part))));
}
