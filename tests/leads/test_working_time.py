from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM, local_date
from app.leads.working_time import OFFICE_WEEK, WorkingTime, computed_red_days, red_days, week_from

OFFICE = WorkingTime(OFFICE_WEEK)


def at(text: str) -> datetime:
    """2026-05-12 14:30 on a Swedish wall."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


instants = st.datetimes(datetime(2017, 1, 1), datetime(2035, 12, 31)).map(lambda found: found.replace(tzinfo=UTC))


def test_a_promise_until_the_next_working_day_ends_when_that_day_closes():
    assert OFFICE.due(at("2026-05-12 09:00"), 1) == at("2026-05-13 16:30")


def test_a_weekend_is_no_working_day():
    assert OFFICE.due(at("2026-09-05 13:00"), 1) == at("2026-09-07 16:30")
    assert OFFICE.due(at("2026-09-04 16:45"), 1) == at("2026-09-07 16:30")


def test_ascension_day_easter_and_the_eves_on_which_nobody_works_are_left_out():
    assert OFFICE.due(at("2026-05-13 10:00"), 1) == at("2026-05-15 16:30")  # Kristi himmelsfärdsdag
    assert OFFICE.due(at("2026-04-02 10:00"), 1) == at("2026-04-07 16:30")  # Skärtorsdag → after Annandag påsk
    assert OFFICE.due(at("2026-06-18 10:00"), 1) == at("2026-06-22 16:30")  # Midsommarafton
    assert OFFICE.due(at("2026-12-23 10:00"), 1) == at("2026-12-28 16:30")  # Julafton and after


def test_the_holidays_are_those_of_the_law_and_the_three_eves():
    assert sorted(red_days(2026)) == [
        date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 1),
        date(2026, 5, 14), date(2026, 5, 24), date(2026, 6, 6), date(2026, 6, 19), date(2026, 6, 20), date(2026, 10, 31),
        date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31),
    ]  # fmt: skip


def test_what_is_written_down_of_the_holidays_is_what_the_library_says():
    assert [year for year in range(2015, 2061) if red_days(year) != computed_red_days(year)] == []
    assert len(red_days(2061)) in (15, 16, 17)  # a year that is not written down


def test_duty_hours_of_a_weekend_event_are_a_working_day():
    sunday = (at("2026-09-06 12:00"), at("2026-09-06 16:00"))
    hours = WorkingTime(OFFICE_WEEK, duty=(sunday,))
    assert hours.due(at("2026-09-05 13:00"), 1) == at("2026-09-06 16:00")
    assert hours.between(at("2026-09-05 13:00"), at("2026-09-07 09:00")) == timedelta(hours=5)


def test_duty_hours_count_on_a_holiday_too_and_once_where_they_overlap_the_week():
    hours = WorkingTime(
        OFFICE_WEEK,
        duty=((at("2026-05-14 10:00"), at("2026-05-14 12:00")), (at("2026-05-15 15:00"), at("2026-05-15 18:00"))),
    )
    assert hours.is_working_day(date(2026, 5, 14)) is True
    assert hours.spans_on(date(2026, 5, 15)) == [(at("2026-05-15 08:00"), at("2026-05-15 18:00"))]


def test_a_lunch_break_and_a_short_friday_are_kept():
    hours = WorkingTime(week_from({"4": [["08:00", "12:00"], ["13:00", "15:00"]]}))
    assert hours.due(at("2026-05-12 09:00"), 1) == at("2026-05-15 15:00")
    assert hours.between(at("2026-05-15 11:00"), at("2026-05-15 14:00")) == timedelta(hours=2)


def test_a_unit_without_hours_keeps_the_usual_office_week():
    assert week_from({}) == week_from(None) == week_from({"5": []}) == OFFICE_WEEK


def test_the_clock_of_a_working_day_is_the_one_on_the_wall_when_summer_time_begins_and_ends():
    every_day = WorkingTime({day: ((time(1), time(4)),) for day in range(7)}, red=lambda year: frozenset())
    assert every_day.between(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == timedelta(hours=2)
    assert every_day.between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == timedelta(hours=4)


@given(instants, st.integers(1, 15))
def test_a_promise_falls_due_on_a_working_day_with_exactly_so_many_in_between(start, days):
    due = OFFICE.due(start, days)
    first, last = local_date(start), local_date(due)
    between = [first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1)]
    assert sum(OFFICE.is_working_day(day) for day in between) == days
    assert OFFICE.is_working_day(last)


@given(instants, instants, st.integers(1, 5))
def test_who_came_later_is_never_promised_an_earlier_answer(one, other, days):
    early, late = sorted((one, other))
    assert OFFICE.due(early, days) <= OFFICE.due(late, days)


@given(st.lists(st.integers(0, 60 * 24 * 20), min_size=3, max_size=3))
def test_working_time_adds_up(minutes):
    a, b, c = (at("2026-04-30 00:00") + timedelta(minutes=found) for found in sorted(minutes))
    assert OFFICE.between(a, c) == OFFICE.between(a, b) + OFFICE.between(b, c)


def test_working_time_never_runs_backwards():
    assert OFFICE.between(at("2026-05-13 12:00"), at("2026-05-12 12:00")) == timedelta()
