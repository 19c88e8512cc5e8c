"""Is what somebody types from a paper form read the way it was meant?"""

from datetime import date, time

import pytest

from app.capture.slip_rows import read_clock, read_day, read_letters
from app.errors import Refused
from app.events.when import UNKNOWN, When

TODAY = date(2026, 9, 14)
FAIR = When.days(date(2026, 9, 12), date(2026, 9, 13))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/9", date(2026, 9, 12)),
        ("12 sep", date(2026, 9, 12)),
        ("13", date(2026, 9, 13)),
        ("2026-09-12", date(2026, 9, 12)),
        ("3/12", date(2025, 12, 3)),
        ("igår", date(2026, 9, 13)),
        ("I dag", TODAY),
    ],
)
def test_a_day_is_the_last_one_of_that_name(typed, meant):
    assert read_day(typed, FAIR, TODAY) == meant


@pytest.mark.parametrize("typed", ["14", "31/2", "v. 37", "september", "12–13/9", "snart"])
def test_what_is_no_day_is_refused_at_its_field(typed):
    with pytest.raises(Refused) as why:
        read_day(typed, FAIR, TODAY)
    assert why.value.field == "on"


def test_a_number_alone_is_no_day_of_an_event_without_days():
    with pytest.raises(Refused):
        read_day("12", UNKNOWN, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("14", time(14)), ("1430", time(14, 30)), ("930", time(9, 30)), ("14.30", time(14, 30)), ("kl 9:05", time(9, 5))],
)
def test_a_clock_is_read_in_every_spelling(typed, meant):
    assert read_clock(typed) == meant


@pytest.mark.parametrize("typed", ["25", "1275", "lunch", "14.7"])
def test_what_is_no_time_of_day_is_refused(typed):
    with pytest.raises(Refused):
        read_clock(typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("ac", (0, 2)), ("A, C", (0, 2)), ("aa", (0,)), ("", ()), ("?", ()), ("c a", (2, 0))]
)
def test_letters_are_those_beside_the_boxes(typed, meant):
    assert read_letters(typed) == meant


def test_a_digit_is_no_letter():
    with pytest.raises(Refused):
        read_letters("a1")
