"""Which times does a pool have? Its weekly rule becomes concrete times, right across a change of the clocks.

A time lasts exactly as long as the pool says, wherever the clocks are turned: an hour that does not exist in March has none,
and the hour that comes twice in October has them once. Red days and the pool's own days off have none. Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby, islice

from app.clock import STOCKHOLM, local_date
from app.leads.working_time import red_days

from .rules import of_us

WEEK = timedelta(days=7)
OnHand = Callable[[str, date], int]  # (function id, day) → how many of us hold it then


@dataclass(frozen=True)
class Time:
    """One time of a pool (whatever has the pool's columns) and how many of its places are still free."""

    pool: object
    starts_at: datetime
    ends_at: datetime
    free: int

    @property
    def day(self) -> date:
        """The day on which it begins, in Sweden."""
        return local_date(self.starts_at)

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.pool.id}.{int(self.starts_at.timestamp())}"


def read_key(text: str) -> tuple[str, datetime] | None:
    """(pool id, starts at) of what a form sent, or None."""
    pool_id, _dot, seconds = text.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return None
    return pool_id, datetime.fromtimestamp(int(seconds), UTC)


def days_of(pool, first: date, until: date) -> Iterator[date]:
    """The days from `first` until (exclusive) on which the pool has times, in order."""
    day = max(first, pool.from_on)
    day += timedelta(days=(pool.weekday - day.weekday()) % 7)
    end = min(until, pool.until_on) if pool.until_on else until
    off = set(pool.days_off or ())
    while day < end:
        if day not in red_days(day.year) and day.isoformat() not in off:
            yield day
        day += WEEK


def spans_on(pool, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Start and end of each time on a day that has them, in UTC."""
    return _spans(day, pool.opens, pool.closes, pool.minutes)


@lru_cache(maxsize=1024)
def _spans(day: date, opens: str, closes: str, minutes: int) -> tuple[tuple[datetime, datetime], ...]:
    # Every sync of a tablet asks for the same days again.
    length, clock = timedelta(minutes=minutes), datetime.combine(day, time.fromisoformat(opens))
    end, spans = datetime.combine(day, time.fromisoformat(closes)), []
    while clock + length <= end:
        start = clock.replace(tzinfo=STOCKHOLM).astimezone(UTC)
        there = start.astimezone(STOCKHOLM).replace(tzinfo=None) == clock  # else the clocks skip it
        if there and not (spans and start < spans[-1][1]):
            spans.append((start, start + length))
        clock += length
    return tuple(spans)


def times_of(
    pool, first: date, until: date, taken: Mapping[tuple[str, datetime], int], *, after: datetime | None = None
) -> Iterator[Time]:
    """The pool's times in order; `taken`: (pool id, starts at) → how many places are. `after`: none that begin by then."""
    for day in days_of(pool, first, until):
        for start, end in spans_on(pool, day):
            if after is None or start > after:
                yield Time(pool, start, end, max(0, pool.capacity - taken.get((pool.id, start), 0)))


def nearest(
    pools: Sequence,
    taken: Mapping[tuple[str, datetime], int],
    now: datetime,
    until: date,
    *,
    most: int,
    staff: bool,
    a_day: int | None = None,
    on_hand: OnHand | None = None,
) -> list[Time]:
    """The soonest free times of these pools; to others than staff only what is offered, and not at the last moment. At most `a_day`
    of one day, where that is said; with `on_hand` only those for which enough of us are there."""
    found: list[Time] = []
    for pool in pools:
        if pool.closed_at or not (pool.offered or staff):
            continue
        after = now if staff else now + timedelta(hours=pool.notice_hours)
        mine = (
            one
            for one in times_of(pool, local_date(now), until, taken, after=after)
            if one.free and _enough(one, on_hand)
        )
        found += islice(_spread(mine, a_day) if a_day else mine, most)
    found.sort(key=lambda one: (one.starts_at, one.pool.id))
    return list(islice(_spread(found, a_day) if a_day else found, most))


def _enough(one: Time, on_hand: OnHand | None) -> bool:
    """Whether enough of us are there for one more at that time."""
    pool = one.pool
    if on_hand is None or pool.staff_needed < 2:
        return True
    needed = of_us(pool.kind, pool.staff_needed, pool.capacity - one.free + 1)
    return needed <= on_hand(pool.function_id, one.day)


def _spread(times: Iterable[Time], a_day: int) -> Iterator[Time]:
    """The first of each day, so many."""
    for _day, those in groupby(times, key=lambda one: one.day):
        yield from islice(those, a_day)


def time_at(pool, starts_at: datetime) -> tuple[datetime, datetime] | None:
    """The span of the pool that begins at that instant, or None when it has none."""
    day = local_date(starts_at)
    if day not in days_of(pool, day, day + timedelta(days=1)):
        return None
    return next((span for span in spans_on(pool, day) if span[0] == starts_at), None)
