"""What does a letter say? Templates by name, filled in `app/wiring.py` by the parts that write letters.

A template gets the ids that the outbox kept and gives the words at the moment of sending, in the language that is being
spoken; None when there is nothing to send any more (the row is gone, somebody withdrew). The outbox itself holds no words.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from ..store.db import each_alone

log = logging.getLogger("monter.mail")


@dataclass(frozen=True)
class Words:
    """One letter in words. `to` is an e-mail address, or a phone number as E.164; a text message has no subject."""

    to: str
    subject: str
    body: str


Template = Callable[[dict, str], Words | None]

templates: dict[str, Template] = {}

# Template → what is called with its ids and the time when such a letter has left us, in the transaction that writes it down.
sent: dict[str, list[Callable[[dict, datetime], None]]] = {}

# Filled in wiring: how to speak a language for a while, and under which name an organisation writes.
speaking: list[Callable[[str], AbstractContextManager]] = [nullcontext]
sender_name: list[Callable[[str], str]] = [lambda organisation_id: "Monter"]


def write(template: str, ids: dict, language: str) -> Words | None:
    """The words of a letter, now. Raises KeyError for a template that nobody registered."""
    with speaking[-1](language):
        return templates[template](ids, language)


def tell(template: str, ids: dict, at: datetime) -> None:
    """Say that such a letter has left us. What goes wrong then is logged: a letter is not sent again for it."""
    for told in sent.get(template, ()):
        try:
            with each_alone():
                told(ids, at)
        except Exception:
            log.exception("after a letter (%s) was sent", template)


def sender(organisation_id: str) -> str:
    """The name in From."""
    return sender_name[-1](organisation_id)
