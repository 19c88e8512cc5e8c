"""What can one do about what one has sent? Send a correction for staff to take over, take it all back, or press once more.

Each is a submission of its own beside the first, which stays as it came. The edge commits.
"""

from datetime import datetime

from sqlalchemy import insert

from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from . import follow_up
from .actions import acknowledge
from .intake import Details
from .models import Lead, Submission, Transition


def correct(
    first: Submission,
    details: Details,
    *,
    capture_id: str,
    by: Actor,
    now: datetime,
    way: str = "web",
    captured_at=None,
    notice_hash: str | None = None,
) -> bool:
    """Keep a correction of the first submission. The same `capture_id` again writes nothing; whether it was new."""
    captured = {"way": way, "captured_at": captured_at or now, "notice_hash": notice_hash}
    if not _put(first, "correction", details.answers, details.language, capture_id, now, captured):
        return False
    lead = db.session.get(Lead, first.lead_id)
    lead.updated_at = now
    note(
        "lead.corrected", subject=lead.id, by=by, now=now, organisation_id=lead.organisation_id, submission=first.id
    )  # fmt: skip
    return True


def withdraw(first: Submission, *, by: Actor, now: datetime) -> bool:
    """Close the lead of this submission because the person says so, whatever its state; whether it was open to this. One that
    was merged into another closes that one: it is the same person who says so."""
    lead = db.session.get(Lead, first.lead_id)
    if lead.withdrawn_at is not None:
        return False
    _put(first, "withdrawal", {}, first.language, f"withdrawal-{first.id}", now)
    if lead.merged_into_id:
        lead.withdrawn_at, lead.updated_at = now, now
        lead = db.session.get(Lead, lead.merged_into_id)
    if lead.withdrawn_at is None or lead.state != "withdrew":
        _close(lead, by, now)
    return True


def _close(lead: Lead, by: Actor, now: datetime) -> None:
    db.session.execute(
        insert(Transition.__table__).values(
            id=new_id(),
            organisation_id=lead.organisation_id,
            lead_id=lead.id,
            before=lead.state,
            after="withdrew",
            at=now,
            by=str(by),
        )
    )
    lead.state, lead.withdrawn_at, lead.next_on, lead.updated_at = "withdrew", now, None, now
    db.session.flush()
    follow_up.has_left(lead, by=by, now=now)
    note("lead.withdrawn", subject=lead.id, by=by, now=now, organisation_id=lead.organisation_id)


def press_once_more(first: Submission, *, by: Actor, now: datetime) -> bool:
    """Let a lead that many others had set aside into the work, since somebody was there to press. False when it is there already."""
    lead = db.session.get(Lead, first.lead_id)
    if lead.state != "quarantined" or lead.withdrawn_at is not None:
        return False
    follow_up.release(lead, by=by, now=now)
    acknowledge(first, now=now)
    return True


def _put(
    first: Submission,
    kind: str,
    answers: dict,
    language: str,
    capture_id: str,
    now: datetime,
    captured: dict | None = None,
) -> bool:
    row = {
        "id": new_id(),
        "organisation_id": first.organisation_id,
        "lead_id": first.lead_id,
        "capture_id": capture_id,
        "kind": kind,
        "supersedes_id": first.id,
        "way": "web",
        "captured_at": now,
        "received_at": now,
        "language": language,
        "reference": first.reference,
        "answers": answers,
    } | (captured or {})
    return insert_once(Submission, row) == 1
