"""Is anything that tablets brought left lying, and has every key gone that should have? What `monter doctor` asks. SELECTs only."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ..booths.models import Booth
from ..events.models import Event
from ..leads.models import Submission
from ..store.db import db
from . import states
from .finishing import KEY_KEPT
from .models import BoothClosing, BoothKey, Pairing, TabletRecord

AN_HOUR = timedelta(hours=1)


def records_that_wait_and_old_keys(now: datetime) -> list[str]:
    """Records nobody has opened, records that cannot be read, leads that are gone, and keys past their date."""
    record = select(func.count()).select_from(TabletRecord)
    unopened = record.where(
        TabletRecord.state == states.WAITING, TabletRecord.waits_for.is_(None), TabletRecord.received_at < now - AN_HOUR
    )
    without_lead = record.where(
        TabletRecord.kind == "lead",
        TabletRecord.id.not_in(select(Submission.capture_id)),
        TabletRecord.lead_id.is_not(None),  # empty once its person was erased or disposed of
    )
    numbers = {
        "records of tablets that nobody has opened; is the worker running?": unopened,
        "records of tablets that came to no lead": without_lead,
        "keys of booths that were finished long ago; decide what is held there": _keys_past(now),
    }
    told = {
        " records of tablets cannot be read; see the booths' pages": record.where(
            TabletRecord.state == states.UNREADABLE
        ),
        " records of tablets are held; see the booths' pages": record.where(TabletRecord.state == states.HELD),
        " booths whose event is over by two weeks have not finished their tablets": _never_finished(now),
    }
    found = [(words, db.session.scalar(query)) for words, query in (numbers | told).items()]
    return [f"{' ' * words.startswith(' ')}{number} {words.strip()}" for words, number in found if number]


def _keys_past(now: datetime):
    return (
        select(func.count(BoothKey.kid))
        .join(BoothClosing, BoothClosing.booth_id == BoothKey.booth_id)
        .where(BoothKey.destroyed_at.is_(None), BoothClosing.closed_at < now - KEY_KEPT - timedelta(days=2))
    )


def _never_finished(now: datetime):
    """Booths at which tablets were in use; a key that was made for a code that nobody typed asks for nothing."""
    closed = select(BoothClosing.booth_id)
    used = select(Pairing.booth_id).where(Pairing.state.in_(states.MAY_SEND))
    return (
        select(func.count(BoothKey.kid))
        .join(Booth, Booth.id == BoothKey.booth_id)
        .join(Event, Event.id == Booth.event_id)
        .where(
            BoothKey.destroyed_at.is_(None),
            BoothKey.booth_id.in_(used),
            BoothKey.booth_id.not_in(closed),
            or_(Event.until_on < (now - KEY_KEPT).date(), Event.ends_at < now - KEY_KEPT),
        )
    )
