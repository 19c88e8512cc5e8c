"""What does a letter say? Templates by name, filled in `app/wiring.py` by the parts that write letters.

A template gets the ids that the outbox kept and gives the words at the moment of sending, in the language that is being
spoken; None when there is nothing to send any more (the row is gone, somebody withdrew). The outbox itself holds no words.
"""

import logging
from collections.abc import Callable, Sequence
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

# Template → what is called with the ids of each such letter that has left us and the time, in the transaction that writes it down.
sent: dict[str, list[Callable[[Sequence[dict], datetime], None]]] = {}

# Filled in wiring: how to speak a language for a while, and under which name an organisation writes.
speaking: list[Callable[[str], AbstractContextManager]] = [nullcontext]
sender_name: list[Callable[[str], str]] = [lambda organisation_id: "Monter"]


def write(template: str, ids: dict, language: str) -> Words | None:
    """The words of a letter, now. Raises KeyError for a template that nobody registered."""
    with speaking[-1](language):
        return templates[template](ids, language)


def tell(template: str, letters: Sequence[dict], at: datetime) -> None:
    """Say that such letters (the ids of each) have left us. Where that goes wrong each is told of alone, and what goes wrong then
    is logged: a letter is not sent again for it."""
    for told in sent.get(template, ()):
        if not _told(told, template, letters, at) and len(letters) > 1:
            for ids in letters:
                _told(told, template, [ids], at)


def _told(told: Callable, template: str, letters: Sequence[dict], at: datetime) -> bool:
    try:
        with each_alone():
            told(letters, at)
    except Exception:
        log.exception("after a letter (%s) was sent", template)
        return False
    return True


def sender(organisation_id: str) -> str:
    """The name in From."""
    return sender_name[-1](organisation_id)
