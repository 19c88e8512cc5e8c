"""What would have gone out? Where nothing leaves, letters are kept for the mailbox page of a demonstration.

Many in one short transaction, whose words are made before it; a letter is kept once, however many workers do this. Outside
a demonstration `console:` keeps nothing: one line in the log says that a letter had no way to go.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from sqlalchemy import bindparam, update

from ..store.columns import new_id
from ..store.db import db, unit_of_work
from ..store.once import insert_once
from .models import Letter, MailboxItem
from .outbox import NO_WAY, Turn, due, put_off, turn_of
from .words import Words, tell, write

log = logging.getLogger("monter.mail")

BATCH = 20  # whoever signs up waits meanwhile
MARKED = ("state", "tries", "next_at", "claimed_until", "message_id", "sent_at", "last_error")


def on() -> None:
    """No rest: on with it."""


def keep_due(channel: str, clock: Callable[[], datetime], rest: Callable[[], None] = on) -> int:
    """Keep all that is due on one channel. Gives how many letters that were. Commits by itself, and calls `rest` in between."""
    tried = 0
    while rows := db.session.scalars(due(channel, clock()).limit(BATCH)).all():
        letters = [turn_of(row, tries=row.tries + 1) for row in rows]
        at = clock()
        write_down(letters, [keep(letter, at) for letter in letters], at)
        tried += len(letters)
        time.sleep(0.02)  # so that others who wait to write have their turn
        rest()
    return tried


def write_down(turns: list[Turn], kept: list[tuple[dict | None, dict]], at: datetime) -> None:
    """The mailbox's rows and the letters' new values, in one transaction."""
    table = Letter.__table__
    change = update(table).where(table.c.id == bindparam("of"))
    with unit_of_work() as session:
        if items := [item for item, _ in kept if item]:
            insert_once(MailboxItem, items)
        values = {name: bindparam(f"new_{name}") for name in MARKED}
        session.connection().execute(change.values(values), [row for _, row in kept])
        sent: dict[str, list[dict]] = {}
        for letter, (_item, row) in zip(turns, kept, strict=True):
            if row["new_sent_at"]:
                sent.setdefault(letter.template, []).append(letter.ids)
        for template, letters in sent.items():
            tell(template, letters, at)


def keep(letter: Turn, at: datetime) -> tuple[dict | None, dict]:
    """The row of the mailbox, if there is one, and the letter's new values."""
    changes = {"state": "dropped", "next_at": at, "sent_at": None, "last_error": None}
    item = None
    try:
        words = write(letter.template, letter.ids, letter.language)
    except Exception as error:
        db.session.rollback()
        log.exception("letter %s (%s) could not be written", letter.id, letter.template)
        changes |= put_off(letter, type(error).__name__, at)
    else:
        if words and current_app.config["MONTER_MODE"] == "demo":
            item = item_of(letter, words, at)
            changes |= {"state": "sent", "sent_at": at}
        elif words:
            log.warning("letter %s has no way to go: %s is console:", letter.id, letter.channel)
            changes |= {"last_error": NO_WAY}
    fixed = {"of": letter.id, "new_tries": letter.tries, "new_claimed_until": None, "new_message_id": letter.message_id}
    return item, fixed | {f"new_{name}": value for name, value in changes.items()}


def item_of(letter: Turn, words: Words, at: datetime) -> dict:
    """What the mailbox page will show."""
    return {
        "id": new_id(),
        "organisation_id": letter.organisation_id,
        "letter_id": letter.id,
        "channel": letter.channel,
        "recipient": words.to[:254],
        "subject": words.subject[:200],
        "body": words.body,
        "at": at,
    }
