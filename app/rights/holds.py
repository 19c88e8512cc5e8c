"""How is something kept although its time is over? Set a hold, with its reason and until when, and lift it. Actions flush."""

from datetime import date, datetime

from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import Hold
from .rules import REASONS


def set_hold(
    organisation_id: str,
    kind: str,
    subject_id: str | None,
    *,
    key: str,
    reason: str,
    until_on: date | None,
    by: Actor,
    now: datetime,
) -> Hold:
    """Keep a lead, a helper, or (kind `all`) everything. The same `key` again is the same hold."""
    if known := db.session.get(Hold, key):
        if known.organisation_id != organisation_id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    if reason not in REASONS:
        raise Refused(_l("Välj varför det ska sparas."), "reason")
    if until_on and until_on <= local_date(now):
        raise Refused(_l("Dagen har varit. Skriv en dag som kommer, eller lämna tomt."), "until_on")
    row = Hold(
        id=key, organisation_id=organisation_id, kind=kind, subject_id=subject_id, reason=reason, until_on=until_on, set_at=now,
        set_by=str(by),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    until = until_on.isoformat() if until_on else None
    note(
        "hold.set",
        by=by,
        now=now,
        organisation_id=organisation_id,
        subject=subject_id,
        kind=kind,
        reason=reason,
        until=until,
    )
    return row


def lift(row: Hold, *, by: Actor, now: datetime) -> None:
    """Let it go when its time is over, from the next run on."""
    if row.lifted_at:
        return
    row.lifted_at, row.lifted_by = now, str(by)
    db.session.flush()
    note("hold.lifted", by=by, now=now, organisation_id=row.organisation_id, subject=row.subject_id, kind=row.kind)
