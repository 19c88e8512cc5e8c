"""What becomes of a record once it is safe? It is opened, read by the form it was made with, and recorded as a lead, a
correction or a count. Each in a unit of its own: one that fails is put aside and never stops the next.

Called by the sync right after the commit, by the worker for what a crash left, and when somebody releases what was held.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from ..booths.models import Booth, Tally
from ..journal.actions import note
from ..leads import corrections, reference
from ..leads.actions import record_lead
from ..leads.intake import Met
from ..leads.models import Submission
from ..store.db import db, each_alone
from ..store.once import insert_once
from . import seal, states
from .configuration import offered_by
from .models import BoothKey, Pairing, TabletRecord
from .pairing import actor
from .payload import Payload, Unreadable, read_answers, read_payload
from .sessions import derived_id, session_of

log = logging.getLogger("monter.tablet")
A_MINUTE = timedelta(minutes=1)
PATIENCE = timedelta(days=3)  # how long a correction waits for what it corrects


def open_one(record_id: str, *, key: bytes, now: datetime) -> list[str]:
    """Open a waiting record; any other is left alone. Gives the ids of corrections that waited for it, to be opened next."""
    row = db.session.scalar(select(TabletRecord).filter_by(id=record_id).with_for_update())
    if row is None or row.state != states.WAITING:
        return []
    try:
        pairing, plain = _unsealed(row, key)
        payload = read_payload(plain, row.sealed_as or row.id)
    except (seal.Unopened, Unreadable) as problem:
        put_aside(row, (getattr(problem, "args", ()) and problem.args[0]) or "payload", now=now)
        return []
    if not _record(row, pairing, payload, now):
        return []
    row.state, row.opened_at, row.waits_for = states.STORED, now, None
    db.session.flush()
    waiting = select(TabletRecord.id).filter_by(waits_for=row.id, state=states.WAITING).order_by(TabletRecord.id)
    return list(db.session.scalars(waiting))


def open_all(record_id: str, *, key: bytes, unit: Callable, now: datetime) -> None:
    """Open one, and the corrections that waited for it, each in a `unit` of its own that the caller's edge commits. What fails
    is put aside, all else goes on; where the database does not answer, the worker tries again."""
    ids = [record_id]
    while ids:
        current = ids.pop()
        try:
            with unit():
                ids += open_one(current, key=key, now=now)
        except OperationalError:
            log.warning("a record waits, since the database did not answer")
            return
        except Exception as problem:
            log.error("a record could not be recorded: %s", type(problem).__name__)
            with unit():
                put_aside(db.session.get(TabletRecord, current), "failed", now=now)


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


def _unsealed(row: TabletRecord, key: bytes) -> tuple[Pairing, bytes]:
    """The pairing under which it was sealed, and the plain bytes. A tablet that was paired anew brings what it sealed before,
    so every pairing of the key's booth is tried, the one that brought it first, and the one that it names: a restored backup may
    not know that one, then it is whose brought it. Raises Unopened with the reason."""
    kept = db.session.scalar(select(BoothKey).filter_by(kid=row.kid, organisation_id=row.organisation_id))
    if kept is None:
        raise seal.Unopened("unknown_key")
    if kept.wrapped_private is None:
        raise seal.Unopened("key_destroyed")
    private = seal.unwrapped(kept.wrapped_private, kept.kid, key)
    found = select(Pairing).filter_by(booth_id=kept.booth_id)
    there = db.session.scalars(found.order_by(Pairing.id != row.pairing_id, Pairing.number.desc())).all()
    tried = {pairing.id: pairing for pairing in there}
    if row.sealed_by and there:
        tried.setdefault(row.sealed_by, tried.get(row.pairing_id, there[0]))
    for pairing_id, pairing in tried.items():
        info = seal.record_info(kept.booth_id, pairing_id, row.sealed_as or row.id, row.form, row.kid)
        try:
            return pairing, seal.opened(row.blob or b"", private, info)
        except seal.Unopened:
            continue
    raise seal.Unopened("wrong_seal")


def _record(row: TabletRecord, pairing: Pairing, payload: Payload, now: datetime) -> bool:
    """Make of it what it is; False when it has to wait for another."""
    row.form = row.form or payload.form
    if payload.test:
        row.kind = "test"
        pairing.rehearsed_at = pairing.rehearsed_at or now
        return True
    if payload.kind == "tally":
        return _count(row, pairing, payload, now)
    if payload.supersedes and payload.supersedes != row.id:
        first, waits = _corrected(row, payload.supersedes, now)
        if waits:
            row.waits_for = payload.supersedes
            db.session.flush()
            return False
        if first:
            return _correct(row, pairing, payload, first, now)
    return _lead(row, pairing, payload, now)


def _lead(row: TabletRecord, pairing: Pairing, payload: Payload, now: datetime) -> bool:
    reading = read_answers(payload, offered_by(row.organisation_id, row.form))
    booth = db.session.get(Booth, pairing.booth_id)
    session = session_of(booth, pairing, payload.stood, row)
    placement = pairing.placement
    met = Met(
        event_id=booth.event_id, placement_id=placement.id if placement else None, booth_id=booth.id,
        code=placement.code.code if placement else None, capture_session_id=session.id, way="tablet", kind="session",
        grade="A", captured_at=row.captured_at, clock_offset_s=_small(row.clock_offset_s),
    )  # fmt: skip
    recorded = record_lead(
        reading.details, organisation_id=row.organisation_id, capture_id=row.id, met=met, by=actor(pairing), now=now,
        notice_hash=payload.text_sha256, quarantined=bool(reading.problems), reference=reference.of(row.id),
    )  # fmt: skip
    row.kind, row.lead_id, row.submission_id = "lead", recorded.lead_id, recorded.submission_id
    row.receipt, row.why = recorded.reference, " ".join(reading.problems)[:40] or None
    return True


def _corrected(row: TabletRecord, supersedes: str, now: datetime) -> tuple[Submission | None, bool]:
    """(the submission that it corrects, whether it must wait for that). After a while, or when that one will never be a
    lead, neither: then it is a lead of its own."""
    found = db.session.scalar(select(Submission).filter_by(organisation_id=row.organisation_id, capture_id=supersedes))
    if found:
        return (db.session.get(Submission, found.supersedes_id) if found.supersedes_id else found), False
    first = db.session.get(TabletRecord, supersedes)
    hopeless = first is not None and first.state not in (states.WAITING, states.HELD)
    return None, not hopeless and row.received_at > now - PATIENCE


def _correct(row: TabletRecord, pairing: Pairing, payload: Payload, first: Submission, now: datetime) -> bool:
    """ "Ändra något": a submission of its own beside the first, for staff to take over."""
    reading = read_answers(payload, offered_by(row.organisation_id, row.form))
    corrections.correct(
        first, reading.details, capture_id=row.id, by=actor(pairing), now=now, way="tablet", captured_at=row.captured_at
    )
    row.kind, row.lead_id, row.receipt = "correction", first.lead_id, first.reference
    row.submission_id = db.session.scalar(
        select(Submission.id).filter_by(organisation_id=row.organisation_id, capture_id=row.id)
    )
    return True


def _count(row: TabletRecord, pairing: Pairing, payload: Payload, now: datetime) -> bool:
    booth = db.session.get(Booth, pairing.booth_id)
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


def open_waiting(*, key: bytes, now: datetime, most: int = 100) -> int:
    """Open what a crash left, each behind a savepoint of its own; gives how many came of it. A record is left to the request
    that brought it for a minute."""
    found = select(TabletRecord.id).where(
        TabletRecord.state == states.WAITING, TabletRecord.received_at < now - A_MINUTE
    )
    ids = list(db.session.scalars(found.order_by(TabletRecord.waits_for, TabletRecord.received_at).limit(most)))
    return sum(_opened_alone(id, key, now) for id in ids)


def _opened_alone(id: str, key: bytes, now: datetime) -> bool:
    try:
        with each_alone():
            open_one(id, key=key, now=now)
    except OperationalError:
        raise
    except Exception as problem:  # whatever it is, the next one goes on
        log.error("a record could not be recorded: %s", type(problem).__name__)
        put_aside(db.session.get(TabletRecord, id), "failed", now=now)
    return db.session.get(TabletRecord, id).state != states.WAITING
