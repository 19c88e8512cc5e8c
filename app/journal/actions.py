"""How is an act written down? `note(...)`, in the same transaction as the act itself."""

from datetime import datetime

from sqlalchemy import insert

from ..store.columns import new_id
from ..store.db import db
from .actors import Actor
from .kinds import KINDS
from .models import JournalLine


def note(kind: str, /, *, by: Actor, now: datetime, organisation_id: str | None, subject: str | None = None, **details):
    """Add a line. Raises KeyError for a kind that is not declared and ValueError for keys that its kind does not have."""
    if strange := set(details) - KINDS[kind]:
        raise ValueError(f"{kind} does not declare {', '.join(sorted(strange))}")
    db.session.execute(
        insert(JournalLine).values(
            id=new_id(),
            organisation_id=organisation_id,
            at=now,
            kind=kind,
            actor=str(by),
            subject=subject,
            details=details,
        )
    )
