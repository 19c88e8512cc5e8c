"""What can be done with a booth? Add, change, delete, and bring along to a copied event: verbs that flush and journal."""

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from ..errors import Refused
from ..events.models import Event
from ..events.moving import move_between
from ..events.tombstones import Told, times_of, watching
from ..events.when import When
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db, each_alone
from ..words import instant_words
from .models import Booth
from .plan import TIMES, BoothPlan, check_times
from .queries import booths_of

# Called when a booth has another name or place number; each gives how many people were told. Filled in `app/wiring.py`.
placed: list[Callable] = []

FIELDS = [field.name for field in fields(BoothPlan)]
FOUND_BY = {"name", "place_number"}  # by what whoever is to stand there looks for it


def add_booth(event: Event, plan: BoothPlan, *, key: str, by: Actor, now: datetime) -> Booth:
    """A booth at an event. The same `key` again: the same booth, unchanged."""
    if known := db.session.get(Booth, key):
        return _own(known, event)
    check_times(plan)
    booth = Booth(id=key, organisation_id=event.organisation_id, event_id=event.id, created_at=now, updated_at=now)
    fill_in(booth, plan)
    try:
        with each_alone():
            db.session.add(booth)
            db.session.flush()
    except IntegrityError:  # the same press arrived twice at once and the other one was first
        return _own(db.session.get(Booth, key), event)
    note("booth.added", by=by, now=now, organisation_id=booth.organisation_id, subject=booth.id, event=event.id)
    return booth


def change_booth(booth: Booth, plan: BoothPlan, *, by: Actor, now: datetime) -> tuple[list[str], int]:
    """Change what is said of a booth. Gives the names of the fields that changed, none when nothing did, and how many people
    were told of its place."""
    check_times(plan)
    before = asdict(said_of(booth))
    with watching(lambda: carried(booth, now), now=now):
        fill_in(booth, plan)
    changed = [name for name, value in asdict(plan).items() if value != before[name]]
    if not changed:
        return [], 0
    booth.updated_at = now
    db.session.flush()
    note("booth.changed", by=by, now=now, organisation_id=booth.organisation_id, subject=booth.id, fields=changed)
    return changed, sum(call(booth, by=by, now=now) for call in placed) if FOUND_BY & set(changed) else 0


def delete_booth(booth: Booth, *, by: Actor, now: datetime) -> None:
    """Take a booth away. Refused once something came from it: what was counted and who was met there keep their origin."""
    facts = {"organisation_id": booth.organisation_id, "subject": booth.id, "event": booth.event_id}
    event = booth.event
    try:
        with each_alone(), watching(lambda: [] if inspect(booth).deleted else carried(booth, now), now=now):
            event.updated_at = now  # so that a calendar asked by date alone notices
            db.session.delete(booth)
            db.session.flush()
    except IntegrityError:
        raise Refused(
            _l(
                "Montern har pass, intressen, räknade samtal eller koder och måste finnas kvar, så att det syns var de kom ifrån."
            )
        )
    note("booth.deleted", by=by, now=now, **facts)


def carried(booth: Booth, now: datetime) -> list[Told]:
    """What the unit's calendar says of this booth: when it is set up and taken down."""
    event = booth.event
    opens, closes = booth.from_at or event.starts_at, booth.until_at or event.ends_at
    around = []
    if booth.setup_at:
        around.append(("setup", booth.setup_at, opens or booth.setup_at))
    if booth.takedown_at:
        around.append(("takedown", min(closes or booth.takedown_at, booth.takedown_at), booth.takedown_at))
    sequence = event.sequence + int((now - booth.created_at).total_seconds()) + 1
    return [
        Told(
            what,
            booth.id,
            booth.organisation_id,
            event.title,
            frozenset({("unit", event.unit_id)}),
            times_of(start, end),
            sequence,
            booth.name,
        )
        for what, start, end in around
    ]


def follow_event(event: Event, before: When, *, by: Actor, now: datetime) -> None:
    """The event was moved: the times of its booths go along. While nobody knows the day they stay as they were."""
    for booth, plan in _following(event, before, event.when):
        change_booth(booth, plan, by=by, now=now)


def would_follow(event: Event, when: When) -> list[str]:
    """What moving the event to that time would do to its booths, a sentence each."""
    said = "; ".join(
        f"{booth.name}: {_times(said_of(booth))} → {_times(plan)}"
        for booth, plan in _following(event, event.when, when)
    )
    return [_("Monterns tider flyttar med. %(times)s.", times=said)] if said else []


def _following(event: Event, before: When, after: When) -> list[tuple[Booth, BoothPlan]]:
    move = move_between(before, after)
    if not move:
        return []
    rows = [(booth, said_of(booth)) for booth in booths_of(event.id)]
    return [
        (booth, replace(plan, **{name: move.of(at) for name in TIMES if (at := getattr(plan, name))}))
        for booth, plan in rows
        if any(getattr(plan, name) for name in TIMES)
    ]


def _times(plan: BoothPlan) -> str:
    """`lör 12 juni 8.00`, the first that is known of when it is set up and when it opens."""
    at = plan.from_at or plan.setup_at or plan.until_at or plan.takedown_at
    return instant_words(at, "sv", short=True)


def said_of(booth: Booth) -> BoothPlan:
    """What is said of a booth now."""
    return BoothPlan(**{name: getattr(booth, name) for name in FIELDS} | {"languages": tuple(booth.languages or ())})


def fill_in(booth: Booth, plan: BoothPlan) -> None:
    """Write a plan into its columns."""
    for name in FIELDS:
        setattr(booth, name, getattr(plan, name))
    booth.languages = list(plan.languages)


def _own(known: Booth, event: Event) -> Booth:
    if known.event_id != event.id:
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    return known
