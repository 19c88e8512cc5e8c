"""What must calendars go on saying of something that left them? An event deleted, unpublished, handed to another function, or
whose day nobody knows any more; what was carried to a booth and no longer is.

A calendar that only forgot would leave people standing at a door. Whoever changes such a row does it inside `watching`: each
feed that told of it before and does not after keeps a stone, which says that it is cancelled; a feed that tells of it again
loses its stone. Called by the actions of events and booths, read by `app.calendars`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from ..clock import local_date
from ..store.columns import new_id
from ..store.db import db
from .models import Event, Tombstone
from .when import DAY, MOMENT, Precision

BY_PLAN_ONLY = {Precision.WEEK, Precision.MONTH, Precision.MONTHS}
Feed = tuple[str, str]  # scope, and the id of the organisation, unit or function


@dataclass(frozen=True)
class Told:
    """What calendars say of a row, and which feeds do. `sequence` is the one that a stone would have."""

    what: str  # event | setup | takedown | duty (a shift; `booth` is then its role) | oncall (duty hours) | slot
    id: str
    organisation_id: str
    title: str
    feeds: frozenset[Feed]
    times: dict  # when_text, first_on, until_on, starts_at, ends_at
    sequence: int
    booth: str | None = None


def of_event(event: Event) -> Told:
    """An event: in the unit's plan as far as its week or month is known, elsewhere once its day is."""
    precision, feeds = event.when.precision, set()
    if event.when.day_known or precision in BY_PLAN_ONLY:
        feeds.add(("unit", event.unit_id))
    if event.when.day_known and event.owner_function_id:
        feeds.add(("function", event.owner_function_id))
    if event.when.day_known and event.public:
        feeds.add(("public", event.organisation_id))
    names = ("when_text", "first_on", "until_on", "starts_at", "ends_at")
    times = {name: getattr(event, name) for name in names}
    return Told("event", event.id, event.organisation_id, event.title, frozenset(feeds), times, event.sequence + 1)


def times_of(starts_at: datetime, ends_at: datetime) -> dict:
    """The times of something that lasts from one instant to another, a minute at the least."""
    ends_at = max(ends_at, starts_at + timedelta(minutes=1))
    return {
        "first_on": local_date(starts_at), "until_on": local_date(ends_at - MOMENT) + DAY,
        "starts_at": starts_at, "ends_at": ends_at,
    }  # fmt: skip


@dataclass
class Back:
    """What came back to a feed that said it was cancelled: `sequence` is what the stone had, and must now be passed."""

    sequence: int = -1


@contextmanager
def watching(tell: Callable[[], list[Told]], *, now: datetime) -> Iterator[Back]:
    """Leave stones for what calendars told before the block and do not after it. `tell` gives what they tell of a row now;
    nothing once it is deleted."""
    before, back = {told.what: told for told in tell()}, Back()
    yield back
    after = {told.what: told for told in tell()}
    for what in before.keys() | after.keys():
        was, still = (by[what].feeds if what in by else frozenset() for by in (before, after))
        for feed in sorted(was - still):
            if before[what].times["until_on"] > local_date(now):  # of what is over nobody need hear that it is not on
                _lay(before[what], feed, now)
        for feed in sorted(still - was):
            back.sequence = max(back.sequence, _take_up(after[what], feed))


def _lay(told: Told, feed: Feed, now: datetime) -> None:
    _take_up(told, feed)
    scope, of_id = feed
    stone = Tombstone(
        id=new_id(), organisation_id=told.organisation_id, what=told.what, row_id=told.id, scope=scope, of_id=of_id,
        title=told.title, booth=told.booth, sequence=told.sequence, deleted_at=now, **told.times,
    )  # fmt: skip
    db.session.add(stone)


def _take_up(told: Told, feed: Feed) -> int:
    """Its stone goes; gives the sequence that it had, -1 when there was none."""
    scope, of_id = feed
    stone = delete(Tombstone).filter_by(what=told.what, row_id=told.id, scope=scope, of_id=of_id)
    return db.session.scalar(stone.returning(Tombstone.sequence)) or -1
