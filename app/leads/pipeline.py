"""Where is a lead on its way, where may it go, and when must somebody look at it again?

The way is domain.md §5: from a first word to an assignment, with exits. An open lead always has a next date; which one is
sensible follows from its state. Pure; called by the actions and lists of leads and by exports, which carry the keys.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import local_date
from app.errors import Refused
from app.i18n import _l

from .working_time import RED

STATES = {
    "new": _l("Ny"),
    "seeking": _l("Kontakt söks"),
    "in_contact": _l("I kontakt"),
    "meeting_booked": _l("Möte bokat"),
    "informed": _l("Informerad"),
    "thinking": _l("Betänketid"),
    "ready": _l("Redo"),
    "handed_over": _l("Överlämnad"),
    "receipted": _l("Kvitterad"),
    "under_review": _l("Under prövning"),
    "approved": _l("Godkänd, i banken"),
    "recruited": _l("Rekryterad"),
    "withdrew": _l("Avstod"),
    "not_relevant": _l("Ej aktuell enligt enheten"),
    "unreached": _l("Ej nådd"),
    "referred": _l("Hänvisad"),
    "duplicate": _l("Dubblett"),
    "quarantined": _l("Att granska"),
}
IN_ORDER = tuple(STATES)[:12]
EXITS = ("withdrew", "not_relevant", "unreached", "referred", "duplicate")
OURS = IN_ORDER[:7]  # new to ready: within these one may go forward past states
TALKED = OURS[2:]  # somebody has spoken with the person
OPEN = frozenset({*OURS, "handed_over", "quarantined"})  # the sender's part lasts until the receipt
TRIED = ("seeking", "in_contact", "meeting_booked")  # from where one may give up reaching somebody
BY_HANDOVER = frozenset({"handed_over", "receipted"})  # nobody chooses these by hand: a handover has brought it there
NO_REASON_KEPT = frozenset({"not_relevant"})

# Working days until somebody should look again: first attempt by the end of the next one, three attempts over ten, a
# receipt within five.
NEXT_IN_WORKING_DAYS = {
    "quarantined": 1,
    "new": 1,
    "seeking": 3,
    "in_contact": 5,
    "meeting_booked": 5,
    "informed": 5,
    "thinking": 10,
    "ready": 3,
    "handed_over": 5,
}


def is_open(state: str) -> bool:
    """Whether it is still ours to do something: then it has an owner function and a next date."""
    return state in OPEN


@dataclass(frozen=True)
class Move:
    """A state that a lead may go to. `needs_reason`: somebody must say why. `needs_date`: the person chose a date."""

    to: str
    needs_reason: bool = False
    needs_date: bool = False


def moves_from(state: str) -> list[Move]:
    """Where a lead may go, in the order of STATES. Forward freely until `ready`, then step by step; back, and in again
    from an exit, with a reason."""
    return [move for to in STATES if (move := _move(state, to))]


def _move(state: str, to: str) -> Move | None:
    if to == state or to == "quarantined":
        return None
    if to in EXITS:
        return _exit(state, to)
    if state == "quarantined":
        return Move(to) if to == "new" else None
    if state in EXITS:
        return Move(to, needs_reason=True) if to in OURS else None
    here, there = IN_ORDER.index(state), IN_ORDER.index(to)
    if there < here:
        return Move(to, needs_reason=True, needs_date=to == "thinking")
    if to in OURS:
        return Move(to, needs_date=to == "thinking")
    if to == "handed_over":
        return Move(to) if state in TALKED else None
    return Move(to) if there == here + 1 or (state, to) == ("under_review", "recruited") else None


def _exit(state: str, to: str) -> Move | None:
    if state in EXITS:
        return Move(to, needs_reason=to not in NO_REASON_KEPT)
    if state == "recruited" or (to == "unreached" and state not in TRIED):
        return None
    return Move(to)


def check_move(state: str, to: str, *, reason: str | None = None, next_on: date | None = None) -> None:
    """Refused when a lead in `state` may not go to `to`, not without saying why, or not without the chosen date."""
    move = _move(state, to)
    if move is None:
        raise Refused(_l("Det går inte härifrån: %(state)s → %(to)s.", state=STATES[state], to=STATES[to]), "state")
    if move.needs_reason and not (reason or "").strip():
        raise Refused(_l("Skriv varför, så att andra förstår ändringen."), "reason")
    if move.needs_date and next_on is None:
        raise Refused(_l("Skriv vilket datum personen själv har valt."), "next_on")


def reason_to_keep(to: str, reason: str | None) -> str | None:
    """The reason as it may be kept: none for `not_relevant`, which says nothing of why (domain.md §5)."""
    return None if to in NO_REASON_KEPT else (reason or "").strip() or None


def next_on_after(state: str, now: datetime, holidays: Container[date] = RED) -> date | None:
    """The day by which somebody should look at it again, None when it is no longer open. A default: staff may choose
    another, and for `thinking` the person does."""
    days = NEXT_IN_WORKING_DAYS.get(state)
    return None if days is None else working_days_after(local_date(now), days, holidays)


def working_days_after(day: date, count: int, holidays: Container[date] = RED) -> date:
    """So many working days later, Monday to Friday but for `holidays`; the day itself never counts."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.isoweekday() <= 5 and day not in holidays
    return day
