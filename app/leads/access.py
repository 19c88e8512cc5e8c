"""May the one who asks read this person? The only doors from an address to a lead."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.access import can, here
from ..accounts.models import Staff
from ..errors import NotFound
from ..store.columns import is_id
from ..store.db import db
from .models import Lead, Person


def lead_for(me: Staff, lead_id: str) -> Lead:
    """The lead of that id in the asker's own unit, or the one into which it was merged. A foreign, protected or missing one
    is not found, all alike."""
    lead = None
    if is_id(lead_id):
        found = db.session.scalars(
            select(Lead)
            .options(
                joinedload(Lead.person).joinedload(Person.contacts),
                joinedload(Lead.event),
                joinedload(Lead.placement),
                joinedload(Lead.owner),
            )
            .where(Lead.id == lead_id, Lead.organisation_id == me.organisation_id, Lead.unit_id == here().id)
        )
        lead = found.unique().one_or_none()
    if lead is not None and lead.merged_into_id:
        return lead_for(me, lead.merged_into_id)
    if lead is None or (lead.person.protected and not can("see protected")):
        raise NotFound
    return lead
