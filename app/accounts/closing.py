"""What must somebody take over before a function closes? Its open work, which higher parts of the house know.

Each `Work` in the list says how much of it a function has and hands it over; `app/wiring.py` fills the list. A function that
has none, and receives nothing that comes in without an event, closes by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..clock import local_date
from ..errors import Refused
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from . import queries
from .actions import end_holding
from .models import Function


@dataclass(frozen=True)
class Work:
    """One kind of open work. `count(function, now)`, `words(count)`, and `hand_over(function, to, by=, now=)`."""

    count: Callable[[Function, datetime], int]
    words: Callable[[int], str]
    hand_over: Callable[..., None]


works: list[Work] = []


def open_work(function: Function, now: datetime) -> list[str]:
    """What a function has in hand, in words; empty when it can close without anybody taking over."""
    found = [work.words(number) for work in works if (number := work.count(function, now))]
    if function.unit.entrance_function_id == function.id:
        found.append(_("det som kommer in utan aktivitet"))
    return found


def takers(function: Function) -> list[Function]:
    """Who could take over: the other open functions of the unit, since its people are read there only."""
    return [
        one
        for one in queries.functions_of(function.organisation_id)
        if one.unit_id == function.unit_id and one.id != function.id
    ]


def close_function(function: Function, *, to: Function | None, by: Actor, now: datetime) -> None:
    """Close a function; `to` takes over all of its work at once, where there is none the unit's entrance does what comes of it
    later. Refused while it has open work and nobody takes it."""
    if function.closed_at:
        return
    if to is None and open_work(function, now):
        raise Refused(_l("Funktionen har arbete kvar. Välj vem som tar över det."), "to")
    if to is not None and to not in takers(function):
        raise Refused(_l("Välj en annan öppen funktion i samma enhet."), "to")
    _hand_over(function, to or db.session.get(Function, function.unit.entrance_function_id), by=by, now=now)
    for holding, _staff in queries.holdings_of(function.organisation_id, local_date(now)):
        if holding.function_id == function.id:
            end_holding(holding, until_on=local_date(now), by=by, now=now)
    function.closed_at = now
    _said(function, "function.closed", by=by, now=now, to=to.id if to else None)


def _hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    for work in works:
        work.hand_over(function, to, by=by, now=now)
    if function.unit.entrance_function_id == function.id:
        function.unit.entrance_function_id = to.id


def open_again(function: Function, *, by: Actor, now: datetime) -> None:
    """A closed function opens again, with nobody in it and nothing in hand."""
    function.closed_at = None
    _said(function, "function.opened", by=by, now=now)


def _said(function: Function, kind: str, *, by: Actor, now: datetime, **details) -> None:
    db.session.flush()
    note(kind, by=by, now=now, organisation_id=function.organisation_id, subject=function.id, **details)
