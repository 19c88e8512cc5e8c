"""What becomes of a paper form that is typed in? A lead of its booth, credited to the forms' placement and to who talked, met when
they met. Each row is a unit of its own: the edge commits it before the next one is looked at.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ..accounts.models import Staff
from ..booths.models import Booth, CaptureSession
from ..clock import here, local_date
from ..errors import Refused
from ..i18n import DEFAULT, _l
from ..journal.actors import Actor
from ..leads.actions import record_lead
from ..leads.intake import Details, Met
from ..staffing.models import Assignment, Shift
from ..staffing.queries import on_duty
from ..staffing.roster import name_of
from ..staffing.rules import STANDING
from ..store.columns import derived_id
from ..store.db import db
from ..store.once import insert_once
from .configuration import form_of
from .models import SlipBatch, TypedSlip
from .sessions import duty_of
from .slip_rows import Carried, Slip, written_on
from .slips import batch_of, batches_of, highest, placement_of

DEVICE = "paper"


@dataclass(frozen=True)
class Typed:
    """What came of a row: its number, the reference to tell the person, and the lead as long as it is there."""

    number: int | None
    reference: str
    lead_id: str | None


def type_in(booth: Booth, slip: Slip, *, by: Actor, now: datetime) -> Typed:
    """Record one paper form. The same row again gives the same answer. Refused, with the field's name, for a number that
    another row has, that nobody printed, or a letter that this paper has not."""
    if known := db.session.get(TypedSlip, slip.key):
        return _own(known, booth)
    batches = batches_of(booth.id)
    batch = batch_of(slip.number, batches)
    _check_number(booth, slip, batch)
    details = slip.with_choices(batch.choices if batch else choices_now(booth))
    placement = placement_of(booth, by=by, now=now)
    met = Met(
        event_id=booth.event_id, placement_id=placement.id, booth_id=booth.id, code=placement.code.code,
        capture_session_id=session_of(booth, slip).id, way="paper", kind="session", grade="A", captured_at=slip.met_at,
    )  # fmt: skip
    recorded = record_lead(
        _spoken(details, batch), organisation_id=booth.organisation_id, capture_id=slip.key, met=met, by=by, now=now,
        notice_hash=batch.notice_hash if batch else None,
    )  # fmt: skip
    row = {
        "id": slip.key, "organisation_id": booth.organisation_id, "booth_id": booth.id, "number": slip.number,
        "lead_id": recorded.lead_id, "reference": recorded.reference, "typed_at": now, "typed_by": str(by),
    }  # fmt: skip
    if not insert_once(TypedSlip, row) and db.session.get(TypedSlip, slip.key) is None:
        raise _taken(slip.number)
    return Typed(slip.number, recorded.reference, recorded.lead_id)


def _own(known: TypedSlip, booth: Booth) -> Typed:
    if known.booth_id != booth.id:
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    return Typed(known.number, known.reference, known.lead_id)


def _check_number(booth: Booth, slip: Slip, batch: SlipBatch | None) -> None:
    if slip.number is None:
        return
    if batch is None:
        most = highest(booth.id)
        if most is None:
            raise Refused(_l("Här är inga numrerade blanketter utskrivna. Lämna numret tomt."), "number")
        raise Refused(_l("Ingen blankett här har det numret. Det högsta är %(most)s.", most=most), "number")
    if db.session.scalar(select(TypedSlip.id).filter_by(booth_id=booth.id, number=slip.number)):
        raise _taken(slip.number)


def _taken(number: int) -> Refused:
    return Refused(
        _l("Nummer %(number)s är redan inskrivet. Är det en annan person: lämna numret tomt.", number=number), "number"
    )


def _spoken(details: Details, batch: SlipBatch | None) -> Details:
    return replace(details, language=batch.language if batch else DEFAULT)


def choices_now(booth: Booth) -> list[str]:
    """The keys of what can be ticked on a form that is printed now."""
    fields = form_of(booth, booth.event.organisation)[0]["fields"]
    found = next(field for field in fields if field["name"] == "interests")
    return [option["key"] for option in found["options"]]


def session_of(booth: Booth, slip: Slip) -> CaptureSession:
    """Who talked at this booth that day, with paper in hand; one session for each and each shift, whoever types."""
    day = local_date(slip.met_at)
    kind, _dash, person = slip.who.partition("-")
    duty = duty_of(on_duty(booth.id, day), person or None, slip.met_at)
    id = derived_id(booth.id, DEVICE, slip.who, day.isoformat(), *([duty.shift_id] if duty else []))
    row = {
        "id": id, "organisation_id": booth.organisation_id, "event_id": booth.event_id, "booth_id": booth.id,
        "shift_id": duty and duty.shift_id, "device": DEVICE, "began_at": slip.met_at,
        "helper_id": person if kind == "helper" else None, "staff_id": person if kind == "staff" else None,
    }  # fmt: skip
    insert_once(CaptureSession, row)
    found = db.session.get(CaptureSession, id)
    found.began_at = min(found.began_at, slip.met_at)
    return found


def talkers(booth: Booth, me: Staff) -> dict[str, str]:
    """Who may have talked at this booth: everybody who had a place there or at the event as a whole, and who types now.
    `helper-ID` or `staff-ID` → name, by name."""
    rows = db.session.scalars(
        select(Assignment)
        .join(Assignment.shift)
        .options(joinedload(Assignment.helper), joinedload(Assignment.staff).lazyload(Staff.roles))
        .where(
            Shift.event_id == booth.event_id,
            or_(Shift.booth_id == booth.id, Shift.booth_id.is_(None)),
            Assignment.state.in_(STANDING),
        )
    )
    found = {f"helper-{row.helper_id}" if row.helper_id else f"staff-{row.staff_id}": name_of(row) for row in rows}
    found.setdefault(f"staff-{me.id}", me.name)
    return dict(sorted(found.items(), key=lambda one: (one[1].casefold(), one[0])))


def opened(booth: Booth) -> tuple[datetime, datetime] | None:
    """From when until when the booth was open; None where nobody said."""
    begins, ends = booth.from_at or booth.event.starts_at, booth.until_at or booth.event.ends_at
    return (begins, ends) if begins and ends else None


def beginning(booth: Booth, *, now: datetime) -> Carried:
    """What the first row begins with: the booth's first hour, or that of the last form that was typed in."""
    last = db.session.scalar(
        select(CaptureSession.began_at)
        .filter_by(booth_id=booth.id, device=DEVICE)
        .order_by(CaptureSession.began_at.desc())
        .limit(1)
    )
    event = booth.event
    start = last or booth.from_at or (event.starts_at if event.when.time_known else None)
    if start and start <= now:
        return Carried(written_on(start, opened(booth)), here(start).time().replace(second=0, microsecond=0))
    on = event.first_on if event.when.day_known and event.first_on <= local_date(now) else local_date(now)
    return Carried(on, None)
