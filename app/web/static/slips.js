// How are paper forms typed in without letting go of the keyboard? Enter saves the row and goes on to the next, which takes over
// day, clock and who talked. What is wrong stays in its row and hinders no other; what the network did not take is sent again.
// Without this script the page is a form of rows.

const form = document.querySelector("[data-slips]");
const list = form.querySelector("[data-rows]");
const spare = document.querySelector("[data-spare]");
const status = form.querySelector("[data-status]");
const SIGNS = "0123456789abcdefghjkmnpqrstvwxyz";
const PERSON = ["name", "phone", "email", "letters"];
const AGAIN_MS = 4000;
let saved = 0;
let next = 1000; // numbers of new rows, beyond those that the page came with
let line = Promise.resolve(); // one row at a time is on its way, in the order in which they were typed

const rows = () => [...list.children];
const field = (row, name) => row.querySelector(`[name="${row.dataset.row}${name}"]`);
const value = (row, name) => field(row, name)?.value.trim() ?? "";
const open = (row) => row && !("saved" in row.dataset);
const blank = (row) => PERSON.every((name) => !value(row, name));
const waits = (row) => row.dataset.state === "sending" || row.dataset.state === "unsent";

for (const hint of document.querySelectorAll("[data-scripted]")) hint.hidden = false;

// An id as the server makes them: 45 bits of milliseconds, 55 of chance.
function newId() {
  let time = Date.now();
  let id = "";
  for (let n = 0; n < 9; n++, time = Math.floor(time / 32)) id = SIGNS[time % 32] + id;
  for (const byte of crypto.getRandomValues(new Uint8Array(11))) id += SIGNS[byte & 31];
  return id;
}

function addRow() {
  const row = spare.content.firstElementChild.cloneNode(true);
  const prefix = `r${next++}-`;
  for (const node of row.querySelectorAll("[id], [name], [for]"))
    for (const name of ["id", "name", "for"])
      if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace("r__n__-", prefix));
  row.dataset.row = prefix;
  field(row, "key").value = newId();
  list.append(row);
  return row;
}

// What the row above says, for a row that says nothing of its own; the number runs on for as long as nobody is in the row.
function carry(from, to) {
  const said = (name) => (open(from) ? value(from, name) : from.dataset[name] || "");
  for (const name of ["on", "at"]) if (!value(to, name)) field(to, name).value = said(name);
  if (["", "="].includes(field(to, "who").value)) field(to, "who").value = said("who");
  const number = Number(said("number"));
  const most = Number(list.dataset.most || Infinity);
  if (blank(to) && number) field(to, "number").value = number < most ? number + 1 : "";
}

function say(row, words, state) {
  row.dataset.state = state;
  const place = row.querySelector("[data-said]");
  if (place) place.textContent = words;
}

function tell() {
  const wrong = list.querySelectorAll(".is-wrong").length;
  status.textContent = saved || wrong ? form.dataset.told.replace("{saved}", saved).replace("{wrong}", wrong) : "";
}

function send(row) {
  say(row, form.dataset.sending, "sending");
  const body = new URLSearchParams({ row: row.dataset.row, csrf_token: form.elements.csrf_token.value });
  for (const one of row.querySelectorAll("[name]")) body.append(one.name, one.value);
  const typed = body.toString();
  const said = Object.fromEntries(["number", "on", "at", "who"].map((name) => [name, value(row, name)]));
  line = line.then(() => post(row, typed, said));
}

async function post(row, body, said) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  try {
    const answer = await fetch(form.dataset.slips, { method: "POST", body, headers, redirect: "manual" });
    if (answer.ok || answer.status === 422) return put(row, await answer.text(), said);
    if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500)) return say(row, form.dataset.refused, "");
  } catch {} // no network: as a server that does not answer
  say(row, form.dataset.unsent, "unsent");
  setTimeout(() => row.isConnected && row.dataset.state === "unsent" && send(row), AGAIN_MS);
}

// The row as the server gives it back; whoever is typing in it keeps their place.
function put(row, html, said) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("li");
  const focused = row.contains(document.activeElement) ? document.activeElement.id : null;
  row.replaceWith(fresh);
  if ("saved" in fresh.dataset) {
    saved += 1;
    Object.assign(fresh.dataset, said);
  } else if (focused) fresh.querySelector(`[id="${focused}"]`)?.focus();
  tell();
}

function firstWrong() {
  const row = list.querySelector(".is-wrong:not([data-state=sending])");
  return row?.querySelector("[aria-invalid=true]") ?? (row && field(row, "name"));
}

function goOn(row) {
  if (row.classList.contains("is-wrong")) {
    row.classList.remove("is-wrong"); // mended, as far as we know: on to the next one, or back to where one was
    const wrong = firstWrong();
    if (wrong) return wrong.focus();
    return field(rows().find((one) => open(one) && !waits(one) && blank(one)) ?? addRow(), "name").focus();
  }
  let below = row.nextElementSibling;
  while (below && (!open(below) || waits(below))) below = below.nextElementSibling;
  below ??= addRow();
  carry(row, below);
  field(below, "name").focus();
  below.scrollIntoView({ block: "nearest" });
}

list.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.key !== "Enter" || event.isComposing || !open(row) || event.target.closest("a")) return;
  event.preventDefault();
  if (waits(row)) return;
  if (blank(row)) return firstWrong()?.focus();
  // what stands empty is as above, and is shown before it is saved
  const above = row.previousElementSibling;
  if (above) carry(above, row);
  send(row);
  goOn(row);
});

// The button, for those who would rather press it: every row that has somebody in it.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const row of rows().filter((one) => open(one) && !waits(one) && !blank(one))) {
    if (row.previousElementSibling) carry(row.previousElementSibling, row);
    send(row);
    row.classList.remove("is-wrong");
  }
});

addEventListener("beforeunload", (event) => {
  if (rows().some((row) => open(row) && !blank(row))) event.preventDefault();
});
