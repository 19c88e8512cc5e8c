// How does a part of a page stay current by itself? `data-live` holds the address of that part, `data-every` the seconds between.
// What one is using (focus inside, a question open) is left alone; without this script the page is as true as when it was loaded.

for (const part of document.querySelectorAll("[data-live]")) {
  const seconds = Number(part.dataset.every) || 10;
  const inUse = () => part.contains(document.activeElement) || part.querySelector("details[open]");

  async function look() {
    if (document.hidden || inUse()) return;
    const answer = await fetch(part.dataset.live, { redirect: "error", headers: { Accept: "text/html", "X-By-Itself": "1" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (!inUse() && fresh.innerHTML.trim() !== part.innerHTML.trim()) part.replaceChildren(...fresh.childNodes);
  }

  const again = () => look().catch(() => {}).finally(() => setTimeout(again, seconds * 1000));
  setTimeout(again, seconds * 1000);
}
