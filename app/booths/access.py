"""Which booth does an address mean, for the one who asks? The only door from a planner's URL to a booth."""

from ..accounts.models import Staff
from ..errors import NotFound
from ..events.access import event_for
from . import queries
from .models import Booth


def booth_for(me: Staff, slug: str, booth_id: str) -> Booth:
    """That booth of that event, in the asker's organisation. Raises NotFound otherwise."""
    event, found = event_for(me, slug), queries.booth_by_id(booth_id)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found
