"""What waits at a function, for whoever comes after? Its people by what is promised them, times, handovers, events, duty and shifts.

SELECTs only, a fixed number of queries. Each section says how many there are and the first of them as lines that a page and a sheet
show alike. Names only for those who may see people; those with protected identity are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import Function
from ..clock import local_date
from ..events.models import DutyHours, Event
from ..events.rules import BEFORE_DONE
from ..events.rules import STATES as EVENT_STATES
from ..handover.models import Handover
from ..handover.steps import STATES as HANDOVER_STATES
from ..i18n import _
from ..leads.board import end_of
from ..leads.clocks import attempts_of, clock_of, working_times
from ..leads.follow_up import OUTCOMES
from ..leads.models import STANDS, Lead, Person
from ..leads.pipeline import OPEN, STATES
from ..leads.search import interests_of, protected_people
from ..origin.models import Ambassador
from ..slots.models import SlotBooking, SlotPool
from ..slots.queries import LIVE
from ..slots.rules import KINDS, WEEKDAYS
from ..staffing.models import Assignment, Shift
from ..staffing.rules import OPEN as NOT_ANSWERED
from ..staffing.rules import SAID_YES
from ..staffing.rules import STATES as SHIFT_STATES
from ..store.db import db
from ..web.filters import short_at, short_day

SHOWN = 200  # of each section; the list of leads itself has them all
SOON = 2  # working days: a promise that runs out so soon is marked


@dataclass(frozen=True)
class Line:
    """One thing that waits. `endpoint` and `values` lead to it; `tone` marks a promise: brick is broken, apricot soon."""

    title: str
    said: str
    when: str = ""
    tone: str = ""
    endpoint: str | None = None
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One kind of what waits: how many in all, and the first of them."""

    key: str
    title: str
    number: int
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Who looks: whether they may read of people here, and of those with protected identity."""

    people: bool
    protected: bool


def waiting_at(function: Function, leaver_id: str | None, reader: Reader, now: datetime) -> list[Section]:
    """Everything that waits at a function, and the shifts of the one who leaves; sections with nothing in them are left out."""
    hidden = [] if reader.protected else protected_people(function.unit_id)
    found = [
        _leads(function, reader, hidden, now),
        _times(function, reader, hidden, now),
        _handovers(function, reader, hidden),
        _events(function, now),
        _pools(function, now),
        _duty(function, now),
        _ambassadors(function, reader),
        *([_shifts(leaver_id, now)] if leaver_id else []),
    ]
    return [section for section in found if section.number]


def open_leads(function: Function):
    """The conditions of the leads that a function has in hand."""
    return Lead.owner_function_id == function.id, Lead.state.in_(OPEN), STANDS


def _leads(function: Function, reader: Reader, hidden: Sequence[str], now: datetime) -> Section:
    title, number = _("Intressen"), _count(Lead, *open_leads(function))
    if not reader.people:
        return Section("leads", title, number)
    rows = db.session.scalars(
        select(Lead)
        .join(Lead.person)
        .options(contains_eager(Lead.person).selectinload(Person.contacts))
        .where(*open_leads(function), Lead.person_id.not_in(hidden))
        .order_by(Lead.next_on.is_not(None), Lead.next_on, Lead.received_at, Lead.id)
        .limit(SHOWN)
    ).all()
    hours = working_times(function.unit_id, now)
    mine, attempts, kinds = hours.get(function.id) or hours[None], attempts_of(rows), interests_of(rows)
    soon = end_of(mine.day_after(local_date(now), SOON))
    dated = [(_promised(lead, attempts[lead.id], kinds[lead.id], mine), lead) for lead in rows]
    dated.sort(key=lambda pair: (pair[0] or end_of(pair[1].next_on or local_date(now)), pair[1].id))
    lines = [_lead(lead, due, attempts[lead.id], soon, now) for due, lead in dated]
    return Section("leads", title, number, lines)


def _promised(lead: Lead, attempts, kinds, hours) -> datetime | None:
    with_others = {"handed_over", "thinking"}  # another unit is asked, or the person thinks until a day of their own
    pressing = clock_of(lead, attempts, kinds, hours).pressing if lead.state in OPEN - with_others else None
    return pressing.due_at if pressing else None


def _lead(lead: Lead, due: datetime | None, attempts, soon: datetime, now: datetime) -> Line:
    said = [str(STATES[lead.state])]
    if attempts:
        last = attempts[-1]
        said.append(
            _("Senast: %(outcome)s %(when)s", outcome=str(OUTCOMES[last.outcome]).lower(), when=short_at(last.at))
        )
        said += [last.note] if last.note else []
    said.append(_("nästa dag %(day)s", day=short_day(lead.next_on)) if lead.next_on else _("ingen nästa dag"))
    when, tone = "", ""
    if due and due < now:
        when, tone = _("Försenat sedan %(day)s", day=short_day(due)), "brick"
    elif due:
        when, tone = _("Lovat till %(day)s", day=short_day(due)), "apricot" if due <= soon else "neutral"
    return Line(lead.person.listed_name, " · ".join(said), when, tone, "leads.detail", {"lead_id": lead.id})


def _times(function: Function, reader: Reader, hidden: Sequence[str], now: datetime) -> Section:
    ahead = (SlotBooking.function_id == function.id, SlotBooking.starts_at > now, LIVE)
    title, number = _("Bokade tider"), _count(SlotBooking, *ahead)
    if not reader.people:
        return Section("slots", title, number)
    rows = db.session.scalars(
        select(SlotBooking)
        .join(SlotBooking.lead)
        .join(Lead.person)
        .options(contains_eager(SlotBooking.lead).contains_eager(Lead.person), joinedload(SlotBooking.pool))
        .where(*ahead, Lead.person_id.not_in(hidden))
        .order_by(SlotBooking.starts_at, SlotBooking.id)
        .limit(SHOWN)
    )
    return Section(
        "slots", title, number,
        [
            Line(
                row.lead.person.listed_name, str(KINDS[row.pool.kind]), short_at(row.starts_at), "neutral", "leads.detail",
                {"lead_id": row.lead_id},
            )
            for row in rows
        ],
    )  # fmt: skip


def _handovers(function: Function, reader: Reader, hidden: Sequence[str]) -> Section:
    owned = (
        Handover.lead_id.in_(select(Lead.id).where(Lead.owner_function_id == function.id)),
        Handover.state.in_(("created", "sent")),
    )
    title, number = _("Överlämningar som inte är kvitterade"), _count(Handover, *owned)
    if not reader.people:
        return Section("handovers", title, number)
    rows = db.session.scalars(
        select(Handover)
        .join(Handover.lead)
        .join(Lead.person)
        .options(contains_eager(Handover.lead).contains_eager(Lead.person), joinedload(Handover.to_unit))
        .where(*owned, Lead.person_id.not_in(hidden))
        .order_by(Handover.sent_at, Handover.id)
        .limit(SHOWN)
    )
    return Section(
        "handovers", title, number,
        [
            Line(
                row.lead.person.listed_name, _("till %(unit)s", unit=row.to_unit.name),
                " ".join(filter(None, [str(HANDOVER_STATES[row.state]), short_day(row.sent_at)])), "neutral",
                "handover.detail", {"handover_id": row.id},
            )
            for row in rows
        ],
    )  # fmt: skip


def _events(function: Function, now: datetime) -> Section:
    ahead = or_(Event.until_on.is_(None), Event.until_on > local_date(now))
    owned = (Event.owner_function_id == function.id, ahead, Event.state.in_(BEFORE_DONE))
    rows = db.session.scalars(
        select(Event).where(*owned).order_by(Event.first_on.is_(None), Event.first_on, Event.id).limit(SHOWN)
    )
    lines = [
        Line(row.title, str(EVENT_STATES[row.state]), row.when.label("sv"), "neutral", "desk.event", {"slug": row.slug})
        for row in rows
    ]
    return Section("events", _("Kommande aktiviteter"), _count(Event, *owned), lines)


def _pools(function: Function, now: datetime) -> Section:
    today = local_date(now)
    open_ones = (
        SlotPool.function_id == function.id,
        SlotPool.closed_at.is_(None),
        or_(SlotPool.until_on.is_(None), SlotPool.until_on > today),
    )
    rows = db.session.scalars(
        select(SlotPool).where(*open_ones).order_by(SlotPool.weekday, SlotPool.opens, SlotPool.id)
    )
    lines = [
        Line(str(KINDS[row.kind]), f"{WEEKDAYS[str(row.weekday)]} {row.opens}–{row.closes}", endpoint="slots.pools")
        for row in rows
    ]
    return Section("pools", _("Återkommande tider"), len(lines), lines)


def _duty(function: Function, now: datetime) -> Section:
    rows = db.session.scalars(
        select(DutyHours)
        .where(DutyHours.function_id == function.id, DutyHours.until_at > now)
        .order_by(DutyHours.from_at, DutyHours.id)
    )
    lines = [Line(_("Jour"), f"{short_at(row.from_at)} – {short_at(row.until_at)}") for row in rows]
    return Section("duty", _("Jour"), len(lines), lines)


def _ambassadors(function: Function, reader: Reader) -> Section:
    rows = db.session.scalars(select(Ambassador).filter_by(function_id=function.id).order_by(Ambassador.name)).all()
    lines = [
        Line(row.name, "", endpoint="ambassadors.one", values={"ambassador_id": row.id}) for row in rows[:SHOWN]
    ]  # fmt: skip
    return Section("ambassadors", _("Ambassadörer"), len(rows), lines if reader.people else [])


def shifts_ahead(staff_id: str, now: datetime) -> list[Assignment]:
    """What somebody on the staff was asked about or has promised to stand on, from now on, in order of time."""
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .options(contains_eager(Assignment.shift).joinedload(Shift.event))
        .where(
            Assignment.staff_id == staff_id,
            Assignment.state.in_((*NOT_ANSWERED, *SAID_YES)),
            Shift.cancelled_at.is_(None),
            Shift.starts_at > now,
        )
        .order_by(Shift.starts_at, Assignment.id)
    )
    return list(db.session.scalars(found))


def _shifts(staff_id: str, now: datetime) -> Section:
    rows = shifts_ahead(staff_id, now)
    lines = [
        Line(
            f"{row.shift.role}, {row.shift.event.title}", str(SHIFT_STATES[row.state][0]), short_at(row.shift.starts_at),
            "neutral", "shifts.shift", {"slug": row.shift.event.slug, "shift_id": row.shift_id},
        )
        for row in rows
    ]  # fmt: skip
    return Section("shifts", _("Egna pass"), len(rows), lines[:SHOWN])


def _count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))
