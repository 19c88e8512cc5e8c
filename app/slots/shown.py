"""How does a week of times read? Day by day, each time with who has it; a booking whose rule is gone still stands there. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.clock import local_date

from .models import SlotBooking, SlotPool
from .rules import of_us
from .times import OnHand, Time


@dataclass
class Row:
    """One time: when, of which pool, how many places, and who has booked one."""

    pool: SlotPool
    starts_at: datetime
    ends_at: datetime
    free: int
    booked: list[SlotBooking] = field(default_factory=list)


def week_by_day(times: Sequence[Time], booked: Sequence[SlotBooking]) -> dict[date, list[Row]]:
    """Day → its rows in order."""
    rows = {(one.pool.id, one.starts_at): Row(one.pool, one.starts_at, one.ends_at, one.free) for one in times}
    for one in booked:
        row = rows.setdefault((one.pool_id, one.starts_at), Row(one.pool, one.starts_at, one.ends_at, 0))
        row.booked.append(one)
    days = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (row.starts_at, row.pool.id)):
        days[local_date(row.starts_at)].append(row)
    return dict(days)


def lacking(row: Row, on_hand: OnHand) -> int:
    """How many of us are missing for a time that somebody has booked: it needs several, and fewer hold the function that day."""
    if row.pool.staff_needed < 2:
        return 0
    needed = of_us(row.pool.kind, row.pool.staff_needed, len(row.booked))
    return max(0, needed - on_hand(row.pool.function_id, local_date(row.starts_at)))


def week_asked_for(text: str | None, today: date) -> date:
    """The Monday of `2026-W48`, or of this week where that says nothing."""
    try:
        year, week = (text or "").split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return today - timedelta(days=today.weekday())
