"""What do other parts of the house show on a lead's page? Sections that higher folders give, in the order of a list.

The list stands in `app.extensions["lead_rooms"]` and is filled in `app/wiring.py`. Each room says what it asks the database, and
gives the HTML of one `<section>`, rendered by a template of its own folder, or None where it has nothing to say or the one who
asks may not see it. What all rooms ask goes in one query, so that a room more is not a query more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select

from ..clock import local_date
from ..store.together import Together
from .details import Seen
from .models import Lead


@dataclass(frozen=True)
class Opened:
    """A lead whose page is shown: what was read of it for the page itself, and the rows that answer the rooms' questions."""

    lead: Lead
    touches: Sequence[Seen]
    rows: Mapping[str, list]
    now: datetime


@dataclass(frozen=True)
class Room:
    """What shows a section; and the questions it has, by name, as SELECTs that may use the bindparams `lead_id`, `unit_id`,
    `organisation_id`, `household_id`, `now` and `today`."""

    show: Callable[[Opened], str | None]
    asks: Mapping[str, Select] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """HTML that one of our templates has made and escaped; the page shows it as it is."""

    html: str

    def __html__(self) -> str:
        return self.html


def taps_of(givers: Iterable[Callable[..., dict[str, str]]], board) -> dict[str, list[Section]]:
    """Lead id → what other parts put on its row of the board, each a tap more: `app.extensions["board_taps"]`."""
    found = [giver(board) for giver in givers]
    return {
        call.lead.id: [Section(taps[call.lead.id]) for taps in found if call.lead.id in taps] for call in board.calls
    }


def sections_of(rooms: Iterable[Room], lead: Lead, touches: Sequence[Seen], now: datetime) -> list[Section]:
    """What the rooms have to show on the page of this lead, in their order. One query, none where no room asks any."""
    rooms = list(rooms)
    opened = Opened(lead, touches, _answers(rooms, lead, now), now)
    return [Section(html) for room in rooms if (html := room.show(opened))]


def _answers(rooms: Sequence[Room], lead: Lead, now: datetime) -> dict[str, list]:
    questions = tuple((name, asked) for room in rooms for name, asked in room.asks.items())
    if not questions:
        return {}
    return _together(questions).rows(
        lead_id=lead.id, unit_id=lead.unit_id, organisation_id=lead.organisation_id,
        household_id=lead.person.household_id, now=now, today=local_date(now),
    )  # fmt: skip


@lru_cache(maxsize=4)
def _together(questions: tuple[tuple[str, Select], ...]) -> Together:
    return Together(dict(questions))
