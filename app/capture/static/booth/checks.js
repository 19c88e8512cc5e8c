// Is what was typed fit to be sent? The server's rules as far as a tablet needs them, so that a visitor is not met by a mistake
// hours later. A personal number is refused here too, offline: it must not even be sealed. Pure; mirrors app/web/text.py and
// app/web/contact.py, with which a test compares it. Each check gives the key of a sentence, or null.

const BETWEEN = /^[\s+./_·*-]{1,5}$/;
const WHEN_ISO = /^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}/;
const STEERS = /[\p{Cc}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u;

export const cleaned = (text) => text.normalize("NFC").replace(/(?![\u200c\u200d])\p{Cf}|\p{Cs}/gu, "").replace(/[\s\p{Cc}]+/gu, " ").trim();

export function nameProblem(text) {
  if (!text.trim()) return "name.missing";
  if (text.includes("://")) return "name.link";
  if (STEERS.test(text.trim())) return "name.invisible";
  if (text.trim().length > 120) return "name.long";
  if (!/\p{L}/u.test(text)) return "name.letters";
  return hasPersonalNumber(text) ? "personal" : null;
}

export function phoneProblem(text) {
  if (looksLikePhone(text)) return paid(text) ? "phone.paid" : null;
  return hasPersonalNumber(text) ? "personal" : "phone.unreadable";
}

export function emailProblem(text) {
  const plain = text.trim();
  if (hasPersonalNumber(plain)) return "personal";
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(plain) || plain.length > 254) return "email.unreadable";
  return /^[\x21-\x7e]+@/.test(plain) ? null : "email.foreign";
}

// One field for both: what has an @ is an address.
export const contactProblem = (text) =>
  text.trim() ? (text.includes("@") ? emailProblem(text) : phoneProblem(text)) : "contact.missing";

function phoneDigits(text) {
  const plain = plainDigits(text).replace(/\([^()0-9]*\)|\p{L}+[.:]?/gu, " ").replace(/\(0\)/, "").trim();
  return /^[+(0-9][-0-9 ()./]*$/.test(plain) ? plain.replace(/[^+0-9]/g, "") : "";
}

function looksLikePhone(text) {
  const digits = phoneDigits(text);
  if (/^(\+|00)/.test(digits)) return /^(\+|00)46/.test(digits) ? /^(\+|00)460?[1-9][0-9]{6,8}$/.test(digits) : /^(\+|00)[1-9][0-9]{6,14}$/.test(digits);
  return /^0[1-9][0-9]{6,8}$/.test(digits) || /^7[0-9]{8}$/.test(digits) || /^46[1-9][0-9]{8}$/.test(digits);
}

const paid = (text) => /^(0|\+460?|00460?)(900|939|944)/.test(phoneDigits(text));

// A personnummer or samordningsnummer anywhere: ten or twelve digits of any script that are a date (day + 60 for the latter)
// and have the right check digit, with blanks, dashes, plus, dots or invisible signs between.
export function hasPersonalNumber(text) {
  const plain = plainDigits(text);
  const groups = [...plain.matchAll(/[0-9]+/g)].map((found) => ({ text: found[0], from: found.index, to: found.index + found[0].length }));
  for (let first = 0; first < groups.length; first++) {
    for (let last = first; last < Math.min(first + 12, groups.length); last++) {
      if (last > first && !BETWEEN.test(plain.slice(groups[last - 1].to, groups[last].from))) break;
      if (isPersonal(plain, groups.slice(first, last + 1))) return true;
    }
  }
  return false;
}

function plainDigits(text) {
  const signs = Array.from(text.normalize("NFKC"), (sign) => {
    if (/\p{Nd}/u.test(sign)) return String(digitOf(sign));
    if (/\p{Pd}|−/u.test(sign)) return "-";
    if (/\s/u.test(sign)) return " ";
    return /\p{Cf}/u.test(sign) ? "" : sign;
  });
  return signs.join("").replace(/ +/g, " ");
}

// Digits of a script stand in tens: the value is how many digits stand before it in its run, modulo ten.
function digitOf(sign) {
  let code = sign.codePointAt(0);
  if (code < 0x80) return code - 48;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(--code))) before++;
  return before % 10;
}

function isPersonal(plain, groups) {
  const digits = groups.map((group) => group.text).join("");
  if (![10, 12].includes(digits.length) || !fourTogether(plain, groups)) return false;
  if (digits.length === 12 && !["18", "19", "20"].includes(digits.slice(0, 2))) return false;
  const centuries = digits.length === 12 ? [digits.slice(0, 2)] : ["18", "19", "20"];
  return luhn(digits.slice(-10)) && centuries.some((century) => isDate(century + digits.slice(-10, -4)));
}

// Whether the last four digits read as one part; `2026-05-12 10.00` and ranges of days do not.
function fourTogether(plain, groups) {
  if (groups.every((group) => group.text.length === 1)) return true;
  const final = groups.at(-1);
  if (final.text.length >= 4) return !WHEN_ISO.test(plain.slice(final.to - 4)) || groups.length === 1;
  let count = 0;
  let from = final.from;
  for (const group of [...groups].reverse()) {
    count += group.text.length;
    from = group.from;
    if (count >= 4) break;
  }
  return count === 4 && /^[0-9 ]+$/.test(plain.slice(from, final.to));
}

function luhn(ten) {
  const sum = [...ten].reduce((total, digit, place) => {
    const value = digit * (2 - (place % 2));
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return sum % 10 === 0;
}

function isDate(eight) {
  const [year, month, day] = [Number(eight.slice(0, 4)), Number(eight.slice(4, 6)), Number(eight.slice(6))];
  const born = day > 60 ? day - 60 : day;
  const date = new Date(Date.UTC(year, month - 1, born));
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === born && born > 0;
}
