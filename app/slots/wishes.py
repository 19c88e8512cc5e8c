"""A visitor wished for a time that could not be booked at once: is it still theirs? Others may have been faster.

What was shown lay in the tablet's configuration; what was chosen travels in the sealed record. When it arrives the time is booked if it
is still free, else a letter tells so and leads to the others. A sign-up that was set aside keeps its wish until staff let it in.
Verbs that flush; the edge commits.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select

from ..clock import STOCKHOLM, local_date
from ..errors import Refused
from ..i18n import _
from ..journal.actors import VISITOR, Actor
from ..leads.models import Lead, Submission
from ..mail.actions import queue
from ..store.columns import is_id
from ..store.db import db, each_alone
from ..web.filters import short_at
from . import queries
from .booking import THEMSELVES, book, cancel, move, offer
from .models import SlotBooking
from .times import Time, read_key

SHOWN, A_DAY = 6, 2  # so many times in all and of one day: several tablets without a network choose from the same
WAY = "tablet"


def offered_on_tablets(function_id: str | None, now: datetime) -> list[Time]:
    """The times that a tablet offers: from tomorrow on, so that they stay the same for a day as long as nobody takes one. One query."""
    tomorrow = datetime.combine(local_date(now) + timedelta(days=1), time(), STOCKHOLM)
    return queries.offered_to_people(function_id, tomorrow, most=SHOWN, a_day=A_DAY)


def grant(lead: Lead, wanted: str | None, *, key: str, by: Actor, chosen_at: datetime, now: datetime) -> None:
    """Times were shown to this lead at the stand, and `wanted` (`Time.key`, None: we are to call) was chosen: book it, or tell that
    it is gone. `key` is the booking's id to be. Chosen anew on the tablet, what it booked before moves or is given back."""
    offer(lead, WAY, now=chosen_at)
    mine = _untouched(queries.coming_of(lead.id, now))
    try:
        with each_alone():
            if mine and wanted:
                move(mine, wanted, by=by, now=now, staff=False)
            elif mine:
                cancel(mine, by=by, now=now)
            elif wanted:
                book(lead, wanted, key=key, by=by, now=now, staff=False, chosen_at=chosen_at)
    except Refused:
        _tell(lead, now)


def grant_kept(lead: Lead, *, by: Actor, now: datetime) -> str | None:
    """What was set aside has been let in: book the time that it waited with, or tell that it is gone; gives what staff hear of it.
    Who presses once more themselves brings the time along."""
    if by.kind in THEMSELVES or (kept := _kept(lead)) is None:
        return None
    wanted, chosen_at = kept
    when = {"when": short_at(read_key(wanted)[1])}
    try:
        with each_alone():
            book(lead, wanted, key=lead.id, by=VISITOR, now=now, staff=False, chosen_at=chosen_at)
    except Refused:
        _tell(lead, now)
        return _("Personen önskade tiden %(when)s, men den går inte att få längre. Erbjud en annan.", **when)
    return _("Tiden som personen valde är bokad: %(when)s.", **when)


def _kept(lead: Lead) -> tuple[str, datetime] | None:
    """The time that its submission waits with, and when it was chosen."""
    sent = select(Submission.answers, Submission.captured_at).where(
        Submission.lead_id == lead.id, Submission.kind == "new"
    )
    wishes = ((read_wish(answers.get("slot")), at) for answers, at in db.session.execute(sent))
    return next(((wanted, at) for wanted, at in wishes if wanted), None)


def wished_at(answers: Iterable[dict], now: datetime) -> datetime | None:
    """When the time begins that a lead with these submissions still waits with, or would have had; None when that is past."""
    begin = (read_key(wanted)[1] for said in answers if (wanted := read_wish(said.get("slot"))))
    return next((at for at in begin if at > now), None)


def wish_of(answers: dict) -> tuple[bool, str | None]:
    """(whether times were shown, the one that was chosen) of what stands in a sealed record."""
    return "slot" in answers, read_wish(answers.get("slot"))


def read_wish(said: object) -> str | None:
    """The name of a time, of whatever was sent as one."""
    named = isinstance(said, str) and is_id(said.partition(".")[0])
    return said if named and read_key(said) else None


def _untouched(booking: SlotBooking | None) -> SlotBooking | None:
    """What a tablet booked and nobody has moved since; a tablet that comes home late undoes nothing that was chosen after it."""
    return booking if booking and booking.by.startswith("tablet") and booking.sequence == 0 else None


def _tell(lead: Lead, now: datetime) -> None:
    person = lead.person
    channel = "email" if person.contact("email") else "sms" if person.contact("phone") else None
    if channel and lead.state != "quarantined":
        queue(
            "slot_missed", channel=channel, ids={"lead": lead.id}, organisation_id=lead.organisation_id,
            language=person.language, dedupe=f"slot_missed:{lead.id}:{local_date(now)}", now=now,
        )  # fmt: skip
