"""What can somebody who helps do by themselves? Say no or that they cannot come after all, say which days, have their link
sent again: verbs that flush and journal; yes and taking a place are `assigning`'s.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Staff
from ..journal.actions import note
from ..journal.actors import Actor
from ..mail.actions import queue
from ..store.db import db
from . import assigning, register
from .models import Assignment, Availability, Helper, Shift
from .own_page import DayAt, said_of_day
from .queries import day_bounds
from .rules import OPEN, SAID_YES
from .times import next_awake

LINK_AGAIN = 10 * 60  # seconds within which asking for one's link again is the same letter


def cannot(row: Assignment, *, note_text: str | None = None, by: Actor, now: datetime) -> bool:
    """They cannot. Refused when it is over. Had they said yes, the place is free from now on and the event's function is told.
    Gives whether. What they write is read on the roster alone: nobody knows what may stand in it, so no letter carries it."""
    assigning.locked(row.helper or row.staff)
    db.session.refresh(row)
    assigning.refuse_over(row.shift, now)
    frees = row.state in SAID_YES
    assigning.say_no(row, note_text=note_text, by=by, now=now)
    if frees:
        _tell_freed(row, now=now)
    return frees


def _tell_freed(row: Assignment, *, now: datetime) -> None:
    queue(
        "shift_freed",
        channel="email",
        ids={"assignment": row.id},
        organisation_id=row.organisation_id,
        language="sv",
        dedupe=f"freed:{row.id}:{int(now.timestamp())}",
        now=now,
    )


def say_days(helper: Helper, said: Mapping[DayAt, bool | None], *, by: Actor, now: datetime) -> int:
    """On which days they can (True), cannot (False), or do not know (None). Gives how many of these changed. A place that
    they have stays theirs: giving it back is a press of its own."""
    changed = 0
    for day, can in said.items():
        before = said_of_day(helper, day)
        if [row.can for row in before] == ([] if can is None else [can]):
            continue
        changed += 1
        for row in before:
            db.session.delete(row)
        if can is not None:
            begin, end = day_bounds(day.on)
            db.session.add(
                Availability(
                    organisation_id=helper.organisation_id,
                    helper_id=helper.id,
                    event_id=day.event.id,
                    from_at=begin,
                    until_at=end,
                    can=can,
                )
            )
    if changed:
        helper.updated_at = now
        db.session.flush()
        note(
            "helper.days-said", subject=helper.id, count=changed, by=by, now=now, organisation_id=helper.organisation_id
        )
    return changed


def leave(helper: Helper, *, by: Actor, now: datetime) -> None:
    """They do not want to help any more: their places are free, nobody asks them, their link opens nothing."""
    give_back(helper, by=by, now=now)
    register.end_helper(helper, by=by, now=now)


def give_back(who: Helper | Staff, *, by: Actor, now: datetime) -> None:
    """Whoever leaves us, a colleague too, stands on no shift ahead any more; the functions of these hear which places are free."""
    for row in _ahead(who, now):
        cannot(row, by=by, now=now)


def _ahead(who: Helper | Staff, now: datetime) -> list[Assignment]:
    found = select(Assignment).join(Assignment.shift).where(Shift.ends_at > now, Shift.cancelled_at.is_(None))
    they = (Assignment.staff_id if isinstance(who, Staff) else Assignment.helper_id) == who.id
    wanted = (they, Assignment.state.in_((*OPEN, *SAID_YES)))
    return list(db.session.scalars(found.where(*wanted).order_by(Shift.starts_at, Shift.id)))


def send_link(helper: Helper, *, asked_for: bool = True, renewed: bool = False, now: datetime) -> None:
    """Put the link to their own page into the outbox; asked for again within ten minutes it is one letter. No telephone rings at
    night for one that they have not `asked_for`. Of one that was `renewed` the letter says what ended with the old one."""
    channel = "email" if helper.email else "sms"
    queue(
        "helper_link",
        channel=channel,
        ids={"helper": helper.id} | ({"renewed": True} if renewed else {}),
        organisation_id=helper.organisation_id,
        language=helper.language,
        dedupe=f"link:{helper.id}:{helper.generation}:{int(now.timestamp() // LINK_AGAIN)}",
        now=now,
        not_before=None if asked_for or channel == "email" else next_awake(now),
    )
