// How does the app open without a network? One shell and a few files that are named by their content, kept together.
//
// Works only below /booth/. It never sees a POST, never touches /api/, never holds the token. FILES and BUILD are filled in
// when it is built: FILES are the names below /booth/assets/, BUILD the mark that the shell carries too. A new release waits
// until the page, on its idle screen, says "take over"; old files go when the new ones have taken over, not before.

/* global BUILD, FILES */

const CACHE = `booth-${BUILD}`;
const SHELL = "/booth/";
const assets = FILES.map((name) => `/booth/assets/${name}`);

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  if (event.data === "complete?") event.waitUntil(complete().then((yes) => event.source.postMessage({ complete: yes, build: BUILD })));
});

// All or nothing: what throws here leaves the release before this one in charge.
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(["/booth/manifest.webmanifest", ...assets].map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  const shell = await fetch(SHELL, { cache: "reload", credentials: "omit", redirect: "error" });
  const text = await shell.clone().text();
  if (!shell.ok || !text.includes(`data-build="${BUILD}"`)) {
    await caches.delete(CACHE);
    throw new Error("the shell is of another release than this service worker");
  }
  await cache.put(SHELL, shell);
}

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith("booth-") && name !== CACHE) await caches.delete(name);
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || !pathname.startsWith(SHELL)) return;
  if (pathname === SHELL) event.respondWith(openShell(request));
  else if (pathname.startsWith("/booth/assets/") || pathname.endsWith(".webmanifest")) event.respondWith(kept(request));
});

// The kept shell only when every file it needs is kept too; half a shell is a white page.
async function openShell(request) {
  if (await complete()) return (await kept(SHELL)) ?? fetch(request);
  return fetch(request).catch(async () => (await kept(SHELL)) ?? Response.error());
}

async function kept(request) {
  const found = await caches.match(request, { cacheName: CACHE, ignoreSearch: true });
  return found ?? (typeof request === "string" ? undefined : fetch(request));
}

async function complete() {
  const there = new Set((await (await caches.open(CACHE)).keys()).map(({ url }) => new URL(url).pathname));
  return [SHELL, ...assets].every((path) => there.has(path));
}
