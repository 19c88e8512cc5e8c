import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.matching import Hint, Known, candidates, name_key, reasons, same_name, within_one_slip


def known(name, *contacts, id="other"):
    phones = frozenset(contact for contact in contacts if "@" not in contact)
    return Known(id, name, phones, frozenset(contacts) - phones)


ANNA = known("Anna Ek", "+46701740605", "anna.ek@exempel.se", id="anna")


@pytest.mark.parametrize(
    "other, why",
    [
        (known("Bo Ek", "+46701740605"), ("phone",)),
        (known("Bo Ek", "anna.ek@exempel.se"), ("email",)),
        (known("Ek, Anna", "+46701740605"), ("phone", "name")),
        (known("ANNA EK", "+46701740605", "anna.ek@exempel.se"), ("phone", "email", "name")),
        (known("Anna Ek", "+46701740606"), ("name",)),
        (known("Anna Ek", "+46731990605"), ("name",)),
        (known("Anna", "annaek@annan.example"), ("name",)),
        (known("Anna Ek", "anna.ek@exmepel.se"), ("name",)),
        (known("Anna Ek", "+46812345678"), ()),
        (known("Anna Ek", "a@exempel.se"), ()),
        (known("Anna Ek"), ()),
        (known("Bo Ek", "+46701740606"), ()),
    ],
)
def test_a_hint_says_why(other, why):
    assert reasons(ANNA, other) == reasons(other, ANNA) == why


@pytest.mark.parametrize(
    "one, other",
    [
        *[("Åsa Öberg", "Oberg, Asa"), ("Christina Carlsson", "Karlson Kristina"), ("Anna-Karin Ek", "Anna Karin Ek")],
        *[
            ("Anna", "Anna Ek"),
            ("O'Hara", "OHara"),
            ("Wiktor", "Viktor"),
            ("Mohammed Ali", "Mohamed Ali"),
            ("محمد", "مُحَمَّد"),
        ],
    ],
)
def test_a_name_is_known_in_another_spelling(one, other):
    assert same_name(one, other)


@pytest.mark.parametrize(
    "one, other", [("Anna Ek", "Anna Al"), ("Anna", "Annika"), ("", ""), ("", "Anna"), ("...", "Anna")]
)
def test_other_names_are_other_names(one, other):
    assert not same_name(one, other)


def test_the_most_alike_stand_first_and_oneself_is_left_out():
    others = [
        known("Anna", "annaek@annan.example", id="part"),
        known("Bo", "anna.ek@exempel.se", id="mail"),
        known("Bo", "+46701740605", id="phone"),
        ANNA,
        known("Anna Ek", "+46701740605", id="both"),
        known("Cilla", "+46812345678", id="nobody"),
    ]
    assert candidates(ANNA, others) == [
        Hint("both", ("phone", "name")),
        Hint("phone", ("phone",)),
        Hint("mail", ("email",)),
        Hint("part", ("name",)),
    ]


@pytest.mark.parametrize(
    "one, other, near",
    [
        *[
            ("abcd", "abcd", True),
            ("abcd", "abxd", True),
            ("abcd", "abdc", True),
            ("abcd", "abd", True),
            ("abcd", "abcde", True),
        ],
        *[
            ("abcd", "badc", False),
            ("abcd", "ab", False),
            ("abcd", "axcx", False),
            ("", "a", True),
            ("ab", "cdef", False),
        ],
    ],
)
def test_one_slip_of_the_finger(one, other, near):
    assert within_one_slip(one, other) == within_one_slip(other, one) == near


TEXT = st.text("abcå ", max_size=6)
PEOPLE = st.builds(
    Known,
    st.sampled_from("xyz"),
    TEXT,
    st.frozensets(st.sampled_from(["+46701740605", "+46701740606", "+46812345678"]), max_size=2),
    st.frozensets(st.sampled_from(["a@exempel.se", "b@exempel.se", "anna@exempel.se"]), max_size=2),
)


@given(PEOPLE, PEOPLE)
def test_two_people_are_as_alike_either_way(one, other):
    assert reasons(one, other) == reasons(other, one)


@given(TEXT, st.randoms())
def test_words_may_come_in_any_order(name, chance):
    words = name.split()
    chance.shuffle(words)
    assert name_key(" ".join(words)) == name_key(name)
