"""Where is it? One search over events, booths, placements and, for those who may, people; in any spelling.

Plans are few, so their words are folded here, the same way as people's names are in the database. SELECTs only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..booths.models import Booth
from ..booths.queries import all_booths
from ..events.models import Event
from ..events.queries import all_events
from ..flyers.models import Placement
from ..leads.models import Lead
from ..leads.search import Wanted, leads_wanted
from ..store.db import db
from ..web.text import search_key

MOST = 20  # of each sort; more than that wants another word


@dataclass(frozen=True)
class Found:
    """What was found, the most of each sort cut at MOST."""

    events: list[Event] = field(default_factory=list)
    booths: list[Booth] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many rows are shown."""
        return len(self.events) + len(self.booths) + len(self.placements) + len(self.leads)


def plans_with(words: str, *, organisation_id: str) -> Found:
    """Events, booths and placements with all these words in their name, place or number; three queries."""
    wanted = search_key(words).split()
    if not wanted:
        return Found()
    events = all_events(organisation_id)[::-1]
    return Found(
        _cut(row for row in events if _has(wanted, row.title, row.place, row.address, row.slug, *row.titles.values())),
        _cut(row for row in all_booths(organisation_id) if _has(wanted, row.name, row.place_number, row.event.title)),
        _cut(
            row
            for row in _placements(organisation_id)
            if _is_code(words, row)
            or _has(wanted, row.label, row.where, row.spoken_word, row.event.title if row.event else None)
        ),
    )


def people_with(words: str, *, unit_id: str, protected: bool) -> list[Lead]:
    """Leads of the unit whose person has these words in their name, phone or address."""
    if not search_key(words):
        return []
    wanted = leads_wanted(unit_id, Wanted(show="all", words=words), protected=protected)
    return list(db.session.scalars(wanted.limit(MOST)).unique())


def _placements(organisation_id: str) -> list[Placement]:
    found = select(Placement).filter_by(organisation_id=organisation_id).options(joinedload(Placement.event))
    return list(db.session.scalars(found.order_by(Placement.label, Placement.id)).unique())


def _has(wanted: list[str], *texts: str | None) -> bool:
    key = search_key(" ".join(text for text in texts if text))
    return all(word in key for word in wanted)


def _is_code(words: str, row: Placement) -> bool:
    return "".join(words.split()).replace("-", "").upper() == row.code.code


def _cut(rows: Iterable) -> list:
    return [row for row, _ in zip(rows, range(MOST), strict=False)]
