"""What needs somebody today? What is coming, what lacks something, what is over but still open. Pure: events in, lists out.

Called by the view of Idag, which reads the rows.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..events.asked import lacks_of
from ..events.models import Event
from ..events.rules import BEFORE_DONE
from ..i18n import _l

AHEAD = timedelta(days=28)  # what is coming
WORTH_A_WORD = timedelta(days=70)  # how long before an event what it lacks is said here


@dataclass(frozen=True)
class Lacking:
    """An event that needs somebody: what, in words, and the endpoint where it is mended."""

    event: Event
    why: object
    endpoint: str


@dataclass(frozen=True)
class Today:
    """The lists of the page, in order of time."""

    coming: list[Event] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)


def of_today(events: Iterable[Event], *, on: date, held: Container[str]) -> Today:
    """`events` in order of time, undated too; `held` are the functions that somebody holds that day."""
    open_ones = [event for event in events if event.state in BEFORE_DONE]
    coming = [event for event in open_ones if event.when.touches(on, on + AHEAD)]
    lacking = [found for event in open_ones for found in _lacking(event, on, held)]
    return Today(coming, lacking)


def _lacking(event: Event, on: date, held: Container[str]) -> list[Lacking]:
    if event.until_on and event.until_on <= on:
        return [Lacking(event, _l("Har varit. Är den genomförd, eller blev den inställd?"), "events.state")]
    found = []
    if event.owner_function_id not in held:
        why = _l("Ingen har funktionen som äger den nu") if event.owner_function_id else _l("Ingen funktion äger den")
        found.append(Lacking(event, why, "events.edit"))
    soon = event.first_on is not None and event.first_on < on + WORTH_A_WORD
    if soon and not event.public:
        lacks = ", ".join(str(lack) for lack in lacks_of(event))
        why = (
            _l("Inte publicerad, saknar %(what)s", what=lacks)
            if lacks
            else _l("Inte publicerad, men färdig att publiceras")
        )
        found.append(Lacking(event, why, "desk.publish"))
    return found
