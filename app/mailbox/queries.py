"""What would have gone out? The demonstration's letters of one organisation, newest first. SELECTs only."""

from sqlalchemy import select

from ..mail.models import MailboxItem
from ..store.db import db

SHOWN = 50


def newest(organisation_id: str, *, channel: str | None = None, skip: int = 0) -> list[MailboxItem]:
    """Fifty letters and one more if there are more, from `skip` on."""
    found = select(MailboxItem).filter_by(organisation_id=organisation_id)
    if channel:
        found = found.filter_by(channel=channel)
    order = found.order_by(MailboxItem.at.desc(), MailboxItem.id.desc())
    return list(db.session.scalars(order.offset(skip).limit(SHOWN + 1)))


def item_by_id(organisation_id: str, item_id: str) -> MailboxItem | None:
    """One letter."""
    return db.session.scalar(select(MailboxItem).filter_by(organisation_id=organisation_id, id=item_id))
