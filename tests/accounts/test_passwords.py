"""Which passwords are guessed first, and what is said of them?"""

import pytest

from app.accounts.passwords import COMMON, OWN, PATTERN, why_guessed, words_of

HERS = words_of("Anna Ek-Lindström", "anna.ek@linkoping.example", "Frivilligcentrum", "Linköpings kommun")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("password1234", COMMON),
        ("P@ssword12345", COMMON),
        ("iloveyou1234", COMMON),
        ("linkoping2026", OWN),
        ("frivilligcentrum1", OWN),
        ("Anna.Ek@linkoping", OWN),
        ("aaaaaaaaaaaaaa", PATTERN),
        ("123456789012345", COMMON),
        ("korrekt kanot batteri klammer", None),
        ("x7!Ledq09_Rmv2", None),
        ("å" * 40 + "kanot batteri klammer" * 10, None),
    ],
)
def test_a_password_is_refused_for_what_makes_it_easy(password, why):
    assert why_guessed(password, HERS) == why


def test_words_are_those_that_say_something():
    assert words_of("Bo Ek", None) == []
    assert words_of("Anna Ek", "anna@example.se") == ["anna", "anna@example.se", "example", "example.se"]
