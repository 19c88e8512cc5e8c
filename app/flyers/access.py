"""Which placement does an address mean, for the one who asks? The only door from a URL to a placement."""

from ..accounts.models import Staff
from ..errors import NotFound
from . import queries
from .models import Placement


def placement_for(me: Staff, event_slug: str, placement_id: str) -> Placement:
    """The placement in the asker's organisation, at that event. Raises NotFound for one that is missing or another's."""
    found = queries.placement_by_id(placement_id)
    if found is None or found.organisation_id != me.organisation_id:
        raise NotFound
    if found.event is None or found.event.slug != event_slug:
        raise NotFound
    return found
