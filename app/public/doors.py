"""By which address did a visitor come, and what lies behind it? Pure but for the query it was given."""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import NotFound


@dataclass(frozen=True)
class Door:
    """One address: `page` names it in tickets, `find` gives its row, `trouble` is what is wrong with a code, if anything."""

    page: str
    find: Callable[[], object]
    trouble: str | None = None

    def row(self):
        """The row of this address. Raises NotFound."""
        if (found := self.find()) is None:
            raise NotFound
        return found

    def trouble_with(self, row) -> str | None:
        """`misread`, `unknown` (nobody printed that code) or None."""
        return self.trouble or ("unknown" if self.page.startswith("q/") and not row.placement_id else None)
