"""Who stands where, and who could? SELECTs only."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..accounts.models import Staff
from ..booths.models import Booth
from ..clock import STOCKHOLM
from ..events.models import Event
from ..store.db import db
from .models import Assignment, Availability, Helper, HelpInvitation, Shift
from .rules import CAME, SAID_YES, STANDING, TOLD, Hours, hours_of, missing_people


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


def on_duty(booth_id: str, day: date, *, days: int = 1) -> list[OnDuty]:
    """Who stands at that booth on that (Swedish) day, or so many days from then on, by time and name; those of the event as a
    whole too."""
    begin, end = day_bounds(day)[0], day_bounds(day + timedelta(days=days - 1))[1]
    event_id = select(Booth.event_id).where(Booth.id == booth_id).scalar_subquery()
    found = (
        select(
            Assignment.id.label("assignment_id"), Assignment.shift_id, Assignment.helper_id, Assignment.staff_id,
            func.coalesce(Helper.name, Staff.name).label("first_name"), Shift.starts_at, Shift.ends_at,
        )
        .join(Assignment.shift)
        .outerjoin(Assignment.helper)
        .outerjoin(Assignment.staff)
        .where(
            or_(Shift.booth_id == booth_id, Shift.booth_id.is_(None) & (Shift.event_id == event_id)),
            Shift.starts_at < end,
            Shift.ends_at > begin,
            Shift.cancelled_at.is_(None),
            Assignment.state.in_(STANDING),
            func.coalesce(Helper.name, Staff.name) != "",  # somebody whose name was erased
        )
    )  # fmt: skip
    there = [OnDuty(**row) for row in db.session.execute(found).mappings()]
    names = {(one.helper_id, one.staff_id): first_name(one.first_name) for one in there}
    shared = {name for name, number in Counter(names.values()).items() if number > 1}
    there = [replace(one, first_name=first_name(one.first_name, shared)) for one in there]
    return sorted(there, key=lambda one: (one.starts_at, one.first_name, one.assignment_id))


def last_shift_ends(booth: Booth) -> datetime | None:
    """When the last shift at that booth, or of its event as a whole, is over; None where there is none. One query."""
    its = or_(Shift.booth_id == booth.id, Shift.booth_id.is_(None))
    found = select(func.max(Shift.ends_at)).where(Shift.event_id == booth.event_id, its, Shift.cancelled_at.is_(None))
    return db.session.scalar(found)


def first_name(name: str, shared: Collection[str] = ()) -> str:
    """The first name; where it is one of the `shared`, with the initial that tells two from each other: `Maja L`. None was left
    of somebody who was erased."""
    first, *rest = name.split() or [""]
    return f"{first} {rest[-1][0]}" if rest and first in shared else first


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which that day begins and the next one does, in Sweden; 23 to 25 hours apart."""
    return tuple(datetime.combine(d, time(), STOCKHOLM) for d in (day, day + timedelta(days=1)))


MOST_FREE = 40  # so many are shown to be asked; nobody asks more at a time


@dataclass(frozen=True)
class Free:
    """Somebody who could stand in: whether they said that they can, and which of the wanted languages they speak."""

    helper: Helper
    said_can: bool
    languages: list[str]


def who_can(shift: Shift, *, most: int = MOST_FREE) -> list[Free]:
    """Helpers with no other place at that time, who did not say that they cannot and were not asked about this shift yet;
    least recently asked first. Two queries."""
    elsewhere = (
        select(Assignment.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.helper_id == Helper.id,
            Assignment.state.in_(STANDING),
            Shift.cancelled_at.is_(None),
            Shift.starts_at < shift.ends_at,
            Shift.ends_at > shift.starts_at,
        )
    )
    here_already = select(Assignment.id).where(Assignment.helper_id == Helper.id, Assignment.shift_id == shift.id)
    said = select(Availability).where(
        Availability.event_id == shift.event_id,
        Availability.from_at < shift.ends_at,
        Availability.until_at > shift.starts_at,
    )
    helpers = db.session.scalars(
        select(Helper)
        .where(
            Helper.organisation_id == shift.organisation_id,
            Helper.ended_at.is_(None),
            ~elsewhere.exists(),
            ~here_already.exists(),
            ~said.where(Availability.helper_id == Helper.id, Availability.can.is_(False)).exists(),
        )
        .order_by(Helper.last_asked_at.is_not(None), Helper.last_asked_at, Helper.name, Helper.id)
        .limit(most)
    ).all()
    can = {row.helper_id for row in db.session.scalars(said.where(Availability.can.is_(True)))}
    wanted = set(shift.languages)
    return [Free(one, one.id in can, [tag for tag in one.languages if tag in wanted]) for one in helpers]


def helpers_of(organisation_id: str, *, ended: bool = False) -> list[Helper]:
    """The helpers of an organisation by name; `ended` gives those who have ended instead."""
    over = Helper.ended_at.is_not(None) if ended else Helper.ended_at.is_(None)
    found = select(Helper).where(Helper.organisation_id == organisation_id, over)
    return sorted(db.session.scalars(found), key=lambda one: (one.name.casefold(), one.id))


def shifts_of_helper(helper_id: str) -> list[Assignment]:
    """All that somebody was asked or took, latest first, with shift, booth and event."""
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .options(
            contains_eager(Assignment.shift).joinedload(Shift.event),
            contains_eager(Assignment.shift).joinedload(Shift.booth),
        )
        .where(Assignment.helper_id == helper_id)
        .order_by(Shift.starts_at.desc(), Assignment.id)
    )
    return list(db.session.scalars(found))


def own_shifts(staff_id: str, *, since: datetime, event_id: str | None = None) -> list[Assignment]:
    """The shifts ahead on which a colleague is wanted or counted on, in order of time; of one event, or of all."""
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .options(
            contains_eager(Assignment.shift).joinedload(Shift.event),
            contains_eager(Assignment.shift).joinedload(Shift.booth),
        )
        .where(
            Assignment.staff_id == staff_id,
            Assignment.state.in_(TOLD),
            Shift.cancelled_at.is_(None),
            Shift.ends_at > since,
        )
        .order_by(Shift.starts_at, Assignment.id)
    )
    return list(db.session.scalars(found.where(Shift.event_id == event_id) if event_id else found))


def promises_at(event: Event, *, now: datetime) -> int:
    """How many people have said yes to a shift of that event that is neither over nor held already, since somebody is on place
    there; one query."""
    came = Assignment.state.in_(CAME)
    held = select(Shift.id).join(Shift.assignments).where(Shift.event_id == event.id, came).correlate(None)
    found = (
        select(Assignment.helper_id, Assignment.staff_id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.event_id == event.id,
            Shift.cancelled_at.is_(None),
            Shift.ends_at > now,
            Shift.id.not_in(held),
            Assignment.state.in_(SAID_YES),
        )
        .distinct()
    )
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def shift_with_people(shift_id: str) -> Shift | None:
    """That shift with booth, event and who is on it."""
    options = [joinedload(Shift.event), joinedload(Shift.booth), *with_people()]
    return db.session.scalar(select(Shift).filter_by(id=shift_id).options(*options))


@dataclass(frozen=True)
class Lacking:
    """A shift that misses people, and how many have said yes to it."""

    shift: Shift
    there: int

    @property
    def missing(self) -> int:
        return self.shift.least - self.there


def shifts_that_miss_people(organisation_id: str, *, since: datetime, until: datetime) -> list[Lacking]:
    """Shifts that begin between these two and have fewer than they need, in order of time; events that are cancelled
    left out. One query."""
    there = func.count(Assignment.id)
    found = (
        select(Shift, there)
        .join(Shift.event)
        .outerjoin(Assignment, (Assignment.shift_id == Shift.id) & Assignment.state.in_(STANDING))
        .options(contains_eager(Shift.event), joinedload(Shift.booth))
        .where(
            Shift.organisation_id == organisation_id,
            Shift.starts_at >= since,
            Shift.starts_at < until,
            Shift.cancelled_at.is_(None),
            Event.state != "cancelled",
        )
        .group_by(Shift.id, Event.id)
        .having(there < Shift.least)
        .order_by(Shift.starts_at, Shift.id)
    )
    return [Lacking(shift, number) for shift, number in db.session.execute(found)]


@dataclass(frozen=True)
class Staffing:
    """An event's shifts in numbers, no names: how many, how many lack people, how many people, hours of people."""

    shifts: int = 0
    lacking: int = 0
    missing: int = 0
    people: int = 0
    silent: int = 0  # asked, and no answer yet
    ahead: int = 0  # shifts that are not over: only these lack anybody
    unmarked: int = 0  # said yes to what is over, and nobody has said whether they came
    hours: Hours = field(default_factory=Hours)


def staffing_of(event_id: str, *, now: datetime) -> Staffing:
    """The numbers of an event as it stands `now`; one query."""
    rows = db.session.execute(
        select(Shift.id, Shift.starts_at, Shift.ends_at, Shift.least, Assignment.state, Assignment.helper_id, Assignment.staff_id)
        .outerjoin(Assignment, Assignment.shift_id == Shift.id)
        .where(Shift.event_id == event_id, Shift.cancelled_at.is_(None))
        .order_by(Shift.id)
    ).all()  # fmt: skip
    shifts, hours, missing, unmarked = 0, Hours(), [], 0
    for _shift, group in groupby(rows, key=lambda row: row.id):
        group = list(group)
        states = [row.state for row in group if row.state]
        shifts += 1
        hours += hours_of(group[0], group[0].least, states)
        if group[0].ends_at > now:
            missing.append(missing_people(group[0].least, states))
        else:
            unmarked += sum(state in SAID_YES for state in states)
    people = {row.helper_id or row.staff_id for row in rows if row.state in STANDING}
    return Staffing(
        shifts=shifts, lacking=sum(number > 0 for number in missing), missing=sum(missing), people=len(people),
        silent=sum(row.state == "asked" and row.ends_at > now for row in rows), ahead=len(missing), unmarked=unmarked, hours=hours,
    )  # fmt: skip


def coming_by_helper(organisation_id: str, *, since: datetime) -> dict[str, int]:
    """How many shifts ahead each helper has a place on; one query."""
    found = (
        select(Assignment.helper_id, func.count())
        .join(Assignment.shift)
        .where(
            Assignment.organisation_id == organisation_id,
            Assignment.helper_id.is_not(None),
            Assignment.state.in_(STANDING),
            Shift.cancelled_at.is_(None),
            Shift.ends_at > since,
        )
        .group_by(Assignment.helper_id)
    )
    return dict(db.session.execute(found).all())


def invitation_by_id(invitation_id: str) -> HelpInvitation | None:
    """That invitation, with its event."""
    return db.session.get(HelpInvitation, invitation_id)


def invitations_of(event_id: str) -> list[tuple[HelpInvitation, int]]:
    """The invitations of an event, oldest first, each with how many have signed up by it."""
    found = (
        select(HelpInvitation, func.count(Helper.id))
        .outerjoin(Helper, Helper.invitation_id == HelpInvitation.id)
        .where(HelpInvitation.event_id == event_id)
        .group_by(HelpInvitation.id)
        .order_by(HelpInvitation.created_at, HelpInvitation.id)
    )
    return [(row, number) for row, number in db.session.execute(found)]
