"""Does a weekly rule make the right times, whatever the clocks do?"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM, here, local_date
from app.leads.working_time import red_days
from app.slots.times import Time, days_of, nearest, read_key, spans_on, time_at, times_of


@dataclass(frozen=True)
class Pool:
    weekday: int = 0
    opens: str = "09:00"
    closes: str = "11:00"
    minutes: int = 30
    capacity: int = 1
    notice_hours: int = 0
    offered: bool = True
    from_on: date = date(2026, 1, 1)
    until_on: date | None = None
    days_off: list = field(default_factory=list)
    closed_at: datetime | None = None
    id: str = "pool"


def walls(pool, day):
    return [f"{here(start):%H:%M}" for start, _end in spans_on(pool, day)]


clocks = st.integers(0, 24 * 4 - 1).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")


@st.composite
def pools(draw):
    opens, closes = sorted([draw(clocks), draw(clocks)])
    return Pool(
        weekday=draw(st.integers(0, 6)), opens=opens, closes=closes, minutes=draw(st.integers(5, 240)),
        capacity=draw(st.integers(1, 4)), days_off=[draw(st.dates(date(2026, 1, 1), date(2026, 12, 31))).isoformat()],
    )  # fmt: skip


@given(pools(), st.dates(date(2026, 1, 1), date(2027, 12, 1)))
def test_every_time_lies_in_its_hours_lasts_what_it_should_and_touches_no_other(pool, first):
    found = list(times_of(pool, first, first + timedelta(days=60), {}))
    assert [one.starts_at for one in found] == sorted({one.starts_at for one in found})
    for one, after in pairwise(found):
        assert one.ends_at <= after.starts_at
    for one in found:
        wall = here(one.starts_at)
        assert pool.opens <= f"{wall:%H:%M}" < pool.closes
        assert one.ends_at - one.starts_at == timedelta(minutes=pool.minutes)
        assert (wall.weekday(), wall.date() in red_days(wall.year)) == (pool.weekday, False)
        assert wall.date().isoformat() not in pool.days_off
        assert time_at(pool, one.starts_at) == (one.starts_at, one.ends_at)
        assert read_key(one.key) == (pool.id, one.starts_at)


def test_a_morning_has_the_times_that_fit_into_it():
    assert walls(Pool(minutes=45), date(2026, 11, 23)) == ["09:00", "09:45"]


def test_the_hour_that_march_skips_has_no_times():
    assert walls(Pool(weekday=6, opens="01:30", closes="04:00"), date(2026, 3, 29)) == ["01:30", "03:00", "03:30"]


def test_the_hour_that_october_repeats_has_them_once():
    night = Pool(weekday=6, opens="01:30", closes="04:00")
    found = spans_on(night, date(2026, 10, 25))
    assert [f"{here(start):%H:%M}" for start, _ in found] == ["01:30", "02:00", "02:30", "03:00", "03:30"]
    assert {end - start for start, end in found} == {timedelta(minutes=30)}


def test_nine_o_clock_is_nine_o_clock_in_winter_and_in_summer():
    days = list(days_of(Pool(), date(2026, 3, 23), date(2026, 4, 2)))
    assert [spans_on(Pool(), day)[0][0].hour for day in days] == [8, 7]


def test_red_days_and_days_off_have_none():
    easter_monday, week_after = date(2026, 4, 6), date(2026, 4, 13)
    assert list(days_of(Pool(), easter_monday, date(2026, 4, 20))) == [week_after]
    assert list(days_of(Pool(days_off=[week_after.isoformat()]), easter_monday, date(2026, 4, 20))) == []


def test_a_pool_has_times_from_its_first_day_until_the_one_after_its_last():
    pool = Pool(from_on=date(2026, 11, 24), until_on=date(2026, 12, 7))
    assert list(days_of(pool, date(2026, 11, 1), date(2027, 1, 1))) == [date(2026, 11, 30)]


def test_the_soonest_free_times_come_first_and_what_is_full_does_not():
    now = datetime(2026, 11, 23, 8, 10, tzinfo=STOCKHOLM)
    first, second = Pool(id="a"), Pool(id="b", weekday=1)
    full = {("a", datetime(2026, 11, 23, 8, 0, tzinfo=UTC)): 1}
    found = nearest([first, second], full, now, date(2026, 12, 1), most=4, staff=True)
    said = [f"{here(one.starts_at):%a %H:%M}" for one in found]
    assert said == ["Mon 09:30", "Mon 10:00", "Mon 10:30", "Tue 09:00"]


@pytest.mark.parametrize(
    ("pool", "why"),
    [
        (Pool(offered=False), "only staff book it"),
        (Pool(notice_hours=7 * 24), "it is too soon"),
        (Pool(closed_at=datetime(2026, 1, 1, tzinfo=UTC)), "it is closed"),
    ],
)
def test_people_are_not_offered_a_time_when(pool, why):
    now = datetime(2026, 11, 23, 8, 0, tzinfo=STOCKHOLM)
    assert nearest([pool], {}, now, local_date(now) + timedelta(days=6), most=3, staff=False) == []


@pytest.mark.parametrize("text", ["", "x", ".", "pool.", "pool.-1", "pool.1e9", "pool.²", "pool.99999999999999"])
def test_what_is_no_time_is_read_as_none(text):
    assert read_key(text) is None


def test_the_name_of_a_time_is_the_same_in_every_zone():
    at = datetime(2026, 11, 23, 9, 0, tzinfo=STOCKHOLM)
    assert read_key(Time(Pool(), at, at, 1).key) == ("pool", at.astimezone(UTC))
