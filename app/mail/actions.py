"""How does a letter get into the outbox, and what leaves it? Verbs; the edge commits.

The letter is queued in the transaction that causes it, so that it is sent if and only if that is durable. `queued` (filled in
`app/wiring.py`) wakes the worker afterwards.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete

from ..store.columns import new_id
from ..store.db import after_commit, db
from ..store.once import insert_once
from .models import Letter, MailboxItem
from .words import templates

BODIES_KEPT = timedelta(days=7)
CHANNELS = ("email", "sms")

# Called after the commit of a unit in which a letter was queued.
queued: list[Callable[[], None]] = []


def queue(
    template: str,
    *,
    channel: str,
    ids: dict,
    organisation_id: str,
    language: str,
    dedupe: str,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Put a letter into the outbox. The same `dedupe` (unique in the instance, at most 80 signs) again: still one letter.
    It goes at once, or at `not_before` (not at night, say).

    `ids` is all that its template gets to find its words; ids only, never values. Raises KeyError for a template that is
    not registered and ValueError for another channel than email or sms.
    """
    templates[template]
    if channel not in CHANNELS:
        raise ValueError(channel)
    row = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "template": template,
        "channel": channel,
        "ids": ids,
        "language": language,
        "dedupe": dedupe,
        "state": "queued",
        "tries": 0,
        "next_at": not_before or now,
        "queued_at": now,
    }
    insert_once(Letter, row)
    for wake in queued:
        after_commit(wake)


def purge_mailbox(*, now: datetime) -> int:
    """Take away what the demonstration's mailbox has kept for seven days. Gives how many."""
    return db.session.execute(delete(MailboxItem).where(MailboxItem.at < now - BODIES_KEPT)).rowcount
