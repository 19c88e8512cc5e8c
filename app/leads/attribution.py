"""Which of our stands gave this person? Touches in, three answers out, side by side and never blended (domain.md §6).

*Skapad av*: the touch that made the submission. *Först kände till*: what the person says, unless we had met before that as far as
anybody noted; who does not remember does not know, and neither do we. *Avgörande enligt personen*: what they themselves say made up
their mind. *Medverkande* lists all and does not sum. What is not known is unknown: nothing is guessed, shared out or moved to
somebody else. Facts are kept and the answer is computed, so that
the same touches give the same answer in any order, at any time. Pure; called by crediting.py and the page of a lead.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

OBSERVED = frozenset({"A", "B"})  # we saw it: a code, a session, a note made in the conversation
DECISIVE = "decisive"  # the kind of a touch in which the person says what made up their mind
FIRST_HEARD = "first_heard"  # and of one in which they say how they first heard of us
GRADES = "ABCD"
S = TypeVar("S", bound=Hashable)


@dataclass(frozen=True, order=True)
class Source:
    """What is credited: a placement (code), an event or booth where we talked, or something `other` than what we did ourselves
    (media, friend, tip, partner:NAME), which never stands beside one of ours. None of them: unknown."""

    event_id: str | None = None
    placement_id: str | None = None
    booth_id: str | None = None
    other: str | None = None

    def __post_init__(self):
        if self.other and any((self.event_id, self.placement_id, self.booth_id)):
            raise ValueError("what others did is never credited to something of ours")

    @property
    def known(self) -> bool:
        """Whether it names anything."""
        return any((self.event_id, self.placement_id, self.booth_id, self.other))


UNKNOWN = Source()


@dataclass(frozen=True)
class TouchFact:
    """One touch as it was noted. `met_at` is when we met, if that is known: for what a person recalls, the event's own time."""

    id: str
    kind: str  # code | session | conversation | answer | first_heard | decisive | tip | unknown
    grade: str
    source: Source
    met_at: datetime | None
    noted_at: datetime
    created: bool = False
    superseded_by: str | None = None


@dataclass(frozen=True)
class Credit:
    """One answer: to whom, and how sure we are. Unknown has no grade."""

    source: Source = UNKNOWN
    grade: str | None = None
    touch_id: str | None = None


@dataclass(frozen=True)
class Answers:
    """The three answers of one lead, and everything that was part of it, in the order in which it happened."""

    created_by: Credit
    first_known: Credit
    decisive: Credit
    contributing: tuple[Source, ...]


def credit(touches: Iterable[TouchFact]) -> Answers:
    """The answers for one lead. Corrected touches count for nothing; their corrections do."""
    standing = sorted((touch for touch in touches if touch.superseded_by is None), key=_in_time)
    return Answers(
        created_by=_credited([touch for touch in standing if touch.created and touch.grade in OBSERVED][:1]),
        first_known=_credited(_where_it_began(standing)),
        decisive=_credited(_last_said(standing, DECISIVE)),
        contributing=tuple(dict.fromkeys(touch.source for touch in standing if touch.source.known)),
    )


def shares(contributing: Sequence[S], unknown: S) -> dict[S, Fraction]:
    """Equal parts of one lead among the contributing, for sums of cost alone: a convention, and to be called one. Sums to 1."""
    among = list(dict.fromkeys(contributing)) or [unknown]
    return {source: Fraction(1, len(among)) for source in among}


def _where_it_began(standing: list[TouchFact]) -> list[TouchFact]:
    """What the person last said, or what we saw before that; without an answer, the earliest that anybody noted. Is that unknown, it
    stays so: whom we met again afterwards had heard of us already."""
    met = [touch for touch in standing if touch.kind not in (DECISIVE, FIRST_HEARD)]
    seen = [touch for touch in met if touch.source.known]
    said = _last_said(standing, FIRST_HEARD)
    if not said:
        return met[:1]
    then = said[0].met_at  # None for what has no day (media, a friend): before all else, since they say so
    before = [touch for touch in seen if then and touch.grade in OBSERVED and _met(touch) < then]
    return before[:1] if before and said[0].source.known else said


def _last_said(standing: list[TouchFact], kind: str) -> list[TouchFact]:
    """The newest answer of that kind: who says otherwise later has said otherwise."""
    return sorted((touch for touch in standing if touch.kind == kind), key=lambda touch: (touch.noted_at, touch.id))[
        -1:
    ]


def _met(touch: TouchFact) -> datetime:
    return touch.met_at or touch.noted_at


def _in_time(touch: TouchFact) -> tuple:
    # At the same moment what was seen comes before what was said, and then the first noted.
    return (_met(touch), GRADES.find(touch.grade), touch.noted_at, touch.id)


def _credited(found: list[TouchFact]) -> Credit:
    if not found or not found[0].source.known:
        return Credit()
    return Credit(found[0].source, found[0].grade, found[0].id)
