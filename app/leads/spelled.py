"""By which words is a person found again, and what does somebody look for? Both folded, so that spellings meet.

A name is found by the beginning of any of its words; a phone by any four digits or more in a row, however they are written; a
mail address by the beginning of any of its parts. Pure; called by whoever keeps words and by the search.
"""

import re
import unicodedata
from collections.abc import Iterable

from app.web.text import search_key

LONGEST = 120
SHORTEST_END = 4  # of the digits of a phone
NUMBER = re.compile(r"[+(]*[0-9][0-9()+./‐‑–-]*")
LAST_SIGN = "\U0010ffff"

Wanted = list[tuple[str, ...]]  # all of these; of each one of its beginnings


def words_of(names: Iterable[str], contacts: Iterable[tuple[str, str]]) -> set[str]:
    """The words of somebody with these names and contact ways, (kind, normalised key)."""
    found = {word for name in names for word in search_key(name).split()}
    for kind, key in contacts:
        found.update(_of_phone(key) if kind == "phone" else _of_mail(key))
    return {word[:LONGEST] for word in found}


def _of_phone(number: str) -> set[str]:
    digits = national(number)
    return {digits[start:] for start in range(max(1, len(digits) - SHORTEST_END + 1))}


def _of_mail(address: str) -> set[str]:
    starts = [0, *(match.end() for match in re.finditer(r"[@._+-]", address))]
    return {part for start in starts if len(part := address[start:]) > 3}


def national(number: str) -> str:
    """The digits as one dials them at home, from `+46701234567` or the beginning of it; a foreign one with its country."""
    digits = re.sub("[^0-9]", "", number)
    abroad = number.lstrip("( ").startswith("+")
    if digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if abroad and digits.startswith("46"):
        return "0" + digits[2:].lstrip("0")
    return digits


def asked_for(text: str) -> Wanted:
    """What somebody who typed this looks for. Nothing for a text without letters and digits."""
    found: Wanted = []
    number = ""
    for part in [*unicodedata.normalize("NFKC", text).casefold().split(), ""]:
        if NUMBER.fullmatch(part):
            number += part
            continue
        if number:
            found.append(_number(number))
            number = ""
        found += _word(part)
    return found


def _number(typed: str) -> tuple[str, ...]:
    """As it may stand among the words; `4670…` may have lost its plus."""
    digits = national(typed)
    lost = (national("+" + digits),) if digits.startswith("46") and len(digits) > 5 else ()
    return (digits, *lost)


def _word(part: str) -> Wanted:
    """A word of a name, or the beginning of a part of an address."""
    words = search_key(part).split()
    if "@" in part:
        return [(part.strip("<>,;"),)]
    if len(words) > 1 or "." in part:  # `asa.ek` is both: the address, or all of these words
        return [(part.strip("<>,;."), word) for word in words]
    return [(word,) for word in words]


def beginning_with(start: str) -> tuple[str, str]:
    """From which word to which, the latter not included, all that begins so stands."""
    return start, start + LAST_SIGN
