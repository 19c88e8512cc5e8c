from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM, local_date
from app.leads.ladder import Ladder, Try, days_to_choose, ladder, part_of_day
from app.leads.working_time import OFFICE_WEEK, WorkingTime

OFFICE = WorkingTime(OFFICE_WEEK)


def tries(*said) -> list[Try]:
    """Tries in September 2026, as ("01 09:00", "phone")."""
    return [Try(datetime.fromisoformat(f"2026-09-{when}").replace(tzinfo=STOCKHOLM), channel) for when, channel in said]


def test_nobody_tried_yet():
    assert ladder([], OFFICE, date(2026, 9, 1)) == Ladder(0, None, False, False, False)


def test_the_second_try_comes_two_working_days_later_at_another_time_of_day():
    assert ladder(tries(("03 09:00", "phone")), OFFICE, date(2026, 9, 3)) == Ladder(
        tries=1, next_on=date(2026, 9, 7), other_channel=False, other_time=True, complete=False
    )


def test_the_third_try_comes_four_working_days_after_the_second_by_another_channel():
    found = ladder(tries(("01 09:00", "phone"), ("03 17:30", "phone")), OFFICE, date(2026, 9, 3))
    assert found == Ladder(tries=2, next_on=date(2026, 9, 9), other_channel=True, other_time=False, complete=False)


def test_after_three_tries_the_last_message_is_due_ten_working_days_after_the_first():
    done = tries(("01 09:00", "phone"), ("03 17:30", "phone"), ("09 12:30", "sms"))
    assert ladder(done, OFFICE, date(2026, 9, 9)).next_on == date(2026, 9, 15)
    assert ladder(done, OFFICE, date(2026, 9, 14)).complete is False
    assert ladder(done, OFFICE, date(2026, 9, 15)).complete is True


def test_three_calls_on_one_day_are_one_try_of_the_ladder():
    same_day = tries(("01 09:00", "phone"), ("01 12:30", "sms"), ("01 18:00", "phone"))
    assert ladder(same_day, OFFICE, date(2026, 10, 1)).complete is False


def test_three_mornings_are_not_enough_for_who_works_in_the_morning():
    mornings = tries(("01 09:00", "phone"), ("03 09:30", "sms"), ("09 10:00", "phone"))
    found = ladder(mornings, OFFICE, date(2026, 9, 30))
    assert (found.complete, found.other_time) == (False, True)
    assert ladder([*mornings, *tries(("15 17:30", "phone"))], OFFICE, date(2026, 9, 30)).complete is True


def test_who_gave_only_an_address_is_written_to_by_that_alone():
    written = tries(("01 09:00", "email"), ("03 09:00", "email"), ("09 09:00", "email"))
    assert ladder(written, OFFICE, date(2026, 9, 15), channels=1).complete is True
    assert ladder(written, OFFICE, date(2026, 9, 15), channels=2).complete is False


def test_who_asks_to_be_called_later_chooses_among_working_days_and_a_week_or_two():
    assert days_to_choose(date(2026, 9, 4), OFFICE) == [
        date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9), date(2026, 9, 11), date(2026, 9, 18),
    ]  # fmt: skip
    asked_on_a_sunday = days_to_choose(date(2026, 9, 6), OFFICE)
    assert asked_on_a_sunday[3:] == [date(2026, 9, 14), date(2026, 9, 21)]


times = st.lists(
    st.tuples(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from(["phone", "sms", "email"])),
    min_size=1,
    max_size=8,
)


@given(times, st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_the_next_try_is_never_in_the_past_and_giving_up_takes_three_days_two_times_two_channels_and_ten_working_days(
    said, today
):
    done = [Try(at.replace(tzinfo=STOCKHOLM), channel) for at, channel in said]
    found, days = ladder(done, OFFICE, today), {local_date(one.at) for one in done}
    assert found.next_on >= today
    assert found.complete == (
        len(days) >= 3
        and len({one.channel for one in done}) >= 2
        and len({part_of_day(one.at) for one in done}) >= 2
        and today >= OFFICE.day_after(min(days), 10)
    )
