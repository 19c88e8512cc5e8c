"""Which run or hold does this address mean? The only doors from an address to them, always one's own organisation's."""

from sqlalchemy import select

from ..accounts.access import can
from ..accounts.models import Staff
from ..errors import NotFound
from ..leads.models import Lead
from ..origin.models import Ambassador, Tip
from ..staffing.models import Helper
from ..store.columns import is_id
from ..store.db import db
from .finding import Found, protected_among
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


def chosen_of(me: Staff, form) -> Found:
    """Those that were ticked, as far as they are of one's own organisation and one may see them. Raises NotFound for none."""
    found = Found(
        leads=_own_ids(Lead, me, form.lead.data),
        helpers=_own_ids(Helper, me, form.helper.data),
        staff=_own_ids(Staff, me, form.staff.data),
        ambassadors=_own_ids(Ambassador, me, form.ambassador.data),
        tips=_own_ids(Tip, me, form.tip.data),
    )
    if not can("see protected"):
        found.leads -= protected_among(found.leads)
    if not found:
        raise NotFound
    return found


def _own_ids(model, me: Staff, ids) -> set[str]:
    wanted = [id for id in ids or () if is_id(id)]
    return set(
        db.session.scalars(select(model.id).where(model.id.in_(wanted), model.organisation_id == me.organisation_id))
    )
