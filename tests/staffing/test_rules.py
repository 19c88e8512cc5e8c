"""What may become of an assignment, and who is in whose way?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.staffing import rules


@dataclass(frozen=True)
class Span:
    starts_at: datetime
    ends_at: datetime


NOON = datetime(2027, 5, 10, 12, tzinfo=UTC)
spans = st.builds(
    lambda begin, length: Span(NOON + timedelta(minutes=begin), NOON + timedelta(minutes=begin + length)),
    st.integers(-600, 600), st.integers(1, 600),
)  # fmt: skip


@given(spans, spans)
def test_two_clash_when_some_minute_is_in_both(a, b):
    minutes = [
        {
            NOON + timedelta(minutes=n)
            for n in range(-600, 1200)
            if s.starts_at <= NOON + timedelta(minutes=n) < s.ends_at
        }
        for s in (a, b)
    ]
    assert rules.clashes(a, b) == rules.clashes(b, a) == bool(minutes[0] & minutes[1])


def test_whoever_ends_at_eleven_can_begin_elsewhere_at_eleven():
    first, second = Span(NOON, NOON + timedelta(hours=1)), Span(NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert not rules.clashes(first, second)


def test_every_state_has_a_word_and_every_move_leads_to_a_state():
    assert rules.MOVES.keys() == rules.STATES.keys()
    assert {to for moves in rules.MOVES.values() for to in moves} == rules.STATES.keys()


def test_silence_is_never_a_yes():
    """Whoever was only proposed or asked has no place, is not confirmed, and cannot have come."""
    for state in rules.OPEN:
        assert set(rules.MOVES[state]) & {"confirmed", "on_place", "done"} == set()
        assert rules.standing([state]) == 0


@pytest.mark.parametrize(
    ("state", "to"), [("asked", "confirmed"), ("no", "on_place"), ("done", "asked"), ("absent", "done")]
)
def test_a_move_that_makes_no_sense_is_refused_in_words(state, to):
    with pytest.raises(Refused, match="→"):
        rules.check_move(state, to)


@given(st.integers(1, 6), st.lists(st.sampled_from(list(rules.STATES)), max_size=8))
def test_places_free_and_taken_are_all_places_until_it_is_overfull(most, states):
    taken = rules.standing(states)
    assert rules.free_places(most, states) == max(0, most - taken)
    assert rules.missing_people(most, states) == rules.free_places(most, states)


def test_a_wanted_language_is_missing_until_somebody_with_a_place_speaks_it():
    assert rules.missing_languages(["ar", "so", "en"], [["sv", "en"], ["so"]]) == ["ar"]


def test_hours_are_counted_as_wanted_planned_and_done():
    shift = Span(NOON, NOON + timedelta(hours=2))
    found = rules.hours_of(shift, 3, ["yes", "on_place", "done", "absent", "asked", "no"])
    assert [part / timedelta(hours=1) for part in (found.wanted, found.planned, found.done)] == [6, 8, 4]


@pytest.mark.parametrize(("numbers", "said"), [
    ((1, 0, 0), "plats för minst en"), ((3, 2, 0), "kan inte vara mindre"), ((1, 2, 3), "3 har redan sagt ja"),
])  # fmt: skip
def test_numbers_that_would_push_somebody_out_are_refused(numbers, said):
    with pytest.raises(Refused, match=said):
        rules.check_numbers(*numbers)
