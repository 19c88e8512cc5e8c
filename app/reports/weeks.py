"""In which weeks did people come, and were we in the media then? A year's ISO weeks beside its media flights, which are credited to
nobody: the same weeks are no cause. SELECTs only, three of them.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, case, func, literal, select

from ..clock import STOCKHOLM
from ..events.weeks import DAY, Week, week, week_of, weeks_in
from ..leads.models import GoneCount, Lead
from ..origin.models import MediaFlight
from ..origin.queries import flights_of
from ..store.db import db


@dataclass(frozen=True)
class InAWeek:
    """How many came in a week, by when we met, and which flights there were."""

    week: Week
    leads: int
    flights: list[MediaFlight]


@dataclass(frozen=True)
class Weeks:
    """A year's weeks, from the first with anything in it to the last, and the flights that were on in all of the year, which say
    nothing beside any week. Both empty when there are no flights to be drawn beside."""

    rows: list[InAWeek]
    all_year: list[MediaFlight]


def by_week(unit_id: str, year: int) -> Weeks:
    """That year's weeks with what came and what was in the media."""
    found = [week(year, number) for number in range(1, weeks_in(year) + 1)]
    flights = flights_of(unit_id, found[0].days[0], found[-1].days[-1] + DAY)
    if not flights:
        return Weeks([], [])
    all_year = [row for row in flights if _at(row, found[0]) and _at(row, found[-1])]
    came, others = _came(unit_id, found), [row for row in flights if row not in all_year]
    rows = [InAWeek(one, came[one], [row for row in others if _at(row, one)]) for one in found]
    told = [place for place, row in enumerate(rows) if row.leads or row.flights]
    return Weeks(rows[told[0] : told[-1] + 1] if told else [], all_year)


def _at(row: MediaFlight, one: Week) -> bool:
    return row.from_on <= one.days[-1] and row.until_on > one.days[0]


def _came(unit_id: str, found: list[Week]) -> dict[Week, int]:
    """Week → leads that are here, and those whose person is gone. Two queries."""
    begins = [_begins(one.days[0]) for one in found]
    counted = select(_place(begins, 0, len(found)).label("place")).where(
        Lead.unit_id == unit_id, Lead.captured_at >= begins[0], Lead.captured_at < _begins(found[-1].days[-1] + DAY),
        Lead.state.not_in(["quarantined", "duplicate"]),
    ).subquery()  # fmt: skip
    rows = db.session.execute(select(counted.c.place, func.count()).group_by(counted.c.place))
    came = Counter({found[place]: number for place, number in rows})
    gone = db.session.execute(
        select(GoneCount.captured_on, func.sum(GoneCount.number))
        .where(
            GoneCount.unit_id == unit_id, GoneCount.what == "leads",
            GoneCount.captured_on >= found[0].days[0], GoneCount.captured_on <= found[-1].days[-1],
        )
        .group_by(GoneCount.captured_on)
    )  # fmt: skip
    for day, number in gone:
        came[week_of(day)] += int(number)
    return came


def _place(begins: list[datetime], low: int, high: int) -> ColumnElement[int]:
    """Which week a lead was met in, halved until one is left: the database passes over the leads once."""
    if high - low == 1:
        return literal(low)
    middle = (low + high) // 2
    return case((Lead.captured_at < begins[middle], _place(begins, low, middle)), else_=_place(begins, middle, high))


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)
