"""Which booths are there? SELECTs only."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..store.db import db
from .models import Booth


def booths_of(event_id: str) -> list[Booth]:
    """The booths of an event, in the order in which they were added."""
    return list(db.session.scalars(select(Booth).filter_by(event_id=event_id).order_by(Booth.created_at, Booth.id)))


def booth_by_id(booth_id: str) -> Booth | None:
    """That booth with its event."""
    return db.session.scalar(select(Booth).filter_by(id=booth_id).options(joinedload(Booth.event)))


def all_booths(organisation_id: str) -> list[Booth]:
    """Every booth of the organisation with its event."""
    found = select(Booth).filter_by(organisation_id=organisation_id).options(joinedload(Booth.event))
    return list(db.session.scalars(found.order_by(Booth.name, Booth.id)))
