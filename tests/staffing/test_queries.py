"""Who stands there today?"""

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import STOCKHOLM, local_date
from app.staffing.queries import OnDuty, day_bounds, on_duty


@pytest.fixture
def booth(make):
    return make.booth(make.event(when="2027-05-10/2027-05-12"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=STOCKHOLM)


def names(booth, day: int) -> list[str]:
    return [one.first_name for one in on_duty(booth.id, at(day, 12).date())]


def test_those_who_said_yes_stand_there_by_time_and_first_name(make, booth):
    early, late = make.shift(booth, starts_at=at(10, 9)), make.shift(booth, starts_at=at(10, 13), most=2)
    make.assignment(late, make.helper("Åke Vik"), "confirmed")
    make.assignment(late, make.staff("planner", name="Bo Ek"), "on_place")
    row = make.assignment(early, make.helper("Maja Lund"), "yes")
    assert names(booth, 10) == ["Maja", "Bo", "Åke"]
    assert on_duty(booth.id, local_date(at(10, 12)))[0] == OnDuty(
        row.id, early.id, row.helper_id, None, "Maja", early.starts_at, early.ends_at
    )


def test_two_who_share_a_first_name_are_told_apart(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), most=4)
    for name in ("Maja Lund", "Maja af Ek", "Bo Ek"):
        make.assignment(shift, make.helper(name), "yes")
    make.assignment(make.shift(booth, starts_at=at(10, 13)), make.helper("Bo"), "yes")
    assert names(booth, 10) == ["Bo E", "Maja E", "Maja L", "Bo"]


@pytest.mark.parametrize("state", ["proposed", "asked", "no", "absent", "cancelled"])
def test_nobody_stands_there_without_a_yes(make, booth, state):
    make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper(), state)
    assert names(booth, 10) == []


def test_who_helps_at_the_whole_event_stands_at_each_of_its_booths_and_no_other(make, booth):
    make.assignment(make.shift(event=booth.event, starts_at=at(10, 9)), make.helper("Hela"))
    other = make.booth(make.event(when="2027-05-10"))
    make.assignment(make.shift(make.booth(booth.event), starts_at=at(10, 9)), make.helper("Granne"))
    assert (names(booth, 10), names(other, 10)) == (["Hela"], [])


def test_a_shift_over_midnight_is_on_both_days_and_one_that_ends_at_midnight_on_the_first(make, booth):
    make.assignment(make.shift(booth, starts_at=at(10, 22), hours=4), make.helper("Natt"))
    make.assignment(make.shift(booth, starts_at=at(10, 22), hours=2), make.helper("Kväll"))
    assert (names(booth, 10), names(booth, 11)) == (["Kväll", "Natt"], ["Natt"])


def test_a_cancelled_shift_has_nobody(make, booth):
    make.assignment(make.shift(booth, starts_at=at(10, 9), cancelled_at=at(1, 9)), make.helper())
    assert names(booth, 10) == []


def test_days_are_as_long_as_they_are_in_sweden():
    spring, autumn, plain = (day_bounds(datetime(2027, *day).date()) for day in ((3, 28), (10, 31), (5, 10)))
    lengths = [
        (end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(hours=1) for begin, end in (spring, autumn, plain)
    ]
    assert lengths == [23, 25, 24]


def test_a_list_of_any_length_takes_one_question(make, booth, queries):
    booth_id = booth.id

    def asked():
        with queries() as ran:
            on_duty(booth_id, at(10, 12).date())
        return len(ran)

    make.assignment(make.shift(booth, starts_at=at(10, 9)), make.staff())
    one = asked()
    for hour in (11, 13):
        make.assignment(make.shift(booth, starts_at=at(10, hour)))
    assert (one, asked()) == (1, 1)


def test_somebody_who_was_erased_is_on_no_tablet(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), most=2)
    make.assignment(shift, make.helper("Maja Lund"), "yes")
    make.assignment(shift, make.helper(""), "on_place")
    assert [one.first_name for one in on_duty(booth.id, at(10, 9).date())] == ["Maja"]
