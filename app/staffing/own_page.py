"""What does a helper see on their own page? What they were asked, where they stand, what is open to them, which days they can.

SELECTs only, as many whatever the number of shifts, and never anybody else's name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from ..clock import local_date
from ..events.models import Event
from ..store.db import db
from .doors import OPEN_EVENTS, shifts_ahead
from .models import Assignment, Availability, Helper, HelpInvitation, Shift
from .queries import day_bounds
from .rules import STANDING, clashes, free_places

MOST_SHIFTS, MOST_DAYS, MOST_EVENTS = 60, 10, 8


@dataclass(frozen=True)
class DayAt:
    """One day of an event, and whether the helper has said that they can (None: nothing said)."""

    event: Event
    on: date
    can: bool | None = None

    @property
    def field(self) -> str:
        """What the day is called in a form."""
        return f"day-{self.event.id}-{self.on.isoformat()}"


@dataclass(frozen=True)
class Own:
    """All that stands on the page. `asked` and `standing` are assignments, `open` shifts, each by time; `came` how often
    they have helped."""

    asked: Sequence[Assignment]
    standing: Sequence[Assignment]
    open: Sequence[Shift]
    days: Sequence[DayAt]
    came: int


def own_page(helper: Helper, *, now: datetime) -> Own:
    """The facts of a helper's page."""
    mine = _assignments(helper, now)
    standing = [row for row in mine if row.state in STANDING]
    asked = [row for row in mine if row.state == "asked"]
    said = availability_of(helper, now)
    ahead = _ahead(helper.unit_id, now)
    taken = {row.shift_id for row in (*asked, *standing)}
    free = [
        shift
        for shift in ahead
        if places(shift)
        and shift.id not in taken
        and not any(clashes(shift, row.shift) for row in standing)
        and not any(row.event_id == shift.event_id and clashes(shift, _span(row)) for row in said if not row.can)
    ]
    events = [row.shift.event for row in (*asked, *standing)] + [shift.event for shift in ahead]
    events += invited_events(helper)
    return Own(asked, standing, free[:MOST_SHIFTS], days_of(events, said, now=now), _times_came(helper))


def open_shifts_of(event: Event, *, now: datetime) -> list[Shift]:
    """The shifts of an event that still have a place, by time."""
    return [shift for shift in _ahead(event.unit_id, now) if shift.event_id == event.id and places(shift)]


def days_of(events: Iterable[Event], said: Sequence[Availability] = (), *, now: datetime) -> list[DayAt]:
    """The days that lie ahead of these events, each once, by date."""
    spoken = {(row.event_id, local_date(row.from_at)): row.can for row in said}
    known = {event.id: event for event in events if event.when.day_known and event.state in OPEN_EVENTS}
    soonest = sorted(known.values(), key=lambda event: (event.first_on, event.id))[:MOST_EVENTS]
    return [
        DayAt(event, on, spoken.get((event.id, on)))
        for event in soonest
        for on in _dates(max(event.first_on, local_date(now)), event.until_on)
    ]


def availability_of(helper: Helper, now: datetime) -> list[Availability]:
    """What a helper has said of days that are not over."""
    found = select(Availability).filter_by(helper_id=helper.id).where(Availability.until_at > now)
    return list(db.session.scalars(found.order_by(Availability.from_at)))


def invited_events(helper: Helper) -> list[Event]:
    """The event by whose invitation they came, if any."""
    found = select(Event).join(HelpInvitation, HelpInvitation.event_id == Event.id)
    return list(db.session.scalars(found.where(HelpInvitation.id == helper.invitation_id)))


def _dates(first: date, until: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(min((until - first).days, MOST_DAYS))]


@dataclass(frozen=True)
class _Span:
    starts_at: datetime
    ends_at: datetime


def _span(row: Availability) -> _Span:
    return _Span(row.from_at, row.until_at)


def _assignments(helper: Helper, now: datetime) -> list[Assignment]:
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.event)
        .options(
            contains_eager(Assignment.shift).contains_eager(Shift.event),
            contains_eager(Assignment.shift).joinedload(Shift.booth),
            contains_eager(Assignment.shift).selectinload(Shift.assignments),
        )
        .where(
            Assignment.helper_id == helper.id,
            Assignment.state.in_(("asked", *STANDING)),
            Shift.ends_at > now,
            Shift.cancelled_at.is_(None),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return list(db.session.scalars(found))


def _ahead(unit_id: str, now: datetime) -> list[Shift]:
    found = shifts_ahead(unit_id, now).options(selectinload(Shift.assignments)).limit(10 * MOST_SHIFTS)
    return list(db.session.scalars(found))


def places(shift: Shift) -> int:
    """How many more can stand there."""
    return free_places(shift.most, (row.state for row in shift.assignments))


def _times_came(helper: Helper) -> int:
    found = select(func.count()).select_from(Assignment).filter_by(helper_id=helper.id, state="done")
    return db.session.scalar(found) or 0


def said_of_day(helper: Helper, day: DayAt) -> list[Availability]:
    """What was said of that day before."""
    begin, end = day_bounds(day.on)
    found = select(Availability).filter_by(helper_id=helper.id, event_id=day.event.id)
    return list(db.session.scalars(found.where(Availability.from_at < end, Availability.until_at > begin)))
