"""When does a function answer? Its own week, and the duty hours that it plans with an event: the Sunday after a festival.

Both are working time for the response clock, so what has been promised in them stays: another week holds from the next day on, and
duty hours that have begun can be neither added nor taken away. Verbs that flush; the edge commits. Duty hours go along when
their event moves, and go when it is cancelled.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import inspect, select

from ..accounts.closing import Work
from ..accounts.hours import kept_until
from ..accounts.models import Function
from ..clock import local_date
from ..errors import Refused
from ..i18n import _, _l, _n
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from ..words import instant_words
from .models import DutyHours, Event
from .moving import move_between
from .tombstones import Told, times_of, watching
from .when import When, instant

AFTER = timedelta(days=14)  # how long after an event somebody can be on duty for it


@dataclass(frozen=True)
class Duty:
    """Duty hours as somebody wrote them: a day, and from when until when on a wall in Sweden."""

    day: date
    opens: time
    closes: time

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From and until. Refused when they run backwards, or where the clock skips that time."""
        if self.closes <= self.opens:
            raise Refused(_l("Sluttiden måste komma efter starttiden. Ändra den ena av dem."), "closes")
        return instant(datetime.combine(self.day, self.opens)), instant(datetime.combine(self.day, self.closes))


def change_week(function: Function, week: dict, *, deputy: Function | None, by: Actor, now: datetime) -> None:
    """Another week for a function from tomorrow on, the unit's where `week` is empty; and who hears when promises are broken."""
    if deputy and (deputy.id == function.id or deputy.unit_id != function.unit_id):
        raise Refused(_l("Välj en annan funktion i samma enhet som ersättare."), "deputy")
    found = {"working_hours": week or None, "deputy_id": deputy.id if deputy else None}
    fields = [name for name, value in found.items() if getattr(function, name) != value]
    if "working_hours" in fields:
        tomorrow = local_date(now) + timedelta(days=1)
        function.former_hours = kept_until(function.former_hours, function.working_hours, tomorrow)
    for name in fields:
        setattr(function, name, found[name])
    db.session.flush()
    if fields:
        ids = {"organisation_id": function.organisation_id, "subject": function.id}
        note("function.changed", by=by, now=now, fields=fields, **ids)


def plan_duty(event: Event, function: Function, duty: Duty, *, key: str, by: Actor, now: datetime) -> DutyHours:
    """A function answers then, beside its week. The same key again gives the same row."""
    if known := db.session.get(DutyHours, key):
        return known
    from_at, until_at = duty.span
    _check(event, function, duty.day)
    if from_at <= now:
        raise Refused(
            _l("Den tiden har redan börjat. Välj en senare. Löften som ni redan har gett ändras inte."), "day"
        )
    overlaps = select(DutyHours.id).where(
        DutyHours.function_id == function.id, DutyHours.from_at < until_at, DutyHours.until_at > from_at
    )
    if db.session.scalar(overlaps.limit(1)):
        raise Refused(_l("Funktionen har redan jour då. Ta bort den tiden först, eller välj en annan."), "opens")
    row = DutyHours(
        id=key, organisation_id=event.organisation_id, function_id=function.id, event_id=event.id, from_at=from_at,
        until_at=until_at, updated_at=now,
    )  # fmt: skip
    db.session.add(row)
    _said(row, "duty.planned", by=by, now=now)
    return row


def _check(event: Event, function: Function, day: date) -> None:
    if event.state == "cancelled":
        raise Refused(_l("Aktiviteten är inställd. Då behövs ingen jour."))
    if function.closed_at or function.unit_id != event.unit_id:
        raise Refused(_l("Funktionen är stängd. Välj en annan."), "function")
    if not event.when.day_known:
        raise Refused(_l("Sätt aktivitetens dag först. Då flyttar jouren med om dagen ändras."))
    if not event.first_on <= day <= event.when.last_on + AFTER:
        raise Refused(_l("Välj en dag under aktiviteten eller de två veckorna efter den."), "day")


def drop_duty(row: DutyHours, *, by: Actor, now: datetime) -> None:
    """Nobody answers then after all. Refused once it has begun: people were promised an answer in it."""
    if row.from_at <= now:
        raise Refused(_l("Jouren har redan börjat och kan inte tas bort."))
    with watching(lambda: [] if inspect(row).deleted else [_told(row)], now=now):
        db.session.delete(row)
        _said(row, "duty.dropped", by=by, now=now)


def _told(row: DutyHours) -> Told:
    """What the calendars of those who are on duty say of it."""
    event, feeds = db.session.get(Event, row.event_id) if row.event_id else None, {("function", row.function_id)}
    times = times_of(row.from_at, row.until_at)
    title = event.title if event else db.session.get(Function, row.function_id).name
    return Told("oncall", row.id, row.organisation_id, title, frozenset(feeds), times, row.sequence + 1)


def _said(row: DutyHours, kind: str, *, by: Actor, now: datetime) -> None:
    db.session.flush()
    ids = {"organisation_id": row.organisation_id, "subject": row.id}
    note(kind, by=by, now=now, function=row.function_id, event=row.event_id, **ids)


# SELECTs --------------------------------------------------------------------------------------------------------------


def duty_of(event_id: str) -> list[tuple[DutyHours, str]]:
    """The duty hours planned with an event and whose they are, in order."""
    found = select(DutyHours, Function.name).join(Function, Function.id == DutyHours.function_id)
    rows = db.session.execute(found.where(DutyHours.event_id == event_id).order_by(DutyHours.from_at, DutyHours.id))
    return [tuple(row) for row in rows]


def coming_duty(unit_id: str, now: datetime) -> dict[str, list[tuple[DutyHours, Event | None]]]:
    """Function id → its duty hours that are not over, with their events."""
    rows = db.session.execute(
        select(DutyHours, Event)
        .join(Function, Function.id == DutyHours.function_id)
        .outerjoin(Event, Event.id == DutyHours.event_id)
        .where(Function.unit_id == unit_id, DutyHours.until_at > now)
        .order_by(DutyHours.from_at, DutyHours.id)
    )
    found: dict[str, list] = {}
    for row, event in rows:
        found.setdefault(row.function_id, []).append((row, event))
    return found


# When the event moves, or the function closes ----------------------------------------------------------------------------


def _ahead(event: Event, now: datetime) -> list[DutyHours]:
    found = select(DutyHours).where(DutyHours.event_id == event.id, DutyHours.from_at > now)
    return list(db.session.scalars(found.order_by(DutyHours.from_at, DutyHours.id)))


def follow_event(event: Event, before: When, *, by: Actor, now: datetime) -> None:
    """The event was moved or cancelled: what is ahead of its duty hours goes along, or goes."""
    move = move_between(before, event.when)
    for row in _ahead(event, now):
        if event.state == "cancelled":
            drop_duty(row, by=by, now=now)
        elif move:
            row.from_at, row.until_at = move.of(row.from_at), move.of(row.until_at)
            row.sequence, row.updated_at = row.sequence + 1, now
            _said(row, "duty.moved", by=by, now=now)


def would_follow(event: Event, when: When) -> list[str]:
    """What moving the event to that time would do to its duty hours, a sentence."""
    move = move_between(event.when, when)
    rows = [row for row, _name in duty_of(event.id)] if move else []
    moves = "; ".join(
        f"{instant_words(row.from_at, 'sv', short=True)} → {instant_words(move.of(row.from_at), 'sv', short=True)}"
        for row in rows
    )
    return [_("Jouren flyttar med. %(times)s.", times=moves)] if rows else []


def _count(function: Function, now: datetime) -> int:
    found = select(DutyHours.id).where(DutyHours.function_id == function.id, DutyHours.from_at > now)
    return len(db.session.scalars(found).all())


def _hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    """Whoever takes over answers when it was to be answered."""
    ahead = select(DutyHours).where(DutyHours.function_id == function.id, DutyHours.from_at > now)
    for row in db.session.scalars(ahead.order_by(DutyHours.id)).all():
        with watching(lambda row=row: [_told(row)], now=now) as back:
            row.function_id = to.id
            db.session.flush()
        row.sequence, row.updated_at = max(row.sequence, back.sequence) + 1, now
    db.session.flush()


WORK = Work(_count, lambda number: _n("%(num)s jourtid", "%(num)s jourtider", number), _hand_over)
