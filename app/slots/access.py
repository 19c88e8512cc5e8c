"""May the one who asks see this pool or booking? The only doors from an address to them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.access import can, here
from ..accounts.models import Staff
from ..errors import NotFound
from ..store.columns import is_id
from ..store.db import db
from .models import SlotBooking, SlotPool


def pool_for(me: Staff, pool_id: str) -> SlotPool:
    """A pool of the asker's own unit. Raises NotFound for any other."""
    return _of_mine(SlotPool, me, pool_id)


def booking_for(me: Staff, booking_id: str) -> SlotBooking:
    """A booking of the asker's own unit. A protected person's is not found by who may not see it."""
    found = _of_mine(SlotBooking, me, booking_id, joinedload(SlotBooking.lead), joinedload(SlotBooking.pool))
    if found.lead.person.protected and not can("see protected"):
        raise NotFound
    return found


def _of_mine(model, me: Staff, id: str, *options):
    found = None
    if is_id(id):
        found = db.session.scalar(
            select(model)
            .options(*options)
            .where(model.id == id, model.organisation_id == me.organisation_id, model.unit_id == here().id)
        )
    if found is None:
        raise NotFound
    return found
