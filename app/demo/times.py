"""When can one talk with the people of the demonstration? Times that return every week, a few of them booked.

Made by the actions that pages use; who has booked is somebody of the story who is still to be called.
"""

from datetime import datetime, time

from sqlalchemy import select

from ..accounts.models import Function, Staff, Unit
from ..clock import local_date
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


def lay_up(unit: Unit, functions: list[Function], staff: list[Staff], *, now: datetime) -> None:
    """The pools of the two functions that own the year, and a few bookings."""
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
