"""Is everything that anybody may type either printed or left out on purpose?"""

import pytest

from app.flyers import glyphs, pdf


@pytest.fixture(scope="module")
def have(fonts):
    return pdf.fonts(fonts).have


@pytest.mark.parametrize(
    "text",
    [
        "Öppet hus – kl. 9.00–15.30 · ”välkommen”",
        "Ελλάδα, Київ, Việt Nam, Łódź",
        "بيت مفتوح للعائلات",
        "10\u00a0000 kr",
    ],
)
def test_what_the_fonts_have_stays_as_it_is(text, have):
    assert glyphs.printable(text, have) == text
    assert glyphs.missing(text, have) == ""


@pytest.mark.parametrize(
    ("text", "printed", "lost"),
    [
        ("Öppet hus 🎉 för alla 👨‍👩‍👧", "Öppet hus för alla", "🎉👨👩👧"),
        ("漢字 och 10 kr 👍🏽", "?? och 10 kr", "漢字👍🏽"),
        ("① 𝒜lla", "1 Alla", ""),
        ("e\u0301n gång", "én gång", ""),
    ],
)
def test_what_they_have_not_is_written_otherwise_or_left_out(text, printed, lost, have):
    assert glyphs.printable(text, have) == printed
    assert glyphs.missing(text, have) == lost


def test_control_signs_line_ends_and_half_letters_become_one_blank(have):
    assert glyphs.printable("a\x00b\x07\ud800c\nd\r\n\te\u2028f", have) == "a b c d e f"


def test_a_real_question_mark_is_not_reported_as_lost(have):
    assert glyphs.missing("Vad är klockan?", have) == ""


def test_all_weights_of_a_family_have_the_same_signs(fonts):
    for family in pdf.FAMILIES:
        counted = {
            len(glyphs.covered(file)) for weight in pdf.WEIGHTS for file in (fonts / family / weight).glob("*.ttf")
        }
        assert len(counted) == 1, family


def test_the_fonts_have_latin_greek_cyrillic_and_arabic(have):
    assert {ord(sign) for sign in "åäöÅÄÖéß€ŁąΩЖя–…”ابتثم"} <= have
