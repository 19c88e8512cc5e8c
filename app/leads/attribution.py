"""Which of our stands gave this person? Touches in, three answers out, side by side and never blended (domain.md §6).

*Skapad av*: the touch that made the submission. *Först kände till*: the earliest time we met, as far as anybody noted.
*Avgörande enligt personen*: what they themselves say made up their mind. *Medverkande* lists all and does not sum. What is not
known is unknown: nothing is guessed, shared out or moved to somebody else. Facts are kept and the answer is computed, so that
the same touches give the same answer in any order, at any time. Pure; called by crediting.py and the page of a lead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

OBSERVED = frozenset({"A", "B"})  # we saw it: a code, a session, a note made in the conversation
DECISIVE = "decisive"  # the kind of a touch in which the person says what made up their mind
GRADES = "ABCD"


@dataclass(frozen=True, order=True)
class Source:
    """What is credited: a placement (code), or an event or booth where we talked. None of them: unknown."""

    event_id: str | None = None
    placement_id: str | None = None
    booth_id: str | None = None

    @property
    def known(self) -> bool:
        """Whether it names anything."""
        return any((self.event_id, self.placement_id, self.booth_id))


UNKNOWN = Source()


@dataclass(frozen=True)
class TouchFact:
    """One touch as it was noted. `met_at` is when we met, if that is known: for what a person recalls, the event's own time."""

    id: str
    kind: str  # code | session | conversation | answer | decisive | unknown
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
        first_known=_credited([touch for touch in standing if touch.source.known and touch.kind != DECISIVE][:1]),
        decisive=_credited(sorted((t for t in standing if t.kind == DECISIVE), key=lambda t: (t.noted_at, t.id))[-1:]),
        contributing=tuple(dict.fromkeys(touch.source for touch in standing if touch.source.known)),
    )


def shares(answers: Answers) -> dict[Source, Fraction]:
    """Equal parts of one among the contributing, for sums of cost alone: a convention, and to be called one. Sums to 1."""
    among = answers.contributing or (UNKNOWN,)
    return {source: Fraction(1, len(among)) for source in among}


def _in_time(touch: TouchFact) -> tuple:
    # At the same moment what was seen comes before what was said, and then the first noted.
    return (touch.met_at or touch.noted_at, GRADES.find(touch.grade), touch.noted_at, touch.id)


def _credited(found: list[TouchFact]) -> Credit:
    if not found or not found[0].source.known:
        return Credit()
    return Credit(found[0].source, found[0].grade, found[0].id)
