// When does a new release take over? Only between two visitors: the page says so when it shows its idle screen, and opens anew.
// Where the server has taken the service worker away, none is asked for and what is left of it goes.

export const switchedOff = () => document.documentElement.dataset.worker === "off";

export class Update {
  #registration = null;
  #due = false; // another release is in charge, and this page is still of the one before
  #had = Boolean(navigator.serviceWorker?.controller);

  // `mayNow` tells whether nobody is writing.
  constructor(mayNow) {
    this.mayNow = mayNow;
  }

  async start() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      this.#due = this.#had;
      this.#had = true;
      this.now();
    });
    if (switchedOff()) return this.#away();
    try {
      this.#registration = await navigator.serviceWorker.register("/booth/sw.js", { scope: "/booth/", updateViaCache: "none" });
    } catch {
      return; // without it the app works while there is a network; the list before the day says so
    }
    this.#registration.addEventListener("updatefound", () => {
      this.#registration.installing?.addEventListener("statechange", () => this.now());
    });
    this.now();
  }

  async #away() {
    for (const one of await navigator.serviceWorker.getRegistrations().catch(() => [])) await one.unregister();
  }

  // Ask the server for a newer release.
  look() {
    this.#registration?.update().catch(() => {});
  }

  // Let a release that waits take over, if nobody is writing.
  now() {
    if (this.#due && this.mayNow()) return location.reload();
    if (this.#had && this.#registration?.waiting && this.mayNow()) this.#registration.waiting.postMessage("take over");
    return undefined;
  }
}
