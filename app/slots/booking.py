"""How is a time taken, moved and given back, and never given twice? Verbs that flush and journal; the edge commits.

A time has numbered places, and (pool, starts at, number) is unique in the database: whoever comes second to a number tries the
next one, and is told when there is none left. A booked time makes the lead's state *Möte bokat* and its next day that of
the time.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..clock import local_date
from ..errors import Refused
from ..events.tombstones import Told, times_of, watching
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads import follow_up, pipeline
from ..leads.models import ChosenTime, Lead, Offer
from ..mail.actions import queue
from ..store.columns import new_id
from ..store.db import db, each_alone
from ..store.once import insert_once
from ..web.filters import short_at
from . import queries
from .models import SlotBooking, SlotPool
from .rules import PLAIN
from .times import read_key, time_at

THEMSELVES = ("visitor", "tablet")  # whose choice is the person's own
REMINDED = timedelta(hours=24)  # before it begins
TAKEN = _l("Någon annan hann ta tiden. Välj en annan.")


def book(
    lead: Lead,
    wanted: str,
    *,
    key: str,
    by: Actor,
    now: datetime,
    staff: bool = True,
    chosen_at: datetime | None = None,
) -> SlotBooking:
    """Take a place at the time of that name (`Time.key`) for a lead. The same key again is the same booking. `chosen_at`: when the
    person chose it, where we hear of it later.

    Raises Refused when there is no such time, no place is left, or the lead has one of that kind already.
    """
    if known := db.session.get(SlotBooking, key):
        if known.lead_id == lead.id:
            return known
        raise Refused(TAKEN)
    lead = db.session.scalar(select(Lead).where(Lead.id == lead.id).with_for_update())
    pool, (starts_at, ends_at) = _wanted(lead, wanted, now, staff)
    if queries.coming_of(lead.id, now, pool.kind):
        raise Refused(_l("Det finns redan en bokad tid. Flytta den i stället."))
    row = {
        "id": key, "organisation_id": pool.organisation_id, "unit_id": pool.unit_id, "function_id": pool.function_id,
        "pool_id": pool.id, "lead_id": lead.id, "starts_at": starts_at, "ends_at": ends_at, "by": str(by),
        "booked_at": now, "updated_at": now,
    }  # fmt: skip
    if not any(insert_once(SlotBooking, row | {"place_no": number}) == 1 for number in _free(pool, starts_at)):
        raise Refused(TAKEN)
    booking = db.session.get(SlotBooking, key)
    offer(lead, "booking", now=chosen_at or now)
    _choose(booking, by=by, now=chosen_at or now)
    _is_to_meet(lead, booking, by=by, now=now)
    _tell(booking, lead, "slot_booked", now)
    note("slot.booked", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, pool=pool.id)
    return booking


def refuse_booked_since(lead: Lead, key: str, *, by: Actor, now: datetime) -> None:
    """Whoever books from a row without a time: say so when a colleague, or the person themselves, has taken one meanwhile."""
    coming = queries.coming_of(lead.id, now)
    if coming is None or coming.id == key:
        return
    facts = {"name": lead.person.listed_name, "when": short_at(coming.starts_at)}
    if coming.by.split(":")[0] in THEMSELVES:
        raise Refused(_("%(name)s har själv valt en tid: %(when)s.", **facts))
    if coming.by != str(by) and (who := follow_up.name_of(coming.by)):
        raise Refused(_("%(who)s hann före: %(name)s har tid %(when)s.", who=who, **facts))
    raise Refused(_("%(name)s har redan en tid: %(when)s.", **facts))


def _wanted(lead: Lead, wanted: str, now: datetime, staff: bool) -> tuple[SlotPool, tuple[datetime, datetime]]:
    """The pool and the span of a time that may be booked for this lead now."""
    pool_id, starts_at = read_key(wanted) or ("", now)
    pool = db.session.get(SlotPool, pool_id)
    if pool is None or pool.unit_id != lead.unit_id or not (staff or pool.offered):
        raise Refused(TAKEN)
    soonest = now if staff else now + timedelta(hours=pool.notice_hours)
    span = time_at(pool, starts_at)
    if pool.closed_at or span is None or span[0] <= soonest:
        raise Refused(_l("Den tiden finns inte längre. Välj en annan."))
    if not staff and queries.missing_of_us(pool, starts_at, more=1):
        raise Refused(TAKEN)
    if lead.state == "quarantined" and not staff:
        raise Refused(_l("Vi hör av oss om en tid."))
    if lead.state not in pipeline.OPEN:
        raise Refused(_l("Intresset är avslutat. Öppna det igen först."))
    return pool, span


def _free(pool: SlotPool, starts_at: datetime) -> list[int]:
    """The numbers of the places that nobody had a moment ago."""
    taken = set(
        db.session.scalars(
            select(SlotBooking.place_no).where(
                SlotBooking.pool_id == pool.id, SlotBooking.starts_at == starts_at, queries.LIVE
            )
        )
    )
    return [number for number in range(pool.capacity) if number not in taken]


def move(booking: SlotBooking, wanted: str, *, by: Actor, now: datetime, staff: bool = True) -> None:
    """To another time; its old place is free from this moment. Raises Refused as `book` does, and then nothing has moved."""
    lead = db.session.scalar(select(Lead).where(Lead.id == booking.lead_id).with_for_update())
    _still_ahead(booking, now)
    pool, (starts_at, ends_at) = _wanted(lead, wanted, now, staff)
    if (pool.id, starts_at) == (booking.pool_id, booking.starts_at):
        return
    left = _stone_of(booking, now) if booking.pool.kind == "meeting" else None
    with watching(lambda: [] if left else [_told(booking)], now=now) as back:
        _put(booking, pool, starts_at, ends_at)
    if left:
        db.session.add(left)
    booking.pool, booking.sequence, booking.updated_at = pool, max(booking.sequence, back.sequence) + 1, now
    _choose(booking, by=by, now=now)
    _is_to_meet(lead, booking, by=by, now=now)
    _tell(booking, lead, "slot_moved", now)
    note("slot.moved", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, pool=pool.id)


def _put(booking: SlotBooking, pool: SlotPool, starts_at: datetime, ends_at: datetime) -> None:
    """Onto the first place that is free. Raises Refused where none is."""
    for number in _free(pool, starts_at):
        try:
            with each_alone():
                booking.pool_id, booking.function_id, booking.place_no = pool.id, pool.function_id, number
                booking.starts_at, booking.ends_at = starts_at, ends_at
                db.session.flush()
        except IntegrityError:  # somebody took that very place meanwhile
            continue
        return
    raise Refused(TAKEN)


def _told(booking: SlotBooking) -> Told:
    """What the calendar of a function says of it, which says that it is off when another function takes it."""
    feeds, times = frozenset({("function", booking.function_id)}), times_of(booking.starts_at, booking.ends_at)
    title = str(PLAIN[booking.pool.kind])
    return Told("slot", booking.id, booking.organisation_id, title, feeds, times, booking.sequence + 1)


def _stone_of(booking: SlotBooking, now: datetime) -> SlotBooking:
    """What stays behind of one who moves away from a meeting, whose entry in calendars is that of all who come."""
    names = (
        "organisation_id", "unit_id", "function_id", "pool_id", "lead_id", "starts_at", "ends_at", "by", "booked_at",
    )  # fmt: skip
    return SlotBooking(
        cancelled_at=now,
        updated_at=now,
        sequence=booking.sequence + 1,
        **{name: getattr(booking, name) for name in names},
    )


def cancel(booking: SlotBooking, *, by: Actor, now: datetime, tell: bool = True) -> None:
    """Give the place back. The lead is taken up again soon, since nothing is agreed any more."""
    _still_ahead(booking, now)
    booking.place_no, booking.cancelled_at = None, now
    booking.sequence, booking.updated_at = booking.sequence + 1, now
    lead = db.session.get(Lead, booking.lead_id)
    if lead.state in pipeline.OPEN:
        _choose_not(booking, by=by, now=now)
        lead.asked_on, lead.updated_at = None, now
        lead.next_on = min(lead.next_on or local_date(booking.starts_at), pipeline.next_on_after("new", now))
    db.session.flush()
    if tell:
        _tell(booking, lead, "slot_cancelled", now)
    note("slot.cancelled", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id)


def _still_ahead(booking: SlotBooking, now: datetime) -> None:
    if booking.place_no is None:
        raise Refused(_l("Tiden är redan avbokad."))
    if booking.starts_at <= now:
        raise Refused(_l("Tiden har redan börjat. Ring i stället."))


def leave(lead: Lead, *, by: Actor, now: datetime) -> None:
    """The lead has left our work: the times it has ahead are free for others. Who took back their interest gets no letter of it."""
    found = select(SlotBooking).where(SlotBooking.lead_id == lead.id, SlotBooking.starts_at > now, queries.LIVE)
    for booking in db.session.scalars(found).all():
        cancel(booking, by=by, now=now, tell=lead.withdrawn_at is None)


def _choose(booking: SlotBooking, *, by: Actor, now: datetime) -> None:
    """The person chose this time themselves, which the response clock goes by. What we move for them puts nothing off."""
    if by.kind not in THEMSELVES:
        return
    if known := db.session.get(ChosenTime, booking.id):
        known.until_at = booking.ends_at
        return
    ids = {"id": booking.id, "organisation_id": booking.organisation_id, "lead_id": booking.lead_id}
    db.session.add(ChosenTime(at=now, until_at=booking.ends_at, **ids))


def _choose_not(booking: SlotBooking, *, by: Actor, now: datetime) -> None:
    """They gave the time back; or we took it from them, and then it is as if they had never chosen."""
    if known := db.session.get(ChosenTime, booking.id):
        if by.kind in THEMSELVES:
            known.given_back_at = now
        else:
            db.session.delete(known)


def offer(lead: Lead, way: str, *, now: datetime) -> None:
    """Write down that times were offered to a lead: a fact for the response clock."""
    insert_once(
        Offer,
        {"id": new_id(), "organisation_id": lead.organisation_id, "lead_id": lead.id, "way": way, "at": now},
    )


def _is_to_meet(lead: Lead, booking: SlotBooking, *, by: Actor, now: datetime) -> None:
    """The lead is to be met: its state, where it has come no further, and its next day, which was chosen."""
    if lead.state in pipeline.TRIED or lead.state == "new":
        day = local_date(booking.starts_at)
        if lead.state != "meeting_booked":
            follow_up.move_on(lead, "meeting_booked", reason=None, next_on=day, by=by, now=now)
        lead.next_on = lead.asked_on = day
    lead.updated_at = now
    db.session.flush()


def _tell(booking: SlotBooking, lead: Lead, template: str, now: datetime) -> None:
    """A letter or text message about it, and where there is time for it a reminder the day before."""
    person = lead.person
    channel = "email" if person.contact("email") else "sms" if person.contact("phone") else None
    if channel is None:
        return
    facts = {
        "channel": channel, "ids": {"booking": booking.id, "sequence": booking.sequence},
        "organisation_id": lead.organisation_id, "language": person.language, "now": now,
    }  # fmt: skip
    queue(template, dedupe=f"{template}:{booking.id}:{booking.sequence}", **facts)
    remind_at = booking.starts_at - REMINDED
    if booking.place_no is not None and remind_at > now + timedelta(hours=12):
        queue("slot_reminder", dedupe=f"remind:{booking.id}:{booking.sequence}", not_before=remind_at, **facts)
