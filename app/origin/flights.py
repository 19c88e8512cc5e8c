"""When were we in the media? Flights by ISO week, noted, changed and taken away. They are drawn beside the weeks in which people came
and credited to nobody: who came in the same weeks need not have come for that (domain.md §6.1 E).

Verbs that flush and journal; the edge commits.
"""

from dataclasses import dataclass
from datetime import datetime

from ..accounts.models import Unit
from ..errors import Refused
from ..events.weeks import DAY, Week
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import MediaFlight


@dataclass(frozen=True)
class Flight:
    """What was where from a week to a week, both included. `focus` is the key of an assignment type, cost in öre; None: not known."""

    channel: str
    first: Week
    last: Week
    focus: str | None = None
    cost_ore: int | None = None

    def __post_init__(self):
        if self.last < self.first:
            raise Refused(_l("Den sista veckan kommer före den första. Byt plats på dem."), "last_week")

    @property
    def columns(self) -> dict:
        """As the row has it."""
        days = {"from_on": self.first.days[0], "until_on": self.last.days[-1] + DAY}
        return days | {"channel": self.channel, "focus": self.focus, "cost_ore": self.cost_ore}


def add(unit: Unit, flight: Flight, *, key: str, by: Actor, now: datetime) -> MediaFlight:
    """One more. The same `key` again is the same one."""
    if known := db.session.get(MediaFlight, key):
        if known.unit_id != unit.id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    row = MediaFlight(
        id=key, organisation_id=unit.organisation_id, unit_id=unit.id, created_at=now, updated_at=now, **flight.columns
    )
    db.session.add(row)
    db.session.flush()
    _say("flight.added", row, by=by, now=now)
    return row


def change(row: MediaFlight, flight: Flight, *, by: Actor, now: datetime) -> list[str]:
    """What turned out otherwise; gives the names of the fields that changed."""
    changed = [name for name, value in flight.columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, flight.columns[name])
    if changed:
        row.updated_at = now
        db.session.flush()
        _say("flight.changed", row, by=by, now=now, fields=changed)
    return changed


def remove(row: MediaFlight, *, by: Actor, now: datetime) -> None:
    """It never was."""
    _say("flight.removed", row, by=by, now=now)
    db.session.delete(row)
    db.session.flush()


def _say(kind: str, row: MediaFlight, *, by: Actor, now: datetime, **details) -> None:
    note(kind, by=by, now=now, organisation_id=row.organisation_id, subject=row.id, **details)
