"""Who stands where, day by day, and what is missing? Shifts as a page, a sheet and a list of what lacks show them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from ..clock import local_date
from ..i18n import _
from .models import Assignment, Shift
from .rules import (
    SAID_YES,
    STANDING,
    STATES,
    Hours,
    free_places,
    hours_of,
    lies_outside,
    missing_languages,
    missing_people,
    standing,
)

LEFT = ("no", "cancelled")


@dataclass(frozen=True)
class Line:
    """One shift with who is on it, those with a place first. `left` are those who cannot, or were taken off. One that is `over`
    wants nobody any more: what is left to do is to say who came."""

    shift: Shift
    people: list[Assignment] = field(default_factory=list)
    left: list[Assignment] = field(default_factory=list)
    over: bool = False

    @property
    def off(self) -> bool:
        """Whether nobody is wanted on it: it was cancelled, or is over."""
        return self.over or self.shift.cancelled_at is not None

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.people]

    def goes_on(self, at: datetime) -> bool:
        """Whether somebody is to stand there then."""
        return not self.shift.cancelled_at and self.shift.starts_at <= at < self.shift.ends_at

    @property
    def there(self) -> int:
        """How many have a place."""
        return standing(self.states)

    @property
    def missing(self) -> int:
        """How many more must say yes; none once it is cancelled or over."""
        return 0 if self.off else missing_people(self.shift.least, self.states)

    @property
    def lacked(self) -> int:
        """How many too few there were, once it is over."""
        return missing_people(self.shift.least, self.states) if self.over and not self.shift.cancelled_at else 0

    @property
    def unmarked(self) -> int:
        """Of how many nobody has said whether they came, once it is over: their hours are not counted."""
        return sum(state in SAID_YES for state in self.states) if self.over and not self.shift.cancelled_at else 0

    @property
    def free(self) -> int:
        """How many more can."""
        return 0 if self.off else free_places(self.shift.most, self.states)

    @property
    def outside(self) -> bool:
        """Whether it lies at a time when neither the event is nor its booth is set up or taken down."""
        if self.shift.cancelled_at or not lies_outside(self.shift, self.shift.event.when):
            return False
        booth = self.shift.booth
        begins, ends = (booth.setup_at or booth.from_at, booth.takedown_at or booth.until_at) if booth else (None, None)
        return not (begins and ends and begins <= self.shift.starts_at < ends)

    @property
    def excused(self) -> list[Assignment]:
        """Those who cannot and wrote something about it."""
        return [row for row in self.left if row.state == "no" and row.note]

    @property
    def silent(self) -> int:
        """How many were asked and have not answered."""
        return self.states.count("asked")

    @property
    def languages_missing(self) -> list[str]:
        """Wanted languages that nobody with a place speaks."""
        if self.off:
            return []
        return missing_languages(self.shift.languages, [spoken(row) for row in self.people if row.state in STANDING])

    @property
    def hours(self) -> Hours:
        return Hours() if self.shift.cancelled_at else hours_of(self.shift, self.shift.least, self.states)


@dataclass(frozen=True)
class Place:
    """The shifts of one booth, or of the event as a whole, on one day."""

    name: str | None
    lines: list[Line]


@dataclass(frozen=True)
class Day:
    """One day of the roster."""

    on: date
    places: list[Place]

    @property
    def lines(self) -> list[Line]:
        return [line for place in self.places for line in place.lines]


@dataclass(frozen=True)
class Roster:
    """All of an event's shifts, by day and place."""

    days: list[Day] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for day in self.days for line in day.lines]

    @property
    def hours(self) -> Hours:
        return sum((line.hours for line in self.lines), Hours())

    @property
    def missing(self) -> int:
        """How many people are missing in all."""
        return sum(line.missing for line in self.lines)

    @property
    def unmarked(self) -> int:
        """Of how many who said yes to what is over nobody has said whether they came."""
        return sum(line.unmarked for line in self.lines)

    @property
    def to_mark(self) -> date | None:
        """The first day of which nobody has said of everybody whether they came."""
        return next((day.on for day in self.days if any(line.unmarked for line in day.lines)), None)

    @property
    def over(self) -> bool:
        """Whether all that was to be is over."""
        lines = [line for line in self.lines if not line.shift.cancelled_at]
        return bool(lines) and all(line.over for line in lines)

    def only(self, on: date) -> "Roster":
        """That day alone."""
        return Roster([day for day in self.days if day.on == on])


def roster_of(shifts: Iterable[Shift], *, now: datetime) -> Roster:
    """By the day on which they begin, the event's own first, then booth by booth, in order of time, as it stands `now`."""

    def key(shift: Shift):
        booth = shift.booth
        return (local_date(shift.starts_at), booth is not None, booth.name if booth else "", shift.booth_id or "")

    ordered = sorted(shifts, key=lambda shift: (*key(shift), shift.starts_at, shift.ends_at, shift.role))
    days = []
    for on, of_day in groupby(ordered, key=lambda shift: key(shift)[0]):
        places = [
            Place(where[2] or None, [line_of(shift, now=now) for shift in group])
            for where, group in groupby(of_day, key=key)
        ]
        days.append(Day(on, places))
    return Roster(days)


def line_of(shift: Shift, *, now: datetime) -> Line:
    """One shift, its people in the order of how sure they are."""
    order = list(STATES)
    rows = sorted(shift.assignments, key=lambda row: (row.state not in STANDING, order.index(row.state), name_of(row)))
    return Line(
        shift,
        [row for row in rows if row.state not in LEFT],
        [row for row in rows if row.state in LEFT],
        over=shift.ends_at <= now,
    )  # fmt: skip


def name_of(row: Assignment) -> str:
    """Whoever it is; somebody who was erased has no name left."""
    return (row.helper or row.staff).name or _("Utan namn")


def spoken(row: Assignment) -> list[str]:
    """The languages of somebody on a shift: a helper's spoken ones, a colleague's own."""
    return (row.helper.languages or [row.helper.language]) if row.helper else [row.staff.language]
