"""What does one hand over when somebody showed interest? The values that go into `record_lead`, and what comes back.

Whoever captures a person, on the web, at the stand, on a tablet, makes these two and calls the same function. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..journal.actors import Actor

UNSURE = "unsure"  # "vet inte än": kept as no interest at all
BEST_TIMES = ("any", "morning", "afternoon", "evening")
WAYS = ("web", "tablet", "phone", "paper", "staff", "tip", "letter")


@dataclass(frozen=True)
class Details:
    """What the person said, read and cleaned: phone as E.164, e-mail as `read_email` gives it, at least one of the two.
    `interests` are keys of assignment types; `best_time` is one of BEST_TIMES or None. `unread`: field → what was written
    there and could not be read, where it was written without us (a tablet) and nobody can be asked to mend it. `slot` names the time
    that they chose, where it could not be booked at once: what is set aside waits with its wish."""

    name: str
    phone: str | None = None
    email: str | None = None
    interests: tuple[str, ...] = ()
    best_time: str | None = None
    language: str = "sv"
    unread: Mapping[str, str] = field(default_factory=dict)
    slot: str | None = None

    @property
    def answers(self) -> dict:
        """As the submission keeps them for good."""
        more = {"unread": dict(self.unread), "slot": self.slot}
        return {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "interests": list(self.interests),
            "best_time": self.best_time,
        } | {name: said for name, said in more.items() if said}


@dataclass(frozen=True)
class Met:
    """How they met us. `kind` and `grade` are those of the creating touch (docs: evidence grades); `captured_at` is when
    it happened by the sender's clock, None for now. A code or a capture session is grade A, all else B."""

    event_id: str | None = None
    placement_id: str | None = None
    booth_id: str | None = None
    code: str | None = None
    capture_session_id: str | None = None
    way: str = "web"
    other: str | None = None  # none of ours: tip
    kind: str = "unknown"
    grade: str = "B"
    captured_at: datetime | None = None
    clock_offset_s: int | None = None  # our clock minus the sender's, where it told one


@dataclass(frozen=True)
class Captured:
    """One of several that are recorded together: as what `record_lead` takes."""

    capture_id: str
    details: Details
    met: Met
    by: Actor
    notice_hash: str | None = None
    quarantined: bool = False
    reference: str | None = None


@dataclass(frozen=True)
class Recorded:
    """What came of it. `again` is true when this capture id was known already and nothing was written."""

    lead_id: str
    submission_id: str
    reference: str
    generation: int = 1
    again: bool = False
