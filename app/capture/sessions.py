"""Who had the tablet when this was written? The capture session that joins event, booth, shift, tablet and helper.

A session is known by the id that the tablet made for it, so that its records may come in any order. A tablet that stays in the
same hands, or in nobody's, over several shifts has one session for each of them. Flushes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..accounts.models import Staff
from ..booths.models import Booth, CaptureSession
from ..clock import local_date
from ..staffing.queries import OnDuty, helper_by_id
from ..store.columns import derived_id, is_id
from ..store.db import db
from ..store.once import insert_once
from .clocks import instant
from .models import Pairing, TabletRecord
from .payload import Stood

AT_ONCE = -timedelta.resolution  # nearer than what has ended just now


def session_of(
    booth: Booth, pairing: Pairing, stood: Stood | None, row: TabletRecord, duty: "OnDuty | NoShift | None"
) -> CaptureSession:
    """The session of a record, with the duty of that moment; nobody said who has the tablet: one for tablet, day and shift."""
    id, shift_id = _id_of(stood, pairing, row), duty and duty.shift_id
    found = _get(id, booth, pairing)
    if found is None:
        id = derived_id(pairing.id, id)  # a session of somebody else's: not ours to add to
        found = _get(id, booth, pairing)
    if found and found.shift_id != shift_id:
        id = derived_id(id, shift_id or "")
        found = _get(id, booth, pairing)
    if found is False:
        insert_once(
            CaptureSession,
            {
                "id": id, "organisation_id": booth.organisation_id, "event_id": booth.event_id, "booth_id": booth.id,
                "shift_id": shift_id, "device": pairing.id, "began_at": _since(stood, row, pairing),
                "helper_id": duty.helper_id if duty and stood and stood.helper_id else None,
                "staff_id": duty.staff_id if duty and stood and stood.helper_id else None,
            },
        )  # fmt: skip
        found = db.session.get(CaptureSession, id)
    return found


def began_by(session: CaptureSession, stood: Stood | None, row: TabletRecord, pairing: Pairing) -> None:
    """This record was made in it: by then it had begun, and earlier if the tablet says so."""
    if (since := _since(stood, row, pairing)) < session.began_at:
        session.began_at = since


def _get(id: str, booth: Booth, pairing: Pairing) -> CaptureSession | bool | None:
    """The session; False when there is none, None when it is another booth's or tablet's."""
    found = db.session.get(CaptureSession, id)
    if found is None:
        return False
    return found if (found.booth_id, found.device) == (booth.id, pairing.id) else None


def _id_of(stood: Stood | None, pairing: Pairing, row: TabletRecord) -> str:
    if stood is None:
        return derived_id(pairing.id, local_date(row.captured_at).isoformat())
    return stood.id if is_id(stood.id) else derived_id(pairing.id, stood.id)


def _since(stood: Stood | None, row: TabletRecord, pairing: Pairing) -> datetime:
    """When the session began, by our clock: as much earlier than the record as the tablet's wall clock says."""
    if stood is None or instant(stood.since_ms) is None or instant(row.wall_ms) is None:
        return row.captured_at
    earlier = instant(row.wall_ms) - instant(stood.since_ms)
    return min(max(row.captured_at - earlier, pairing.asked_at), row.captured_at)


@dataclass(frozen=True)
class NoShift:
    """Somebody of the organisation who is on no shift of the event."""

    helper_id: str | None = None
    staff_id: str | None = None
    shift_id: None = None


def duty_at(
    booth: Booth, helper_id: str | None, at: datetime, *, on_duty: Callable, without_shift: Callable
) -> OnDuty | NoShift | None:
    """The duty of that day; for somebody who has none then, as our guess of the day may be wrong, the nearest at the event; and
    whoever stands there without a shift is who they said they are. The two that ask the database may remember the answers."""
    found = duty_of(on_duty(booth.id, local_date(at)), helper_id, at)
    if found or not helper_id:
        return found
    first, until = booth.event.first_on, booth.event.until_on
    there = on_duty(booth.id, first, days=(until - first).days) if first and until else []
    return duty_of(there, helper_id, at) or without_shift(booth.organisation_id, helper_id)


def without_shift(organisation_id: str, id: str) -> NoShift | None:
    """Whoever of the organisation that id is: helper or staff."""
    if (helper := helper_by_id(id)) and helper.organisation_id == organisation_id:
        return NoShift(helper_id=id)
    if (staff := db.session.get(Staff, id)) and staff.organisation_id == organisation_id:
        return NoShift(staff_id=id)
    return None


def duty_of(there: list[OnDuty], helper_id: str | None, at: datetime) -> OnDuty | None:
    """The duty that a record belongs to: the named helper's, the nearest in time, so one that is on before all others; without a
    helper the one shift that is on, if it is one alone."""
    if helper_id:
        own = [one for one in there if helper_id in (one.helper_id, one.staff_id)]
        return min(own, key=lambda one: _away(one, at), default=None)
    on = [one for one in there if one.starts_at <= at < one.ends_at]
    return on[0] if len({one.shift_id for one in on}) == 1 else None


def _away(one: OnDuty, at: datetime) -> timedelta:
    """How long that duty is from that moment; least of all one that is on."""
    return AT_ONCE if one.starts_at <= at < one.ends_at else max(one.starts_at - at, at - one.ends_at)
