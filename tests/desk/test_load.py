"""What may be said of the next event from those before it, and not more?"""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM
from app.desk.load import LEAST, SURE, Expected, Load, Staffed, expected, share

counts = st.lists(st.integers(0, 200), max_size=40)


@given(st.lists(st.integers(0, 30), min_size=LEAST + 1, max_size=25))
def test_each_in_turn_falls_within_the_span_of_the_others_as_often_as_is_said(found):
    spans = [expected(found[:at] + found[at + 1 :]) for at in range(len(found))]
    inside = sum(span.low <= count <= span.high for span, count in zip(spans, found, strict=True))
    assert inside >= round(spans[0].share * len(found))


@given(counts)
def test_the_span_lies_within_what_was_seen_and_the_order_changes_nothing(found):
    said = expected(found)
    assert said == expected(found[::-1])
    assert (said.high is None) == (len(found) < LEAST)
    if said.high is not None:
        assert min(found) <= said.low <= said.middle <= said.high <= max(found)
        assert said.share >= SURE or (said.low, said.high) == (min(found), max(found))


@given(counts)
def test_of_the_spans_that_hold_in_eight_of_ten_the_narrowest_is_said(found):
    said = expected(found)
    if said.share is not None and said.share >= SURE:
        ordered, n = sorted(found), len(found)
        narrower = [
            k for k in range(1, n) if share(n, k) >= SURE and ordered[n - k] - ordered[k - 1] < said.high - said.low
        ]
        assert narrower == []


def test_fewer_than_three_say_nothing_and_none_even_less():
    assert (expected([3, 11]).high, expected([3, 11]).gave, expected([3, 11]).number) == (None, 2, 2)
    assert (expected([]).high, expected([]).middle, expected([]).in_ten) == (None, None, None)


def test_three_span_all_that_was_seen_in_half_of_the_cases_and_nine_in_eight_of_ten():
    assert [(one.low, one.high, one.in_ten) for one in (expected([4, 0, 9]), expected(range(9)))] == [
        (0, 9, 5), (0, 8, 8),
    ]  # fmt: skip
    assert expected([0, 0, 5]).gave == 1


def test_what_is_expected_is_held_against_the_hours_as_calls_of_a_quarter():
    at = datetime(2026, 12, 14, 16, 30, tzinfo=STOCKHOLM)
    load = Load(expected([10, 20, 30]), Staffed(timedelta(hours=6), timedelta(), at, 4, at))
    assert (load.calls, load.short) == (24, 6)
    assert (Load(Expected(()), None).calls, Load(expected([1]), load.staffed).short) == (None, None)
