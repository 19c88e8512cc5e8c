"""Which placements are there, and how often were they scanned? SELECTs, always within one organisation."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..booths.queries import booths_of
from ..events.models import Event
from ..i18n import AT_THE_STAND, LANGUAGES
from ..store.db import db
from .models import Code, Placement, ScanTally


def placements_of(event_id: str) -> list[Placement]:
    """All placements of an event with their codes, in the order they were made, the retired ones last."""
    found = select(Placement).filter_by(event_id=event_id).order_by(Placement.created_at, Placement.id)
    return sorted(db.session.scalars(found).unique(), key=lambda row: row.retired_at is not None)


def placement_by_id(placement_id: str) -> Placement | None:
    """The placement with its event and code."""
    return db.session.scalar(select(Placement).filter_by(id=placement_id).options(joinedload(Placement.event)))


def languages_of(event: Event) -> list[str]:
    """What its paper can be in: the languages of our pages, and those that visitors of its booths are spoken to in."""
    spoken = {tag for booth in booths_of(event.id) for tag in booth.languages or ()}
    return [*LANGUAGES, *(tag for tag in AT_THE_STAND if tag in spoken)]


def code_is_taken(code: str) -> bool:
    """Whether the code was ever given out."""
    return db.session.get(Code, code) is not None


def scans_of(placement_ids: list[str]) -> dict[str, tuple[int, int]]:
    """Placement → (scans by people, those of them after the event's end); whatever event was behind it then."""
    rows = db.session.execute(
        select(ScanTally.placement_id, ScanTally.late, func.sum(ScanTally.number))
        .where(ScanTally.placement_id.in_(placement_ids), ScanTally.bot.is_(False))
        .group_by(ScanTally.placement_id, ScanTally.late)
    )
    found = dict.fromkeys(placement_ids, (0, 0))
    for placement, late, number in rows:
        scans, too_late = found[placement]
        found[placement] = (scans + int(number), too_late + (int(number) if late else 0))
    return found


def events_to_lead_to(organisation_id: str, unit_id: str) -> list[Event]:
    """The unit's events that a code may lead to, the latest first; cancelled ones not."""
    found = (
        select(Event)
        .where(Event.organisation_id == organisation_id, Event.unit_id == unit_id, Event.state != "cancelled")
        .order_by(Event.first_on.desc().nulls_last(), Event.title, Event.id)
    )
    return list(db.session.scalars(found))
