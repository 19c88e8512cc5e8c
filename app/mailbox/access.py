"""Which letter is meant, and is it ours? The only door from an address to a row of the mailbox."""

from ..accounts.models import Staff
from ..errors import NotFound
from ..mail.models import MailboxItem
from .queries import item_by_id


def letter_for(me: Staff, item_id: str) -> MailboxItem:
    """A letter of one's own organisation. Raises NotFound."""
    found = item_by_id(me.organisation_id, item_id)
    if found is None:
        raise NotFound
    return found
