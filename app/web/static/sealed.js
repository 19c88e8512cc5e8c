// How does a file come in that is larger than a form may be? In parts, one after the other, each a file of the same tablet. What is
// known already changes nothing, so that a press after a failure begins anew. Smaller files go as the form is.

const form = document.querySelector("[data-parts]");
const status = form.querySelector("[data-status]");
const bar = form.querySelector("progress");
const LARGE = 1024 * 1024; // bytes
const AT_ONCE = 50; // records, of three kilobytes at most

form.addEventListener("submit", (event) => {
  const file = form.elements.file.files[0];
  if (!file || file.size <= LARGE) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (bar.hidden) inParts(file);
});

async function inParts(file) {
  bar.removeAttribute("value");
  bar.hidden = false;
  status.textContent = "";
  status.textContent = await read(file).then(sent, () => form.dataset.strange);
  bar.hidden = true;
}

async function read(file) {
  const whole = JSON.parse(await file.text());
  if (!Array.isArray(whole.records)) throw new TypeError("no records");
  return whole;
}

// What to say of it in the end.
async function sent(whole) {
  const all = { new: 0, known: 0, other: 0 };
  bar.max = Math.max(1, whole.records.length);
  for (let first = 0; first < whole.records.length; first += AT_ONCE) {
    const part = JSON.stringify({ ...whole, records: whole.records.slice(first, first + AT_ONCE) });
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, part });
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      const told = await answer.json();
      if (!answer.ok) return told.said;
      for (const key of Object.keys(all)) all[key] += told[key];
    } catch {
      return form.dataset.failed; // no network, or signed out meanwhile
    }
    bar.value = first + AT_ONCE;
  }
  return form.dataset.told.replace(/\{(\w+)\}/g, (_, key) => all[key]);
}
