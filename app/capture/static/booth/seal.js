// How is what a visitor wrote made unreadable, also for this tablet? HPKE (RFC 9180), base mode, to the booth's public key.
//
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: P-256, since browsers on older tablets have no X25519. Sealed once;
// a record that is sent again carries the same bytes. Its length tells nothing: the text is padded with blanks.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

import { base64url, fromBase64url, hex, joined, random, sha256, utf8 } from "./bytes.js";

export const SUITE = "hpke-0010-0001-0001";
export const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });

const SIZES = [1024, 2048];

// A sender's context: the slow part, which needs nothing of what is to be sealed.
async function sender(publicKey, info) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64url(publicKey));
  return suite.createSenderContext({ recipientPublicKey, info });
}

// enc ‖ ct. A context seals one text and no more: only the first would open.
async function sealedBy(context, plain) {
  const ct = await context.seal(plain);
  return joined(new Uint8Array(context.enc), new Uint8Array(ct));
}

export const seal = async (publicKey, info, plain) => sealedBy(await sender(publicKey, info), plain);

export function padded(payload) {
  const text = utf8(JSON.stringify(payload));
  const size = SIZES.find((one) => one >= text.length);
  if (!size) throw new RangeError("the record is longer than two kilobytes");
  const all = new Uint8Array(size).fill(0x20);
  all.set(text);
  return all;
}

export const recordInfo = (boothId, pairingId, id, form, kid) => utf8(["booth-lead/1", boothId, pairingId, id, form, kid].join("\0"));

// Prepares a record's seal while the form is still being written, and gives what closes it: `close(payload, at)` is what goes
// into the store and later to the server, its number apart. However often it is called, it seals once; one that failed begins
// anew. `pairing` is what a pairing left in the store.
export function sealing(pairing, id, form) {
  const { kid, pk } = pairing.seal;
  const begun = () => {
    const made = sender(pk, recordInfo(pairing.booth.id, pairing.pairing_id, id, form, kid));
    made.catch(() => {}); // told when it is closed
    return made;
  };
  let context = begun();
  let closed = null;
  const close = async (payload, at) => {
    const blob = await sealedBy(await context, padded({ v: 1, ...payload, form, lead_id: id }));
    return { id, kid, v: 1, form, blob: base64url(blob), sha256: hex(await sha256(blob)), at };
  };
  const failed = (error) => {
    closed = null;
    context = begun();
    throw error;
  };
  return (payload, at) => (closed ??= close(payload, at).catch(failed));
}

// Shows the server that this very browser can seal what it can open.
export async function canary(pairingId, publicKey) {
  const plain = random(32);
  const blob = await seal(publicKey, utf8(`booth-canary/1\0${pairingId}`), plain);
  return { canary: base64url(blob), canary_sha256: hex(await sha256(plain)) };
}
