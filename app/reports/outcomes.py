"""What became of those we met in a year, as far as anybody has told us? Each lead once: unknown, still followed, came to nothing,
recruited.

Nobody is followed longer than 36 months; who has no end by then is unknown, a row of its own and first (domain.md §6.3, §6.4). One
household is one recruit where what they are taken on for counts households. Three queries whatever the number; they read credit rows,
which stay when people are disposed of.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, cast, func, select

from ..accounts.models import AssignmentType
from ..handover.outcome import WORDS, became
from ..leads.counting import wilson
from ..leads.models import CreditRow
from ..people.households import number_of_recruits
from ..store.db import db
from .credited import COUNTED

IN_ORDER = ("unknown", "open", "left", "recruited")


@dataclass(frozen=True)
class Became:
    """How many of a year's leads came to one end. `interval` in whole per cent (Wilson, 95 %)."""

    key: str
    title: str
    number: int
    of: int

    @property
    def interval(self) -> tuple[int, int]:
        low, high = wilson(self.number, self.of)
        return round(100 * low), round(100 * high)


@dataclass(frozen=True)
class Followed:
    """A year's ends, unknown first, and how many recruits the recruited are: people, or households as one."""

    rows: list[Became]
    recruits: int


def followed(unit_id: str, first: str, until: str, today: date) -> Followed | None:
    """Those captured from the month `first` until the month `until` (exclusive), as it is known today; None for nobody."""
    milestones = cast(CreditRow.milestones, Text)
    of_the_year = (
        CreditRow.unit_id == unit_id, CreditRow.captured_month >= first, CreditRow.captured_month < until, COUNTED,
    )  # fmt: skip
    groups = db.session.execute(
        select(CreditRow.captured_month, CreditRow.state, milestones, func.count())
        .where(*of_the_year)
        .group_by(CreditRow.captured_month, CreditRow.state, milestones)
    )
    ends: Counter = Counter()
    for month, state, reached, number in groups:
        ends[became(month, state, json.loads(reached), today)] += number
    if not (total := sum(ends.values())):
        return None
    rows = [Became(key, str(WORDS[key]), ends[key], total) for key in IN_ORDER]
    return Followed(rows, recruits(*of_the_year) if ends["recruited"] else 0)


def recruits(*conditions) -> int:
    """How many recruits these credit rows are: one household is one, where that is the unit of what they were taken on for."""
    rows = db.session.execute(
        select(
            CreditRow.id, CreditRow.household_id, CreditRow.organisation_id, CreditRow.interests, CreditRow.handed,
            CreditRow.state, CreditRow.milestones,
        ).where(*conditions, (CreditRow.state == "recruited") | cast(CreditRow.milestones, Text).contains('"recruited"'))
    ).all()  # fmt: skip
    kinds = db.session.scalars(
        select(AssignmentType).where(AssignmentType.organisation_id.in_({row.organisation_id for row in rows}))
    ).all()
    by_id, by_key = {kind.id: kind.recruit_unit for kind in kinds}, {kind.key: kind.recruit_unit for kind in kinds}
    return number_of_recruits([(row.id, row.household_id, _unit(row, by_id, by_key)) for row in rows])


def _unit(row, by_id: dict[str, str], by_key: dict[str, str]) -> str:
    """person or household: of what they were handed over for, else of all that they wanted."""
    if kind := row.handed.get("assignment"):
        return by_id.get(kind, "person")
    wanted = {by_key.get(key, "person") for key in row.interests}
    return "household" if wanted == {"household"} else "person"
