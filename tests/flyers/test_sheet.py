"""Are papers and their codes as large as they have to be, and texts no longer than fits?"""

import pytest

from app.flyers.sheet import PAPERS, shortened, typed


def test_papers_have_the_sizes_that_printers_know():
    assert {key: paper.page for key, paper in PAPERS.items()} == {
        "a5": (148, 210),
        "a6": (105, 148),
        "a4": (210, 297),
        "a3": (297, 420),
        "rollup": (850, 2000),
        "a5x2": (297, 210),
        "a6x4": (210, 297),
        "table": (210, 297),
    }


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("a5", 30, 40),
        ("a6", 30, 40),
        ("a5x2", 30, 40),
        ("a6x4", 30, 40),
        ("table", 30, 40),
        ("a3", 100, 100),
        ("rollup", 150, 200),
    ],
)
def test_a_code_is_made_for_its_reading_distance(key, least, most):
    assert least <= PAPERS[key].code <= most


def test_modules_are_never_below_half_a_millimetre():
    assert min(paper.code / 33 for paper in PAPERS.values()) >= 0.5  # version 4, a host of 40 signs


def test_the_code_of_a_roll_up_is_where_people_hold_their_phones():
    paper = PAPERS["rollup"]
    top = paper.plate_top + 17 * paper.scale * 25.4 / 72  # the white of the plate above the code
    above_the_floor = (paper.height - top - paper.code, paper.height - top)
    assert above_the_floor[0] >= 900
    assert above_the_floor[1] <= 1400


def test_the_typed_address_is_never_below_12_points():
    assert min(paper.address for paper in PAPERS.values()) == 12


def test_margins_are_8_mm_or_more():
    assert min(paper.margin for paper in PAPERS.values()) == 8


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://frivillig.linkoping.se/q/k7m4xw9p", ("FRIVILLIG.LINKOPING.SE", "/Q/K7M4-XW9P")),
        ("http://localhost:8000/q/K7M4XW9P", ("LOCALHOST:8000", "/Q/K7M4-XW9P")),
        ("https://kommun.se/Monter/q/K7M4XW9P", ("KOMMUN.SE/Monter", "/Q/K7M4-XW9P")),
    ],
)
def test_the_address_is_typed_in_capitals_without_its_scheme(url, shown):
    assert typed(url) == shown


def test_what_is_too_long_is_cut_between_words():
    assert shortened("Kaffe, lunch och kvällsmat ingår", 20) == "Kaffe, lunch och…"


def test_one_endless_word_is_cut_where_it_must():
    assert shortened("A" * 50, 10) == "A" * 9 + "…"


def test_what_fits_is_left_alone():
    assert shortened("Kärlekshelg", 11) == "Kärlekshelg"
