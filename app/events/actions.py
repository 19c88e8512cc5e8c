"""What can be done with an event? Plan, change, move on, publish, cancel, copy, delete: verbs that flush and journal.

Calendars need to know what changed: every verb sets `updated_at`, `sequence` rises when start, end, place or state does, and what
leaves a calendar leaves a stone there (see `tombstones`).
"""

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from ..accounts.models import Unit
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db, each_alone
from . import queries
from .models import Event
from .plan import Plan
from .rules import check_move, missing_before_publishing, slug_from
from .tombstones import of_event, watching
from .when import When

COPIED = (
    "organisation_id", "unit_id", "titles", "pitches", "kind", "main_strand", "strands", "place", "address", "latitude",
    "longitude", "languages", "interests", "owner_function_id", "capacity", "note",
)  # fmt: skip
# Called when an event has been given another time or was cancelled, with when it was before; filled in `app/wiring.py`.
moved: list[Callable] = []

# Called when an event has another place or address, after `moved`; filled in `app/wiring.py`.
placed: list[Callable] = []

# Each gives how many people have promised to come to what still lies ahead at an event; filled in `app/wiring.py`.
promised: list[Callable] = []

# Each gives sentences on what a change would mean for those who stand there; filled in `app/wiring.py`.
concerning: list[Callable] = []

# Each gives sentences on what else would move along with an event to that time; filled in `app/wiring.py`.
going_along: list[Callable[[Event, When], list[str]]] = []

PLACED = ("starts_at", "ends_at", "first_on", "until_on", "place", "address", "state")  # what raises the sequence


def plan_event(plan: Plan, *, key: str, unit: Unit, by: Actor, now: datetime, source: str | None = None) -> Event:
    """A new event, a draft that only staff see. The same `key` again: the same event, unchanged."""
    if known := db.session.get(Event, key):
        return _own(known, unit.organisation_id)
    event = Event(
        id=key,
        organisation_id=unit.organisation_id,
        unit_id=unit.id,
        slug=free_slug(plan.title),
        source=source,
        created_at=now,
        updated_at=now,
    )
    fill_in(event, plan)
    event.owner_function_id = plan.owner_function_id or unit.entrance_function_id
    if not _added(event):
        return db.session.get(Event, key)
    _say("event.imported" if source else "event.planned", event, by=by, now=now)
    return event


def _own(known: Event, organisation_id: str) -> Event:
    if known.organisation_id != organisation_id:
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    return known


def _added(event: Event) -> bool:
    """Insert it; False when the same press arrived twice at once and the other one was first."""
    for _try in range(3):
        try:
            with each_alone():
                db.session.add(event)
                db.session.flush()
            return True
        except IntegrityError:
            if db.session.get(Event, event.id):
                return False
            event.slug = free_slug(event.title)  # somebody took the address in this very moment
    raise Refused(_l("Det gick inte att spara just nu. Försök igen."))


def free_slug(title: str) -> str:
    """What will stand in the address; nobody else in the instance has it."""
    return slug_from(title, queries.slugs_like(slug_from(title)))


def change_event(event: Event, plan: Plan, *, by: Actor, now: datetime) -> list[str]:
    """Change what is said of an event; gives the names of the fields that changed, none when nothing did."""
    with _changing(event, by=by, now=now) as changed:
        fill_in(event, plan)
        event.owner_function_id = plan.owner_function_id
    return changed


def move_event(event: Event, when: When, *, by: Actor, now: datetime) -> list[str]:
    """The event happens at another time."""
    with _changing(event, by=by, now=now) as changed:
        event.when = when
    return changed


def hand_to(event: Event, function_id: str, *, by: Actor, now: datetime) -> list[str]:
    """Another function owns the event."""
    with _changing(event, by=by, now=now) as changed:
        event.owner_function_id = function_id
    return changed


def fill_in(event: Event, plan: Plan) -> None:
    """Write a plan into its columns."""
    event.title, event.kind, event.main_strand, event.place = plan.title, plan.kind, plan.main_strand, plan.place
    event.when = plan.when
    event.strands = plan.all_strands
    event.titles, event.pitches = dict(plan.titles), dict(plan.pitches)
    event.languages, event.interests = list(plan.languages), list(plan.interests)
    event.address, event.capacity, event.registered, event.note = (
        plan.address,
        plan.capacity,
        plan.registered,
        plan.note,
    )


@contextmanager
def _changing(event: Event, *, by: Actor, now: datetime):
    """Sees which columns change inside, keeps the calendars' numbers and journals the names of the fields."""
    before, changed, when = _snapshot(event), [], event.when
    with watching(lambda: [of_event(event)], now=now) as back:
        yield changed
    after = _snapshot(event)
    changed += [name for name in before if before[name] != after[name]]
    if not changed:
        return
    event.updated_at = now
    event.sequence = max(event.sequence + any(name in PLACED for name in changed), back.sequence + 1)
    db.session.flush()
    _say("event.changed", event, by=by, now=now, fields=changed)
    if event.when != when:
        _tell_moved(event, when, by=by, now=now)
    if {"place", "address"} & set(changed):
        for call in placed:
            call(event, by=by, now=now)


def promised_to(event: Event, *, now: datetime) -> int:
    """How many people have promised to come and will be told when the event is cancelled."""
    return sum(call(event, now=now) for call in promised)


def concerns(event: Event, plan: Plan, *, now: datetime) -> list[str]:
    """What this change would do to those who stand there and to what moves along, a sentence each."""
    people = [sentence for call in concerning for sentence in call(event, plan, now=now)]
    if plan.when == event.when:
        return people
    return people + [sentence for call in going_along for sentence in call(event, plan.when)]


def _tell_moved(event: Event, before: When, *, by: Actor, now: datetime) -> None:
    for call in moved:
        call(event, before, by=by, now=now)


def _snapshot(event: Event) -> dict:
    leave = {"updated_at", "sequence"}
    return {column.key: getattr(event, column.key) for column in Event.__mapper__.columns if column.key not in leave}


def move_on(event: Event, to: str, *, reason: str | None, by: Actor, now: datetime) -> None:
    """From one state to another, as the rules let it; the reason goes into the journal."""
    before = event.state
    check_move(before, to, reason=reason)
    _to_state(event, to, now=now)
    _say("event.moved-on", event, by=by, now=now, before=before, after=to, reason=reason)
    if to == "cancelled":
        _tell_moved(event, event.when, by=by, now=now)


def cancel(event: Event, *, told: Mapping[str, str], by: Actor, now: datetime) -> None:
    """The event does not happen. Its codes keep working and say so; `told` is language → what visitors read.
    Cancelled already: only what visitors read changes; an empty `told` leaves it as it is."""
    if event.state != "cancelled":
        check_move(event.state, "cancelled")
        _to_state(event, "cancelled", now=now)
        _say("event.cancelled", event, by=by, now=now)
        _tell_moved(event, event.when, by=by, now=now)
    if told:
        event.cancelled_note = {language: text for language, text in told.items() if text}
    event.updated_at = now
    db.session.flush()


def publish(event: Event, *, notice_lacks=(), by: Actor, now: datetime) -> None:
    """Show the event and its sign-up page to everybody. Refused as long as something is missing; an idea becomes planned."""
    if event.public:
        return
    if event.state == "cancelled":
        raise Refused(_l("Aktiviteten är inställd. Ändra läget först, sedan kan du publicera den."))
    if missing := missing_before_publishing(queries.publish_facts(event, notice_lacks=notice_lacks)):
        raise Refused(_l("Det saknas något innan aktiviteten kan publiceras: %(what)s", what=missing[0].sentence))
    if event.state == "idea":
        move_on(event, "planned", reason=None, by=by, now=now)
    _show(event, True, now=now)
    _say("event.published", event, by=by, now=now)


def unpublish(event: Event, *, by: Actor, now: datetime) -> None:
    """Back to a draft: only staff see it; its codes lead to the general form."""
    if not event.public:
        return
    _show(event, False, now=now)
    _say("event.unpublished", event, by=by, now=now)


def _show(event: Event, public: bool, *, now: datetime) -> None:
    with watching(lambda: [of_event(event)], now=now) as back:
        event.public, event.published_at, event.updated_at = public, now if public else None, now
    event.sequence = max(event.sequence, back.sequence + 1)
    db.session.flush()


def copy(event: Event, when: When, *, title: str, key: str, by: Actor, now: datetime) -> Event:
    """The same event another time: a new draft with the same words. The same `key` again: the same copy."""
    if known := db.session.get(Event, key):
        return _own(known, event.organisation_id)
    twin = Event(id=key, title=title, copied_from_id=event.id, slug=free_slug(title), created_at=now, updated_at=now)
    for name in COPIED:
        value = getattr(event, name)
        setattr(twin, name, value.copy() if isinstance(value, dict | list) else value)
    twin.when = when
    if not _added(twin):
        return db.session.get(Event, key)
    _say("event.copied", twin, by=by, now=now, source=event.id)
    return twin


def delete(event: Event, *, by: Actor, now: datetime) -> None:
    """Take a draft away for good; stones let calendars say so. Refused once it was published, or when something
    hangs on it: codes are never deleted, and leads keep where they came from."""
    if event.public:
        raise Refused(_l("Aktiviteten är publicerad. Ställ in den i stället, så att de som har en kod får veta det."))
    try:
        with each_alone(), watching(lambda: [] if inspect(event).deleted else [of_event(event)], now=now):
            db.session.delete(event)
            db.session.flush()
    except IntegrityError:
        raise Refused(_l("Aktiviteten har spårkoder eller intressen och måste finnas kvar. Ställ in den i stället."))
    _say("event.deleted", event, by=by, now=now)


def _to_state(event: Event, to: str, *, now: datetime) -> None:
    event.state, event.updated_at = to, now
    event.sequence += 1
    db.session.flush()


def _say(kind: str, event: Event, *, by: Actor, now: datetime, **details) -> None:
    note(kind, by=by, now=now, organisation_id=event.organisation_id, subject=event.id, **details)
