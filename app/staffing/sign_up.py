"""How does somebody become a helper by themselves? Through an open invitation: `join`; and how is one opened and closed.

What the public sends never changes anybody who is known: whoever signs up again under an address and a first name that we
have gets the link to their own page and chooses there; the answer on the screen is the same, so that nobody can find out who helps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from ..accounts.models import Unit
from ..errors import Refused
from ..events.models import Event
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db, each_alone
from ..web.contact import Contact, Way
from . import answers, assigning, register
from .doors import helpers_reached_at
from .models import Helper, HelpInvitation, Shift
from .own_page import DayAt, open_shifts_of
from .plan import HelperPlan
from .queries import first_name

CLOSED = _l("Inbjudan är stängd. Hör av dig till oss om du vill hjälpa till.")


@dataclass(frozen=True)
class Joining:
    """What somebody wrote who wants to help: who they are, which shifts they would take, which days they can."""

    who: HelperPlan
    shift_ids: tuple[str, ...] = ()
    days: Mapping[DayAt, bool | None] = field(default_factory=dict)


def join(
    invitation: HelpInvitation,
    said: Joining,
    *,
    key: str,
    aside: bool = False,
    letter: bool = True,
    by: Actor,
    now: datetime,
) -> Helper | None:
    """A new helper with the shifts that were still free, and the letter with their link. The same `key` again: nothing
    more. Known already: only the letter. `aside` (very many at once): shifts are proposals, which they may take on their
    own page; without `letter` (it looks like a program) they do not even hear of it before a planner asks them."""
    if invitation.closed_at:
        raise Refused(CLOSED)
    if known := db.session.get(Helper, key):
        return known
    if known := _known(invitation, said.who):
        for helper in known if letter else ():
            answers.send_link(helper, now=now)
        return None
    try:
        with each_alone():
            helper = _new_helper(invitation, said, key, aside, by, now)
    except IntegrityError:  # the same press arrived twice at once
        return db.session.get(Helper, key)
    if letter:
        answers.send_link(helper, now=now)
    return helper


def _known(invitation: HelpInvitation, who: HelperPlan) -> list[Helper]:
    """Those of that first name who are reached in that way: a family shares a telephone, and each of them is welcome."""
    ways = [Contact(Way.PHONE, who.phone, who.phone)] if who.phone else []
    ways += [Contact(Way.EMAIL, who.email, who.email)] if who.email else []
    unit_id, organisation_id = invitation.event.unit_id, invitation.organisation_id
    found = [helper for way in ways for helper in helpers_reached_at(way, organisation_id, unit_id=unit_id)]
    called = first_name(who.name).casefold()
    return list({helper.id: helper for helper in found if first_name(helper.name).casefold() == called}.values())


def _new_helper(invitation: HelpInvitation, said: Joining, key: str, aside: bool, by: Actor, now: datetime) -> Helper:
    unit = db.session.get(Unit, invitation.event.unit_id)
    helper = register.add_helper(unit, said.who, key=key, invitation_id=invitation.id, by=by, now=now)
    answers.say_days(helper, said.days, by=by, now=now)
    taken = sum(_take(shift, helper, aside, by, now) for shift in _wanted(invitation.event, said.shift_ids, now))
    note(
        "helper.joined", subject=helper.id, by=by, now=now, organisation_id=helper.organisation_id,
        invitation=invitation.id, taken=taken,
    )  # fmt: skip
    return helper


def _wanted(event: Event, shift_ids: tuple[str, ...], now: datetime) -> list[Shift]:
    """These shifts, those of them that still have a place, always in the same order: whoever takes several locks them so."""
    return sorted((s for s in open_shifts_of(event, now=now) if s.id in shift_ids), key=lambda shift: shift.id)


def _take(shift: Shift, helper: Helper, aside: bool, by: Actor, now: datetime) -> bool:
    """One place, if it is still there; somebody else may have been quicker."""
    try:
        with each_alone():
            verb = assigning.assign if aside else assigning.take_place
            verb(shift, helper, key=new_id(), by=by, now=now)
    except Refused:
        return False
    return True


def invite(event: Event, partner: str | None, *, key: str, by: Actor, now: datetime) -> HelpInvitation:
    """An open invitation to help at an event, for the members of a partner or for anybody. The same `key`: the same one."""
    if known := db.session.get(HelpInvitation, key):
        if known.event_id != event.id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    row = HelpInvitation(
        id=key, organisation_id=event.organisation_id, event_id=event.id, partner=partner, generation=1, created_at=now
    )
    db.session.add(row)
    db.session.flush()
    _say("help-invitation.made", row, by=by, now=now, event=event.id)
    return row


def close(row: HelpInvitation, *, by: Actor, now: datetime) -> None:
    """Nobody signs up by it any more; its address says so."""
    if row.closed_at is None:
        row.closed_at = now
        db.session.flush()
        _say("help-invitation.closed", row, by=by, now=now)


def reopen(row: HelpInvitation, *, by: Actor, now: datetime) -> None:
    """It is open again, at the address that is printed."""
    if row.closed_at:
        row.closed_at = None
        db.session.flush()
        _say("help-invitation.opened", row, by=by, now=now)


def renew(row: HelpInvitation, *, by: Actor, now: datetime) -> None:
    """Another address; the old one, on paper too, opens nothing any more."""
    row.generation += 1
    db.session.flush()
    _say("help-invitation.renewed", row, by=by, now=now)


def _say(kind: str, row: HelpInvitation, *, by: Actor, now: datetime, **details) -> None:
    note(kind, subject=row.id, by=by, now=now, organisation_id=row.organisation_id, **details)
