"""May the one who asks read what was handed over? The only doors from an address to a handover.

The sender's unit reads all of its own, the receiving unit what was sent to it; everybody else finds nothing. A secret address opens
one handover. Protected people only for those who may see them.
"""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.access import can, here
from ..accounts.models import Staff
from ..errors import NotFound
from ..store.columns import is_id
from ..store.db import db
from . import links
from .models import Handover, HandoverChoice
from .steps import OF_THE_RECEIVER, RECEIVER, SENDER


@dataclass(frozen=True)
class Seen:
    """A handover, and on which side of it one stands."""

    row: Handover
    side: str


def handover_for(me: Staff, handover_id: str) -> Seen:
    """The handover of that id, sent by or to the asker's own unit. Raises NotFound."""
    row = _row(handover_id) if is_id(handover_id) else None
    if row is None or row.organisation_id != me.organisation_id:
        raise NotFound
    sends = row.from_unit_id == here().id
    receives = row.to_unit_id == here().id and row.state in OF_THE_RECEIVER
    if not (sends or receives) or (row.lead.person.protected and not can("see protected")):
        raise NotFound
    return Seen(row, SENDER if sends else RECEIVER)


def handover_at(token: str) -> Handover:
    """What a secret address opens, as long as it opens anything. Raises NotFound."""
    found = links.id_in(token)
    row = found and _row(found)
    if not row or not links.opens(token, row.id, row.generation, current_app.config["INSTANCE_KEY"]):
        raise NotFound
    if row.state not in OF_THE_RECEIVER or row.lead.person.protected:
        raise NotFound
    return row


def _row(handover_id: str) -> Handover | None:
    found = select(Handover).options(
        joinedload(Handover.lead),
        joinedload(Handover.to_unit),
        joinedload(Handover.from_unit),
        joinedload(Handover.assignment),
    )
    return db.session.scalar(found.where(Handover.id == handover_id))


def choice_for(me: Staff, key: str) -> HandoverChoice:
    """A reason or a place of one's own organisation."""
    row = db.session.get(HandoverChoice, key)
    if row is None or row.organisation_id != me.organisation_id:
        raise NotFound
    return row
