from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.attribution import UNKNOWN, Answers, Credit, Source, TouchFact, credit, shares

START = datetime(2017, 5, 12, 9, tzinfo=UTC)
RUN, FAIR = Source("blodomloppet", "flyer"), Source("karlekshelg", None, "taltet")


def touch(id="a", kind="code", grade="A", source=RUN, day=0, noted=None, **more) -> TouchFact:
    """A touch on that day after 12 May 2017, noted the same day unless said otherwise."""
    met = START + timedelta(days=day)
    return TouchFact(id, kind, grade, source, met, START + timedelta(days=noted) if noted is not None else met, **more)


def test_a_scan_that_became_a_submission_made_it():
    assert credit([touch(created=True)]) == Answers(
        created_by=Credit(RUN, "A", "a"), first_known=Credit(RUN, "A", "a"), decisive=Credit(), contributing=(RUN,)
    )


def test_nothing_known_is_unknown_and_not_shared_out():
    made = touch(kind="unknown", grade="B", source=UNKNOWN, created=True)
    assert credit([made]) == Answers(Credit(), Credit(), Credit(), ())
    assert shares(credit([made]).contributing, UNKNOWN) == {UNKNOWN: Fraction(1)}


def test_an_unknown_submission_stays_unknown_however_often_we_meet_afterwards():
    found = credit([touch("a", "unknown", "B", UNKNOWN, created=True), touch("b", "conversation", "B", FAIR, day=9)])
    assert (found.created_by, found.first_known, found.contributing) == (Credit(), Credit(), (FAIR,))


@pytest.mark.parametrize("grade", ["C", "D"])
def test_what_nobody_saw_made_no_submission(grade):
    assert credit([touch("a", "answer", grade, created=True)]).created_by == Credit()


def test_the_first_of_two_made_it():
    assert credit([touch("a", source=FAIR, day=3, created=True), touch("b", created=True)]).created_by.source == RUN


def test_at_the_same_moment_what_was_seen_counts_before_what_was_said():
    found = credit([touch("a", "answer", "C", FAIR, noted=0), touch("b", "code", "A", RUN, noted=5)])
    assert found.first_known == Credit(RUN, "A", "b")


def test_what_made_up_their_mind_is_not_where_it_began():
    found = credit([touch("a", day=20, created=True), touch("b", "decisive", "C", FAIR, day=0, noted=22)])
    assert (found.first_known.source, found.decisive.source) == (RUN, FAIR)


def test_what_is_only_recalled_is_not_held_against_what_they_say():
    recalled, said = (
        touch("a", "answer", "D", RUN, day=0, noted=50),
        touch("b", "first_heard", "C", FAIR, day=9, noted=10),
    )
    assert credit([recalled, said]).first_known == Credit(FAIR, "C", "b")


def test_a_conversation_two_years_before_the_scan_is_where_it_began_but_did_not_make_the_submission():
    found = credit([touch("a", day=700, created=True), touch("b", "conversation", "B", FAIR, day=0, noted=710)])
    assert (found.created_by.source, found.first_known) == (RUN, Credit(FAIR, "B", "b"))
    assert found.contributing == (FAIR, RUN)


def test_what_a_person_recalls_counts_from_the_day_of_the_event_they_name():
    found = credit([touch("a", day=700, created=True), touch("b", "answer", "D", FAIR, day=300, noted=900)])
    assert found.first_known == Credit(FAIR, "D", "b")


def test_what_made_up_their_mind_is_only_what_they_say_did():
    touches = [touch("a", created=True), touch("b", "conversation", "B", FAIR, day=3)]
    assert credit(touches).decisive == Credit()
    assert credit([*touches, touch("c", "decisive", "C", FAIR, day=10)]).decisive == Credit(FAIR, "C", "c")


def test_who_says_otherwise_later_has_said_otherwise():
    said = [
        touch("a", created=True),
        touch("b", "decisive", "C", FAIR, day=10),
        touch("c", "decisive", "D", RUN, day=90),
    ]
    assert credit(said).decisive == Credit(RUN, "D", "c")


def test_a_corrected_touch_counts_for_nothing_and_its_correction_made_the_submission():
    wrong = touch("a", created=True, superseded_by="b")
    right = touch("b", "conversation", "B", FAIR, created=True)
    assert credit([wrong, right]) == credit([right])
    assert credit([wrong, right]).created_by == Credit(FAIR, "B", "b")


def test_the_same_place_twice_is_one_part_of_it():
    found = credit([touch("a", created=True), touch("b", day=5), touch("c", "conversation", "B", FAIR, day=6)])
    assert found.contributing == (RUN, FAIR)
    assert shares(found.contributing, UNKNOWN) == {RUN: Fraction(1, 2), FAIR: Fraction(1, 2)}


def test_how_they_first_heard_of_us_is_what_they_say():
    scanned = touch("a", day=20, created=True)
    said = touch("b", "first_heard", "C", FAIR, day=0, noted=22)
    assert credit([scanned, said]).first_known == Credit(FAIR, "C", "b")
    assert credit([scanned, said]).created_by == Credit(RUN, "A", "a")


def test_what_we_saw_before_the_day_they_name_is_still_where_it_began():
    seen, said = touch("a", day=0, created=True), touch("b", "first_heard", "C", FAIR, day=9, noted=10)
    assert credit([seen, said]).first_known == Credit(RUN, "A", "a")


def test_media_and_friends_have_no_day_and_come_before_all_else_since_they_say_so():
    said = replace(touch("b", "first_heard", "C", MEDIA, noted=3), met_at=None)
    found = credit([touch("a", day=0, created=True), said])
    assert (found.first_known, found.created_by.source) == (Credit(MEDIA, "C", "b"), RUN)


def test_who_does_not_remember_does_not_know_and_neither_do_we():
    said = replace(touch("b", "first_heard", "C", UNKNOWN, noted=3), met_at=None)
    assert credit([touch("a", day=0, created=True), said]).first_known == Credit()


def test_what_others_did_is_never_credited_to_something_of_ours():
    with pytest.raises(ValueError):
        Source("blodomloppet", "flyer", other="media")


# What holds for any touches -------------------------------------------------------------------------------------------

MEDIA = Source(other="media")
sources = st.sampled_from([UNKNOWN, RUN, FAIR, Source("konsten"), Source("blodomloppet", "affisch"), MEDIA])
kinds = st.sampled_from(
    [("code", "A"), ("session", "A"), ("conversation", "B"), ("answer", "C"), ("answer", "D"), ("decisive", "C"),
     ("first_heard", "B"), ("first_heard", "C"), ("first_heard", "D")]
)  # fmt: skip


@st.composite
def lives(draw):
    """The touches of one lead: one that made it, and any others before and after; some corrected."""
    number = draw(st.integers(0, 6))
    made = touch(
        "t0",
        draw(st.sampled_from(["code", "session", "unknown"])),
        draw(st.sampled_from("AB")),
        draw(sources),
        created=True,
    )
    others = []
    for index in range(1, number + 1):
        kind, grade = draw(kinds)
        day = draw(st.integers(-900, 900))
        gone = draw(st.sampled_from([None, None, None, "t0"]))
        others.append(
            touch(f"t{index}", kind, grade, draw(sources), day, draw(st.integers(-900, 900)), superseded_by=gone)
        )
    return [made, *others]


@given(lives().flatmap(lambda life: st.tuples(st.just(life), st.permutations(life))))
def test_the_order_in_which_touches_are_read_changes_nothing(both):
    noted, otherwise = both
    assert credit(noted) == credit(otherwise)


@given(st.lists(lives(), max_size=20))
def test_created_by_sums_to_the_leads_unknown_included(leads):
    counted = [credit(life).created_by.source for life in leads]
    assert sum(counted.count(source) for source in set(counted)) == len(leads)
    assert counted == [life[0].source for life in leads]


@given(lives(), sources, st.integers(1, 900))
def test_meeting_again_later_never_changes_what_made_the_submission_or_where_it_began(life, source, days):
    last = max(max(one.met_at, one.noted_at) for one in life)
    again = TouchFact("z", "conversation", "B", source, last + timedelta(days=days), last + timedelta(days=days))
    before, after = credit(life), credit([*life, again])
    assert after.created_by == before.created_by
    assert after.first_known == before.first_known
    assert after.decisive == before.decisive


@given(lives(), sources)
def test_a_touch_and_its_correction_count_as_the_correction_alone(life, source):
    right = replace(life[0], id="z", source=source)
    wrong = replace(life[0], superseded_by="z")
    assert credit([wrong, right, *life[1:]]) == credit([right, *life[1:]])


@given(lives())
def test_every_answer_is_among_the_contributing_and_none_names_what_nobody_noted(life):
    found = credit(life)
    noted = {one.source for one in life if one.superseded_by is None}
    named = {answer.source for answer in (found.created_by, found.first_known, found.decisive)} - {UNKNOWN}
    assert named <= set(found.contributing) <= noted


@given(lives())
def test_shares_of_cost_sum_to_one_lead(life):
    assert sum(shares(credit(life).contributing, UNKNOWN).values()) == 1


@given(lives())
def test_unknown_has_no_grade_and_what_made_it_was_seen(life):
    found = credit(life)
    assert [answer.grade is None for answer in (found.created_by, found.first_known, found.decisive)] == [
        not answer.source.known for answer in (found.created_by, found.first_known, found.decisive)
    ]
    assert found.created_by.grade in (None, "A", "B")


@given(lives(), st.sampled_from("BCD"), st.integers(1, 900))
def test_what_a_person_says_afterwards_never_changes_what_made_the_submission(life, grade, days):
    said = TouchFact("z", "first_heard", grade, MEDIA, None, START + timedelta(days=900 + days))
    assert credit([*life, said]).created_by == credit(life).created_by
    assert credit([*life, said]).first_known == Credit(MEDIA, grade, "z")


@given(lives(), st.sampled_from(["media", "friend", "tip", "partner:Röda Korset"]))
def test_media_is_never_attached_to_an_event_or_a_placement(life, other):
    said = TouchFact("z", "first_heard", "C", Source(other=other), None, START + timedelta(days=2000))
    found = credit([*life, said])
    named = (found.created_by, found.first_known, found.decisive)
    assert [
        answer.source for answer in named if answer.source.other and answer.source != Source(other=answer.source.other)
    ] == []
    assert [
        part for part in found.contributing if part.other and (part.event_id or part.placement_id or part.booth_id)
    ] == []


@given(lives(), sources, sources)
def test_correcting_an_answer_twice_counts_as_the_last_correction_alone(life, once, then):
    first = TouchFact("y1", "first_heard", "C", FAIR, START, START + timedelta(days=1000), superseded_by="y2")
    second = TouchFact("y2", "first_heard", "C", once, START, START + timedelta(days=1001), superseded_by="y3")
    third = TouchFact("y3", "first_heard", "C", then, START, START + timedelta(days=1002))
    assert credit([*life, first, second, third]) == credit([*life, third])
