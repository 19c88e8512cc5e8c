"""Who stands where, and who could? SELECTs only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..accounts.models import Staff
from ..booths.models import Booth
from ..clock import STOCKHOLM
from ..store.db import db
from .models import Assignment, Helper, Shift
from .rules import STANDING


def shifts_of(event_id: str) -> list[Shift]:
    """The shifts of an event in order of time, with their booths and who is on them; two queries."""
    found = select(Shift).filter_by(event_id=event_id).options(joinedload(Shift.booth), *with_people())
    return list(db.session.scalars(found.order_by(Shift.starts_at, Shift.ends_at, Shift.role, Shift.id)))


def with_people() -> list:
    """Options that bring along who is on a shift, in one query more."""
    rows = selectinload(Shift.assignments)
    return [rows.joinedload(Assignment.helper), rows.joinedload(Assignment.staff).lazyload(Staff.roles)]


def shift_by_id(shift_id: str) -> Shift | None:
    """That shift, with its event."""
    return db.session.scalar(select(Shift).filter_by(id=shift_id).options(joinedload(Shift.event)))


def assignment_by_id(assignment_id: str) -> Assignment | None:
    """That assignment, with its shift."""
    return db.session.scalar(select(Assignment).filter_by(id=assignment_id).options(joinedload(Assignment.shift)))


def helper_by_id(helper_id: str) -> Helper | None:
    """That helper."""
    return db.session.get(Helper, helper_id)


def booth_of_event(booth_id: str, event_id: str) -> Booth | None:
    """That booth, if it is one of that event."""
    return db.session.scalar(select(Booth).filter_by(id=booth_id, event_id=event_id))


@dataclass(frozen=True)
class OnDuty:
    """Somebody who said yes to a shift, as the booth's tablet needs it: one of the two ids, and a first name."""

    assignment_id: str
    shift_id: str
    helper_id: str | None
    staff_id: str | None
    first_name: str
    starts_at: datetime
    ends_at: datetime


def on_duty(booth_id: str, day: date) -> list[OnDuty]:
    """Who stands at that booth on that (Swedish) day, by time and name; those of the event as a whole too."""
    begin, end = day_bounds(day)
    event_id = select(Booth.event_id).where(Booth.id == booth_id).scalar_subquery()
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .options(
            contains_eager(Assignment.shift),
            joinedload(Assignment.helper),
            joinedload(Assignment.staff).lazyload(Staff.roles),
        )
        .where(
            or_(Shift.booth_id == booth_id, Shift.booth_id.is_(None) & (Shift.event_id == event_id)),
            Shift.starts_at < end,
            Shift.ends_at > begin,
            Shift.cancelled_at.is_(None),
            Assignment.state.in_(STANDING),
        )
    )
    there = [on_duty_row(row) for row in db.session.scalars(found)]
    return sorted(there, key=lambda one: (one.starts_at, one.first_name, one.assignment_id))


def on_duty_row(row: Assignment) -> OnDuty:
    """The tablet's view of an assignment."""
    person = row.helper or row.staff
    shift = row.shift
    return OnDuty(
        assignment_id=row.id,
        shift_id=row.shift_id,
        helper_id=row.helper_id,
        staff_id=row.staff_id,
        first_name=person.name.split()[0],
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which that day begins and the next one does, in Sweden; 23 to 25 hours apart."""
    return tuple(datetime.combine(d, time(), STOCKHOLM) for d in (day, day + timedelta(days=1)))
