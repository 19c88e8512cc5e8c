"""What do other parts of the house show on a lead's page? Sections that higher folders give, in the order of a list.

The list stands in `app.extensions["lead_rooms"]` and is filled in `app/wiring.py`. Each room takes the lead and gives the HTML of
one `<section>`, rendered by a template of its own folder, or None where it has nothing to say or the one who asks may not see it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Lead

Room = Callable[[Lead], str | None]


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


def sections_of(rooms: Iterable[Room], lead: Lead) -> list[Section]:
    """What the rooms have to show on the page of this lead, in their order."""
    return [Section(html) for room in rooms if (html := room(lead))]
