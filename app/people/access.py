"""May the one who asks look at this pair, or undo this merge? The only doors from an address to them."""

from sqlalchemy import select

from ..accounts.access import can, here
from ..accounts.models import Staff
from ..errors import NotFound
from ..leads.access import lead_for
from ..leads.models import Lead
from ..store.columns import is_id
from ..store.db import db
from .models import Merge


def pair_for(me: Staff, lead_id: str, other_lead_id: str) -> tuple[Lead, Lead]:
    """Both leads, the one that was met first first. NotFound unless both may be seen and each stands for itself."""
    pair = [lead_for(me, lead_id), lead_for(me, other_lead_id)]
    if [lead.id for lead in pair] != [lead_id, other_lead_id] or lead_id == other_lead_id:
        raise NotFound
    first, second = sorted(pair, key=lambda lead: (lead.captured_at, lead.id))
    return first, second


def merge_for(me: Staff, merge_id: str) -> Merge:
    """A merge in the asker's own unit, of a lead that they may see."""
    row = None
    if is_id(merge_id):
        row = db.session.scalar(
            select(Merge).where(
                Merge.id == merge_id, Merge.organisation_id == me.organisation_id, Merge.unit_id == here().id
            )
        )
    if row is None:
        raise NotFound
    merged = db.session.get(Lead, row.merged_lead_id)
    if merged is None or (merged.person.protected and not can("see protected")):
        raise NotFound
    lead_for(me, row.kept_lead_id)
    return row
