"""Which steps does a handover take, and who may take them? skapad → skickad → kvitterad → första möte → klar (domain.md §5).

Sent back with a reason by the receiver, or called back by the sender before the receipt. What came on paper or by telephone the
sender may write down for the receiver. Pure; called by actions and pages.
"""

from datetime import datetime

from ..errors import Refused
from ..i18n import _l
from ..leads.working_time import WorkingTime

STATES = {
    "created": _l("Skapad"),
    "sent": _l("Skickad"),
    "receipted": _l("Kvitterad"),
    "met": _l("Första mötet hållet"),
    "done": _l("Klar"),
    "returned": _l("Återlämnad"),
    "recalled": _l("Återkallad"),
}
SENDER, RECEIVER = "sender", "receiver"
BOTH = frozenset({SENDER, RECEIVER})
STEPS: dict[str, dict[str, frozenset[str]]] = {
    "created": {"sent": frozenset({SENDER}), "recalled": frozenset({SENDER})},
    "sent": {"receipted": BOTH, "returned": BOTH, "recalled": frozenset({SENDER})},
    "receipted": {"met": BOTH, "returned": BOTH},
    "met": {"done": BOTH},
    "done": {},
    "returned": {},
    "recalled": {},
}
OVER = frozenset(state for state, steps in STEPS.items() if not steps)
ENDED_EARLY = frozenset({"returned", "recalled"})
NEEDS_REASON = frozenset({"returned"})
OF_THE_RECEIVER = frozenset({"sent", "receipted", "met", "done", "returned"})  # what the receiving unit may see at all
READABLE = frozenset({"sent", "receipted", "met", "done"})  # and in which states the values, too
WITH_CODE = frozenset({"sent", "receipted", "met"})  # until the code lies in the case file
RECEIPT_DAYS = 5  # working days of the receiver, then the sender's side hears
MEETING_DAYS = 10  # until the first meeting, after the receipt: both sides are on until then


def steps_from(state: str, side: str) -> list[str]:
    """What this side may do next, in order."""
    return [after for after, sides in STEPS[state].items() if side in sides]


def check_step(before: str, after: str, side: str, *, reason: str | None = None) -> None:
    """Refused when there is no such step for this side, or no reason where one is wanted."""
    if side not in STEPS[before].get(after, ()):
        raise Refused(
            _l(
                "Det går inte nu: överlämningen är %(state)s. Ladda om sidan.",
                state=_l("redan avslutad") if before in OVER else STATES[before],
            )
        )
    if after in NEEDS_REASON and not reason:
        raise Refused(_l("Välj varför överlämningen går tillbaka."), "reason")


def receipt_due(sent_at: datetime, hours: WorkingTime) -> datetime:
    """By when the receiver should have answered: when its fifth working day closes."""
    return hours.due(sent_at, RECEIPT_DAYS)


def meeting_due(receipted_at: datetime, hours: WorkingTime) -> datetime:
    """By when the receiver should have met the person: as soon as a slot is promised, its tenth working day."""
    return hours.due(receipted_at, MEETING_DAYS)
