"""How is a page made once and given to hundreds? Pages that are the same for everybody but for a few words, kept with holes, and
compressed but for these.

A page is known by the very rows that it was made from: when one of them changes, it is another page. Nothing in it is
personal; what goes into the holes is free of `<>&"`. Pure.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MOST = 256
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
LAST_BLOCK = b"\x03\0"


def hole(name: str) -> str:
    """What to print where `name` comes later: signs that no escaping touches and nobody writes."""
    return f"{HOLE}{name}{HOLE}"


@dataclass(frozen=True)
class Prepared:
    """A page in pieces: texts and, between them, the names of holes. `about` is what else was found when it was made."""

    pieces: tuple[str, ...]
    about: Any = None

    @classmethod
    def of(cls, page: str, about: Any = None) -> "Prepared":
        """Cut a page at its holes."""
        return cls(tuple(page.split(HOLE)), about)

    def filled(self, **words: str) -> str:
        """The page with words in its holes."""
        return "".join(words[piece] if place % 2 else piece for place, piece in enumerate(self.pieces))

    def zipped(self, **words: str) -> bytes:
        """The same as a gzip file (RFC 1952): each text was deflated once, the words are deflated now, each by itself."""
        check, size, blocks = 0, 0, [GZIP_HEAD]
        for place, piece in enumerate(self.pieces):
            plain, deflated = self._deflated[place] or _deflated(words[piece])
            check, size = zlib.crc32(plain, check), size + len(plain)
            blocks.append(deflated)
        return b"".join([*blocks, LAST_BLOCK, struct.pack("<LL", check, size & 0xFFFFFFFF)])

    @cached_property
    def _deflated(self) -> list:
        return [None if place % 2 else _deflated(piece) for place, piece in enumerate(self.pieces)]


def _deflated(text: str) -> tuple[bytes, bytes]:
    """The bytes of a text, and as blocks of a deflate stream that end on a byte and need nothing before them."""
    plain, squeeze = text.encode(), zlib.compressobj(9, zlib.DEFLATED, -15)
    return plain, squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH)


class Shelf:
    """The pages that were asked for lately."""

    def __init__(self):
        self._pages: dict[tuple, Prepared] = {}

    def page(self, key: tuple, make: Callable[[], Prepared]) -> Prepared:
        """The page of that key, made if it is not there."""
        found = self._pages.get(key)
        if found is None:
            found = make()
            if len(self._pages) >= MOST:
                self._pages.clear()
            self._pages[key] = found
        return found
