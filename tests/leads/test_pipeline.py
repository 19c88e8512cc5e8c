from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.leads import pipeline
from app.leads.pipeline import Move, check_move, is_open, moves_from, next_on_after, reason_to_keep, working_days_after

STATES = st.sampled_from(list(pipeline.STATES))


def test_the_states_are_those_that_exports_promise():
    assert " ".join(pipeline.STATES) == (
        "new seeking in_contact meeting_booked informed thinking ready handed_over receipted under_review approved "
        "recruited withdrew not_relevant unreached referred duplicate quarantined"
    )


def test_a_lead_is_ours_until_the_receipt():
    assert [state for state in pipeline.STATES if is_open(state)] == [
        *[
            "new",
            "seeking",
            "in_contact",
            "meeting_booked",
            "informed",
            "thinking",
            "ready",
            "handed_over",
            "quarantined",
        ]
    ]


@pytest.mark.parametrize(
    "state, free, with_reason",
    [
        ("quarantined", "new withdrew not_relevant referred duplicate", ""),
        (
            "new",
            "seeking in_contact meeting_booked informed thinking ready withdrew not_relevant referred duplicate",
            "",
        ),
        (
            "seeking",
            "in_contact meeting_booked informed thinking ready withdrew not_relevant unreached referred duplicate",
            "new",
        ),
        (
            "ready",
            "handed_over withdrew not_relevant referred duplicate",
            "new seeking in_contact meeting_booked informed thinking",
        ),
        (
            "recruited",
            "",
            "new seeking in_contact meeting_booked informed thinking ready handed_over receipted under_review approved",
        ),
        (
            "withdrew",
            "not_relevant",
            "new seeking in_contact meeting_booked informed thinking ready unreached referred duplicate",
        ),
    ],
)
def test_a_lead_goes_forward_freely_and_back_with_a_reason(state, free, with_reason):
    moves = moves_from(state)
    assert [move.to for move in moves if not move.needs_reason] == free.split()
    assert [move.to for move in moves if move.needs_reason] == with_reason.split()


@pytest.mark.parametrize(
    "state, to",
    [
        ("new", "handed_over"),
        ("ready", "recruited"),
        ("new", "unreached"),
        ("recruited", "withdrew"),
        ("new", "quarantined"),
        ("new", "new"),
    ],
)
def test_some_steps_cannot_be_taken(state, to):
    with pytest.raises(Refused, match="Det går inte härifrån"):
        check_move(state, to, reason="därför", next_on=date(2026, 12, 1))


def test_outcomes_come_step_by_step():
    steps = ["ready", "handed_over", "receipted", "under_review", "approved", "recruited"]
    assert all(Move(to) in moves_from(state) for state, to in pairwise(steps))
    assert Move("recruited") in moves_from("under_review")


def test_going_back_needs_a_reason():
    with pytest.raises(Refused, match="Skriv varför"):
        check_move("informed", "seeking", reason=" ")
    check_move("informed", "seeking", reason="Fel nummer")


def test_thinking_time_needs_the_date_that_the_person_chose():
    with pytest.raises(Refused, match="själv har valt") as refused:
        check_move("informed", "thinking")
    assert refused.value.field == "next_on"
    check_move("informed", "thinking", next_on=date(2026, 12, 1))


def test_no_reason_is_kept_for_what_the_unit_found_not_relevant():
    assert reason_to_keep("not_relevant", "Känslig uppgift") is None
    assert reason_to_keep("withdrew", " Flyttar ") == "Flyttar"
    assert reason_to_keep("withdrew", " ") is None


@given(STATES, STATES)
def test_a_move_is_refused_unless_it_is_listed(state, to):
    listed = {move.to for move in moves_from(state)}
    try:
        check_move(state, to, reason="därför", next_on=date(2026, 12, 1))
    except Refused:
        assert to not in listed
    else:
        assert to in listed


@pytest.mark.parametrize("state", pipeline.STATES)
def test_an_open_lead_always_has_a_next_date_on_a_working_day(state):
    for day in range(1, 15):
        now = datetime(2026, 11, day, 12, tzinfo=UTC)
        on = next_on_after(state, now)
        assert (on is not None) == is_open(state)
        assert on is None or (on > now.date() and on.isoweekday() <= 5)


def test_a_lead_from_saturday_evening_is_looked_at_on_monday():
    assert next_on_after("new", datetime(2026, 11, 21, 22, tzinfo=UTC)) == date(2026, 11, 23)
    assert next_on_after("new", datetime(2026, 11, 20, 12, tzinfo=UTC)) == date(2026, 11, 23)


def test_the_day_is_the_one_in_sweden():
    assert next_on_after("new", datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == date(2026, 11, 24)


def test_holidays_do_not_count():
    assert working_days_after(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert working_days_after(date(2026, 12, 23), 1, holidays=()) == date(2026, 12, 24)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(day, first, then):
    assert working_days_after(working_days_after(day, first), then) == working_days_after(day, first + then)
