"""What belongs in a feed, and has any of it changed? SELECTs only, always within the feed's own organisation.

The same conditions choose a feed's rows and make its fingerprint, so that the two never speak of different rows. Statements
are put together once for each kind of feed: a poll that changes nothing spends its time on little else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import contains_eager

from ..accounts.models import Function, Holding, Organisation, Staff, Unit
from ..booths.models import Booth
from ..clock import STOCKHOLM
from ..events.models import DutyHours, Event, Tombstone
from ..leads.models import Lead
from ..leads.pipeline import OURS
from ..slots.models import SlotBooking, SlotPool
from ..staffing.models import Assignment, Helper, Shift
from ..store.db import db
from ..store.ready import Ready
from .entries import Window
from .models import Feed
from .of_functions import Booked, Calls, OnCall

FIRST, UNTIL = bindparam("first"), bindparam("until")
ORGANISATION, OF = bindparam("organisation_id"), bindparam("of_id")
FUNCTIONS = bindparam("function_ids", expanding=True)


@dataclass(frozen=True)
class Subscription:
    """A feed and what there is to know of whom it is for. `name` is that of the unit, function or organisation."""

    feed_id: str
    organisation_id: str
    scope: str
    of_id: str
    name: str
    language: str
    alarm: int | None = None

    @property
    def inside(self) -> bool:
        """Whether it is for planners, and not for everybody."""
        return self.scope not in ("public", "helper")

    @property
    def coarse(self) -> bool:
        """Whether it shows what is known only by week or month."""
        return self.scope == "unit"

    @property
    def counts_calls(self) -> bool:
        """Whether it says how many people to get back to."""
        return self.scope in ("function", "staff")


BY_HASH = Ready(
    select(
        Feed.id,
        Feed.organisation_id,
        Feed.scope,
        Feed.of_id,
        func.coalesce(Unit.name, Function.name, Organisation.name),
        Organisation.languages,
        func.coalesce(Staff.language, Helper.language),
        Feed.alarm,
    )
    .join(Organisation, Organisation.id == Feed.organisation_id)
    .outerjoin(Unit, (Unit.id == Feed.of_id) & (Feed.scope == "unit"))
    .outerjoin(Function, (Function.id == Feed.of_id) & (Feed.scope == "function"))
    .outerjoin(Staff, (Staff.id == Feed.of_id) & (Feed.scope == "staff"))
    .outerjoin(Helper, (Helper.id == Feed.of_id) & (Feed.scope == "helper"))
    .where(
        Feed.token_hash == bindparam("token_hash"),
        Feed.revoked_at.is_(None),
        (Feed.scope != "staff") | Staff.active.is_(True),
        (Feed.scope != "helper") | (Helper.id.is_not(None) & Helper.ended_at.is_(None)),
    )
)


def subscription_by_hash(token_hash: str) -> Subscription | None:
    """The living feed whose address has that hash; none of an account that was closed, or of a helper who has left."""
    row = BY_HASH.first(token_hash=token_hash)
    if row is None:
        return None
    *facts, languages, own_language, alarm = row
    return Subscription(*facts, own_language or languages[0], alarm)


def feed_of(organisation_id: str, scope: str, of_id: str) -> Feed | None:
    """The feed of that unit, function, staff member or organisation, also when it was revoked."""
    return db.session.scalar(select(Feed).filter_by(organisation_id=organisation_id, scope=scope, of_id=of_id))


def feeds_of(organisation_id: str, of_ids: Iterable[str]) -> dict[tuple[str, str], Feed]:
    """Living feeds of any of these, by scope and id."""
    found = select(Feed).where(
        Feed.organisation_id == organisation_id, Feed.of_id.in_(list(of_ids)), Feed.revoked_at.is_(None)
    )
    return {(feed.scope, feed.of_id): feed for feed in db.session.scalars(found)}


@dataclass(frozen=True)
class Extent:
    """Which rows a feed holds these days: its scope, and the values of the conditions."""

    scope: str
    organisation_id: str
    of_id: str
    function_ids: tuple[str, ...]
    window: Window

    @property
    def values(self) -> dict:
        return {
            "organisation_id": self.organisation_id,
            "of_id": self.of_id,
            "function_ids": self.function_ids,
            "first": self.window.first,
            "until": self.window.until,
            "first_at": datetime.combine(self.window.first, time(), STOCKHOLM),
            "until_at": datetime.combine(self.window.until, time(), STOCKHOLM),
        }


def extent_of(subscription: Subscription, window: Window, held: Iterable[str] = ()) -> Extent:
    """What a feed holds; `held` are the ids of the functions that its staff member holds today."""
    function_ids = (subscription.of_id,) if subscription.scope == "function" else tuple(held)
    return Extent(subscription.scope, subscription.organisation_id, subscription.of_id, function_ids, window)


HELD = (
    select(Holding.function_id)
    .where(
        Holding.staff_id == bindparam("staff_id"),
        Holding.from_on <= bindparam("on"),
        Holding.until_on.is_(None) | (Holding.until_on > bindparam("on")),
    )
    .order_by(Holding.function_id)
    .distinct()
)


def function_ids_held(staff_id: str, on: date) -> tuple[str, ...]:
    """The functions that somebody holds that day, as deputy too."""
    return tuple(db.session.scalars(HELD, {"staff_id": staff_id, "on": on}))


def _conditions(scope: str) -> tuple[ColumnElement, ...]:
    """Which events lie in a feed of that kind."""
    mine = {
        "public": Event.public.is_(True),
        "unit": Event.unit_id == OF,
        "function": Event.owner_function_id.in_(FUNCTIONS),
        "staff": Event.owner_function_id.in_(FUNCTIONS),
    }[scope]
    return *_these_days(Event), mine


def _stones(scope: str) -> tuple[ColumnElement, ...]:
    """Which stones do. Somebody's own work is that of functions."""
    mine = Tombstone.of_id.in_(FUNCTIONS) if scope in ("function", "staff") else Tombstone.of_id == OF
    return *_these_days(Tombstone), Tombstone.scope == ("function" if scope == "staff" else scope), mine


def _these_days(model) -> tuple[ColumnElement, ...]:
    return model.organisation_id == ORGANISATION, model.first_on < UNTIL, model.until_on > FIRST


def events_in(extent: Extent) -> list[Event]:
    """The events of a feed."""
    found = select(Event).where(*_conditions(extent.scope))
    return list(db.session.scalars(found, extent.values))


def tombstones_in(extent: Extent) -> list[Tombstone]:
    """What left a feed and is still told of there."""
    found = select(Tombstone).where(*_stones(extent.scope))
    return list(db.session.scalars(found, extent.values))


def booths_in(extent: Extent) -> list[Booth]:
    """The booths of a unit's events, with their events."""
    found = select(Booth).join(Booth.event).options(contains_eager(Booth.event))
    return list(db.session.scalars(found.where(*_conditions(extent.scope)), extent.values))


def plan_shifts_in(extent: Extent) -> list[Shift]:
    """The shifts of a unit's events, with event and booth; nobody who is on them."""
    found = select(Shift).join(Shift.event).outerjoin(Shift.booth)
    found = found.options(contains_eager(Shift.event), contains_eager(Shift.booth))
    return list(db.session.scalars(found.where(*_conditions(extent.scope)), extent.values))


def _shifts_told(scope: str) -> tuple[ColumnElement, ...]:
    """Which of a helper's or a colleague's assignments they know of."""
    return (
        Assignment.organisation_id == ORGANISATION,
        (Assignment.staff_id if scope == "staff" else Assignment.helper_id) == OF,
        Shift.starts_at < bindparam("until_at"),
        Shift.ends_at > bindparam("first_at"),
        Assignment.asked_at.is_not(None) | Assignment.answered_at.is_not(None),
    )


def shifts_in(extent: Extent) -> list[Assignment]:
    """What a helper or a colleague was asked, has said yes to, and has given back."""
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.event)
        .options(
            contains_eager(Assignment.shift).contains_eager(Shift.event),
            contains_eager(Assignment.shift).joinedload(Shift.booth),
        )
        .where(*_shifts_told(extent.scope))
    )
    return list(db.session.scalars(found, extent.values))


CALLS = (
    select(Lead.owner_function_id, Function.name, Lead.next_on, func.count(), func.max(Lead.updated_at))
    .join(Function, Function.id == Lead.owner_function_id)
    .where(
        Lead.organisation_id == ORGANISATION,
        Lead.state.in_(OURS),
        Lead.next_on >= FIRST,
        Lead.next_on < UNTIL,
        Lead.owner_function_id.in_(FUNCTIONS),
    )
    .group_by(Lead.owner_function_id, Function.name, Lead.next_on)
    .order_by(Lead.next_on, Lead.owner_function_id)
)


def calls_in(extent: Extent) -> list[Calls]:
    """How many people each function of a feed is to get back to, day by day: leads not yet handed over."""
    return [Calls(*row) for row in db.session.execute(CALLS, extent.values)]


BOOKED = (
    select(
        SlotBooking.id, SlotBooking.pool_id, SlotBooking.starts_at, SlotBooking.ends_at, SlotBooking.place_no.is_(None),
        SlotBooking.sequence, SlotBooking.updated_at, SlotPool.kind, SlotPool.where, SlotPool.place, SlotPool.staff_needed,
        Function.name,
    )
    .join(SlotPool, SlotPool.id == SlotBooking.pool_id)
    .join(Function, Function.id == SlotBooking.function_id)
    .where(
        SlotBooking.organisation_id == ORGANISATION,
        SlotBooking.function_id.in_(FUNCTIONS),
        SlotBooking.starts_at < bindparam("until_at"),
        SlotBooking.ends_at > bindparam("first_at"),
    )
    .order_by(SlotBooking.starts_at, SlotBooking.id)
)  # fmt: skip


def booked_in(extent: Extent) -> list[Booked]:
    """The times that people have booked with the functions of a feed, the cancelled ones too."""
    return [Booked(*row) for row in db.session.execute(BOOKED, extent.values)]


ON_CALL = (
    select(
        DutyHours.id, DutyHours.from_at, DutyHours.until_at, DutyHours.sequence,
        func.coalesce(DutyHours.updated_at, DutyHours.from_at, type_=DutyHours.updated_at.type), Event.title, Event.titles, Function.name,
    )
    .join(Function, Function.id == DutyHours.function_id)
    .outerjoin(Event, Event.id == DutyHours.event_id)
    .where(
        DutyHours.organisation_id == ORGANISATION,
        DutyHours.function_id.in_(FUNCTIONS),
        DutyHours.from_at < bindparam("until_at"),
        DutyHours.until_at > bindparam("first_at"),
    )
    .order_by(DutyHours.from_at, DutyHours.id)
)  # fmt: skip


def on_call_in(extent: Extent, language: str) -> list[OnCall]:
    """The duty hours of the functions of a feed, named by their event in that language."""
    return [
        OnCall(*row, (titles or {}).get(language) or title, function)
        for *row, title, titles, function in db.session.execute(ON_CALL, extent.values)
    ]


@dataclass(frozen=True)
class Fingerprint:
    """What changes when any row of a feed does. `changed_at` is the latest change of any plan of the organisation."""

    rows: tuple
    changed_at: datetime | None


def fingerprint(extent: Extent) -> Fingerprint:
    """In one statement: when each row of the feed was changed, and when anything was that may have left it."""
    if extent.scope == "helper":
        return _shifts_fingerprint(extent)
    rows = db.session.execute(_fingerprint(extent.scope), extent.values).one()
    marks, changes = list(rows[:-LATEST]), list(rows[-LATEST:])
    if extent.scope == "staff":
        own = _shifts_fingerprint(extent)
        marks, changes = [*marks, *own.rows], [*changes, own.changed_at]
    return Fingerprint(tuple(marks), max(filter(None, changes), default=None))


def _shifts_fingerprint(extent: Extent) -> Fingerprint:
    rows = db.session.execute(_person_fingerprint(extent.scope), extent.values).all()
    return Fingerprint((repr(sorted(map(tuple, rows))),), max((max(row[1:]) for row in rows), default=None))


@cache
def _person_fingerprint(scope: str) -> Select:
    changes = (
        Assignment.updated_at,
        Shift.updated_at,
        Event.updated_at,
        func.coalesce(Booth.updated_at, Shift.updated_at),
    )
    found = select(Assignment.id, *changes).join(Assignment.shift).join(Shift.event)
    return found.outerjoin(Booth, Booth.id == Shift.booth_id).where(*_shifts_told(scope))


LATEST = 4  # of events, stones, booths, shifts: when anything of the organisation was changed


@cache
def _fingerprint(scope: str) -> Select:
    stamps = [
        _stamps(Event.updated_at).where(*_conditions(scope)),
        _stamps(Tombstone.deleted_at).where(*_stones(scope)),
    ]
    if scope == "unit":
        stamps.append(_stamps(Booth.updated_at).join(Booth.event).where(*_conditions(scope)))
        stamps.append(_stamps(Shift.updated_at).join(Shift.event).where(*_conditions(scope)))
    changes = (Event.updated_at, Tombstone.deleted_at, Booth.updated_at, Shift.updated_at)
    latest = [
        select(func.max(change)).where(change.class_.organisation_id == ORGANISATION).scalar_subquery()
        for change in changes
    ]
    return select(*[stamp.scalar_subquery() for stamp in stamps], *latest)


def _stamps(change) -> Select:
    """Ids and times of change of all rows in one string. Unsorted, which costs half: at worst one poll too much is 200."""
    return select(func.aggregate_strings(change.class_.id + cast(change, String), " "))
