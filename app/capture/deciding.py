"""What does a person decide about a record that waits for one? Let it in or discard it with a reason; likewise for other bytes
under an id that was taken. What is discarded loses its content and keeps its line. Actions flush; the edge commits.
"""

import uuid
from datetime import datetime

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from ..store.once import insert_once
from . import states
from .models import TabletConflict, TabletRecord
from .wire import OURS

LONGEST_REASON = 300
DECIDABLE = (states.HELD, states.UNREADABLE)


def release(row: TabletRecord, *, by: Actor, now: datetime) -> None:
    """Let what was held, or could not be read, go the way of all others: it is opened next. Others are left alone."""
    if row.state in DECIDABLE:
        row.state, row.why, row.decided_by = states.WAITING, None, str(by)
        db.session.flush()
        note("tablet-record.released", by=by, now=now, organisation_id=row.organisation_id, subject=row.id)


def discard(row: TabletRecord, reason: str, *, by: Actor, now: datetime) -> None:
    """Take away what is in it, for a reason that stays. Others than those that wait for a person are left alone."""
    reason = _reason(reason)
    if row.state in DECIDABLE:
        row.state, row.decided_by, row.reason, row.blob = states.DISCARDED, str(by), reason, None
        db.session.flush()
        note("tablet-record.discarded", by=by, now=now, organisation_id=row.organisation_id, subject=row.id)


def take_other(conflict: TabletConflict, *, by: Actor, now: datetime) -> TabletRecord | None:
    """Let the other bytes in too, as a record of their own beside the first. The conflict is over. None when it was over before."""
    if conflict.decided:
        return None
    first = db.session.get(TabletRecord, conflict.record_id)
    id = str(uuid.uuid5(OURS, f"{conflict.record_id}\0{conflict.sha256}"))
    row = {name: getattr(conflict, name) for name in TAKEN} | {
        "id": id, "sealed_as": conflict.record_id, "captured_at": conflict.received_at, "confidence": "day",
        "state": states.WAITING, "decided_by": str(by), "wall_ms": first.wall_ms,
    }  # fmt: skip
    insert_once(TabletRecord, row)
    _over(conflict)
    note("tablet-record.released", by=by, now=now, organisation_id=conflict.organisation_id, subject=id)
    return db.session.get(TabletRecord, id)


TAKEN = ("organisation_id", "booth_id", "pairing_id", "seq", "kid", "form", "blob", "sha256", "received_at")


def discard_other(conflict: TabletConflict, reason: str, *, by: Actor, now: datetime) -> None:
    """The first was right; the other bytes go, and their line stays. Nothing when it was decided before."""
    reason = _reason(reason)
    if conflict.decided:
        return
    conflict.reason = reason
    _over(conflict)
    note(
        "tablet-record.discarded", by=by, now=now, organisation_id=conflict.organisation_id, subject=conflict.record_id
    )


def _over(conflict: TabletConflict) -> None:
    conflict.blob, conflict.decided = None, True
    db.session.flush()


def _reason(text: str | None) -> str:
    text = (text or "").strip()
    if not text:
        raise Refused(_l("Skriv varför den inte ska tas med."), "reason")
    return text[:LONGEST_REASON]
