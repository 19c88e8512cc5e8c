"""Are placements described in a way that holds together, and amounts read as people write them?"""

from datetime import date

import pytest

from app.errors import Refused
from app.flyers.rules import KINDS, PAPER_OF, PAPERS, PlacementPlan, read_money
from app.flyers.sheet import PAPERS as SIZES


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("1250", 125_000),
        ("1 250 kr", 125_000),
        ("1\u00a0250,50", 125_050),
        ("99.5 SEK", 9_950),
        ("0", 0),
        ("500:-", 50_000),
        ("20000000", 2_000_000_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed, ore):
    assert read_money(typed) == ore


@pytest.mark.parametrize("typed", ["-5", "femhundra", "1,234,50", "12,345", "", "1e9", "999999999999"])
def test_what_is_no_amount_is_refused_in_words(typed):
    with pytest.raises(Refused, match="Skriv beloppet i kronor") as why:
        read_money(typed)
    assert why.value.field == "cost"


def test_a_last_day_before_the_first_is_refused():
    with pytest.raises(Refused, match="före den första"):
        PlacementPlan("poster", "Stationen", from_on=date(2027, 5, 12), until_on=date(2027, 5, 12))


def test_more_cannot_be_left_than_went_out():
    with pytest.raises(Refused, match="kvar"):
        PlacementPlan("flyer_batch", "Flyer", quantity_out=500, quantity_left=501)


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(Refused):
        PlacementPlan("zeppelin", "Himlen")


def test_every_kind_has_a_paper_that_exists_and_every_paper_a_name():
    assert set(PAPER_OF) <= set(KINDS)
    assert set(PAPER_OF.values()) <= set(PAPERS)
    assert set(PAPERS) == set(SIZES)
