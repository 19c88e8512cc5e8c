"""Which ambassador, series or tip does an address mean, for the one who asks? The only doors from a URL to one."""

from ..accounts.access import can, here
from ..accounts.models import Staff
from ..errors import NotFound
from ..store.columns import is_id
from . import consent, queries
from .models import Ambassador, MediaFlight, Series, Tip


class Gone(NotFound):
    """This address opens nothing, or nothing any more."""


def ambassador_for(me: Staff, ambassador_id: str) -> Ambassador:
    """That ambassador of the asker's own unit. Raises NotFound otherwise."""
    found = queries.ambassador_by_id(ambassador_id) if is_id(ambassador_id) else None
    if found is None or (found.organisation_id, found.unit_id) != (me.organisation_id, here().id):
        raise NotFound
    return found


def letters_for(me: Staff, series_id: str) -> Series:
    """That mailing of the asker's own unit. Raises NotFound otherwise."""
    found = queries.series_by_id(series_id) if is_id(series_id) else None
    if found is None or (found.organisation_id, found.unit_id) != (me.organisation_id, here().id):
        raise NotFound
    if found.kind != "letters":
        raise NotFound
    return found


def ambassador_at(token: str, key: bytes) -> Ambassador:
    """Whose page a secret address opens. Raises Gone."""
    found = consent.id_in(token)
    row = queries.ambassador_by_id(found) if found else None
    if row is None or not consent.opens(token, row, key):
        raise Gone
    return row


def tip_for(me: Staff, tip_id: str) -> Tip:
    """That tip of the asker's own unit; who is protected is found by nobody else. Raises NotFound otherwise."""
    found = queries.tip_by_id(tip_id) if is_id(tip_id) else None
    if found is None or (found.organisation_id, found.unit_id) != (me.organisation_id, here().id):
        raise NotFound
    if found.lead.person.protected and not can("see protected"):
        raise NotFound
    return found


def flight_for(me: Staff, flight_id: str) -> MediaFlight:
    """That time in the media of the asker's own unit. Raises NotFound otherwise."""
    found = queries.flight_by_id(flight_id) if is_id(flight_id) else None
    if found is None or (found.organisation_id, found.unit_id) != (me.organisation_id, here().id):
        raise NotFound
    return found
