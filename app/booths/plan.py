"""What does a planner say about a booth? The values that its form gives, and the order that its times must have. Pure."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ..errors import Refused
from ..i18n import _l

NETWORKS = {
    "unknown": _l("Vet inte"),
    "none": _l("Inget nät"),
    "weak": _l("Svagt"),
    "good": _l("Bra"),
}
TIMES = {
    "setup_at": _l("Montera från"),
    "from_at": _l("Öppet från"),
    "until_at": _l("Öppet till"),
    "takedown_at": _l("Nedplockat senast"),
}


@dataclass(frozen=True)
class BoothPlan:
    """Everything that can be said of a booth; only its name is asked for. Times are instants (UTC)."""

    name: str
    place_number: str | None = None
    setup_at: datetime | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    takedown_at: datetime | None = None
    bring: str | None = None
    permit: str | None = None
    electricity: bool = False
    network: str = "unknown"
    languages: tuple[str, ...] = ()  # of AT_THE_STAND: what the tablets speak beside the languages of the event
    note: str | None = None


def check_times(plan: BoothPlan) -> None:
    """Refused, beside the later field, when a time comes before the one that must precede it. Unknown times are skipped."""
    known = [(name, at) for name in TIMES if (at := getattr(plan, name))]
    for (before, earlier), (name, later) in pairwise(known):
        if later < earlier or (later == earlier and (before, name) == ("from_at", "until_at")):
            raise Refused(
                _l("”%(later)s” måste komma efter ”%(earlier)s”.", later=TIMES[name], earlier=TIMES[before]), name
            )
