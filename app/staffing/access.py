"""Which shift, assignment or helper does an address mean, for the one who asks? The only door from a planner's URL to one."""

from ..accounts.models import Staff
from ..errors import NotFound
from ..events.access import event_for
from . import queries
from .models import Assignment, Helper, HelpInvitation, Shift


def shift_for(me: Staff, slug: str, shift_id: str) -> Shift:
    """That shift of that event, in the asker's organisation. Raises NotFound otherwise."""
    event, found = event_for(me, slug), queries.shift_by_id(shift_id)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found


def assignment_for(me: Staff, slug: str, assignment_id: str) -> Assignment:
    """That assignment on a shift of that event, in the asker's organisation. Raises NotFound otherwise."""
    event, found = event_for(me, slug), queries.assignment_by_id(assignment_id)
    if found is None or found.shift.event_id != event.id:
        raise NotFound
    return found


def helper_for(me: Staff, helper_id: str) -> Helper:
    """That helper of the asker's organisation. Raises NotFound otherwise."""
    found = queries.helper_by_id(helper_id)
    if found is None or found.organisation_id != me.organisation_id:
        raise NotFound
    return found


def invitation_for(me: Staff, slug: str, invitation_id: str) -> HelpInvitation:
    """That invitation to help at that event, in the asker's organisation. Raises NotFound otherwise."""
    event, found = event_for(me, slug), queries.invitation_by_id(invitation_id)
    if found is None or found.event_id != event.id:
        raise NotFound
    return found
