"""To what are the leads credited that a table is about? Credit rows, counted together where they are credited alike.

The rows hold for leads that are here and for those whose person is gone, so that a table says the same before and after disposal.
One query, whose answer grows with the number of different origins and not with that of leads. SELECTs only; the counting is pure.
"""

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Text, and_, case, cast, func, select

from ..leads.attribution import shares
from ..leads.models import CreditRow
from ..store.db import db

COUNTED = CreditRow.state.not_in(["quarantined", "duplicate"])
UNKNOWN: dict[str, str] = {}


@dataclass(frozen=True)
class Alike:
    """So many leads that are credited alike. Sources as credit rows name them: event, placement, booth, other; empty is unknown."""

    created_by: dict[str, str]
    first_known: dict[str, str]
    decisive: dict[str, str]
    contributing: list[dict[str, str]]
    leads: int
    contacts: int
    submissions: int


@dataclass
class Counts:
    """What was counted under one heading of a table."""

    leads: int = 0
    contacts: int = 0
    submissions: int = 0
    first_known: int = 0
    decisive: int = 0
    contributing: int = 0
    share: Fraction = Fraction(0)


def in_months(unit_id: str, first: str, until: str) -> list[Alike]:
    """What was captured from the month `first` (2026-01) until the month `until`, exclusive."""
    month = CreditRow.captured_month
    return _alike(CreditRow.unit_id == unit_id, month >= first, month < until)


def about_event(unit_id: str, event_id: str) -> list[Alike]:
    """What names this event anywhere, whenever it was captured."""
    return _alike(CreditRow.unit_id == unit_id, cast(CreditRow.contributing, Text).contains(event_id))


def _alike(*conditions) -> list[Alike]:
    answers = [
        cast(column, Text)
        for column in (CreditRow.created_by, CreditRow.first_known, CreditRow.decisive, CreditRow.contributing)
    ]
    numbers = [
        func.sum(case((COUNTED, 1), else_=0)),
        func.sum(case((and_(COUNTED, CreditRow.contacted), 1), else_=0)),
        func.sum(CreditRow.submissions),
    ]
    rows = db.session.execute(select(*answers, *numbers).where(*conditions).group_by(*answers))
    return [Alike(*map(json.loads, row[:4]), *map(int, row[4:])) for row in rows]


def count(groups: Iterable[Alike], heading: Callable[[dict], Hashable], elsewhere: Hashable = ...) -> dict:
    """Heading → Counts. `heading` says under which heading a source stands; what stands under `elsewhere` is left out."""
    found: dict = {}

    def under(source: dict[str, str]) -> Counts:
        return found.setdefault(heading(source), Counts())

    for group in groups:
        made = under(group.created_by)
        made.leads += group.leads
        made.contacts += group.contacts
        made.submissions += group.submissions
        under(group.first_known).first_known += group.leads
        under(group.decisive).decisive += group.leads
        for part in {heading(source): source for source in group.contributing}.values():
            under(part).contributing += group.leads
        for source, share in shares([heading(source) for source in group.contributing], heading(UNKNOWN)).items():
            found.setdefault(source, Counts()).share += share * group.leads
    found.pop(elsewhere, None)
    return found
