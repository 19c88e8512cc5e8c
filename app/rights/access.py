"""Which run or hold does this address mean? The only doors from an address to them, always one's own organisation's."""

from ..accounts.models import Staff
from ..errors import NotFound
from ..store.columns import is_id
from ..store.db import db
from .models import DisposalRun, Hold


def _own(model, me: Staff, key: str):
    found = db.session.get(model, key) if is_id(key) else None
    if found is None or found.organisation_id != me.organisation_id:
        raise NotFound
    return found


def run_for(me: Staff, run_id: str) -> DisposalRun:
    """A run of one's own organisation. Raises NotFound."""
    return _own(DisposalRun, me, run_id)


def hold_for(me: Staff, hold_id: str) -> Hold:
    """A hold of one's own organisation. Raises NotFound."""
    return _own(Hold, me, hold_id)
