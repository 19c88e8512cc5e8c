"""How is a page made once and given to hundreds? Pages that are the same for everybody but for a few words, kept with holes.

A page is known by the very rows that it was made from: when one of them changes, it is another page. Nothing in it is
personal; what goes into the holes is escaped by who fills them. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST = 256
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"


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
        """The page with words in its holes. They must be free of `<>&"`."""
        return "".join(words[piece] if place % 2 else piece for place, piece in enumerate(self.pieces))


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
