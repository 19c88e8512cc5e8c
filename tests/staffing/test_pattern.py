"""Does a pattern give the shifts that it says, and spare what is there?"""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM, here
from app.errors import Refused
from app.staffing.pattern import Pattern, Span, compared, id_of_part
from app.store.columns import is_id, new_id

DAY = date(2027, 5, 10)
TWO_HOURS = timedelta(hours=2)


def said(spans) -> list[str]:
    return [f"{here(span.starts_at):%d %H:%M}–{here(span.ends_at):%H:%M}" for span in spans]


def test_nine_to_five_in_shifts_of_two_hours():
    assert said(Pattern([DAY], time(9), time(17), TWO_HOURS).spans()) == [
        "10 09:00–11:00", "10 11:00–13:00", "10 13:00–15:00", "10 15:00–17:00",
    ]  # fmt: skip


def test_the_last_one_is_short_and_a_break_lies_between():
    found = Pattern([DAY], time(9), time(14), TWO_HOURS, timedelta(minutes=15)).spans()
    assert said(found) == ["10 09:00–11:00", "10 11:15–13:15", "10 13:30–14:00"]


def test_several_days_each_once_and_in_order():
    found = Pattern([date(2027, 5, 11), DAY, DAY], time(10), time(12), TWO_HOURS).spans()
    assert said(found) == ["10 10:00–12:00", "11 10:00–12:00"]


def test_what_ends_before_it_begins_goes_on_past_midnight():
    assert said(Pattern([DAY], time(22), time(2), TWO_HOURS).spans()) == ["10 22:00–00:00", "11 00:00–02:00"]


def test_clock_times_stay_when_summer_time_begins_between_two_days():
    found = Pattern([date(2027, 3, 27), date(2027, 3, 28)], time(9), time(11), TWO_HOURS).spans()
    assert said(found) == ["27 09:00–11:00", "28 09:00–11:00"]
    assert found[1].starts_at - found[0].starts_at == timedelta(hours=23)


@pytest.mark.parametrize(("pattern", "words"), [
    (Pattern([], time(9), time(17), TWO_HOURS), "minst en dag"),
    (Pattern([DAY], time(9), time(17), timedelta(minutes=5)), "minst en kvart"),
    (Pattern([DAY + timedelta(n) for n in range(60)], time(9), time(17), TWO_HOURS), "fler än 200"),
    (Pattern([date(2027, 3, 28)], time(0), time(4), timedelta(minutes=30)), "Klockan 2.00 finns inte"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(pattern, words):
    with pytest.raises(Refused, match=words):
        pattern.spans()


patterns = st.builds(
    Pattern,
    st.lists(st.dates(date(2027, 4, 1), date(2027, 9, 30)), min_size=1, max_size=3),
    st.times().map(lambda t: t.replace(second=0, microsecond=0, minute=t.minute // 15 * 15)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0, minute=t.minute // 15 * 15)),
    st.integers(4, 48).map(lambda quarters: timedelta(minutes=15 * quarters)),
    st.integers(0, 4).map(lambda quarters: timedelta(minutes=15 * quarters)),
)


def one_day(pattern: Pattern, day: date):
    return Pattern([day], pattern.begins, pattern.ends, pattern.length, pattern.pause).spans()


@given(patterns)
def test_a_days_shifts_fill_it_from_end_to_end_but_for_the_breaks_and_only_the_last_is_short(pattern):
    for day in set(pattern.days):
        found = one_day(pattern, day)
        begin = datetime.combine(day, pattern.begins, STOCKHOLM)
        end = datetime.combine(day, pattern.ends, STOCKHOLM)
        end += timedelta(days=end <= begin)
        assert found[0].starts_at == begin
        assert {span.ends_at - span.starts_at for span in found[:-1]} <= {pattern.length}
        assert timedelta() < found[-1].ends_at - found[-1].starts_at <= pattern.length
        assert {after.starts_at - before.ends_at for before, after in pairwise(found)} <= {pattern.pause}
        assert end - pattern.pause <= found[-1].ends_at <= end


@given(patterns, st.data())
def test_what_exists_is_kept_and_nothing_with_people_on_it_ever_goes(pattern, data):
    spans = one_day(pattern, pattern.days[0])
    known = data.draw(st.lists(st.sampled_from(spans), unique=True))
    others = [
        span
        for n in data.draw(st.sets(st.integers(1, 5)))
        for span in [type(spans[0])(spans[0].starts_at, spans[0].ends_at + timedelta(minutes=n))]
    ]
    peopled = data.draw(st.sets(st.sampled_from(known + others))) if known + others else set()
    found = compared(spans, known + others, has_people=lambda span: span in peopled)
    assert (set(found.known), set(found.known) | set(found.new)) == (set(known), set(spans))
    assert set(found.empty) & peopled == set()
    assert set(found.empty) | set(found.peopled) == set(others)


def test_one_press_gives_the_same_ids_again_and_another_press_others():
    key, other = new_id(), new_id()
    assert id_of_part(key, "a") == id_of_part(key, "a")
    assert len({id_of_part(key, "a"), id_of_part(key, "b"), id_of_part(other, "a")}) == 3
    assert is_id(id_of_part(key, "a"))


def test_a_pattern_that_goes_on_past_midnight_leaves_the_day_after_alone():
    spans = Pattern([date(2027, 5, 10)], time(18), time(2), timedelta(hours=2)).spans()
    night, morning = (
        Span(datetime(2027, 5, 11, hour, tzinfo=STOCKHOLM), datetime(2027, 5, 11, hour + 2, tzinfo=STOCKHOLM))
        for hour in (1, 9)
    )
    found = compared(spans, [night, morning], has_people=lambda span: False)
    assert (found.empty, len(found.new)) == ([night], 4)
