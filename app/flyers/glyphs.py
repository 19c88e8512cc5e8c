"""Can our fonts print this text? What they have no sign for is found here, before typesetting would fail on it.

Reads the character maps of the fonts (OpenType `cmap`, formats 4 and 12) and nothing else of them. A sign without a
glyph is written another way where Unicode knows one (`①` as `1`), symbols such as emoji are left out, and a letter
becomes `?`, so that nobody believes it is there. Pure but for reading the font files. Called by `pdf`.
"""

import re
import struct
import unicodedata
from pathlib import Path

# What shapes text without having a picture of its own: joiners, the marks and isolates of direction, soft hyphen, break
# opportunity.
SHAPING = frozenset(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"))


def covered(font: Path) -> frozenset[int]:
    """The code points that the font file has a glyph for."""
    data = font.read_bytes()
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _records(data)}
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * n)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        found |= {4: _format_4, 12: _format_12}.get(kind, _none)(data, at)
    return frozenset(found)


def _records(data: bytes) -> range:
    return range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)


def _none(data: bytes, at: int) -> set[int]:
    return set()


def _format_4(data: bytes, at: int) -> set[int]:
    """Segments of the basic plane: ends, starts, deltas, and offsets into a list of glyphs."""
    half = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{half}H", data, at + 14)
    starts = struct.unpack_from(f">{half}H", data, at + 16 + 2 * half)
    deltas = struct.unpack_from(f">{half}H", data, at + 16 + 4 * half)
    offsets_at = at + 16 + 6 * half
    offsets = struct.unpack_from(f">{half}H", data, offsets_at)
    found = set()
    for n in range(half):
        for point in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = point
            if offsets[n]:
                glyph = struct.unpack_from(">H", data, offsets_at + 2 * n + offsets[n] + 2 * (point - starts[n]))[0]
                if not glyph:
                    continue
            if (glyph + deltas[n]) & 0xFFFF:
                found.add(point)
    return found


def _format_12(data: bytes, at: int) -> set[int]:
    """Groups of all planes: from, to, first glyph."""
    found: set[int] = set()
    for n in range(struct.unpack_from(">I", data, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">3I", data, at + 16 + 12 * n)
        found.update(range(first + (glyph == 0), last + 1))
    return found


def missing(text: str, have: frozenset[int]) -> str:
    """The visible signs of the text that will be left out or become `?`, each once, as they come."""
    lost = (sign for sign in _one_line(text) if _instead(sign, have) in ("", "?") and sign != "?")
    return "".join(dict.fromkeys(sign for sign in lost if unicodedata.category(sign) != "Cf"))


def printable(text: str, have: frozenset[int]) -> str:
    """The text on one line, with only such signs as the fonts have; empty when nothing of it would be seen."""
    kept = "".join(_instead(sign, have) for sign in _one_line(text))
    if all(ord(sign) in SHAPING or sign.isspace() for sign in kept):
        return ""
    return re.sub(" +", " ", re.sub("(^| )[\u200c\u200d]+", r"\1", kept)).strip()


def _one_line(text: str) -> str:
    """Composed, without control characters; every blank is one space or stays one that does not break."""
    return unicodedata.normalize("NFC", re.sub(" +", " ", "".join(map(_blank, text)))).strip()


def _blank(sign: str) -> str:
    if sign in "\u00a0\u202f\u2007":
        return "\u00a0"
    return " " if sign.isspace() or unicodedata.category(sign) in ("Cc", "Cs") else sign


def _instead(sign: str, have: frozenset[int]) -> str:
    if ord(sign) in have or ord(sign) in SHAPING:
        return sign
    other = unicodedata.normalize("NFKC", sign)
    if other != sign and all(ord(one) in have for one in other):
        return other
    return "?" if unicodedata.category(sign)[0] in "LN" else ""
