"""What becomes of a record once it is safe? It is opened, read by the form it was made with, and recorded as a lead, a
correction or a count. A few share a unit of work; where one of them fails, each has a unit of its own, and the one that fails
is put aside and never stops the next.

Called by the sync right after the commit, by the worker for what a crash left, and when somebody releases what was held.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from ..booths.models import Tally
from ..journal.actions import note
from ..leads import corrections, reference
from ..leads.actions import record_leads
from ..leads.intake import Captured, Met
from ..leads.models import Lead, Submission
from ..slots import wishes
from ..store.columns import derived_id
from ..store.db import db, each_alone
from ..store.once import insert_once
from . import seal, states
from .at_hand import AtHand, Read
from .configuration import offered_by
from .models import Pairing, TabletRecord
from .pairing import actor
from .payload import Payload, Unreadable, read_answers, read_payload
from .turns import Breath

log = logging.getLogger("monter.tablet")
A_MINUTE = timedelta(minutes=1)
PATIENCE = timedelta(days=3)  # how long a correction waits for what it corrects
A_FEW = 20  # records in one unit of work, all that a tablet brings at once: what they have in common is read once


def open_all(
    ids: Sequence[str], *, key: bytes, home: Path, unit: Callable, now: datetime, breath: Breath | None = None
) -> None:
    """Open these, and the corrections that waited for them, a few in a `unit` that the caller's edge commits. What fails is put
    aside, all else goes on; where the database does not answer, the worker tries again. A `breath` is taken between records.
    `home` is where it is remembered who was erased."""
    ids, breath = list(dict.fromkeys(ids)), breath or Breath()
    pieces = [ids[first : first + A_FEW] for first in range(0, len(ids), A_FEW)]
    for piece in pieces:
        breath.take()
        more = _open_together(piece, key=key, home=home, unit=unit, now=now, breath=breath)
        while more:
            more += _open_alone(more.pop(), key=key, home=home, unit=unit, now=now)


def _open_together(
    ids: list[str], *, key: bytes, home: Path, unit: Callable, now: datetime, breath: Breath
) -> list[str]:
    if len(ids) > 1:
        try:
            with unit():
                return open_few(ids, key=key, home=home, now=now, breath=breath)
        except Exception as problem:  # one of them; which, is found by trying each
            log.info("records are opened one by one: %s", type(problem).__name__)
    return [id for one in ids for id in _open_alone(one, key=key, home=home, unit=unit, now=now)]


def _open_alone(id: str, *, key: bytes, home: Path, unit: Callable, now: datetime) -> list[str]:
    try:
        with unit():
            return open_few([id], key=key, home=home, now=now)
    except OperationalError:
        log.warning("a record waits, since the database did not answer")
    except Exception as problem:
        log.error("a record could not be recorded: %s", type(problem).__name__)
        with unit():
            put_aside(db.session.get(TabletRecord, id), "failed", now=now)
    return []


def open_few(ids: Sequence[str], *, key: bytes, home: Path, now: datetime, breath: Breath | None = None) -> list[str]:
    """Open those of these that wait, in this order; others are left alone. Gives the ids of corrections that waited for them, to
    be opened next."""
    found = select(TabletRecord).where(TabletRecord.id.in_(ids)).order_by(TabletRecord.id).with_for_update()
    rows, at_hand, opened = {row.id: row for row in db.session.scalars(found)}, AtHand(key, home), []
    for id in ids:
        if breath:
            breath.take()
        if id in rows and rows[id].state == states.WAITING and _open(rows[id], at_hand, now):
            opened.append(id)
    _record_leads(at_hand, now)
    db.session.flush()
    if not opened:
        return []
    waiting = select(TabletRecord.id).where(TabletRecord.waits_for.in_(opened), TabletRecord.state == states.WAITING)
    return list(db.session.scalars(waiting.order_by(TabletRecord.id)))


def _open(row: TabletRecord, at_hand: AtHand, now: datetime) -> bool:
    """Whether something came of it."""
    try:
        pairing, plain = at_hand.unsealed(row)
        payload = read_payload(plain, row.sealed_as or row.id)
    except (seal.Unopened, Unreadable) as problem:
        put_aside(row, (getattr(problem, "args", ()) and problem.args[0]) or "payload", now=now)
        return False
    if not _record(row, pairing, payload, at_hand, now):
        return False
    row.state, row.opened_at, row.waits_for = states.STORED, now, None
    return True


def put_aside(row: TabletRecord, why: str, *, now: datetime) -> None:
    """Keep it raw, and let people know."""
    row.state, row.why, row.opened_at, row.waits_for = states.UNREADABLE, why[:40], now, None
    db.session.flush()
    note(
        "tablet-record.unreadable",
        by=actor_of(row),
        now=now,
        organisation_id=row.organisation_id,
        subject=row.id,
        why=why,
    )


def actor_of(row: TabletRecord):
    """The tablet that brought it."""
    return actor(db.session.get(Pairing, row.pairing_id))


def _record(row: TabletRecord, pairing: Pairing, payload: Payload, at_hand: AtHand, now: datetime) -> bool:
    """Make of it what it is; False when it has to wait for another."""
    row.form = row.form or payload.form
    if payload.test:
        row.kind = "test"
        pairing.rehearsed_at = pairing.rehearsed_at or now
        return True
    if payload.kind == "tally":
        return _count(row, pairing, payload, at_hand, now)
    if at_hand.erased([row.sealed_as or row.id, payload.supersedes or ""]):
        return _let_go(row, pairing, now)
    if payload.supersedes and payload.supersedes != row.id:
        _record_leads(at_hand, now)  # what it corrects may be among them
        first, waits = _corrected(row, payload.supersedes, now)
        if waits:
            row.waits_for = payload.supersedes
            db.session.flush()
            return False
        if first:
            return _correct(row, pairing, payload, first, now)
        if _is_gone(payload.supersedes):
            return _let_go(row, pairing, now)
    _lead(row, pairing, payload, at_hand)
    return True


def _lead(row: TabletRecord, pairing: Pairing, payload: Payload, at_hand: AtHand) -> None:
    """It is read, and recorded together with others."""
    reading = read_answers(payload, offered_by(row.organisation_id, row.form))
    booth = at_hand.booth(pairing.booth_id)
    session = at_hand.session(booth, pairing, payload.stood, row)
    placement = pairing.placement
    met = Met(
        event_id=booth.event_id, placement_id=placement.id if placement else None, booth_id=booth.id,
        code=placement.code.code if placement else None, capture_session_id=session.id, way="tablet", kind="session",
        grade="A", captured_at=row.captured_at, clock_offset_s=_small(row.clock_offset_s),
    )  # fmt: skip
    row.kind, row.why = "lead", " ".join(reading.problems)[:40] or None
    details = reading.details
    if reading.problems:  # it is set aside: its wish waits with it
        details = replace(details, slot=wishes.wish_of(payload.answers)[1])
    captured = Captured(
        row.id, details, met, actor(pairing), notice_hash=payload.text_sha256, quarantined=bool(reading.problems),
        reference=reference.of(row.id),
    )  # fmt: skip
    at_hand.leads.append(Read(captured, row, pairing, payload))


def _record_leads(at_hand: AtHand, now: datetime) -> None:
    """Those that have been read so far. All records of a unit of work are of one organisation: its tablet brought them."""
    leads, at_hand.leads = at_hand.leads, []
    if not leads:
        return
    several = record_leads([one.captured for one in leads], organisation_id=leads[0].row.organisation_id, now=now)
    for recorded, one in zip(several, leads, strict=True):
        row = one.row
        row.lead_id, row.submission_id, row.receipt = recorded.lead_id, recorded.submission_id, recorded.reference
        if not recorded.again:
            _wish(row, one.pairing, one.payload, key=recorded.lead_id, now=now)


def _wish(row: TabletRecord, pairing: Pairing, payload: Payload, *, key: str, now: datetime) -> None:
    """The time that the visitor chose, where times were shown."""
    shown, wanted = wishes.wish_of(payload.answers)
    if shown:
        lead = db.session.get(Lead, row.lead_id)
        wishes.grant(lead, wanted, key=key, by=actor(pairing), chosen_at=row.captured_at, now=now)


def _corrected(row: TabletRecord, supersedes: str, now: datetime) -> tuple[Submission | None, bool]:
    """(the submission that it corrects, whether it must wait for that). After a while, or when that one will never be a
    lead, neither: then it is a lead of its own."""
    found = db.session.scalar(select(Submission).filter_by(organisation_id=row.organisation_id, capture_id=supersedes))
    if found:
        return (db.session.get(Submission, found.supersedes_id) if found.supersedes_id else found), False
    first = db.session.get(TabletRecord, supersedes)
    hopeless = first is not None and first.state not in (states.WAITING, states.HELD)
    return None, not hopeless and row.received_at > now - PATIENCE


def _is_gone(supersedes: str) -> bool:
    """Whether what it corrects has been a lead, which was erased or disposed of since: the line in the inbox outlives the lead."""
    first = db.session.get(TabletRecord, supersedes)
    if first is None or first.lead_id:
        return False
    erased = first.state == states.DISCARDED and first.why == states.ERASED
    return erased or (first.state == states.STORED and first.kind in states.FROM_VISITORS)


def _let_go(row: TabletRecord, pairing: Pairing, now: datetime) -> bool:
    """It would bring somebody back who was erased: nothing of it is kept, and the tablet is told what it is told of all others, so
    that it forgets it too. Known by the ids of records alone: the same person may sign up anew."""
    row.state, row.why, row.blob, row.opened_at, row.waits_for = states.DISCARDED, states.ERASED, None, now, None
    db.session.flush()
    note("tablet-record.discarded", by=actor(pairing), now=now, organisation_id=row.organisation_id, subject=row.id)
    return False


def _correct(row: TabletRecord, pairing: Pairing, payload: Payload, first: Submission, now: datetime) -> bool:
    """ "Ändra något": a submission of its own beside the first, for staff to take over."""
    reading = read_answers(payload, offered_by(row.organisation_id, row.form))
    corrections.correct(
        first, reading.details, capture_id=row.id, by=actor(pairing), now=now, way="tablet", captured_at=row.captured_at,
        notice_hash=payload.text_sha256,
    )  # fmt: skip
    row.kind, row.lead_id, row.receipt = "correction", first.lead_id, first.reference
    row.submission_id = db.session.scalar(
        select(Submission.id).filter_by(organisation_id=row.organisation_id, capture_id=row.id)
    )
    _wish(row, pairing, payload, key=row.submission_id, now=now)
    return True


def _count(row: TabletRecord, pairing: Pairing, payload: Payload, at_hand: AtHand, now: datetime) -> bool:
    booth = at_hand.booth(pairing.booth_id)
    for kind, number in payload.counts.items():
        tally = {
            "id": derived_id(row.id, kind), "organisation_id": row.organisation_id, "event_id": booth.event_id,
            "booth_id": booth.id, "kind": kind, "number": number, "at": row.captured_at, "noted_by": str(actor(pairing)),
        }  # fmt: skip
        if insert_once(Tally, tally):
            note(
                "tally.noted", by=actor(pairing), now=now, organisation_id=row.organisation_id, subject=booth.id, kind=kind,
                number=number,
            )  # fmt: skip
    row.kind = "tally"
    return True


def _small(seconds: int | None) -> int | None:
    return seconds if seconds is not None and abs(seconds) < 2**31 else None


def open_waiting(*, key: bytes, home: Path, now: datetime, most: int = 100) -> int:
    """Open what a crash left, each behind a savepoint of its own; gives how many came of it. A record is left to the request
    that brought it for a minute."""
    found = select(TabletRecord.id).where(
        TabletRecord.state == states.WAITING, TabletRecord.received_at < now - A_MINUTE
    )
    ids = list(
        db.session.scalars(found.order_by(TabletRecord.waits_for.is_not(None), TabletRecord.received_at).limit(most))
    )
    return sum(_opened_alone(id, key, home, now) for id in ids)


def _opened_alone(id: str, key: bytes, home: Path, now: datetime) -> bool:
    try:
        with each_alone():
            open_few([id], key=key, home=home, now=now)
    except OperationalError:
        raise
    except Exception as problem:  # whatever it is, the next one goes on
        log.error("a record could not be recorded: %s", type(problem).__name__)
        put_aside(db.session.get(TabletRecord, id), "failed", now=now)
    return db.session.get(TabletRecord, id).state != states.WAITING
