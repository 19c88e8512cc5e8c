"""How is an act written down? `note(...)`, in the same transaction as the act itself."""

from datetime import datetime

from ..store.columns import new_id
from ..store.put import put
from .actors import Actor
from .kinds import KINDS
from .models import JournalLine


def note(kind: str, /, *, by: Actor, now: datetime, organisation_id: str | None, subject: str | None = None, **details):
    """Add a line. Raises KeyError for a kind that is not declared and ValueError for keys that its kind does not have."""
    if strange := set(details) - KINDS[kind]:
        raise ValueError(f"{kind} does not declare {', '.join(sorted(strange))}")
    row = {"organisation_id": organisation_id, "at": now, "kind": kind, "actor": str(by), "subject": subject}
    put(JournalLine.__table__, {"id": new_id(), "details": details} | row)
