"""How does a file that a tablet saved come in? Batch by batch through the same inbox as a sync, each committed by the caller's unit."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from . import inbox, opening
from .exports import read_export
from .models import Pairing
from .wire import MOST_RECORDS, Batch, NotUnderstood


def bring_in(
    content: bytes, organisation_id: str, *, key: bytes, unit: Callable, by: Actor, now: datetime
) -> Counter | None:
    """How many of each status came of a sealed file; None for a file that is none of this organisation's tablets'."""
    try:
        found = read_export(content)
    except NotUnderstood:
        return None
    row = db.session.get(Pairing, found.pairing_id)
    if row is None or row.organisation_id != organisation_id:
        return None
    told: Counter = Counter()
    envelopes = found.batch.envelopes
    for first in range(0, len(envelopes), MOST_RECORDS):
        some = Batch(found.batch.app, found.batch.sent, found.batch.status, envelopes[first : first + MOST_RECORDS])
        told.update(_taken_in(some, found.pairing_id, key=key, unit=unit, now=now))
    with unit():
        details = {"new": told["stored"] + told["held"], "known": told["duplicate"]}
        note(
            "tablet-records.imported",
            by=by,
            now=now,
            organisation_id=organisation_id,
            subject=found.pairing_id,
            **details,
        )
    return told


def _taken_in(some: Batch, pairing_id: str, *, key: bytes, unit: Callable, now: datetime) -> list[str]:
    with unit():
        row = db.session.get(Pairing, pairing_id)
        seen, offset = row.seen_at, row.clock_offset_s
        arrived = inbox.take_in(some, row, now=now)
        row.seen_at, row.clock_offset_s = seen, offset  # a file says nothing of how the tablet is now
    opening.open_all([one.id for one in arrived if one.waits], key=key, unit=unit, now=now)
    return [answer["status"] for answer in inbox.answers(arrived)]
