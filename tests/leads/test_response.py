from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import STOCKHOLM
from app.leads.response import Chosen, Facts, Promise, Tried, clock, strictest
from app.leads.working_time import OFFICE_WEEK, WorkingTime

OFFICE, PROMISE = WorkingTime(OFFICE_WEEK), Promise()


def at(text: str) -> datetime:
    """2026-05-12 14:30 on a Swedish wall."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def facts(way="web", met="2026-05-12 09:00", received=None, attempts=(), **more) -> Facts:
    """A lead of Tuesday 12 May 2026, an ordinary week but for Ascension Day on the Thursday."""
    tried = tuple(Tried(at(when), outcome) for when, outcome in attempts)
    return Facts(way, at(met), at(received or met), tried, **more)


def read(**said):
    return clock(facts(**said), PROMISE, OFFICE)


def test_the_clock_starts_when_somebody_was_met_at_the_booth_however_late_the_tablet_came_home():
    found = read(way="tablet", met="2026-05-12 09:00", received="2026-05-13 18:00")
    assert found.started_at == at("2026-05-12 09:00")
    assert found.sync_delay == timedelta(hours=33)
    assert found.first_attempt.due_at == at("2026-05-13 16:30")


def test_the_clock_starts_when_it_came_in_over_the_web():
    found = read(way="web", met="2026-05-12 09:00", received="2026-05-12 09:40")
    assert (found.started_at, found.sync_delay) == (at("2026-05-12 09:40"), timedelta())


def test_a_device_whose_clock_runs_ahead_starts_no_clock_in_the_future():
    found = read(way="tablet", met="2027-05-12 09:00", received="2026-05-12 10:00")
    assert (found.started_at, found.sync_delay) == (at("2026-05-12 10:00"), timedelta())


def test_four_measures_are_kept_apart():
    found = read(
        attempts=[("2026-05-12 15:00", "no_answer"), ("2026-05-15 10:00", "reached")],
        slots=(at("2026-05-15 10:05"),),
        acknowledged_at=at("2026-05-12 09:01"),
    )
    assert [
        measure.done_at
        for measure in (found.acknowledgement, found.first_attempt, found.first_contact, found.first_slot)
    ] == [at("2026-05-12 09:01"), at("2026-05-12 15:00"), at("2026-05-15 10:00"), at("2026-05-15 10:05")]
    assert [measure.due_at for measure in (found.first_attempt, found.first_contact, found.first_slot)] == [
        at("2026-05-13 16:30"), at("2026-05-18 16:30"), at("2026-05-27 16:30"),
    ]  # fmt: skip


def test_the_automatic_acknowledgement_stops_nothing_and_promises_nothing():
    found = read(acknowledged_at=at("2026-05-12 09:01"))
    assert found.acknowledgement.state(at("2026-06-01 09:00")) == "unpromised"
    assert found.first_attempt.state(at("2026-06-01 09:00")) == "overdue"


def test_an_attempt_after_the_promise_is_late_for_ever():
    found = read(attempts=[("2026-05-15 08:00", "reached")])
    assert found.first_attempt.state(at("2026-05-15 09:00")) == "late"
    assert found.first_contact.state(at("2026-05-15 09:00")) == "kept"


def test_what_is_waited_for_has_time_left_and_then_is_overdue():
    measure = read().first_attempt
    assert (measure.state(at("2026-05-13 15:30")), measure.left(at("2026-05-13 15:30"))) == (
        "waiting",
        timedelta(hours=1),
    )
    assert (measure.state(at("2026-05-13 17:30")), measure.left(at("2026-05-13 17:30"))) == (
        "overdue",
        timedelta(hours=-1),
    )


def test_who_takes_it_back_in_time_is_nobodys_neglect_but_too_late_stays_too_late():
    in_time = read(closed_at=at("2026-05-12 12:00"))
    too_late = read(closed_at=at("2026-05-20 12:00"))
    assert in_time.first_attempt.state(at("2026-06-01 09:00")) == "stopped"
    assert too_late.first_attempt.state(at("2026-06-01 09:00")) == "overdue"
    assert (in_time.pressing, too_late.pressing) == (None, None)


def test_a_talk_from_before_it_began_is_no_answer_to_it_but_the_same_minute_is():
    assert read(attempts=[("2026-05-12 08:59", "reached")]).first_attempt.done_at is None
    found = read(met="2026-05-12 09:00:40", attempts=[("2026-05-12 09:00", "reached")])
    assert found.first_attempt.done_at == at("2026-05-12 09:00")


def test_the_next_measure_to_keep_is_the_attempt_and_then_the_contact():
    assert read().pressing.due_at == at("2026-05-13 16:30")
    tried = read(attempts=[("2026-05-12 15:00", "message_left")])
    assert tried.pressing.due_at == at("2026-05-18 16:30")
    assert read(attempts=[("2026-05-12 15:00", "call_later")]).pressing is None


def test_who_is_interested_in_several_things_is_promised_the_shortest_of_each():
    assert strictest([Promise(1, 5, 10), Promise(2, 3, 20)]) == Promise(1, 3, 10)
    assert strictest([]) == Promise()


def chosen(when="2026-05-12 09:00", until="2026-05-21 09:30", back=None):
    return (Chosen(at(when), at(until), back and at(back)),)


def test_a_time_that_the_person_chose_puts_attempt_and_talk_off_and_nothing_else():
    found, plain = read(chosen=chosen()), read()
    assert (found.first_attempt.due_at, found.first_contact.due_at) == (at("2026-05-21 09:30"), at("2026-05-21 09:30"))
    assert (found.first_attempt.done_at, found.first_contact.done_at) == (None, None)
    assert (found.first_slot, found.acknowledgement) == (plain.first_slot, plain.acknowledgement)
    assert [found.first_attempt.state(at(when)) for when in ("2026-05-20 12:00", "2026-05-21 10:00")] == [
        "waiting", "overdue",
    ]  # fmt: skip


def test_a_time_chosen_after_the_promise_had_run_out_leaves_it_late():
    found = read(chosen=chosen("2026-05-15 08:00"), attempts=[("2026-05-21 09:00", "reached")])
    assert found.first_attempt.state(at("2026-05-22 09:00")) == "late"


def test_who_gives_their_time_back_is_promised_the_same_anew_from_then_on():
    found = read(chosen=chosen(back="2026-05-19 15:00"))
    assert (found.first_attempt.due_at, found.first_contact.due_at) == (at("2026-05-20 16:30"), at("2026-05-22 16:30"))


minutes = st.integers(0, 60 * 24 * 30)
attempts = st.lists(
    st.tuples(minutes, st.sampled_from(["reached", "no_answer", "message_left", "wrong_number", "call_later"]))
)
START = datetime(2026, 5, 12, 7, tzinfo=UTC)


def with_attempts(pairs):
    tried = tuple(Tried(START + timedelta(minutes=ahead), outcome) for ahead, outcome in pairs)
    return clock(Facts("web", START, START, tried), PROMISE, OFFICE)


@given(attempts.flatmap(lambda pairs: st.tuples(st.just(pairs), st.permutations(pairs))))
def test_the_order_in_which_attempts_are_noted_changes_nothing(both):
    noted, otherwise = both
    assert with_attempts(noted) == with_attempts(otherwise)


@given(attempts, st.tuples(minutes, st.just("reached")))
def test_one_more_attempt_never_makes_an_answer_later(pairs, more):
    before, after = with_attempts(pairs), with_attempts([*pairs, more])
    for old, new in ((before.first_attempt, after.first_attempt), (before.first_contact, after.first_contact)):
        assert new.due_at == old.due_at
        assert old.done_at is None or new.done_at <= old.done_at


@given(attempts)
def test_nobody_is_reached_before_somebody_tried(pairs):
    found = with_attempts(pairs)
    assert found.first_contact.done_at is None or found.first_attempt.done_at <= found.first_contact.done_at


choices = st.lists(st.tuples(minutes, minutes, st.one_of(st.none(), minutes)), max_size=4)


@given(choices)
def test_no_choice_of_theirs_brings_a_promise_forward(pairs):
    def ahead(number):
        return START + timedelta(minutes=number)

    found = tuple(
        Chosen(ahead(when), ahead(when + long), None if back is None else ahead(when + back))
        for when, long, back in pairs
    )
    plain, other = (clock(Facts("web", START, START, chosen=some), PROMISE, OFFICE) for some in ((), found))
    for before, after in ((plain.first_attempt, other.first_attempt), (plain.first_contact, other.first_contact)):
        assert after.due_at >= before.due_at
        assert after.chosen == (after.due_at > before.due_at)
    assert other.first_slot == plain.first_slot
