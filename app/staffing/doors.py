"""What does an address without an account open? The only doors from a helper's or an invitation's address to rows.

A wrong, revoked or foreign address is the same as none. The key is an argument, so that this knows of no request.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import Organisation
from ..errors import NotFound
from ..events.models import Event
from ..events.rules import BEFORE_DONE
from ..store.db import db
from ..web.contact import Contact, Way
from . import links
from .models import Assignment, Helper, HelpInvitation, Shift

OPEN_EVENTS = BEFORE_DONE  # whoever plans shifts of a mere idea wants people for it


class Gone(NotFound):
    """This address opens nothing, or nothing any more: whoever stands before it can ask for another."""


def organisation_named(token: str) -> Organisation | None:
    """Whose an address was that opens nothing any more, so that one is shown whom to ask for another."""
    found = links.id_in(token)
    row = found and (db.session.get(Helper, found) or db.session.get(HelpInvitation, found))
    return db.session.get(Organisation, row.organisation_id) if row else None


def helper_at(token: str, key: bytes) -> Helper:
    """Whose page this is. Raises Gone."""
    row = _at(Helper, token, links.HELPER, key)
    if row.ended_at:
        raise Gone
    return row


def invitation_at(token: str, key: bytes) -> HelpInvitation:
    """Which invitation this is, closed ones too. Raises Gone."""
    return _at(HelpInvitation, token, links.INVITATION, key)


def _at(model, token: str, kind: str, key: bytes):
    found = links.id_in(token)
    row = found and db.session.get(model, found)
    if not row or not links.opens(token, row, kind, key):
        raise Gone
    return row


def assignment_of(helper: Helper, assignment_id: str) -> Assignment:
    """That question to this helper, or that place of theirs. Raises NotFound for one that is not theirs to answer."""
    found = (
        select(Assignment)
        .filter_by(id=assignment_id, helper_id=helper.id)
        .where(Assignment.state != "proposed")
        .options(joinedload(Assignment.shift).joinedload(Shift.event))
    )
    row = db.session.scalar(found)
    if row is None:
        raise NotFound
    return row


def shift_for(helper: Helper, shift_id: str, now: datetime) -> Shift:
    """A shift of the helper's own unit that is ahead and open to all who help. Raises NotFound."""
    row = db.session.scalar(shifts_ahead(helper.unit_id, now).where(Shift.id == shift_id))
    if row is None:
        raise NotFound
    return row


def shifts_ahead(unit_id: str, now: datetime):
    """The statement that finds a unit's coming shifts, with their events and booths, by time."""
    return (
        select(Shift)
        .join(Shift.event)
        .options(contains_eager(Shift.event), joinedload(Shift.booth))
        .where(
            Event.unit_id == unit_id,
            Event.state.in_(OPEN_EVENTS),
            Shift.cancelled_at.is_(None),
            Shift.starts_at > now,
        )
        .order_by(Shift.starts_at, Shift.ends_at, Shift.role, Shift.id)
    )


def helpers_reached_at(contact: Contact, organisation_id: str, *, unit_id: str | None = None) -> list[Helper]:
    """Those who help an organisation (or one unit of it) and are reached in that way."""
    phone = contact.way == Way.PHONE
    way = Helper.phone == contact.value if phone else func.lower(Helper.email) == contact.value.lower()
    found = select(Helper).filter_by(organisation_id=organisation_id).where(Helper.ended_at.is_(None), way)
    return list(db.session.scalars(found.filter_by(unit_id=unit_id) if unit_id else found))
