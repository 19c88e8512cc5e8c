// What can a visitor say when they call, before the centre has heard of them? The reference that the server will give the
// record, reckoned from its id: the first eight bytes of its SHA-256 as one number, written with the signs, the lowest first.

import { sha256, utf8 } from "./bytes.js";

const SIGNS = "23456789BCDFGHJKLMNPQRSTVWXYZ";
const BASE = BigInt(SIGNS.length);

export async function referenceOf(id) {
  let number = (await sha256(utf8(id))).slice(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let place = 0; place < 6; place++, number /= BASE) text += SIGNS[Number(number % BASE)];
  return `${text.slice(0, 3)}-${text.slice(3)}`;
}
