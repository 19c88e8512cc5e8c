from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.events.weeks import Week, week, week_of, weeks_in, weeks_of_month


def test_a_week_belongs_to_the_year_of_its_thursday():
    assert week_of(date(2017, 5, 15)) == Week(2017, 20)
    assert week_of(date(2027, 1, 3)) == Week(2026, 53)
    assert week_of(date(2018, 12, 31)) == Week(2019, 1)


def test_a_week_has_seven_days_from_monday():
    assert Week(2020, 53).days == (
        date(2020, 12, 28),
        date(2020, 12, 29),
        date(2020, 12, 30),
        date(2020, 12, 31),
        date(2021, 1, 1),
        date(2021, 1, 2),
        date(2021, 1, 3),
    )
    assert Week(2017, 5).text == "2017-W05"


def test_some_years_have_53_weeks():
    assert [year for year in range(2015, 2033) if weeks_in(year) == 53] == [2015, 2020, 2026, 2032]


def test_week_53_of_a_year_with_52_is_refused_with_the_weeks_that_there_are():
    assert week(2026, 53) == Week(2026, 53)
    with pytest.raises(Refused, match="År 2017 har veckorna 1–52, ingen vecka 53"):
        week(2017, 53)
    with pytest.raises(Refused):
        week(2017, 0)


def test_a_month_is_shown_in_whole_weeks():
    assert [w.text for w in weeks_of_month(2017, 5)] == ["2017-W18", "2017-W19", "2017-W20", "2017-W21", "2017-W22"]
    assert [w.text for w in weeks_of_month(2021, 1)] == ["2020-W53", "2021-W01", "2021-W02", "2021-W03", "2021-W04"]
    assert [w.text for w in weeks_of_month(2026, 12)] == ["2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53"]
    assert len(weeks_of_month(2021, 2)) == 4
    assert len(weeks_of_month(2017, 7)) == 6


@given(st.integers(1900, 2200), st.integers(1, 12))
def test_the_weeks_of_a_month_hold_each_of_its_days_once(year, month):
    weeks = weeks_of_month(year, month)
    days = [day for each in weeks for day in each.days]
    assert days == sorted(set(days))
    assert all(any((day.year, day.month) == (year, month) for day in each.days) for each in weeks)
    inside = [day.day for day in days if (day.year, day.month) == (year, month)]
    assert inside[0] == 1 and inside == list(range(1, len(inside) + 1)) and len(inside) >= 28
