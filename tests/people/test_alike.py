"""Is everybody found who may be the same, without comparing all with all?"""

import time

from hypothesis import given
from hypothesis import strategies as st

from app.leads.matching import Known, reasons
from app.people.alike import MOST_ALIKE, keys_of, pairs

NAMES = st.lists(st.sampled_from(["Anna", "Ana", "Ek", "Åsa", "Asa", "Ahl", "Carl", "Karl"]), max_size=3).map(" ".join)
DIGITS = st.text("12", min_size=4, max_size=7)
PHONES = st.frozensets(DIGITS.map("+46".__add__), max_size=2)
EMAILS = st.frozensets(st.builds("{}@{}".format, st.text("ab.+", max_size=4), st.text("ab.", max_size=3)), max_size=2)


@st.composite
def some(draw):
    return [
        Known(f"{number:020}", draw(NAMES), draw(PHONES), draw(EMAILS)) for number in range(draw(st.integers(2, 6)))
    ]


@given(some())
def test_two_who_may_be_the_same_share_a_key(people):
    for one in people:
        for other in people:
            assert not reasons(one, other) or keys_of(one) & keys_of(other)


@given(some(), st.randoms())
def test_every_pair_is_found_once_whatever_the_order_and_the_later_stands_first(people, chance):
    wanted = {
        (one.id, other.id, reasons(one, other)) for one in people for other in people
        if one.id > other.id and reasons(one, other)
    }  # fmt: skip
    chance.shuffle(people)
    found = list(pairs(people))
    assert (set(found), len(found)) == (wanted, len(wanted))


def test_a_phone_that_hundreds_gave_costs_no_square():
    people = [Known(f"{number:020}", f"Namn{number}", frozenset(["+46700000000"])) for number in range(300)]
    assert len(list(pairs(people))) <= 300 * (MOST_ALIKE + 1)


def many(number: int) -> list[Known]:
    first, last = [f"For{n}" for n in range(97)], [f"Efter{n}" for n in range(211)]
    return [
        Known(
            f"{n:020}", f"{first[n % 97]} {last[n % 211]}", frozenset([f"+4670{n * 7919 % 10**7:07}"]),
            frozenset([f"{first[n % 97]}.{n}@exempel.se"]),
        )
        for n in range(number)
    ]  # fmt: skip


def test_ten_times_as_many_people_cost_about_ten_times_as_much():
    few = cost(many(1_000))
    assert any(cost(many(10_000)) < 25 * few for _ in range(3))  # what else runs on the machine only ever adds


def cost(people: list[Known]) -> float:
    """Seconds of computing."""
    began = time.process_time()
    list(pairs(people))
    return time.process_time() - began
