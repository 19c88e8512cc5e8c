// Did our own server answer, or something on the way? One request to it, and what became of that, in one word.
//
// A tablet meets much that is not our server: a Wi-Fi that wants a log-in answers 200 with a page of its own, redirects or
// forbids. Only JSON that names the protocol is an answer. Nothing is stored or sent along: no cookies, no cache, no redirects.

export const PROTO = 1;
export const APP = "1.0"; // raised with the protocol; the build's mark goes along
const PATIENCE = 20_000;

export const appName = () => `${APP}-${document.documentElement.dataset.build ?? ""}`;

// Versions compare number by number.
export function older(than) {
  const wanted = String(than ?? "").match(/\d+/g)?.map(Number) ?? [];
  const own = APP.match(/\d+/g).map(Number);
  for (let place = 0; place < wanted.length; place++) {
    if ((own[place] ?? 0) !== wanted[place]) return (own[place] ?? 0) < wanted[place];
  }
  return false;
}

// {kind, answer, status, wait}: kind is "answer", "refused" (ours, with a status of 400 or more), "timeout", "offline" or "portal".
// `wait` is how many milliseconds the server asked for.
export async function post(path, body, { pairing, method = "POST", patience = PATIENCE } = {}) {
  const headers = { Accept: "application/json" };
  if (method === "POST") headers["Content-Type"] = "application/json";
  if (pairing) headers.Authorization = `Booth ${pairing.pairing_id}.${pairing.token}`;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(`/api/booth/v1/${path}`, {
      method, headers, body: method === "POST" ? body : undefined, signal: stop.signal,
      credentials: "omit", redirect: "error", cache: "no-store", referrerPolicy: "no-referrer",
    });
    return await understood(response);
  } catch (error) {
    if (stop.signal.aborted) return { kind: "timeout" };
    return { kind: (await atOwnDoor()) ? "offline" : "portal", error: error.name };
  } finally {
    clearTimeout(timer);
  }
}

async function understood(response) {
  const wait = waitOf(response.headers.get("Retry-After"));
  const text = await response.text();
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    // a page of somebody else's, or cut off on the way
  }
  const ours = answer?.proto === PROTO;
  if (response.ok && ours) return { kind: "answer", answer, status: response.status };
  if (ours || response.status >= 500 || response.status === 429) return { kind: "refused", answer, status: response.status, wait };
  return { kind: "portal", status: response.status };
}

function waitOf(header) {
  if (!header) return 0;
  const seconds = Number(header);
  const until = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Math.min(Math.max(until || 0, 0), 3_600_000);
}

// No answer at all: is it the network, or a log-in page that sends everything elsewhere? True when nobody answers in its place.
async function atOwnDoor() {
  const soon = new AbortController(); // older tablets have no AbortSignal.timeout
  const timer = setTimeout(() => soon.abort(), 5000);
  try {
    const found = await fetch("/healthz", { redirect: "manual", credentials: "omit", cache: "no-store", signal: soon.signal });
    if (found.type === "opaqueredirect") return false;
    return "status" in (await found.json());
  } catch (error) {
    return error.name !== "SyntaxError";
  } finally {
    clearTimeout(timer);
  }
}
