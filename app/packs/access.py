"""May the one who asks see what waits at a function, or pass it on? Who leaves, who takes over, and who sets functions up.

Names are read inside one's own unit only, by those who may see people.
"""

from sqlalchemy import select

from ..accounts.access import can, here, holding_for, me
from ..accounts.models import Function, Holding
from ..errors import NotFound
from ..store.columns import is_id
from ..store.db import db
from .models import Pack
from .waiting import Reader


def holding_to_leave(key: str) -> Holding:
    """One's own holding, or for an administrator anybody's. Raises NotFound."""
    row = holding_for(key) if is_id(key) else None
    if row is None or not (row.staff_id == me().id or can("manage organisation")):
        raise NotFound
    return row


def pack_for(key: str) -> Pack:
    """A pack that one left, took over or, as an administrator, may look at. Raises NotFound."""
    row = db.session.get(Pack, key) if is_id(key) else None
    if row is None or row.organisation_id != me().organisation_id:
        raise NotFound
    if me().id not in (row.from_staff_id, row.to_staff_id) and not can("manage organisation"):
        raise NotFound
    return row


def pack_of(holding_id: str) -> Pack | None:
    """The pack with which a holding was passed on, if it was."""
    found = select(Pack).filter_by(holding_id=holding_id, organisation_id=me().organisation_id)
    return db.session.scalar(found)


def reader_of(function: Function) -> Reader:
    """What the one who asks may read of what waits there."""
    inside = function.unit_id == here().id and can("see people")
    return Reader(people=inside, protected=inside and can("see protected"))
