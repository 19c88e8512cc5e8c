"""How does somebody come onto a shift, and off it? Propose, ask, answer, confirm, mark: verbs that flush and journal.

A place is taken under a lock on the person and then on the shift, always in this order: so the last place is given once
and nobody is in two places, however many press at once. (SQLite has one writer at a time anyway.)
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.models import Staff
from ..clock import here
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import WORKER, Actor
from ..store.columns import new_id
from ..store.db import db
from ..words import times_words
from . import telling
from .models import Assignment, Helper, Shift
from .rules import OPEN, SAID_YES, STANDING, TOLD, check_move, free_places, overlap

ASKED_JUST_NOW = timedelta(minutes=5)
FULL = _l("Passet är fullt: alla platser är tagna.")
CANCELLED = _l("Passet är inställt.")
OVER = _l("Passet är över.")
ANOTHER_TIME = _l("Passet har fått en annan tid sedan du öppnade sidan. Se vad som gäller nu, och svara igen.")


def locked(row):
    """The row as it is now, nobody else's until this unit is over. Not a stronger lock: rows that point at it go on."""
    again = select(type(row)).filter_by(id=row.id).with_for_update(key_share=True)
    return db.session.scalar(again.execution_options(populate_existing=True))


def locked_with_people(shift: Shift, others: Iterable[Shift] = ()) -> Shift:
    """The shift with those to which its people may be moved, and before them everybody on it, each kind in the order of their
    ids: two that are cancelled at once and move people to each other wait for each other in one order."""
    for who in sorted((row.helper or row.staff for row in shift.assignments), key=lambda who: who.id):
        locked(who)
    wanted = {one.id: one for one in (shift, *others)}
    return {id: locked(wanted[id]) for id in sorted(wanted)}[shift.id]


def assign(
    shift: Shift, who: Helper | Staff, *, key: str, reason: str | None = None, by: Actor, now: datetime
) -> Assignment:
    """Put somebody on a shift as proposed; nobody is told. Somebody who is on it already stays as they are, who was
    on it once is proposed anew. Refused when they have another place at that time, unless `reason` says why not; it is kept
    for somebody who is on it already, too, and excuses what overlaps now, nothing later."""
    who, shift = locked(who), locked(shift)
    _refuse_gone(shift, who)
    row, clashes = _on(shift, who), _clashes(shift, who)
    excused = [overlap(shift, clash) for clash in clashes]
    if row and row.state not in ("no", "cancelled"):
        if clashes and reason:
            row.override_reason, row.excused = reason, excused
            db.session.flush()
        return row
    if clashes and not reason:
        raise Refused(_own_clash(clashes[0], who) if by.kind == "helper" else _clash_words(clashes[0], who), "reason")
    if row is None:
        row = _new(shift, who, key, now)
        note("assignment.made", subject=row.id, shift=shift.id, overridden=bool(clashes), **_about(row, by, now))
    else:
        _to(row, "proposed", by=by, now=now)
    row.override_reason, row.excused, row.note = (reason if clashes else None), excused, None
    db.session.flush()
    return row


def ask(row: Assignment, *, by: Actor, now: datetime) -> None:
    """Ask whether they can, by letter. Asked just now: nothing more, a thumb can slip."""
    if row.state == "asked" and row.asked_at and now - row.asked_at < ASKED_JUST_NOW:
        return
    _refuse_gone(row.shift, row.helper or row.staff)
    _to(row, "asked", by=by, now=now)
    row.asked_at, row.answered_at = now, None
    if row.helper:
        row.helper.last_asked_at = now
    telling.tell(row, telling.ASKED, now=now)


def say_yes(
    row: Assignment, *, seen: int | None = None, note_text: str | None = None, by: Actor, now: datetime
) -> None:
    """They can: from now on they have a place. Refused when all places are taken, or they have another at that time; to
    themselves also when it is over, or `seen`, the `sequence` on the page before them, was of another time. Said before:
    nothing changes."""
    who, shift = locked(row.helper or row.staff), locked(row.shift)
    db.session.refresh(row)
    if row.state in STANDING:
        return
    _refuse_gone(shift, who)
    if by.id == who.id:
        refuse_over(shift, now)
    if seen is not None and seen != shift.sequence:
        raise Refused(ANOTHER_TIME)
    if not free_places(shift.most, _states(shift)):
        raise Refused(FULL)
    for clash in _clashes(shift, who):
        if overlap(shift, clash) not in row.excused:
            raise Refused(_own_clash(clash, who) if by.id == who.id else _clash_words(clash, who), "reason")
    _to(row, "yes", by=by, now=now)
    row.answered_at, row.note = now, note_text  # what they wrote when they could not holds no more
    db.session.flush()


def say_no(row: Assignment, *, note_text: str | None = None, by: Actor, now: datetime) -> None:
    """They cannot, or cannot any more: the place is free again. Said before: nothing changes."""
    if row.state != "no":
        _to(row, "no", by=by, now=now)
    row.answered_at, row.note = now, note_text or row.note
    db.session.flush()


def refuse_over(shift: Shift, now: datetime) -> None:
    """Refused when nobody can answer any more: what came of it is the planner's to mark."""
    if shift.ends_at <= now:
        raise Refused(OVER)


def take_place(
    shift: Shift,
    who: Helper | Staff,
    *,
    key: str,
    seen: int | None = None,
    note_text: str | None = None,
    by: Actor,
    now: datetime,
) -> Assignment:
    """Somebody takes a place of an open shift by themselves. Refused as `say_yes`; the same press again: the same place."""
    row = assign(shift, who, key=key, by=by, now=now)
    say_yes(row, seen=seen, note_text=note_text, by=by, now=now)
    return row


def confirm(row: Assignment, *, by: Actor, now: datetime) -> None:
    """We count on them. Only after a yes: silence is none."""
    if row.state != "confirmed":
        _to(row, "confirmed", by=by, now=now)


def mark(row: Assignment, to: str, *, by: Actor, now: datetime) -> None:
    """On the day: `on_place`, `absent`, `done`, or back to `confirmed` where a thumb slipped."""
    if to not in ("on_place", "absent", "done", "confirmed"):
        raise Refused(_l("Välj ”på plats” eller ”uteblev”."))
    if row.state != to:
        _to(row, to, by=by, now=now)


def release(row: Assignment, *, move_to: Shift | None = None, by: Actor, now: datetime) -> Assignment | None:
    """Take somebody off a shift. Who knew of it is thanked; with `move_to` they are asked about that one instead, and that
    assignment is given. Said before: nothing changes."""
    if row.state == "cancelled":
        return None
    knew = row.state not in ("proposed", "no")
    _to(row, "cancelled", by=by, now=now)
    if knew:
        telling.tell(row, telling.THANKED, now=now)
    return _moved(row, move_to, by=by, now=now) if move_to else None


def ask_again(row: Assignment, *, by: Actor, now: datetime) -> None:
    """The shift is another one now, so their yes was to something else, and what excused an overlap too; the letter that says
    so is the caller's."""
    _to(row, "asked", by=by, now=now)
    row.asked_at, row.answered_at, row.override_reason, row.excused = now, None, None, []
    db.session.flush()


def lose_shift(row: Assignment, *, move_to: Shift | None, by: Actor, now: datetime) -> None:
    """The shift was cancelled under them. Whoever knew of it is told, and asked about another one where there is one."""
    knew = row.state in TOLD
    if row.state in (*OPEN, *SAID_YES):
        _to(row, "cancelled", by=by, now=now)
    if knew:
        telling.tell(row, telling.CANCELLED, now=now)
    if knew and move_to:
        _moved(row, move_to, by=by, now=now)


def finish(*, now: datetime) -> int:
    """Whoever was on place when their shift ended is done. The worker's; gives how many."""
    over = select(Assignment).join(Assignment.shift).where(Assignment.state == "on_place", Shift.ends_at <= now)
    rows = list(db.session.scalars(over))
    for row in rows:
        _to(row, "done", by=WORKER, now=now)
    return len(rows)


def _moved(row: Assignment, to: Shift, *, by: Actor, now: datetime) -> Assignment:
    other = assign(to, row.helper or row.staff, key=new_id(), by=by, now=now)
    if other.state not in STANDING:
        ask(other, by=by, now=now)
    return other


def _to(row: Assignment, state: str, *, by: Actor, now: datetime) -> None:
    before = row.state
    check_move(before, state)
    row.state, row.updated_at = state, now
    db.session.flush()
    note(
        "assignment.moved-on", subject=row.id, shift=row.shift_id, before=before, after=state, **_about(row, by, now)
    )  # fmt: skip


def _about(row: Assignment, by: Actor, now: datetime) -> dict:
    return {"by": by, "now": now, "organisation_id": row.organisation_id}


def _refuse_gone(shift: Shift, who: Helper | Staff) -> None:
    if shift.cancelled_at:
        raise Refused(CANCELLED)
    if not who.active if isinstance(who, Staff) else who.ended_at:
        raise Refused(_l("%(name)s är inte med längre. Välj någon annan, eller ta med personen igen.", name=who.name))


def _person(who: Helper | Staff) -> dict:
    return {"staff_id" if isinstance(who, Staff) else "helper_id": who.id}


def _on(shift: Shift, who: Helper | Staff) -> Assignment | None:
    return db.session.scalar(select(Assignment).filter_by(shift_id=shift.id, **_person(who)))


def _new(shift: Shift, who: Helper | Staff, key: str, now: datetime) -> Assignment:
    if db.session.get(Assignment, key):  # the page was somebody else's assignment by now
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    row = Assignment(
        id=key,
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        state="proposed",
        created_at=now,
        updated_at=now,
        **_person(who),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _states(shift: Shift) -> list[str]:
    return list(db.session.scalars(select(Assignment.state).filter_by(shift_id=shift.id)))


def _clashes(shift: Shift, who: Helper | Staff) -> list[Shift]:
    """The other shifts at that time on which they have a place."""
    found = (
        select(Shift)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .options(joinedload(Shift.event))
        .where(
            *(getattr(Assignment, name) == value for name, value in _person(who).items()),
            Assignment.state.in_(STANDING),
            Shift.id != shift.id,
            Shift.cancelled_at.is_(None),
            Shift.starts_at < shift.ends_at,
            Shift.ends_at > shift.starts_at,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return list(db.session.scalars(found))


def _clash_words(clash: Shift, who: Helper | Staff):
    """What is in the way, to whoever plans and can write a reason."""
    return _l(
        "%(name)s står redan på ”%(role)s” %(when)s, %(event)s. Välj en annan tid, eller skriv varför det går ändå.",
        name=who.name,
        **_where(clash, "sv"),
    )


def _own_clash(clash: Shift, who: Helper | Staff):
    """The same to the one who answers for themselves, and has no place to write a reason."""
    where = _where(clash, who.language)
    if isinstance(who, Staff):
        return _l(
            "Du står redan på ”%(role)s” %(when)s, %(event)s. Säg först att du inte kan det passet, eller be den som planerar "
            "att skriva varför det går ändå.",
            **where,
        )
    return _l(
        "Du står redan på ”%(role)s” %(when)s, %(event)s. Säg först att du inte kan det passet, eller hör av dig till oss om "
        "du kan båda.",
        **where,
    )


def _where(clash: Shift, language: str) -> dict:
    begin, end = here(clash.starts_at).time(), here(clash.ends_at).time()
    when, event = times_words(begin, end, language), clash.event.title_in(language)
    return {"role": clash.role, "when": when, "event": event}
