"""When are we at work? The hours of a function: its week, Swedish holidays, and the duty hours planned with an event.

A promise is counted in working days and falls due when the last of them closes. What a function plans as duty hours (the Sunday
after a festival) is a working day like any other: who promises to answer then is measured then. Pure but for the table
of holidays, which is PyPI's `holidays` written down. Called by response.py, and wherever a next date is chosen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from app.clock import STOCKHOLM, local_date

Span = tuple[datetime, datetime]  # half-open, aware
Kept = Mapping[str, Sequence[Sequence[str]]] | None  # a week as a row keeps it, see `week_from`

Week = Mapping[int, Sequence[tuple[time, time]]]

OFFICE_WEEK: Mapping[int, tuple[tuple[time, time], ...]] = {day: ((time(8), time(16, 30)),) for day in range(5)}
LOOK_AHEAD = 400  # days; a function that does not open in a year does not open


@lru_cache
def red_days(year: int) -> frozenset[date]:
    """Sweden's holidays of that year, and the eves on which nobody works (midsommarafton, julafton, nyårsafton)."""
    return _written().get(year) or computed_red_days(year)


def computed_red_days(year: int) -> frozenset[date]:
    """The same from the library, whose loading takes a second and 18 MB: for years that are not written down."""
    import holidays

    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


@lru_cache
def _written() -> dict[int, frozenset[date]]:
    # A line a year: the year, and month and day of each. Made by setup/red_days.py; a test holds it against the library.
    lines = Path(__file__).with_name("red_days.txt").read_text().splitlines()
    return {
        int(year): frozenset(date(int(year), int(day[:2]), int(day[2:])) for day in days)
        for year, *days in (line.split() for line in lines)
    }


class _RedDays:
    """All holidays, of whichever year: `day in RED`."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in red_days(day.year)


RED = _RedDays()


@dataclass(frozen=True)
class WorkingTime:
    """A function's hours. `week`: weekday (Monday 0) → spans of local time; `duty`: hours planned beside it; `former`: the weeks
    that it had before, each with the day from which it no longer held, in order: a promise is counted in the hours of its days."""

    week: Week
    duty: tuple[Span, ...] = ()
    red: Callable[[int], frozenset[date]] = red_days
    former: tuple[tuple[date, Week], ...] = ()

    def spans_on(self, day: date) -> list[Span]:
        """When it is open on that day (local), in order, none touching another."""
        week = next((former for until, former in self.former if day < until), self.week)
        planned = () if day in self.red(day.year) else week.get(day.weekday(), ())
        spans = [(_at(day, opens), _at(day, closes)) for opens, closes in planned if opens < closes]
        spans += [span for span in self.duty if local_date(span[0]) == day]
        return _merged(spans)

    def is_working_day(self, day: date) -> bool:
        """Whether anybody is there that day."""
        return bool(self.spans_on(day))

    def day_after(self, day: date, count: int) -> date:
        """So many working days later; the day itself never counts."""
        for ahead in range(1, LOOK_AHEAD):
            found = day + timedelta(days=ahead)
            count -= self.is_working_day(found)
            if count <= 0:
                return found
        return day + timedelta(days=LOOK_AHEAD)

    def due(self, start: datetime, days: int) -> datetime:
        """When a promise of so many working days, given at `start`, falls due: when the last of them closes."""
        last = self.day_after(local_date(start), days)
        spans = self.spans_on(last)
        return spans[-1][1] if spans else _at(last, time(23, 59))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` was working time; nothing when `end` comes first."""
        passed, day = timedelta(), local_date(start)
        while day <= local_date(end):
            for opens, closes in self.spans_on(day):
                passed += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return passed


def week_from(hours: Kept) -> Mapping[int, tuple[tuple[time, time], ...]]:
    """A week as settings keep it ("0".."6", Monday first, to pairs of "08:00"); the usual office week where nothing is set."""
    week = {
        int(day): tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
        for day, spans in (hours or {}).items()
        if spans
    }
    return week or OFFICE_WEEK


@dataclass(frozen=True)
class Weeks:
    """A week as a row of a unit or function keeps it, with those before it: [[until, the week till then], …] in order."""

    kept: Kept
    former: Sequence[tuple[str, Kept]] = ()

    def on(self, day: date) -> Kept:
        """What was kept for that day."""
        return next((week for until, week in self.former if day < date.fromisoformat(until)), self.kept)


def working_time(own: Weeks, unit: Weeks, duty: Sequence[Span] = ()) -> WorkingTime:
    """The hours of a function: its own, and where it has none those of its unit, as they were on each day."""
    ends = sorted({date.fromisoformat(until) for weeks in (own, unit) for until, _week in weeks.former})
    eves = [(until, until - timedelta(days=1)) for until in ends]
    former = tuple((until, week_from(own.on(eve) or unit.on(eve))) for until, eve in eves)
    return WorkingTime(week_from(own.kept or unit.kept), tuple(duty), former=former)


def _at(day: date, clock: time) -> datetime:
    # In UTC: two instants of one zone subtract as their walls do, an hour wrong across a change of the clocks.
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged
