"""Can every organisation's colour be a page that is readable?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flyers.colours import INK, PINE, WHITE, scheme
from app.web.colour import contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_text_can_be_read_on_every_colour_and_its_ornament(colour):
    made = scheme(colour)
    grounds = (made.ground, made.glow, made.halo, made.lens)
    assert min(contrast(made.text, ground) for ground in grounds) >= 4.5


@given(COLOURS)
def test_the_call_to_action_can_be_read_on_white(colour):
    assert contrast(scheme(colour).accent, WHITE) >= 4.5


def test_a_dark_colour_stays_as_it_is_with_white_text():
    assert (scheme("#0B5A52").ground, scheme("#0B5A52").text) == ("#0b5a52", WHITE)


def test_a_light_colour_stays_as_it_is_with_dark_text():
    assert (scheme("#FFD100").ground, scheme("#FFD100").text) == ("#ffd100", INK)


def test_a_colour_in_the_middle_is_darkened_a_little():
    assert scheme("#808080").ground == "#767676"


@pytest.mark.parametrize("colour", [None, "", "red", "#12345", "#1234567"])
def test_without_a_colour_it_is_pine(colour):
    assert scheme(colour) == scheme(PINE)


def test_the_plate_has_an_edge_only_where_the_page_is_nearly_white():
    assert scheme("#0b5a52").edge == "#0b5a52"
    assert scheme("#ffffff").edge != scheme("#ffffff").ground
