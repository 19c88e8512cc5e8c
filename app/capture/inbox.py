"""How does nothing that a tablet brings get lost? All of it is kept as it came, first; opening it is another matter.

A record is never refused. The same one again changes nothing; other bytes under its id are kept beside it. Actions flush; the
edge commits before anything is opened, and only then tells the tablet.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, func, select

from ..journal.actions import note
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_new, insert_once
from . import clocks, states
from .models import BoothClosing, Pairing, TabletConflict, TabletRecord
from .pairing import actor
from .wire import Batch, Envelope

log = logging.getLogger("monter.tablet")
A_DAY = timedelta(days=1)
RETAINED = timedelta(days=states.RETAIN_DAYS)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Arrived:
    """One record of a batch: the id to answer to, our id, the hash of what came, what to say before it is opened, and whether it
    still waits for that."""

    said_id: str
    id: str
    sha256: str
    new: bool
    waits: bool
    conflict: bool = False


def take_in(batch: Batch, pairing: Pairing, *, now: datetime) -> list[Arrived]:
    """Keep every record of the batch, and what the tablet says of itself. In the order in which they came."""
    pairing.seen_at, pairing.app = now, batch.app or pairing.app
    if batch.status != {"faults": []}:
        pairing.status = batch.status
    behind_s = pairing.clock_offset_s
    if (offset := clocks.offset(batch.sent, now)) is not None:
        pairing.clock_offset_s = round(offset.total_seconds())
    db.session.flush()
    why = _held_because(pairing, now) if batch.envelopes else None
    each = dict.fromkeys(batch.envelopes)
    rows = {envelope: _row(envelope, batch, pairing, why, behind_s, now) for envelope in each}
    first: dict[str, Envelope] = {}
    for envelope in sorted(rows, key=lambda one: one.id):  # one order for all, so that none wait in a ring
        first.setdefault(envelope.id, envelope)
    made = insert_new(TabletRecord, [rows[envelope] for envelope in first.values()])
    new = [envelope for envelope in first.values() if envelope.id in made]
    arrived = {envelope: _kept(envelope, rows[envelope], pairing, now) for envelope in new}
    others = [envelope for envelope in rows if envelope not in arrived]
    before = _before([envelope.id for envelope in others])
    arrived |= {one: _known(one, rows[one], before[one.id], pairing, now) for one in others}
    return [arrived[envelope] for envelope in batch.envelopes]


def _held_because(pairing: Pairing, now: datetime) -> str | None:
    sent = db.session.scalar(
        select(func.count(TabletRecord.id)).where(
            TabletRecord.pairing_id == pairing.id, TabletRecord.received_at > now - A_DAY
        )
    )
    closed = db.session.get(BoothClosing, pairing.booth_id) is not None
    return states.held_because(pairing.state, booth_closed=closed, sent_today=sent)


def _row(
    envelope: Envelope, batch: Batch, pairing: Pairing, held: str | None, behind_s: int | None, now: datetime
) -> dict:
    """One record as it is kept, by column."""
    guess = clocks.estimate(envelope.at, batch.sent, received=now, paired=pairing.asked_at, behind_s=behind_s)
    state, why = (
        (states.UNREADABLE, envelope.why) if envelope.why else (states.HELD, held) if held else (states.WAITING, None)
    )
    return {
        "id": envelope.id, "organisation_id": pairing.organisation_id, "booth_id": pairing.booth_id,
        "pairing_id": pairing.id, "seq": envelope.seq, "kid": envelope.kid, "form": envelope.form, "blob": envelope.blob,
        "sha256": envelope.sha256, "wall_ms": envelope.at.wall, "mono_ms": envelope.at.mono, "boot": envelope.at.boot,
        "received_at": now, "captured_at": guess.at, "confidence": guess.confidence, "clock_offset_s": guess.offset_s,
        "state": state, "why": why, "sealed_by": envelope.sealed_by,
    }  # fmt: skip


def _kept(envelope: Envelope, row: dict, pairing: Pairing, now: datetime) -> Arrived:
    """It was not here before."""
    if row["state"] != states.WAITING:
        held = row["state"] == states.HELD
        _note("tablet-record.held" if held else "tablet-record.unreadable", pairing, envelope.id, now, row["why"])
    waits = row["state"] == states.WAITING
    return Arrived(envelope.said_id, envelope.id, row["sha256"], new=True, waits=waits)


def _before(ids: list[str]) -> dict[str, Row]:
    """What is under these ids, by id."""
    facts = select(TabletRecord.id, TabletRecord.sha256, TabletRecord.organisation_id, TabletRecord.state)
    return {row.id: row for row in db.session.execute(facts.where(TabletRecord.id.in_(ids)))} if ids else {}


def _known(envelope: Envelope, row: dict, before: Row, pairing: Pairing, now: datetime) -> Arrived:
    """There is something under its id: the same, or other bytes, which are kept beside it."""
    arrived = Arrived(envelope.said_id, envelope.id, row["sha256"], new=False, waits=False)
    if (before.sha256, before.organisation_id) == (row["sha256"], pairing.organisation_id):
        return replace(arrived, waits=before.state == states.WAITING)
    aside = {"id": new_id(), "record_id": envelope.id, "decided": False} | {name: row[name] for name in ASIDE}
    if insert_once(TabletConflict, aside):
        _note("tablet-record.conflicted", pairing, envelope.id, now, None)
    return replace(arrived, conflict=True)


ASIDE = ("organisation_id", "booth_id", "pairing_id", "seq", "kid", "form", "blob", "sha256", "received_at")


def _note(kind: str, pairing: Pairing, record_id: str, now: datetime, why: str | None) -> None:
    log.warning("%s at booth %s: %s", kind, pairing.booth_id, why or "other bytes")
    details = {"why": why} if why else {}
    note(kind, by=actor(pairing), now=now, organisation_id=pairing.organisation_id, subject=record_id, **details)


def backed_up(pairing: Pairing, through: datetime | None, *, now: datetime) -> bool:
    """Whether all that this very tablet ever brought is in the backup that began at `through`, or older than it keeps copies."""
    own = select(Pairing.id).filter_by(organisation_id=pairing.organisation_id, install_id=pairing.install_id)
    last = db.session.scalar(select(func.max(TabletRecord.received_at)).where(TabletRecord.pairing_id.in_(own)))
    return last is None or last < max(through or NEVER, now - RETAINED)


def answers(arrived: list[Arrived]) -> list[dict]:
    """What the tablet is told of each, now that all is committed and opened as far as it goes."""
    ids = [one.id for one in arrived]
    rows = db.session.execute(
        select(TabletRecord.id, TabletRecord.state, TabletRecord.receipt).where(TabletRecord.id.in_(ids))
    )
    known = {id: (state, receipt) for id, state, receipt in rows}
    return [_answer(one, *known[one.id]) for one in arrived]


def _answer(one: Arrived, state: str, receipt: str | None) -> dict:
    status = states.CONFLICT if one.conflict else states.answer(state, new=one.new)
    return {"id": one.said_id, "sha256": one.sha256, "status": status, "receipt": None if one.conflict else receipt}
