"""What did each stand, flyer and conversation give? The tables: what is counted, and that unknown is a row. Pure.

Scans, submissions, leads and two-way contacts are different numbers and never mixed. Leads are counted where the touch that
made the submission says ("skapad av"), so that the column sums to all leads; nothing is redistributed. The three answers stand
side by side, each summing to all leads by itself; *medverkande* lists all and does not sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from ..leads.counting import wilson


@dataclass(frozen=True)
class Row:
    """One line. `of` is the id of an event, placement or booth, or the name of something else; None is unknown. `cost` is in öre,
    None when not noted. `share` sums equal parts of the leads that this contributed to: a convention, for cost alone."""

    of: str | None
    title: str
    href: str | None = None
    conversations: int = 0
    scans: int = 0
    late_scans: int = 0
    submissions: int = 0
    leads: int = 0
    contacts: int = 0
    first_known: int = 0
    decisive: int = 0
    contributing: int = 0
    share: Fraction = Fraction(0)
    cost: int | None = None

    @property
    def interval(self) -> tuple[int, int] | None:
        """How large a share of all such leads we would reach, in whole per cent (Wilson, 95 %); None without leads."""
        if not self.leads:
            return None
        low, high = wilson(self.contacts, self.leads)
        return round(100 * low), round(100 * high)

    @property
    def cost_per_lead(self) -> int | None:
        """Direct cost per lead in öre; None when either is missing."""
        return round(self.cost / self.leads) if self.cost is not None and self.leads else None

    @property
    def cost_per_share(self) -> int | None:
        """Direct cost per lead in öre, each lead shared out equally among all that contributed; None when either is missing."""
        return round(self.cost / self.share) if self.cost is not None and self.share else None

    @property
    def counted(self) -> bool:
        """Whether it is something of ours, where one counts; what is merely told of (media, a friend) is not."""
        return any((self.conversations, self.scans, self.submissions, self.cost, self.href)) or not self.told

    @property
    def told(self) -> bool:
        """Whether any of the answers points here."""
        return any((self.leads, self.first_known, self.decisive, self.contributing))


@dataclass(frozen=True)
class Table:
    """Rows with unknown first, the sum of them, and how large the unknown part is."""

    unknown: Row
    rows: list[Row]
    total: Row

    @property
    def unknown_share(self) -> tuple[int, int]:
        """Leads of unknown origin, of all leads."""
        return self.unknown.leads, self.total.leads

    @property
    def most(self) -> int:
        """The largest number of leads in one row, for drawing."""
        return max([row.leads for row in self.everything], default=0)

    @property
    def everything(self) -> list[Row]:
        """Unknown, then the rest."""
        return [self.unknown, *self.rows]

    @property
    def answered(self) -> list[Row]:
        """Unknown, then those that any of the three answers points at, the largest first."""
        told = [row for row in self.rows if row.told]
        return [self.unknown, *sorted(told, key=lambda row: -max(row.leads, row.first_known, row.decisive))]


def table(rows: Iterable[Row], *, unknown: str, total: str) -> Table:
    """Put unknown first (an empty row when nothing is unknown), the rest by leads, contacts and title, and add up."""
    found = list(rows)
    first = next((row for row in found if row.of is None), Row(None, unknown))
    rest = sorted(
        (row for row in found if row.of is not None), key=lambda row: (-row.leads, -row.scans, row.title.casefold())
    )
    return Table(replace(first, title=unknown), rest, add_up([first, *rest], total))


def add_up(rows: Iterable[Row], title: str) -> Row:
    """The sum of rows. A cost that is noted nowhere stays unknown."""
    rows = list(rows)
    costs = [row.cost for row in rows if row.cost is not None]
    numbers = (
        "conversations", "scans", "late_scans", "submissions", "leads", "contacts", "first_known", "decisive", "share",
    )  # fmt: skip
    return Row(
        "total",
        title,
        cost=sum(costs) if costs else None,
        **{name: sum(getattr(r, name) for r in rows) for name in numbers},
    )
