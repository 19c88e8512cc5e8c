"""How does a file that a tablet saved come in? Batch by batch through the same inbox as a sync, each committed by the caller's unit."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from . import clocks, inbox, opening, states
from .configuration import booth_of_key
from .exports import SealedFile, read_export
from .models import Pairing
from .wire import MOST_RECORDS, Batch, NotUnderstood


def bring_in(
    content: bytes, organisation_id: str, *, key: bytes, home: Path, unit: Callable, by: Actor, now: datetime
) -> Counter | None:
    """How many of each status came of a sealed file; None for a file that is none of this organisation's tablets'. Raises Refused
    when there is no tablet left to take it in for."""
    try:
        found = read_export(content)
    except NotUnderstood:
        return None
    brought_by = _brought_by(found, organisation_id)
    if brought_by is None:
        return None
    told: Counter = Counter()
    envelopes = found.batch.envelopes
    for first in range(0, len(envelopes), MOST_RECORDS):
        some = replace(found.batch, envelopes=envelopes[first : first + MOST_RECORDS])
        told.update(_taken_in(some, brought_by, key=key, home=home, unit=unit, now=now))
    with unit():
        details = {"new": told["stored"] + told["held"], "known": told["duplicate"]}
        note(
            "tablet-records.imported", by=by, now=now, organisation_id=organisation_id, subject=brought_by, **details
        )  # fmt: skip
    return told


def _brought_by(found: SealedFile, organisation_id: str) -> str | None:
    """The id of the pairing that wrote the file; where a restored backup has forgotten that one, of the latest at the booth whose
    key sealed what is in it."""
    row = db.session.get(Pairing, found.pairing_id)
    if row is not None:
        return row.id if row.organisation_id == organisation_id else None
    keys = (booth_of_key(kid, organisation_id) for kid in dict.fromkeys(one.kid for one in found.batch.envelopes))
    sealed_by = next(filter(None, keys), None)
    if sealed_by is None:
        return None
    there = select(Pairing.id).where(Pairing.booth_id == sealed_by.booth_id, Pairing.state.in_(states.MAY_SEND))
    latest = db.session.scalar(there.order_by(Pairing.number.desc()).limit(1))
    if latest is None:
        raise Refused(
            _l("Filen är från en surfplatta som vi inte längre känner till. Parkoppla den igen och läs in filen sedan.")
        )
    return latest


def _taken_in(some: Batch, pairing_id: str, *, key: bytes, home: Path, unit: Callable, now: datetime) -> list[str]:
    with unit():
        row = db.session.get(Pairing, pairing_id)
        seen, offset = row.seen_at, row.clock_offset_s
        arrived = inbox.take_in(replace(some, sent=clocks.shown(now, offset)), row, now=now)
        row.seen_at, row.clock_offset_s = seen, offset  # a file says nothing of how the tablet is now
    opening.open_all([one.id for one in arrived if one.waits], key=key, home=home, unit=unit, now=now)
    return [answer["status"] for answer in inbox.answers(arrived)]
