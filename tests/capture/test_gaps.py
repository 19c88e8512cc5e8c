"""Which numbers never arrived?"""

from hypothesis import given
from hypothesis import strategies as st

from app.capture.gaps import Numbers, in_words, left_on, numbers, still_out


def test_a_gap_is_told_by_its_numbers():
    found = numbers([*range(1, 17), *range(18, 42)])
    assert (found.highest, in_words(found.missing), found.count) == (41, "17", 1)


def test_what_the_tablet_has_written_and_not_sent_is_missing_too():
    found = numbers([1, 2, 5], next_seq=9)
    assert (in_words(found.missing), found.count) == ("3–4, 6–8", 5)


def test_nothing_arrived_and_nothing_is_missing():
    assert numbers([]) == Numbers(0, ())


def test_how_many_are_left_is_the_worse_of_what_it_says_and_what_never_came():
    assert [left_on(3, numbers([1])), left_on(0, numbers([1], next_seq=5)), left_on(None, numbers([1, 2]))] == [
        3,
        3,
        None,
    ]


def test_what_has_not_come_is_one_sentence_that_claims_no_more_than_is_known(app):
    three_and_five = numbers([1, 2, 4, 6])
    with app.test_request_context():
        said = [still_out(pending, three_and_five) for pending in (None, 0, 1, 2, 3)]
        whole = [still_out(pending, numbers([1, 2])) for pending in (None, 0, 4)]
    assert said == [
        "nummer 3, 5 har inte kommit",
        "nummer 3, 5 har inte kommit, men surfplattan säger att inget är kvar",
        "nummer 3, 5 har inte kommit, men surfplattan säger att bara 1 är kvar",
        "2 kvar på surfplattan: nummer 3, 5",
        "3 kvar på surfplattan, bland dem nummer 3, 5",
    ]
    assert whole == ["", "", "4 kvar på surfplattan"]


@given(st.lists(st.integers(-3, 60)), st.one_of(st.none(), st.integers(-3, 80)))
def test_arrived_and_missing_are_all_the_numbers_there_are(arrived, next_seq):
    found = numbers(arrived, next_seq=next_seq)
    missing = {number for first, last in found.missing for number in range(first, last + 1)}
    there = {number for number in arrived if number > 0}
    end = max([*there, (next_seq or 1) - 1, 0])
    assert missing | there == set(range(1, end + 1))
    assert missing & there == set()
    assert found.count == len(missing)


@given(st.lists(st.integers(1, 40)))
def test_order_and_repetition_change_nothing(arrived):
    assert numbers(arrived) == numbers(sorted(set(arrived)))
