"""Which event does an address mean, for the one who asks? The only door from a URL to an event."""

from ..accounts.models import Staff
from ..errors import NotFound
from . import queries
from .models import Event


def event_for(me: Staff, slug: str) -> Event:
    """The event of that slug in the asker's organisation. Raises NotFound for one that is missing or another's."""
    found = queries.event_by_slug(slug)
    if found is None or found.organisation_id != me.organisation_id:
        raise NotFound
    return found
