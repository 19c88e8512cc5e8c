"""At which booth does the one who asks stand, which tablet is it, which record is meant? The doors from addresses to rows."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.models import Staff
from ..booths.access import booth_for
from ..booths.models import Booth
from ..errors import NotFound
from ..events.models import Event
from ..store.columns import is_id
from ..store.db import db
from ..store.tokens import same, token_hash
from .models import Pairing, SlipBatch, TabletConflict, TabletRecord
from .states import REFUSED
from .wire import read_authorization


def stand_for(me: Staff, booth_id: str) -> Booth:
    """The booth with its event, in the asker's own unit. Raises NotFound otherwise."""
    found = None
    if is_id(booth_id):
        found = db.session.scalar(
            select(Booth)
            .join(Booth.event)
            .options(joinedload(Booth.event))
            .where(Booth.id == booth_id, Event.organisation_id == me.organisation_id, Event.unit_id == me.unit_id)
        )
    if found is None:
        raise NotFound
    return found


def tablet_from(authorization: str | None) -> Pairing | None:
    """The pairing whose token this header shows, in constant time; one that was turned away has none."""
    said = read_authorization(authorization)
    found = db.session.get(Pairing, said[0]) if said and is_id(said[0]) else None
    kept = found.token_sha256 if found else "0" * 64
    right = same(kept, token_hash(said[1])) if said else False
    return found if right and found and found.state != REFUSED else None


def pairing_for(me: Staff, slug: str, booth_id: str, pairing_id: str) -> Pairing:
    """That tablet of that booth. Raises NotFound."""
    return _of_booth(Pairing, booth_for(me, slug, booth_id), pairing_id)


def record_for(me: Staff, slug: str, booth_id: str, record_id: str) -> TabletRecord:
    """That record in that booth's inbox. Raises NotFound."""
    return _of_booth(TabletRecord, booth_for(me, slug, booth_id), record_id)


def conflict_for(me: Staff, slug: str, booth_id: str, conflict_id: str) -> TabletConflict:
    """Those other bytes in that booth's inbox. Raises NotFound."""
    return _of_booth(TabletConflict, booth_for(me, slug, booth_id), conflict_id)


def batch_for(me: Staff, slug: str, booth_id: str, batch_id: str) -> SlipBatch:
    """Those printed forms of that booth. Raises NotFound."""
    return _of_booth(SlipBatch, booth_for(me, slug, booth_id), batch_id)


def _of_booth(model, booth: Booth, id: str):
    found = db.session.get(model, id)
    if found is None or found.booth_id != booth.id:
        raise NotFound
    return found
