"""Is somebody found however their name, number or address is typed?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.spelled import asked_for, beginning_with, words_of

ASA = words_of(["Åsa Öhman-Ek"], [("phone", "+46701234567"), ("email", "asa.ek@exempel.se")])
SVEN = words_of(["Sven"], [("phone", "+4520121234")])


def finds(words, typed):
    wanted = asked_for(typed)
    return bool(wanted) and all(
        any(first <= word < end for start in starts for first, end in [beginning_with(start)] for word in words) for starts in wanted
    )  # fmt: skip


@pytest.mark.parametrize("typed", [
    "åsa", "Asa", "ÅSA", "ohman ek", "Öhman-Ek", "ek åsa", "as",
    "070 123", "070123", "0701-23 45", "+4670", "+46 70 123 45 67", "0046 70 123", "+46 (0)70 123", "4670123", "70 123", "123 45", "4567",
    "asa.ek@exempel.se", "asa.ek", "asa.ek@", "ek@exempel", "exempel.se", "EXEMPEL", "<asa.ek@exempel.se>", "åsa 070 123", "asa 4567 exempel",
])  # fmt: skip
def test_asa_is_found(typed):
    assert finds(ASA, typed)


@pytest.mark.parametrize("typed", ["", "%", "-", "@", "bosse", "åsa berg", "070 124", "+4520", "12345678", "_sa"])
def test_asa_is_not_found(typed):
    assert not finds(ASA, typed)


@pytest.mark.parametrize("typed", ["+45 20", "0045 2012", "20 12 12", "sven"])
def test_a_foreign_number_is_found_with_or_without_its_country(typed):
    assert finds(SVEN, typed)


@given(st.text(), st.text())
def test_any_text_can_be_looked_for_and_any_name_kept(typed, name):
    asked_for(typed)
    assert all(len(word) <= 120 for word in words_of([name], []))


@given(st.text("abcåäöABC -", min_size=1))
def test_a_name_is_found_by_itself(name):
    words = words_of([name], [])
    assert finds(words, name) == bool(words)
