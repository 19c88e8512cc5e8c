"""Do the inks come near the colour that was chosen, with few inks and grey by black alone?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from app.flyers.inks import inks_of, printed, table

PART = st.integers(0, 255)


def on_screen(inks):
    """What the inks look like, as sRGB of 0 to 255."""
    parts = (min(1.0, max(0.0, part)) for part in printed(inks))
    return [round(255 * (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055)) for p in parts]


def test_bare_paper_is_white_and_full_inks_are_the_standards_solids():
    assert printed((0, 0, 0, 0)) == (1, 1, 1)
    assert on_screen((0, 0, 0, 1)) == [43, 43, 42]
    red = on_screen((0, 1, 1, 0))
    assert red[0] > 200 and max(red[1:]) < 70


@pytest.mark.parametrize(
    "colour", [(11, 90, 82), (181, 68, 22), (200, 16, 46), (242, 169, 0), (0, 103, 71), (92, 45, 145), (27, 79, 156)]
)
def test_colours_that_organisations_have_come_near(colour):
    assert max(abs(a - b) for a, b in zip(on_screen(inks_of(*colour)), colour, strict=True)) <= 26


@given(PART)
def test_grey_is_black_ink_alone(part):
    assert inks_of(part, part, part)[:3] == (0, 0, 0)


@given(PART, PART, PART)
@settings(max_examples=40, deadline=None)
def test_never_more_than_three_inks_nor_more_than_paper_can_take(red, green, blue):
    inks = inks_of(red, green, blue)
    assert sum(share > 0 for share in inks) <= 3
    assert sum(inks) <= 3
    assert all(0 <= share <= 1 for share in inks)


def test_a_picture_goes_through_the_same_inks():
    picture = Image.new("RGB", (4, 4), (255, 255, 255))
    picture.paste((0, 0, 0), (0, 0, 2, 4))
    turned = picture.filter(ImageFilter.Color3DLUT(5, table(5), channels=4, target_mode="CMYK"))
    assert (turned.mode, turned.getpixel((0, 0)), turned.getpixel((3, 0))) == ("CMYK", (0, 0, 0, 255), (0, 0, 0, 0))
