// How does this tablet come to belong to one booth? It makes its own token, asks with the code, waits until a planner has seen
// it and said yes, and shows that it can seal. The server keeps a hash of the token: an answer that got lost loses nothing.

import { base64url, hex, random, sha256, utf8 } from "./bytes.js";
import { PROTO, appName, post } from "./post.js";
import { SUITE, canary } from "./seal.js";
import { switchedOff } from "./update.js";

const ASK_AGAIN = 3000;

// The code as people write it, from the address or from the fingers; empty when there is none.
export const codeIn = (text) => decodeURIComponent(text.replace(/^#/, "")).toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 8);

export const standalone = () => navigator.standalone === true || matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches;

// iPads call themselves Macs; no Mac has more than one finger.
export const isApple = () => /iPad|iPhone|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

const platform = () => (isApple() ? "iPad" : (navigator.userAgentData?.platform ?? navigator.platform ?? "")).slice(0, 60);

export async function installId(store) {
  if (!(await store.own("install"))) await store.set("install", crypto.randomUUID());
  return store.own("install");
}

// Everything a tablet must be able to do before it asks. A list of [name, went well, is needed].
export async function selfTest(store, clock) {
  const tried = async (work) => {
    try {
      return Boolean(await work());
    } catch {
      return false;
    }
  };
  return [
    ["secure", isSecureContext, true],
    ["storage", await tried(() => store.selfTest()), true],
    ["crypto", await tried(() => crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"])), true],
    ["worker", !switchedOff() && (await tried(shellIsKept)), !switchedOff()],
    ["clock", clock(), true],
    ["persist", await tried(() => navigator.storage.persisted().then((yes) => yes || navigator.storage.persist())), false],
  ];
}

// Whether the service worker runs and has all it needs to open without a network. The first time it has to fetch all of it, on
// whatever network there is.
export async function shellIsKept() {
  const registration = await Promise.race([navigator.serviceWorker.ready, sleep(20_000)]);
  if (!registration?.active) return false;
  return Promise.race([
    new Promise((resolve) => {
      const listen = ({ data }) => {
        if (data?.complete === undefined) return;
        navigator.serviceWorker.removeEventListener("message", listen);
        resolve(data.complete);
      };
      navigator.serviceWorker.addEventListener("message", listen);
      navigator.serviceWorker.startMessages();
      registration.active.postMessage("complete?");
    }),
    sleep(4000).then(() => false),
  ]);
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Ask until it is allowed: resolves to what is kept of the pairing, or throws an Error whose message is a sentence's key.
// `tell(answer)` is called while the planner has not answered. A code tried before is tried with the token it had.
export async function pair(store, code, { tell, stop }) {
  const asked = await askedBefore(store, code);
  const message = JSON.stringify({
    proto: PROTO, code, token_sha256: hex(await sha256(utf8(asked.token))), install_id: await installId(store), app: appName(),
    device: { platform: platform(), standalone: standalone(), persisted: (await navigator.storage?.persisted?.()) ?? false },
  });
  for (let tries = 0; !stop.aborted; tries++) {
    const came = await post("pair", message);
    if (came.kind === "answer" && came.answer.state !== "pending_approval") return confirmed(store, asked, came.answer, stop);
    if (came.kind === "answer") tell({ ...came.answer, waiting: true });
    else if (came.kind === "refused" && came.status < 500 && came.status !== 429) throw new Error(came.status === 426 ? "pair.update" : "pair.wrong");
    else tell({ trouble: came.kind });
    await sleep(came.wait || ASK_AGAIN);
  }
  throw new Error("pair.stopped");
}

async function askedBefore(store, code) {
  const before = await store.get("asked");
  if (before?.code === code) return before;
  const asked = { code, token: base64url(random(32)) };
  await store.set("asked", asked);
  return asked;
}

async function confirmed(store, { token }, answer, stop) {
  if (["refused", "revoked", "ended", "lost"].includes(answer.state)) throw new Error("pair.refused");
  if (answer.seal?.suite !== SUITE) throw new Error("pair.update");
  const pairing = { ...configOf(answer), pairing_id: answer.pairing_id, check_word: answer.check_word, token };
  const seal = await canary(answer.pairing_id, answer.seal.pk);
  const message = JSON.stringify({ proto: PROTO, pairing_id: answer.pairing_id, ...seal });
  for (;;) {
    const came = await post("pair/confirm", message, { pairing });
    if (came.kind === "answer") break;
    if (came.kind === "refused" && came.status < 500 && came.status !== 429) throw new Error("pair.canary");
    await sleep(came.wait || ASK_AGAIN);
    if (stop.aborted) throw new Error("pair.stopped"); // the same code goes on from here
  }
  await store.found(pairing);
  await store.write((_, meta) => meta.delete("asked"));
  return pairing;
}

// What the app keeps of a configuration.
export const configOf = ({ booth, seal, form, policy, helpers, times, config_version }) => ({ booth, seal, form, policy, helpers: helpers ?? [], times: times ?? [], config_version });

export async function freshConfig(pairing) {
  const came = await post("config", null, { pairing, method: "GET" });
  return came.kind === "answer" && came.answer.form ? { ...pairing, ...configOf(came.answer) } : null;
}
