// How do bytes become text and back? base64url without padding and hexadecimal, as the protocol writes them. Pure.

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const base64url = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

// Twenty signs, sorted by time: the form that the server's own ids have.
export function newId(now = Date.now()) {
  let number = (BigInt(Math.max(0, Math.trunc(now))) << 55n) | (random(8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & ((1n << 55n) - 1n));
  let text = "";
  for (let place = 0; place < 20; place++, number >>= 5n) text = CROCKFORD[Number(number & 31n)] + text;
  return text;
}
