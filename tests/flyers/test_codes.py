from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flyers.codes import SIGNS, WrongCode, check_sign, is_code, mint, read, shown

CODES = st.text(SIGNS, min_size=7, max_size=7).map(lambda seven: seven + check_sign(seven))


def test_the_signs_have_no_look_alikes_and_no_vowels():
    assert len(SIGNS) == len(set(SIGNS)) == 29
    assert not set(SIGNS) & set("01OIAEUÅÄÖ")


def test_a_minted_code_is_one_and_no_two_are_alike():
    codes = [mint() for _ in range(200)]
    assert all(is_code(code) for code in codes)
    assert len(set(codes)) == 200


def test_a_code_is_shown_in_two_groups():
    assert shown("K7M4XW9P") == "K7M4-XW9P"


def test_the_check_sign_stays_what_it_was_on_paper():
    assert [check_sign(seven) for seven in ("2222222", "K7M4XW9", "ZZZZZZZ", "3456789")] == ["2", "P", "D", "M"]


@given(CODES, st.integers(0, 7), st.sampled_from(SIGNS))
def test_every_single_wrong_sign_is_found(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)


@given(CODES)
def test_every_swap_of_two_signs_is_found(code):
    for first, last in combinations(range(8), 2):
        signs = list(code)
        signs[first], signs[last] = signs[last], signs[first]
        wrong = "".join(signs)
        assert is_code(wrong) == (wrong == code)


SPELLINGS = [
    lambda code: code,
    shown,
    str.lower,
    lambda code: f" {code[:4]} {code[4:]}\n",
    lambda code: f"{code[:4]}–{code[4:]}".lower(),
    lambda code: "\u00a0".join(code),
    lambda code: "\u2011".join(code),
    lambda code: f"/Q/{code}",
    lambda code: f"/q/{shown(code).lower()}",
    lambda code: f"q/{code}/",
    lambda code: f"https://MONTER.EXAMPLE/Q/{code}",
    lambda code: f"http://localhost:8000/q/{shown(code)}?lang=en#top",
    lambda code: f"monter.example/q/{code[:4]}%20{code[4:]}",
    lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
]


@given(CODES, st.sampled_from(SPELLINGS))
def test_a_code_is_read_in_any_spelling(code, spell):
    assert read(spell(code)) == code


@pytest.mark.parametrize("text", ["K7M4XW99", "k7m4-xw89", "/Q/K7M4XW9W"])
def test_a_wrong_check_sign_says_check_the_code(text):
    with pytest.raises(WrongCode, match="Kontrollera koden") as wrong:
        read(text)
    assert wrong.value.check_sign


@pytest.mark.parametrize(
    "text",
    ["", "K7M4XW9", "K7M4XW9PP", "K7M4XW0P", "hej hopp", "/Q/", "https://monter.example/", "ßß7M4XW", "Q" * 5000],
)
def test_what_is_no_code_is_told_apart_from_a_wrong_one(text):
    with pytest.raises(WrongCode, match="ingen kod") as wrong:
        read(text)
    assert not wrong.value.check_sign


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_is_refused(text):
    try:
        assert is_code(read(text))
    except WrongCode as wrong:
        assert str(wrong).endswith(".")
