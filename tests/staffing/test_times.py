"""When is somebody reminded, and how is a shift's time said?"""

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import STOCKHOLM
from app.staffing.times import due_at, is_awake, is_due, next_awake, not_before, shift_words, short_words


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=STOCKHOLM)


LONG_AGO = at(1, 1)


def test_a_shift_is_said_in_full_and_shortly():
    assert shift_words(at(9, 4, 10), at(9, 4, 12), "sv") == "lördag 4 september 2027 kl. 10.00–12.00"
    assert short_words(at(9, 4, 10), at(9, 4, 12), "sv") == "lör 4 sep kl. 10–12"
    assert short_words(at(9, 4, 10, 30), at(9, 4, 12), "en") == "Sat 4 Sept, 10:30–12:00"


@pytest.mark.parametrize(
    ("kind", "starts_at", "due"),
    [
        ("week", at(9, 11, 10), at(9, 4, 10)),
        ("day", at(9, 11, 10), at(9, 10, 10)),
        ("day", at(9, 11, 6), at(9, 10, 8)),  # not at six in the morning
        ("day", at(9, 11, 22), at(9, 10, 19)),  # nor at ten in the evening
        ("week", at(3, 31, 10), at(3, 24, 10)),  # over the night in which summer time begins: the same hour on the wall
        ("day", at(10, 31, 10), at(10, 30, 10)),  # and in which it ends
    ],
)
def test_a_reminder_is_due_a_week_or_a_day_before_and_never_at_night(kind, starts_at, due):
    assert due_at(kind, starts_at) == due


def test_an_hour_more_or_less_on_the_clock_moves_no_reminder_on_the_wall():
    spring, autumn = at(3, 31, 10), at(10, 31, 10)
    lengths = [one.astimezone(UTC) - due_at("week", one).astimezone(UTC) for one in (spring, autumn)]
    assert lengths == [timedelta(days=7, hours=-1), timedelta(days=7, hours=1)]


def test_it_goes_out_from_then_on_and_not_after_it_has_lost_its_use():
    starts = at(9, 11, 10)
    asked = [
        is_due("week", starts, LONG_AGO, now) for now in (at(9, 4, 9, 59), at(9, 4, 10), at(9, 7, 9), at(9, 7, 10))
    ]
    assert asked == [False, True, True, False]
    asked = [is_due("day", starts, LONG_AGO, now) for now in (at(9, 10, 9), at(9, 10, 10), at(9, 11, 9), starts)]
    assert asked == [False, True, True, False]


def test_whoever_has_just_said_yes_needs_no_reminder_of_what_they_know():
    starts = at(9, 11, 10)
    assert not is_due("week", starts, at(9, 5), at(9, 5, 13))
    assert is_due("day", starts, at(9, 5), at(9, 10, 13))


def test_a_clock_that_jumps_ten_years_reminds_nobody():
    assert not any(is_due(kind, at(9, 11), LONG_AGO, at(9, 11) + timedelta(days=3650)) for kind in ("week", "day"))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(9, 4, 8), at(9, 4, 8)),
        (at(9, 4, 21), at(9, 4, 21)),
        (at(9, 4, 21, 1), at(9, 5, 8)),
        (at(9, 4, 3), at(9, 4, 8)),
        (at(3, 28, 1, 30), at(3, 28, 8)),
    ],
)
def test_at_night_one_waits_for_the_morning(now, then):
    assert (next_awake(now), is_awake(then)) == (then, True)


def test_what_is_within_two_days_goes_at_once_even_at_night():
    night = at(9, 4, 23)
    assert not_before(at(9, 6, 10), night) == night
    assert not_before(at(9, 8, 10), night) == at(9, 5, 8)
