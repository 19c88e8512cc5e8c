"""When can one talk with the people of the demonstration? Times that return every week, a few of them booked, and who answers
on the weekends of the next events.

Made by the actions that pages use; who has booked is somebody of the story who is still to be called.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from ..accounts.actions import hold
from ..accounts.models import Function, Staff, Unit
from ..clock import local_date
from ..events import duty
from ..events.models import Event
from ..events.rules import BEFORE_DONE
from ..journal.actors import OPERATOR
from ..leads.models import Lead
from ..slots import actions, booking, queries
from ..slots.rules import PoolPlan
from ..store.columns import new_id
from ..store.db import db

# kind, where, place, weekday, from, until, minutes, places, how many of us
POOLS = (
    ("call", "phone", None, 1, time(9), time(11), 30, 1, 1),
    ("call", "phone", None, 3, time(16), time(18), 30, 1, 1),
    ("visit", "home", None, 2, time(17), time(19), 60, 1, 2),
    ("meeting", "place", "Frivilligcentrum, Stadshuset", 0, time(17, 30), time(19), 90, 12, 2),
)
BOOKED = 4
ON_DUTY = 3  # events, the next ones


def lay_up(unit: Unit, functions: list[Function], staff: list[Staff], *, now: datetime) -> None:
    """The pools of the two functions that own the year, and a few bookings. Where two are needed they stand in for each other."""
    for function, other in zip(functions[:2], reversed(staff[:2]), strict=True):
        hold(function, other, from_on=local_date(now), deputy=True, by=OPERATOR, now=now)
    for function in functions[:2]:
        for kind, where, place, weekday, opens, closes, minutes, capacity, needed in POOLS:
            plan = PoolPlan(
                kind=kind, where=where, place=place, weekday=weekday, opens=opens, closes=closes, minutes=minutes,
                capacity=capacity, staff_needed=needed, notice_hours=4, offered=kind != "visit", from_on=local_date(now),
            )  # fmt: skip
            actions.make_pool(function, plan, key=new_id(), by=OPERATOR, now=now)
    called = select(Lead).where(Lead.unit_id == unit.id, Lead.state == "in_contact").order_by(Lead.received_at.desc())
    for lead in db.session.scalars(called.limit(BOOKED)).all():
        times = queries.free_by_function(unit.id, now, most=1).get(lead.owner_function_id)
        if times:
            booking.book(lead, times[0].key, key=new_id(), by=staff[0].actor, now=now)


def plan_duty(unit: Unit, *, now: datetime) -> None:
    """The function that owns each of the next events answers on its weekend, or the one after it."""
    found = select(Event).where(
        Event.unit_id == unit.id, Event.first_on > local_date(now), Event.state.in_(BEFORE_DONE),
        Event.owner_function_id.is_not(None),
    )  # fmt: skip
    rows = [row for row in db.session.scalars(found.order_by(Event.first_on, Event.id)) if row.when.day_known]
    once = {(row.owner_function_id, _weekend_from(row.first_on)): row for row in reversed(rows[:ON_DUTY])}
    for (_function, day), row in once.items():
        duty.plan_duty(row, row.owner, duty.Duty(day, time(10), time(14)), key=new_id(), by=OPERATOR, now=now)


def _weekend_from(day: date) -> date:
    return day + timedelta(days=max(0, 5 - day.weekday()))
