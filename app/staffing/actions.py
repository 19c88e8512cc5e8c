"""What can be done with shifts? Plan one or many, change, move, cancel, delete: verbs that flush and journal.

Nobody who said yes is dropped in silence: a verb that touches them is told whom the page had shown (`shown`, ids of
assignments) and refuses when there are others by now; then they are told by letter, asked again, moved or thanked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from ..booths.models import Booth
from ..errors import Refused
from ..events.models import Event
from ..events.moving import move_between
from ..events.tombstones import Told, times_of, watching
from ..events.when import When
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db, each_alone
from . import assigning, telling
from .models import Assignment, Shift
from .pattern import Compared, Span, compared, id_of_part
from .plan import ShiftPlan, check_span
from .queries import booth_of_event, shifts_of
from .rules import CAME, OPEN, SAID_YES, TOLD, check_numbers, standing

FIELDS = [field.name for field in fields(ShiftPlan)]
TIMES = {"starts_at", "ends_at"}
WORTH_TELLING = {*TIMES, "role", "booth_id", "note"}


def plan_shift(event: Event, plan: ShiftPlan, *, key: str, by: Actor, now: datetime) -> Shift:
    """One more shift. The same `key` again: the same shift, unchanged."""
    if known := db.session.get(Shift, key):
        return _own(known, event)
    check_plan(event, plan)
    shift = Shift(id=key, organisation_id=event.organisation_id, event_id=event.id, created_at=now, updated_at=now)
    fill_in(shift, plan)
    try:
        with each_alone():
            db.session.add(shift)
            db.session.flush()
    except IntegrityError:  # the same press arrived twice at once and the other one was first
        return _own(db.session.get(Shift, key), event)
    _say("shift.planned", shift, by=by, now=now, event=event.id)
    return shift


def plan_pattern(
    event: Event, like: ShiftPlan, spans: Sequence[Span], *, remove: bool, key: str, by: Actor, now: datetime
) -> Compared:
    """The shifts of a pattern, each as `like` but for its times. What is there already stays as it is; with `remove`, empty
    shifts on those days that are not of the pattern go, never one with somebody on it. Gives what was found and done."""
    done = compare(event, like, spans)
    for span in done.new:
        plan = replace(like, starts_at=span.starts_at, ends_at=span.ends_at)
        plan_shift(event, plan, key=id_of_part(key, span.starts_at.isoformat()), by=by, now=now)
    gone = done.empty if remove else []
    for shift in gone:
        delete_shift(shift, by=by, now=now)
    if done.new or gone:
        counts = {"made": len(done.new), "kept": len(done.known), "removed": len(gone)}
        note("pattern.applied", by=by, now=now, organisation_id=event.organisation_id, subject=event.id, **counts)
    return done


def compare(event: Event, like: ShiftPlan, spans: Sequence[Span]) -> Compared:
    """What a pattern would do to the event's shifts; nothing is changed."""
    existing = [
        shift
        for shift in shifts_of(event.id)
        if (shift.booth_id, shift.role) == (like.booth_id, like.role) and not shift.cancelled_at
    ]
    return compared(spans, existing, has_people=lambda shift: bool(shift.assignments))


def to_be_told(shift: Shift, plan: ShiftPlan) -> list[Assignment]:
    """Who would hear of this change: those who know of the shift, when something changes that concerns them."""
    return [row for row in shift.assignments if row.state in TOLD] if _changed(shift, plan) & WORTH_TELLING else []


def moves_in_time(shift: Shift, plan: ShiftPlan) -> bool:
    """Whether whoever said yes must say it again."""
    return bool(_changed(shift, plan) & TIMES)


def change_shift(
    shift: Shift, plan: ShiftPlan, *, shown: Collection[str], by: Actor, now: datetime
) -> tuple[list[str], int]:
    """Change what is said of a shift. Other times need a new yes from everybody; for another place, role or note they are
    told and their yes stands. Gives the names of the fields that changed, and how many were told."""
    shift = assigning.locked(shift)
    check_plan(shift.event, plan, standing(row.state for row in shift.assignments))
    changed, told = _changed(shift, plan), to_be_told(shift, plan)
    if not changed:
        return [], 0
    if shift.cancelled_at:
        raise Refused(_l("Passet är inställt. Planera ett nytt i stället."))
    if changed & TIMES:
        _refuse_begun(shift, now)
    _refuse_unseen(told, shown)
    was_at = shift.starts_at
    fill_in(shift, plan)
    _retold(shift, told, was_at=was_at, again=bool(changed & TIMES), by=by, now=now)
    _say("shift.changed", shift, by=by, now=now, fields=sorted(changed))
    return sorted(changed), len(told)


def cancel_shift(
    shift: Shift, *, shown: Collection[str], move: Mapping[str, Shift] | None = None, by: Actor, now: datetime
) -> int:
    """The shift does not happen. Whoever knew of it is told; `move` says who of them is asked about which other shift
    instead (by id of the assignment). Gives how many were told. Cancelled before: nothing changes."""
    shift = assigning.locked_with_people(shift, (move or {}).values())
    if shift.cancelled_at:
        return 0
    _refuse_begun(shift, now)
    told = [row for row in shift.assignments if row.state in TOLD]
    _refuse_unseen(told, shown)
    return _cancelled(shift, move=move or {}, by=by, now=now)


def delete_shift(shift: Shift, *, by: Actor, now: datetime) -> None:
    """Take a shift away for good, as long as nobody was ever asked. Whoever takes a place at this moment is seen: they lock
    the shift first."""
    if (shift := assigning.locked(shift)) is None:  # somebody else was quicker
        return
    db.session.refresh(shift, ["assignments"])
    on_it = select(Assignment).filter_by(shift_id=shift.id).execution_options(populate_existing=True)
    if any(row.state != "proposed" for row in db.session.scalars(on_it)):
        raise Refused(_l("Någon har fått veta om passet. Ställ in det i stället, så att de får besked."))
    for row in list(shift.assignments):
        db.session.delete(row)
    _say("shift.deleted", shift, by=by, now=now, event=shift.event_id)
    db.session.flush()
    with watching(lambda: [] if inspect(shift).deleted else [_told(shift)], now=now):
        db.session.delete(shift)
        db.session.flush()


def _told(shift: Shift) -> Told:
    """What the unit's calendar says of a shift."""
    event = shift.event
    feeds = frozenset({("unit", event.unit_id)})
    times = times_of(shift.starts_at, shift.ends_at)
    sequence = shift.sequence + event.sequence + 1
    return Told("duty", shift.id, shift.organisation_id, event.title, feeds, times, sequence, shift.role)


def follow_event(event: Event, before: When, *, by: Actor, now: datetime) -> None:
    """The event was moved: its shifts go along, and whoever knew of one is asked again. Cancelled, or nobody knows the day any
    more: so are its shifts, and whoever knew of one is told that they need not come. A shift where somebody is on place stays as
    it is, and its hours count: who else of those that said yes stands there is known at the booth alone, and marked there."""
    ahead = [shift for shift in shifts_of(event.id) if not shift.cancelled_at]
    if event.state == "cancelled" or (before.day_known and not event.when.day_known):
        for shift in ahead:
            if shift.ends_at > now and _anybody_came(shift):
                _want_no_more(shift, by=by, now=now)
            elif shift.ends_at > now:
                _cancelled(shift, move={}, by=by, now=now)
    elif move := move_between(before, event.when):
        for shift in ahead:
            if shift.ends_at > now and not _anybody_came(shift):
                was_at = shift.starts_at
                shift.starts_at, shift.ends_at = move.of(shift.starts_at), move.of(shift.ends_at)
                told = [row for row in shift.assignments if row.state in TOLD]
                _retold(shift, told, was_at=was_at, again=True, by=by, now=now)
                _say("shift.moved", shift, by=by, now=now, event=event.id)


def follow_place(event: Event, *, by: Actor, now: datetime) -> None:
    """The event is somewhere else: whoever knows of a shift ahead is told, and their yes stands."""
    _tell_place(shifts_of(event.id), by=by, now=now)


def follow_booth(booth: Booth, *, by: Actor, now: datetime) -> int:
    """The booth is somewhere else: as `follow_place`, for its own shifts. Gives how many were told."""
    return _tell_place([shift for shift in shifts_of(booth.event_id) if shift.booth_id == booth.id], by=by, now=now)


def _tell_place(shifts: Sequence[Shift], *, by: Actor, now: datetime) -> int:
    number = 0
    for shift in shifts:
        told = [row for row in shift.assignments if row.state in TOLD]
        if told and not shift.cancelled_at and shift.ends_at > now:
            _retold(shift, told, was_at=shift.starts_at, again=False, by=by, now=now)
            number += len(told)
    return number


def said_of(shift: Shift) -> ShiftPlan:
    """What is said of a shift now."""
    return ShiftPlan(**{name: getattr(shift, name) for name in FIELDS} | {"languages": tuple(shift.languages)})


def fill_in(shift: Shift, plan: ShiftPlan) -> None:
    """Write a plan into its columns."""
    for name in FIELDS:
        setattr(shift, name, getattr(plan, name))
    shift.languages = list(plan.languages)


def _changed(shift: Shift, plan: ShiftPlan) -> set[str]:
    before, after = asdict(said_of(shift)), asdict(plan)
    return {name for name in FIELDS if before[name] != after[name]}


def _retold(
    shift: Shift, told: Sequence[Assignment], *, was_at: datetime, again: bool, by: Actor, now: datetime
) -> None:
    """Tell them what changed; `again` asks anew those who had said yes, since it was to something else."""
    shift.updated_at = now
    shift.sequence += again
    db.session.flush()
    for row in told:
        if again and row.state in SAID_YES:
            assigning.ask_again(row, by=by, now=now)
        telling.tell(row, telling.CHANGED, was_at=was_at, now=now)


def _cancelled(shift: Shift, *, move: Mapping[str, Shift], by: Actor, now: datetime) -> int:
    shift.cancelled_at, shift.updated_at = now, now
    shift.sequence += 1
    db.session.flush()
    told = 0
    for row in list(shift.assignments):
        told += row.state in TOLD
        assigning.lose_shift(row, move_to=move.get(row.id), by=by, now=now)
    _say("shift.cancelled", shift, by=by, now=now, event=shift.event_id)
    return told


def _want_no_more(shift: Shift, *, by: Actor, now: datetime) -> None:
    """Whoever has not answered is not waited for any more, and told so where they were asked."""
    for row in list(shift.assignments):
        if row.state in OPEN:
            assigning.release(row, by=by, now=now)


def check_plan(event: Event, plan: ShiftPlan, there: int = 0) -> None:
    """Refused when this cannot be a shift of that event on which so many already stand."""
    check_span(plan)
    check_numbers(plan.least, plan.most, there)
    if plan.booth_id and not booth_of_event(plan.booth_id, event.id):
        raise Refused(_l("Montern finns inte längre. Välj en annan."), "booth_id")


def _anybody_came(shift: Shift) -> bool:
    return any(row.state in CAME for row in shift.assignments)


def _refuse_begun(shift: Shift, now: datetime) -> None:
    if shift.ends_at <= now:
        raise Refused(_l("Passet är över och kan inte flyttas eller ställas in. Se under På dagen vilka som kom."))
    if _anybody_came(shift):
        raise Refused(_l("Någon är redan på plats. Passet har börjat och kan inte flyttas eller ställas in."))


def _refuse_unseen(told: Sequence[Assignment], shown: Collection[str]) -> None:
    if not {row.id for row in told} <= set(shown):
        raise Refused(_l("Fler har svarat medan sidan var öppen. Se vilka det är, och spara igen."))


def _own(known: Shift, event: Event) -> Shift:
    if known.event_id != event.id:
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    return known


def _say(kind: str, shift: Shift, *, by: Actor, now: datetime, **details) -> None:
    note(kind, by=by, now=now, organisation_id=shift.organisation_id, subject=shift.id, **details)
