// Does somebody still sit here? Writing keeps the sign-in; five minutes before it would end this page says so.

const { idle, awake } = document.body.dataset;
const box = document.getElementById("asleep");
const MINUTE = 60000;
const ends = Number(idle) * MINUTE;
const others = new BroadcastChannel("monter awake"); // the same sign-in, in other tabs
let since = Date.now();

function fresh() {
  since = Date.now();
  box.hidden = true;
}

async function keep() {
  const answer = await fetch(awake, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer?.status !== 204) return;
  fresh();
  others.postMessage("awake");
}

function look() {
  const quiet = Date.now() - since;
  const over = quiet >= ends;
  box.querySelector("[data-soon]").hidden = over;
  box.querySelector("[data-over]").hidden = !over;
  box.hidden = quiet < ends - 5 * MINUTE;
}

if (box && ends) {
  others.postMessage("awake"); // this page was just fetched
  others.addEventListener("message", fresh);
  box.querySelector("button").addEventListener("click", keep);
  document.addEventListener("input", () => {
    if (Date.now() - since > 4 * MINUTE) keep();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, MINUTE / 4);
}
