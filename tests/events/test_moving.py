"""By how much does what belongs to an event move with it?"""

from datetime import datetime, timedelta

import pytest

from app.events.moving import move_between
from app.events.when import When


@pytest.mark.parametrize(("before", "after", "moved"), [
    (When.read("2027-05-10"), When.read("2027-05-17"), timedelta(days=7)),
    (When.times(datetime(2027, 5, 10, 9), datetime(2027, 5, 10, 17)), When.times(datetime(2027, 5, 11, 11), datetime(2027, 5, 11, 19)), timedelta(days=1, hours=2)),
    (When.times(datetime(2027, 5, 10, 9), datetime(2027, 5, 10, 17)), When.times(datetime(2027, 5, 10, 8), datetime(2027, 5, 10, 17)), None),
    (When.times(datetime(2027, 3, 20, 9), datetime(2027, 3, 20, 17)), When.times(datetime(2027, 4, 3, 9), datetime(2027, 4, 3, 17)), timedelta(days=14)),
    (When.read("2027-05"), When.read("2027-05-17"), None),
    (When.read("2027-05-10"), When.read("2027-06"), None),
])  # fmt: skip
def test_what_belongs_to_an_event_follows_it_by_whole_days_or_with_its_clock_when_it_stays_as_long(
    before, after, moved
):
    found = move_between(before, after)
    assert (found.by if found else None) == moved
