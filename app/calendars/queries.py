"""What belongs in a feed, and has any of it changed? SELECTs only, always within the feed's own organisation.

`Scope` says in conditions which rows a feed holds. The same conditions choose its events and make its fingerprint, so that
the two can never speak of different rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import contains_eager

from ..accounts.models import Function, Organisation, Staff, Unit
from ..booths.models import Booth
from ..events.models import Event, EventTombstone
from ..leads.models import Lead
from ..store.db import db
from .entries import Calls, Window
from .models import Feed

# States of a lead in which nobody is waiting for a call.
SETTLED = {"recruited", "withdrew", "not_relevant", "unreached", "referred", "duplicate", "quarantined"}


@dataclass(frozen=True)
class Subscription:
    """A feed with what it is of: its organisation, and the unit, function or staff member (None for the public one)."""

    feed: Feed
    organisation: Organisation
    unit: Unit | None
    function: Function | None
    staff: Staff | None

    @property
    def scope(self) -> str:
        return self.feed.scope

    @property
    def inside(self) -> bool:
        """Whether it is for planners, and not for everybody."""
        return self.scope != "public"

    @property
    def coarse(self) -> bool:
        """Whether it shows what is known only by week or month."""
        return self.scope == "unit"

    @property
    def language(self) -> str:
        return self.staff.language if self.staff else self.organisation.languages[0]


def subscription_by_hash(token_hash: str) -> Subscription | None:
    """The living feed whose address has that hash."""
    found = db.session.execute(
        select(Feed, Organisation, Unit, Function, Staff)
        .join(Organisation, Organisation.id == Feed.organisation_id)
        .outerjoin(Unit, (Unit.id == Feed.of_id) & (Feed.scope == "unit"))
        .outerjoin(Function, (Function.id == Feed.of_id) & (Feed.scope == "function"))
        .outerjoin(Staff, (Staff.id == Feed.of_id) & (Feed.scope == "staff"))
        .where(Feed.token_hash == token_hash, Feed.revoked_at.is_(None))
    ).first()
    return Subscription(*found) if found else None


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
class Scope:
    """Which rows a feed holds these days. `function_ids` are those whose calls it counts."""

    organisation_id: str
    events: tuple[ColumnElement, ...]
    tombstones: tuple[ColumnElement, ...]
    function_ids: tuple[str, ...] = ()
    booths: bool = False


def scope_of(subscription: Subscription, window: Window, held: Iterable[str]) -> Scope:
    """The conditions of a feed; `held` are the ids of the functions that its staff member holds today."""
    feed = subscription.feed
    within = {model: _within(model, feed, window) for model in (Event, EventTombstone)}
    if feed.scope == "public":
        mine = {model: (model.public.is_(True),) for model in within}
    elif feed.scope == "unit":
        mine = {model: (model.unit_id == feed.of_id,) for model in within}
    else:
        function_ids = tuple(held) if feed.scope == "staff" else (feed.of_id,)
        mine = {model: (model.owner_function_id.in_(function_ids),) for model in within}
    return Scope(
        organisation_id=feed.organisation_id,
        events=within[Event] + mine[Event],
        tombstones=within[EventTombstone] + mine[EventTombstone],
        function_ids=function_ids if feed.scope in ("function", "staff") else (),
        booths=feed.scope == "unit",
    )


def _within(model, feed: Feed, window: Window) -> tuple[ColumnElement, ...]:
    return (
        model.organisation_id == feed.organisation_id,
        model.first_on < window.until,
        model.until_on > window.first,
    )


def events_in(scope: Scope) -> list[Event]:
    """The events of a feed."""
    return list(db.session.scalars(select(Event).where(*scope.events)))


def tombstones_in(scope: Scope) -> list[EventTombstone]:
    """The deleted events that a feed still tells of."""
    return list(db.session.scalars(select(EventTombstone).where(*scope.tombstones)))


def booths_in(scope: Scope) -> list[Booth]:
    """The booths of a feed's events, with their events."""
    if not scope.booths:
        return []
    found = select(Booth).join(Booth.event).options(contains_eager(Booth.event)).where(*scope.events)
    return list(db.session.scalars(found))


def calls_in(scope: Scope, window: Window) -> list[Calls]:
    """How many open leads each function of a feed is to get back to, day by day."""
    if not scope.function_ids:
        return []
    counted = (
        select(Lead.owner_function_id, Function.name, Lead.next_on, func.count(), func.max(Lead.updated_at))
        .join(Function, Function.id == Lead.owner_function_id)
        .where(
            Lead.organisation_id == scope.organisation_id,
            Lead.state.not_in(SETTLED),
            Lead.next_on >= window.first,
            Lead.next_on < window.until,
            Lead.owner_function_id.in_(scope.function_ids),
        )
        .group_by(Lead.owner_function_id, Function.name, Lead.next_on)
        .order_by(Lead.next_on, Lead.owner_function_id)
    )
    return [Calls(*row) for row in db.session.execute(counted)]


@dataclass(frozen=True)
class Fingerprint:
    """What changes when any row of a feed does. `changed_at` is the latest change of any plan of the organisation."""

    rows: tuple
    changed_at: datetime | None


def fingerprint(scope: Scope) -> Fingerprint:
    """In one statement: when each row of the feed was changed, and when anything was that may have left it."""
    stamps = [
        _stamps(Event, Event.updated_at, scope.events),
        _stamps(EventTombstone, EventTombstone.deleted_at, scope.tombstones),
        _stamps(Booth, Booth.updated_at, scope.events, Booth.event) if scope.booths else None,
    ]
    latest = [
        select(func.max(changed_at)).where(model.organisation_id == scope.organisation_id).scalar_subquery()
        for model, changed_at in (
            (Event, Event.updated_at),
            (EventTombstone, EventTombstone.deleted_at),
            (Booth, Booth.updated_at),
        )
    ]
    row = db.session.execute(select(*[stamp for stamp in stamps if stamp is not None], *latest)).one()
    *rows, event_at, tombstone_at, booth_at = row
    return Fingerprint(tuple(rows), max(filter(None, (event_at, tombstone_at, booth_at)), default=None))


def _stamps(model, changed_at, conditions, joined=None):
    """All rows' ids and times of change, as one string."""
    rows = select((model.id + cast(changed_at, String)).label("stamp")).where(*conditions).order_by(model.id)
    rows = (rows.join(joined) if joined is not None else rows).subquery()
    return select(func.aggregate_strings(rows.c.stamp, " ")).scalar_subquery()


def functions_of_unit(unit_id: str) -> list[Function]:
    """The open functions of a unit, by name."""
    found = select(Function).where(Function.unit_id == unit_id, Function.closed_at.is_(None)).order_by(Function.name)
    return list(db.session.scalars(found))
