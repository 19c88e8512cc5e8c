// What does script add to the staff pages? Speed only: every page works without it. One small module, no dependencies.

const all = (selector) => [...document.querySelectorAll(selector)];
const written = (node) => node.closest("input, textarea, select, [contenteditable]");

// `/` goes to the search box, unless one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || written(event.target)) return;
  const box = document.querySelector("[data-slash]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// An error summary is read first, also where the browser ignores `autofocus` on it.
document.getElementById("problem")?.focus();

// Open menus close on Escape and on a press elsewhere; Escape gives the focus back.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// Copying: the button shows only where the browser lets us, and says when it is done.
for (const button of navigator.clipboard ? all("[data-copy]") : []) {
  const label = button.querySelector("span");
  const before = label.textContent;
  label.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = before), 2500);
  });
}

// Ask before what cannot be taken back: the form says in words what will happen. Its own button is the answer.
function ask(form, submitter) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const actions = document.createElement("div");
  const no = document.createElement("button");
  const yes = document.createElement("button");
  text.textContent = form.dataset.confirm;
  text.id = "asked";
  actions.className = "actions";
  no.className = "button quiet";
  no.textContent = document.body.dataset.no;
  yes.className = "button danger";
  yes.textContent = submitter?.textContent.trim() || "OK";
  dialog.setAttribute("aria-labelledby", "asked");
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(submitter);
  });
  dialog.addEventListener("close", () => dialog.remove());
  actions.append(no, yes);
  dialog.append(text, actions);
  document.body.append(dialog);
  dialog.showModal();
}

// One press is one sending. The button keeps its focus and its value; a page that comes back from history is fresh again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !form.dataset.confirmed) {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  if (form.method !== "post" || "counter" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const button of all("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});
