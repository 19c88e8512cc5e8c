"""What does a planner say about a shift, or about a helper? The values that forms give to the actions. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import Refused
from ..i18n import _l

LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class ShiftPlan:
    """Everything that can be said of a shift. Times are instants (UTC), half-open. Without a booth it is the event's."""

    role: str
    starts_at: datetime
    ends_at: datetime
    booth_id: str | None = None
    least: int = 1
    most: int = 1
    languages: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class HelperPlan:
    """Everything that can be said of a helper: one way to reach them is enough. `languages` are spoken ones."""

    name: str
    phone: str | None = None
    email: str | None = None
    partner: str | None = None
    languages: tuple[str, ...] = ()
    language: str = "sv"


def check_span(plan: ShiftPlan) -> None:
    """Refused when a shift ends before it begins, or lasts longer than a day."""
    if plan.ends_at <= plan.starts_at:
        raise Refused(_l("Sluttiden måste komma efter starttiden. Ändra den ena av dem."), "ends_at")
    if plan.ends_at - plan.starts_at > LONGEST:
        raise Refused(_l("Ett pass kan vara högst ett dygn. Dela det i flera."), "ends_at")


def check_reachable(plan: HelperPlan) -> None:
    """Refused when there is no way to ask this helper."""
    if not (plan.phone or plan.email):
        raise Refused(_l("Vi behöver ett telefonnummer eller en e-postadress."), "phone")
