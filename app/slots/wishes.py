"""A visitor wished for a time on a tablet: is it still theirs? The tablet was perhaps offline, so others may have been faster.

What was shown lay in the tablet's configuration; what was chosen travels in the sealed record. When it arrives the time is booked if it
is still free, else a letter tells so and leads to the others. Verbs that flush; the edge commits.
"""

from datetime import datetime, time, timedelta

from ..clock import STOCKHOLM, local_date
from ..errors import Refused
from ..journal.actors import Actor
from ..leads.models import Lead
from ..mail.actions import queue
from ..store.db import each_alone
from . import queries
from .booking import book, cancel, move, offer
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


def wish_of(answers: dict) -> tuple[bool, str | None]:
    """(whether times were shown, the one that was chosen) of what stands in a sealed record."""
    said = answers.get("slot")
    return "slot" in answers, said if isinstance(said, str) and len(said) <= 40 and read_key(said) else None


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
