"""How does a function pass from one colleague to the next without anything lost? One verb: the old holding ends, the new one begins.

Leads stay with the function, so nothing of theirs moves; who lacks a next date or, at the unit's entrance, a function gets one.
Shifts belong to a person: the successor is asked about them. It flushes and journals; the edge commits.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from ..accounts.actions import end_holding, hold
from ..accounts.leaving import takers
from ..accounts.models import Function, Holding, Staff
from ..accounts.rules import allowed
from ..clock import STOCKHOLM, local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads import follow_up, pipeline
from ..leads.models import STANDS, Lead
from ..mail.actions import queue
from ..staffing import assigning
from ..store.columns import new_id
from ..store.db import db, each_alone
from .models import Pack
from .waiting import Reader, open_leads, shifts_ahead, waiting_at


@dataclass(frozen=True)
class Passing:
    """To whom a function goes, the last day of the one who leaves, and whether the successor is asked about their shifts too."""

    id: str
    to_staff_id: str
    last_on: date
    shifts: bool = False


def pass_on(holding: Holding, passing: Passing, *, by: Actor, now: datetime) -> Pack:
    """One colleague's function becomes another's. The same id again, or a holding that was passed on already, changes nothing.
    Raises Refused."""
    if known := _known(holding, passing):
        return known
    locked = select(Holding).where(Holding.id == holding.id).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).one()
    function, leaver = db.session.get(Function, holding.function_id), db.session.get(Staff, holding.staff_id)
    to = _check(holding, function, passing, local_date(now))
    seen = waiting_at(function, leaver.id, Reader(people=False, protected=True), now)
    row = Pack(
        id=passing.id, organisation_id=function.organisation_id, function_id=function.id, holding_id=holding.id,
        from_staff_id=leaver.id, to_staff_id=to.id, last_on=passing.last_on,
        counts={section.key: section.number for section in seen}, made_at=now, made_by=str(by),
    )  # fmt: skip
    db.session.add(row)
    _follow(function, to, passing.last_on, by=by, now=now)
    end_holding(holding, until_on=passing.last_on + timedelta(days=1), by=by, now=now)
    leave_nothing_open_ended(function, by=by, now=now)
    if passing.shifts:
        _ask_about_shifts(leaver, to, passing.last_on, by=by, now=now)
    db.session.flush()
    note(
        "pack.passed-on", subject=row.id, by=by, now=now, organisation_id=row.organisation_id, function=function.id,
        leaver=leaver.id, successor=to.id, counts=row.counts,
    )  # fmt: skip
    queue(
        "pack", channel="email", ids={"pack": row.id}, organisation_id=row.organisation_id, language=to.language,
        dedupe=f"pack:{row.id}", now=now,
    )  # fmt: skip
    return row


def _known(holding: Holding, passing: Passing) -> Pack | None:
    return db.session.get(Pack, passing.id) or db.session.scalar(select(Pack).filter_by(holding_id=holding.id))


def _check(holding: Holding, function: Function, passing: Passing, today: date) -> Staff:
    to = next((one for one in takers(function, holding.staff_id) if one.id == passing.to_staff_id), None)
    if to is None:
        raise Refused(_l("Välj vem som tar över."), "to")
    if passing.last_on < today:
        raise Refused(_l("Dagen är redan förbi. Välj idag eller en dag framåt."), "last_on")
    if holding.until_on and holding.until_on <= passing.last_on:
        raise Refused(_l("Kollegan lämnar funktionen före den dagen. Välj en tidigare dag."), "last_on")
    if has_people(function) and not allowed({role.name for role in to.roles}, "work leads"):
        raise Refused(_l("%(name)s får inte följa upp intressen. Ge personen rollen först.", name=to.name), "to")
    return to


def has_people(function: Function) -> bool:
    """Whether it has open leads, which not everybody on the staff may work."""
    return db.session.scalar(select(Lead.id).where(*open_leads(function)).limit(1)) is not None


def _follow(function: Function, to: Staff, from_on: date, *, by: Actor, now: datetime) -> None:
    """The successor holds it from that day, the leaver's last, which they share, unless they do already; a deputy becomes the holder."""
    held = db.session.scalars(select(Holding).filter_by(function_id=function.id, staff_id=to.id, until_on=None)).all()
    if not any(not one.deputy and one.from_on <= from_on for one in held):
        hold(function, to, from_on=from_on, by=by, now=now)
    for one in held:
        if one.deputy:
            end_holding(one, until_on=from_on, by=by, now=now)


def leave_nothing_open_ended(function: Function, *, by: Actor, now: datetime) -> None:
    """Each open lead of a function has a next date, and at the unit's entrance each open lead of the unit has a function."""
    if function.unit.entrance_function_id == function.id:
        nobodys = (Lead.unit_id == function.unit_id, Lead.owner_function_id.is_(None), Lead.state.in_(pipeline.OPEN))
        for lead in db.session.scalars(select(Lead).where(*nobodys, STANDS).order_by(Lead.id)):
            follow_up.hand_to(lead, function, by=by, now=now)
    dateless = select(Lead).where(*open_leads(function), Lead.next_on.is_(None)).order_by(Lead.id)
    for lead in db.session.scalars(dateless):
        follow_up.plan_next(lead, pipeline.next_on_after(lead.state, now), by=by, now=now)


def _ask_about_shifts(leaver: Staff, to: Staff, last_on: date, *, by: Actor, now: datetime) -> None:
    """The successor is asked about what the leaver had promised after their last day. Where they stand elsewhere at that time the
    leaver stays on it, for a planner to see."""
    after = datetime.combine(last_on + timedelta(days=1), time(), STOCKHOLM)
    for row in shifts_ahead(leaver.id, max(now, after)):
        try:
            with each_alone():
                other = assigning.assign(row.shift, to, key=new_id(), by=by, now=now)
                if other.state == "proposed":
                    assigning.ask(other, by=by, now=now)
                assigning.release(row, by=by, now=now)
        except Refused:
            continue


def say_read(row: Pack, *, by: Actor, now: datetime) -> None:
    """The successor has read it; Idag stops telling of it."""
    if row.read_at:
        return
    row.read_at = now
    db.session.flush()
    note("pack.read", subject=row.id, by=by, now=now, organisation_id=row.organisation_id)
