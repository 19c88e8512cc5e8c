"""How do letters get from the outbox to people? One worker or several deliver what is due; nothing is lost, at most one repeated.

A letter is claimed in one transaction (its Message-ID is fixed then, before anything is sent), sent, and marked in the next one
together with the claim of the following letter. So a worker that is killed leaves one letter claimed; when its time is up
it is sent again under the same Message-ID. In a demonstration letters only go to the mailbox page, many in one transaction.
"""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from ..clock import now
from ..store.db import db, unit_of_work
from .mailbox import keep_due, on
from .message import NoAddress, compose
from .models import Letter
from .outbox import Turn, due, failed, put_off, turn_of
from .transport import FortySixElks, Later, Outage, Smtp, Undeliverable, way_for
from .words import Words, sender, tell, write

log = logging.getLogger("monter.mail")

CLAIMED_FOR = timedelta(minutes=5)
MARKING = timedelta(minutes=1)  # how long a worker tries to write down what it has sent


@dataclass(frozen=True)
class Outcome:
    """What became of a try. `over` when nothing more should be tried this way now."""

    letter: Turn
    changes: dict
    over: bool = False


def ways() -> dict[str, Smtp | FortySixElks | None]:
    """How each channel leaves, by the settings."""
    config = current_app.config
    hello = config["MAIL_FROM"].rpartition("@")[2]
    return {"email": way_for(config["MAIL_URL"], hello), "sms": way_for(config["SMS_URL"], hello)}


def deliver_due(
    *, clock: Callable[[], datetime] = now, stopping: Callable[[], bool] = lambda: False, rest: Callable[[], None] = on
) -> int:
    """Deliver all that is due, or until it is time to stop. Gives how many letters were tried. Commits letter by letter; `rest` is
    called in between, while nothing is locked."""
    db.session.rollback()
    due_ways = [(channel, way) for channel, way in ways().items() if any_due(channel, clock())]
    return sum(deliver_by(channel, way, clock, stopping, rest) for channel, way in due_ways)


def any_due(channel: str, at: datetime) -> bool:
    """Whether there is anything to do, without taking the lock that writers wait for."""
    found = db.session.scalar(due(channel, at).limit(1)) is not None
    db.session.rollback()
    return found


def deliver_by(
    channel: str,
    way: Smtp | FortySixElks | None,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
    rest: Callable[[], None],
) -> int:
    """Deliver what is due on one channel, one letter after the other, until nothing is or the way is shut."""
    if way is None:
        return keep_due(channel, clock, rest)
    tried, outcome = 0, None
    with closing(way):
        while True:
            letter = mark_and_claim(outcome, channel, clock, stopping)
            if letter is None:
                return tried
            tried += 1
            rest()  # before it is sent: what was sent is written down at once
            outcome = attempt(letter, way, clock)


def mark_and_claim(
    outcome: Outcome | None, channel: str, clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> Turn | None:
    """Write down what became of the last letter and claim the next, durably. Insists while the database is busy.

    What was sent and cannot be written down would be sent again, so giving up early is worse than waiting.
    """
    until = time.monotonic() + MARKING.total_seconds()
    while True:
        try:
            with unit_of_work():
                if outcome:
                    mark(outcome)
                return None if (outcome and outcome.over) or stopping() else claim(channel, clock())
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def claim(channel: str, at: datetime) -> Turn | None:
    """Make one letter ours. Workers that claim at the same time pass each other by."""
    row = db.session.scalar(due(channel, at).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.state, row.claimed_until, row.tries = "sending", at + CLAIMED_FOR, row.tries + 1
    row.message_id = turn_of(row).message_id
    db.session.flush()
    return turn_of(row)


def mark(outcome: Outcome) -> None:
    """Write down what became of a letter, if it is still ours."""
    ours = (Letter.id == outcome.letter.id, Letter.claimed_until == outcome.letter.claimed_until)
    db.session.execute(update(Letter).where(*ours).values(claimed_until=None, **outcome.changes))
    if sent_at := outcome.changes.get("sent_at"):
        tell(outcome.letter.template, [outcome.letter.ids], sent_at)


def attempt(letter: Turn, way: Smtp | FortySixElks, clock: Callable[[], datetime]) -> Outcome:
    """Render and send one letter. No exception leaves here: each is an outcome."""
    try:
        words = write(letter.template, letter.ids, letter.language)
        at = clock()
        db.session.rollback()
        if words is None:
            return Outcome(letter, {"state": "dropped"})
        send(letter, words, way, at)
    except (Undeliverable, NoAddress) as error:
        return Outcome(letter, failed(letter, str(error) or type(error).__name__))
    except Later as error:
        return Outcome(letter, put_off(letter, str(error), clock()), over=isinstance(error, Outage))
    except Exception as error:
        db.session.rollback()
        log.exception("letter %s (%s) could not be written", letter.id, letter.template)
        return Outcome(letter, put_off(letter, type(error).__name__, clock()))
    return Outcome(letter, {"state": "sent", "sent_at": clock(), "last_error": None})


def send(letter: Turn, words: Words, way: Smtp | FortySixElks, at: datetime) -> None:
    """Hand one letter to its way."""
    if isinstance(way, FortySixElks):
        return way.send(words.to, words.body)
    return way.send(
        compose(
            words,
            sender=sender(letter.organisation_id),
            sender_address=current_app.config["MAIL_FROM"],
            message_id=letter.message_id,
            at=at,
            language=letter.language,
        )
    )
