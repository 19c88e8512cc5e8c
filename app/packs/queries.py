"""Which functions has somebody taken over without having read what waits there? SELECTs only."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..store.db import db
from .models import Pack


def unread_by(staff_id: str) -> list[Pack]:
    """The packs of a successor that they have not read, the oldest first. One query."""
    found = (
        select(Pack)
        .options(joinedload(Pack.function), joinedload(Pack.leaver))
        .where(Pack.to_staff_id == staff_id, Pack.read_at.is_(None))
        .order_by(Pack.id)
    )
    return list(db.session.scalars(found).unique())
