"""What lies in the outbox, whose turn is it, and what happens to a letter that did not go? Shared by both ways of delivering."""

import logging
from dataclasses import dataclass, fields
from datetime import datetime

from flask import current_app
from sqlalchemy import and_, or_, select

from .backoff import next_try
from .message import message_id
from .models import Letter

log = logging.getLogger("monter.mail")
NO_WAY = "no way to send"  # why a letter was dropped that had something to say


@dataclass(frozen=True)
class Turn:
    """One letter whose turn it is, as a plain value that outlives its transaction."""

    id: str
    organisation_id: str
    template: str
    channel: str
    ids: dict
    language: str
    message_id: str
    tries: int
    queued_at: datetime
    claimed_until: datetime | None


def turn_of(row: Letter, **facts) -> Turn:
    """The row as a plain value; its Message-ID is decided here, the same every time."""
    facts = {"message_id": row.message_id or message_id(row.id, current_app.config["MAIL_FROM"])} | facts
    return Turn(**{field.name: getattr(row, field.name) for field in fields(Turn)} | facts)


def due(channel: str, at: datetime):
    """Letters whose time has come, and those that a dead worker left claimed; the oldest first."""
    return (
        select(Letter)
        .where(
            Letter.channel == channel,
            or_(
                and_(Letter.state == "queued", Letter.next_at <= at),
                and_(Letter.state == "sending", Letter.claimed_until <= at),
            ),
        )
        .order_by(Letter.next_at, Letter.id)
    )


def put_off(letter: Turn, why: str, at: datetime) -> dict:
    """Try again later, or have tried for long enough."""
    again = next_try(letter.tries, letter.queued_at, at)
    if again is None:
        return failed(letter, why)
    log.warning("letter %s put off after %d tries: %s", letter.id, letter.tries, why)
    return {"state": "queued", "next_at": again, "last_error": why[:200]}


def failed(letter: Turn, why: str) -> dict:
    """Never to be tried again."""
    log.error("letter %s failed: %s", letter.id, why)
    return {"state": "failed", "last_error": why[:200]}
