"""Can every pair of our own colours be read, and is a bad one answered with a good one?"""

import pytest

from app.web import colour, design, styles

CSS = styles.SITE.read_text(encoding="utf-8")
TONES = ["accent", "apricot", "sky", "moss", "brick"]


def theme(dark: bool) -> dict[str, str]:
    """The colours of site.css by name, in one of its two themes."""
    return design.themes(CSS)[dark]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("text", ["ink", "muted", *TONES])
@pytest.mark.parametrize("ground", ["paper", "surface", "sand"])
def test_every_text_can_be_read_on_every_ground_in_both_themes(dark, text, ground):
    colours = theme(dark)
    assert colour.contrast(colours[text], colours[ground]) >= colour.TEXT


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("tone", TONES)
def test_every_tone_and_the_ink_can_be_read_on_its_soft_ground(dark, tone):
    colours = theme(dark)
    soft = colours[f"{tone}-soft"]
    assert colour.contrast(colours[tone], soft) >= colour.TEXT
    assert colour.contrast(colours["ink"], soft) >= colour.TEXT


@pytest.mark.parametrize("dark", [False, True])
def test_the_main_button_can_be_read_and_edges_can_be_seen(dark):
    colours = theme(dark)
    assert colour.contrast(colours["on-accent"], colours["accent"]) >= colour.TEXT
    assert colour.contrast(colours["on-accent"], colours["accent-deep"]) >= colour.TEXT
    assert all(colour.contrast(colours["edge"], colours[g]) >= colour.SHAPE for g in ("paper", "surface", "sand"))


def test_contrast_is_as_wcag_counts_it():
    assert round(colour.contrast("#000000", "#ffffff"), 2) == 21
    assert round(colour.contrast("#777777", "#FFFFFF"), 2) == 4.48
    assert colour.contrast("#0b5a52", "#0b5a52") == 1


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "0b5a52", "#0b5a52\n"])
def test_only_six_signs_after_a_number_sign_are_a_colour(text):
    assert not colour.is_colour(text)
    with pytest.raises(ValueError, match="not a colour"):
        colour.rgb(text)


def test_a_good_colour_is_left_alone():
    assert colour.nearest_good("#0b5a52", styles.LIGHT) == "#0b5a52"


def test_a_pale_colour_becomes_the_nearest_darker_one_that_can_be_read():
    better = colour.nearest_good("#f2c500", styles.LIGHT)
    assert better == "#826a00"
    assert colour.passes(better, styles.LIGHT)
    assert not colour.passes(colour.mix("#f2c500", "#000000", 117 / 255), styles.LIGHT)


def test_a_dark_colour_becomes_lighter_on_a_dark_ground():
    better = colour.nearest_good("#0b3a82", styles.DARK)
    assert colour.passes(better, styles.DARK)
    assert colour.luminance(better) > colour.luminance("#0b3a82")


def test_in_the_dark_a_colour_keeps_its_hue_and_becomes_a_lamp():
    assert colour.for_the_dark("#0b5a52") == "#79d2c9"
    assert colour.for_the_dark("#000000") == "#a6a6a6"


def test_where_neither_black_nor_white_can_be_read_nothing_is_offered():
    with pytest.raises(ValueError, match="no colour"):
        colour.nearest_good("#808080", ["#000000", "#ffffff"], least=7)


def test_the_ink_on_a_colour_is_the_one_that_is_easier_to_read():
    assert colour.ink_on("#0b5a52") == "#ffffff"
    assert colour.ink_on("#f2c500") == "#10201d"
