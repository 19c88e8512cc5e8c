"""How is a talk at the stand credited? Sessions that say who stood where, and one-tap counts. The edge commits."""

from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Staff
from ..booths.models import Booth, CaptureSession, Tally
from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..staffing.queries import on_duty
from ..store.db import db
from .sessions import duty_of

COUNTED = {"conversations": _l("samtal"), "flyers": _l("flyers")}


def stand_at(booth: Booth, *, staff: Staff, now: datetime) -> CaptureSession:
    """The session of this person at this booth in the shift that they are on, or today; a new one when there is none, since
    another shift or day is another turn."""
    duty = duty_of(on_duty(booth.id, local_date(now)), staff.id, now)
    shift_id = duty and duty.shift_id
    open_ones = db.session.scalars(
        select(CaptureSession)
        .filter_by(booth_id=booth.id, staff_id=staff.id, ended_at=None)
        .order_by(CaptureSession.began_at.desc())
    )
    for session in open_ones:
        if (local_date(session.began_at), session.shift_id) == (local_date(now), shift_id):
            return session
        session.ended_at = session.began_at
    session = CaptureSession(
        organisation_id=booth.organisation_id,
        event_id=booth.event_id,
        booth_id=booth.id,
        shift_id=shift_id,
        staff_id=staff.id,
        began_at=now,
    )
    db.session.add(session)
    db.session.flush()
    return session


def count_one(booth: Booth, *, id: str, kind: str, number: int, staff: Staff, now: datetime) -> Tally:
    """One conversation or flyer more, or one less for a slip of the thumb. The same id again changes nothing."""
    if known := db.session.get(Tally, id):
        return known
    if kind not in COUNTED or number not in (1, -1):
        raise Refused(_l("Det går bara att räkna samtal och flyers, en i taget."))
    row = Tally(
        id=id,
        organisation_id=booth.organisation_id,
        event_id=booth.event_id,
        booth_id=booth.id,
        kind=kind,
        number=number,
        at=now,
        noted_by=str(staff.actor),
    )
    db.session.add(row)
    db.session.flush()
    note(
        "tally.noted",
        by=staff.actor,
        now=now,
        organisation_id=booth.organisation_id,
        subject=booth.id,
        kind=kind,
        number=number,
    )
    return row
