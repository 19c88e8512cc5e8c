"""How did somebody hear of us, by their own words? What they can answer, and how sure we are of it. Pure.

They choose from what the organisation really did. What others did (media, a friend, a partner) is an answer of its own and never
credited to a placement. *Vet inte* is an answer too: it is kept as unknown, and the question is not put again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..i18n import _l

FIRST_HEARD, DECISIVE = "first_heard", "decisive"
FRESH = timedelta(
    days=30
)  # so long an answer is fresh (grade C, or B in the conversation); after that it is recalled (D)
LOOKS_BACK = timedelta(days=2 * 365 + 1)
UNKNOWN = "unknown"
WITHOUT_US = {"media": _l("Såg eller hörde i media"), "friend": _l("Någon jag känner")}
DOES_NOT_KNOW = _l("Vet inte eller minns inte")


@dataclass(frozen=True)
class Choice:
    """One thing that can be answered: `key` is event:ID, placement:ID, partner:NAME, media, friend or unknown."""

    key: str
    words: str


@dataclass(frozen=True)
class Groups:
    """All choices as they are offered, under a heading each; empty groups are left out."""

    events: tuple[Choice, ...] = ()
    placements: tuple[Choice, ...] = ()
    partners: tuple[Choice, ...] = ()

    @property
    def of_ours(self) -> list[tuple[str, tuple[Choice, ...]]]:
        """(heading, choices) of what we did or others did with us."""
        named = [
            (_l("Aktiviteter"), self.events),
            (_l("Flyer, affisch eller annat"), self.placements),
            (_l("Samverkansparter"), self.partners),
        ]
        return [(str(words), choices) for words, choices in named if choices]


@dataclass(frozen=True)
class Answer:
    """What an answer points at; nothing at all is unknown."""

    event_id: str | None = None
    placement_id: str | None = None
    other: str | None = None


def read(key: str) -> Answer:
    """The answer behind a choice that was offered."""
    kind, _colon, of = key.partition(":")
    if kind == "event":
        return Answer(event_id=of)
    if kind == "placement":
        return Answer(placement_id=of)
    return Answer() if key == UNKNOWN else Answer(other=key)


def key_of(event_id: str | None, placement_id: str | None, other: str | None) -> str:
    """The choice that an answer was."""
    if other:
        return other
    if placement_id:
        return f"placement:{placement_id}"
    return f"event:{event_id}" if event_id else UNKNOWN


def grade_of(*, by_staff: bool, captured_at: datetime, said_at: datetime) -> str:
    """B in the conversation with staff, C by the person's own hand, both within 30 days; D recalled later (domain.md §6)."""
    if said_at - captured_at > FRESH:
        return "D"
    return "B" if by_staff else "C"


def alike_left_out(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Only choices that nobody can mistake for another: who points at one of two that read the same has pointed at neither."""
    found = list(choices)
    words = [choice.words.casefold() for choice in found]
    return tuple(choice for choice in found if words.count(choice.words.casefold()) == 1)


def since(today: date) -> date:
    """The first day of what can be named."""
    return today - LOOKS_BACK
