"""Is a återkopplingskod easy to read, hard to guess, and found wrong when a sign is wrong?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.flyers.codes import SIGNS
from app.handover.codes import LENGTH, NUMBER, WEIGHTS, code_of, hash_of, read, shown
from app.store.columns import new_id

KEY = b"k" * 32
codes = st.integers(0, 10**9).map(lambda number: code_of(f"{number:020}", 1, KEY))


def test_a_code_has_ten_signs_without_look_alikes_and_is_the_same_each_time():
    handover = new_id()
    code = code_of(handover, 1, KEY)
    assert (len(code), set(code) <= set(SIGNS), code == code_of(handover, 1, KEY)) == (LENGTH, True, True)
    assert code != code_of(handover, 2, KEY) != code_of(handover, 2, b"other" * 8)


@given(codes)
def test_it_is_read_in_any_spelling(code):
    typed = [code, code.lower(), shown(code), f" {shown(code).lower()} ", " ".join(code), code.replace("", "–")]
    assert {read(one) for one in typed} == {code}


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_every_single_wrong_sign_is_found(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Refused):
            read(wrong)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_every_swap_of_two_is_found(code, one, other):
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    if "".join(signs) != code:
        with pytest.raises(Refused):
            read("".join(signs))


@pytest.mark.parametrize("text", ["", "K7M4", "K7M4X-W9PQA", "K7M4X-W9PQ1", "åäöåäöåäöå", "K" * 400])
def test_what_is_no_code_is_told_how_one_looks(text):
    with pytest.raises(Refused, match="tio tecken"):
        read(text)


def test_the_weights_find_what_they_should():
    assert (len(set(WEIGHTS)), all(weight % 29 for weight in WEIGHTS), NUMBER) == (LENGTH, True, 29**9)


def test_the_hash_is_keyed():
    assert hash_of("2222222222", KEY) != hash_of("2222222222", b"other" * 8)
