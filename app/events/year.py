"""Where in the year does each event stand? A year as a list by month, and month by month in ISO weeks.

What is known only as a month or a week stands as that and never on a day; what nobody knows when stands apart. A week
belongs to the month, and to the year, of its Thursday. Pure; called by the year's page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from .. import words
from ..clock import here
from ..i18n import _l
from .models import Event
from .rules import BEFORE_DONE
from .weeks import DAY, Week
from .when import Precision, When, week_of, weeks_of_month

LOOSE = {Precision.MONTH, Precision.MONTHS}
SHORT = {
    "title": _l("titel"),
    "kind": _l("sort"),
    "main_strand": _l("huvudspår"),
    "when": _l("när"),
    "place": _l("plats"),
    "languages": _l("språk"),
    "owner": _l("ägare"),
}


@dataclass(frozen=True)
class Row:
    """An event in the list, with what it lacks before publishing, in single words."""

    event: Event
    lacks: tuple = ()


@dataclass(frozen=True)
class Day:
    """A day of the grid; those outside the month are empty and pale."""

    on: date
    inside: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class GridWeek:
    """A line of the grid: the week with what is known only as that week, then its days."""

    week: Week
    rows: list[Row]
    days: list[Day]

    @property
    def filled(self) -> bool:
        """Whether anything is on in it."""
        return bool(self.rows or any(day.rows for day in self.days))


@dataclass(frozen=True)
class Month:
    """A month: `rows` begin in it, in order; `loose` are known only as months; `weeks` is its grid."""

    year: int
    number: int
    rows: list[Row]
    loose: list[Row]
    weeks: list[GridWeek]

    @property
    def filled(self) -> bool:
        """Whether anything is on in it."""
        return bool(self.loose or any(week.filled for week in self.weeks))


@dataclass(frozen=True)
class Year:
    """A year: what is known only as the year, its twelve months, and what nobody knows when."""

    number: int
    loose: list[Row]
    months: list[Month]
    undated: list[Row]

    @property
    def open_undated(self) -> list[Row]:
        """What nobody knows when, and is still to come."""
        return [row for row in self.undated if row.event.state in BEFORE_DONE]

    @property
    def past_undated(self) -> list[Row]:
        """What is over or cancelled, and nobody noted when."""
        return [row for row in self.undated if row.event.state not in BEFORE_DONE]

    @property
    def stretches(self) -> list[list[Month]]:
        """The months in order, empty ones that follow each other as one stretch, the others each alone."""
        runs = groupby(self.months, key=lambda month: month.number if month.filled else 0)
        return [list(months) for _, months in runs]

    @property
    def count(self) -> int:
        """How many events stand in it, each once."""
        return len(self.loose) + len(self.undated) + sum(len(month.rows) for month in self.months)


def arranged(year: int, rows: Iterable[Row]) -> Year:
    """The rows, given in order of time, in their places. Those of other years' weeks are left out."""
    mine = [row for row in rows if belongs(row.event.when, year)]
    dated = [row for row in mine if row.event.when.precision not in (Precision.UNKNOWN, Precision.YEAR)]
    return Year(
        year,
        [row for row in mine if row.event.when.precision == Precision.YEAR],
        [_month(year, number, dated) for number in range(1, 13)],
        [row for row in mine if row.event.when.precision == Precision.UNKNOWN],
    )


def belongs(when: When, year: int) -> bool:
    """Whether it may happen in that year; a week belongs to one year only, what is undated to all."""
    if when.precision == Precision.WEEK:
        return week_of(when.first_on).year == year
    return when.first_on is None or when.touches(date(year, 1, 1), date(year + 1, 1, 1))


def home(when: When, year: int) -> int:
    """The month of that year under which it stands in a list."""
    first = when.first_on + 3 * DAY if when.precision == Precision.WEEK else when.first_on
    return max(first, date(year, 1, 1)).month


def _month(year: int, number: int, rows: list[Row]) -> Month:
    loose = [row for row in rows if row.event.when.precision in LOOSE and _touches_month(row.event.when, year, number)]
    return Month(
        year,
        number,
        [row for row in rows if home(row.event.when, year) == number],
        loose,
        [_grid_week(week, number, rows) for week in weeks_of_month(year, number)],
    )


def _touches_month(when: When, year: int, number: int) -> bool:
    return (when.first_on.year, when.first_on.month) <= (year, number) <= (when.last_on.year, when.last_on.month)


def _grid_week(week: Week, month: int, rows: list[Row]) -> GridWeek:
    whole = [
        row
        for row in rows
        if row.event.when.precision == Precision.WEEK
        and week_of(row.event.first_on) == week
        and week.days[3].month == month
    ]
    return GridWeek(week, whole, [_day(day, month, rows) for day in week.days])


def _day(day: date, month: int, rows: list[Row]) -> Day:
    if day.month != month:
        return Day(day, False)
    return Day(day, True, [row for row in rows if row.event.when.day_known and row.event.when.touches(day, day + DAY)])


def lead_words(when: When, locale: str) -> tuple[str, str]:
    """The block before a row: `lör 6 sep` with `v. 36`, `v. 20` with `15–21 maj`, `maj`, `apr–jun`, `2017`."""
    first, last = when.first_on, when.last_on
    match when.precision:
        case Precision.UNKNOWN:
            return words.no_date(locale), ""
        case Precision.YEAR:
            return str(first.year), ""
        case Precision.MONTH:
            return words.month_name(first.month, locale), ""
        case Precision.MONTHS:
            return words.DASH.join(words.month_name(day.month, locale, short=True) for day in (first, last)), ""
        case Precision.WEEK:
            return words.week_words(week_of(first).number, locale), words.days_words(first, last, locale, short=True)
    return words.days_words(first, last, locale, short=True), words.week_words(week_of(first).number, locale)


def clock_words(when: When, locale: str) -> str:
    """`kl. 10–16` where the times are known and lie on one day, else nothing."""
    if not when.time_known or when.first_on != when.last_on:
        return ""
    start, end = here(when.starts_at).time(), here(when.ends_at).time()
    return words.times_words(start, end, locale, short=True)
