"""Is a sheet right as a file: standards, colours, boxes, texts within their margins, and the same bytes each time?"""

import io
import re
import zlib
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import pdfa
from PIL import Image

from app.errors import Refused
from app.flyers import pdf
from app.flyers.sheet import PAPERS, PRINT, SCREEN, VARIANTS

MM = 72 / 25.4


def streams(document):
    """Everything that is drawn, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.S)
    drawn = []
    for stream in found:
        try:
            drawn.append(zlib.decompress(stream))
        except zlib.error:
            drawn.append(stream)
    return b"\n".join(drawn)


def letters(document, number=0):
    """The boxes of all signs on a page in mm from its upper left corner: (sign, left, top, right, bottom)."""
    with pypdfium2.PdfDocument(document) as opened:
        page = opened[number]
        text = page.get_textpage()
        height = page.get_height()
        found = []
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            if text.get_text_range(at, 1).strip():
                found.append(
                    (text.get_text_range(at, 1), left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
                )
        return found


def words(document, number=0):
    with pypdfium2.PdfDocument(document) as opened:
        return " ".join(opened[number].get_textpage().get_text_range().replace("\u200b", "").split())


def logo(size=(300, 120)):
    made = Image.new("RGBA", size, (0, 0, 0, 0))
    made.paste((17, 17, 17, 255), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def test_everything_on_the_sheet_is_on_the_page_in_the_order_it_is_read(sheet, fonts):
    made = words(pdf.render([sheet], PAPERS["a5"], SCREEN, fonts))
    assert made == (
        "Kärlekshelg lör 9–sön 10 september kl. 10–16 Tältet på Stora torget "
        "Ett barn i din närhet kan behöva någon som du. Anmäl ditt intresse "
        "Rikta mobilens kamera mot koden eller skriv adressen. FRIVILLIG.LINKOPING.SE/Q/K7M4-XW9P "
        "Frivilligcentrum, Linköpings kommun frivilligcentrum@linkoping.se · 013-20 60 00"
    )


def test_the_screen_variant_says_that_it_is_pdf_ua_1_and_pdf_a_2a(sheet, fonts):
    made = pdf.render([sheet], PAPERS["a5"], SCREEN, fonts)
    for claim in (b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"/MarkInfo<</Marked true"):
        assert claim in made, claim


# What pikepdf's checker says of a good file: it approves only what it knows, and knows neither PDF/A-2a nor PDF/UA-1.
NOT_KNOWN_TO_THE_CHECKER = {
    ("ISO_19005_2:6.6.4-3", "pdfaid:conformance is 'A', expected 'B'"),  # A holds all of B
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property pdfuaid:part is not permitted"),  # declared by the extension schema, as it must
    *(("ISO_19005_2:6.6.2.3.1-1", f"XMP namespace {name}/pdfa/ns/{end} is not permitted") for name, end in [
        ("pdfaExtension=http://www.aiim.org", "extension/"), ("pdfaSchema=http://www.aiim.org", "schema#"),
        ("pdfaProperty=http://www.aiim.org", "property#"),
    ]),
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property pdfaExtension:schemas is not permitted"),
    # predefined by XMP 2005, which the standard names
    ("ISO_19005_2:6.6.2.3.1-1", "XMP namespace xmpTPg=http://ns.adobe.com/xap/1.0/t/pg/ is not permitted"),
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property xmpTPg:NPages is not permitted"),
    ("ISO_19005_2:6.6.2.3.1-2", "the content of structured XMP property xmpMM:History is not checked"),
    ("ISO_19005_2:6.2.11.4.2-2", "/CIDSet on a CIDFontType2 subset is not checked"),
    ("pikepdf:schema-OutlineItem", "'N 0 R' is not valid under any of the given schemas"),  # a bookmark's goal, by reference
}  # fmt: skip


@pytest.mark.parametrize("key", ["a5", "a6x4"])
def test_an_outside_checker_finds_nothing_in_the_screen_variant_that_pdf_a_2_forbids(key, sheet, fonts):
    with pikepdf.open(io.BytesIO(pdf.render([replace(sheet, logo=logo())], PAPERS[key], SCREEN, fonts))) as made:
        assert made.check_pdf_syntax() == []
        found = {(one.rule, re.sub(r"'\d+ 0 R'", "'N 0 R'", one.message)) for one in pdfa.check(made, "2b").findings}
    assert found - NOT_KNOWN_TO_THE_CHECKER == set()


def test_title_language_link_and_the_words_for_the_code_are_in_the_file(sheet, fonts):
    with pypdfium2.PdfDocument(pdf.render([sheet], PAPERS["a5"], SCREEN, fonts)) as opened:
        assert opened.get_metadata_value("Title") == "Kärlekshelg"
        assert opened.get_metadata_value("Author") == "Frivilligcentrum, Linköpings kommun"
    made = pdf.render([replace(sheet, code_says="QR code: register", language="en")], PAPERS["a5"], SCREEN, fonts)
    assert b"/Lang(en)" in made
    assert b"/Alt(QR code: register)" in made
    assert b"/URI(https://FRIVILLIG.LINKOPING.SE/Q/K7M4XW9P)" in made


def test_the_print_variant_is_four_colours_and_the_code_is_black_alone(sheet, fonts):
    drawn = streams(pdf.render([replace(sheet, logo=logo())], PAPERS["a5"], PRINT, fonts))
    assert b"0 0 0 1 k" in drawn or b"0 0 0 1 scn" in drawn
    assert not re.search(rb"\brg\b|\bRG\b", drawn)


@pytest.mark.parametrize("colour", ["#0b5a52", "#b54416", "#5c2d91", "#ffd100"])
def test_the_organisations_colour_is_the_same_on_paper_as_on_a_screen(colour, sheet, fonts):
    seen = []
    for variant, corner in ((SCREEN, 8), (PRINT, 34)):  # points from the corner: within the margin of 8 mm
        with pypdfium2.PdfDocument(pdf.render([replace(sheet, colour=colour)], PAPERS["a5"], variant, fonts)) as opened:
            image = opened[0].render(scale=1).to_pil().convert("RGB")
        seen.append(image.getpixel((corner, image.height - corner)))
    assert max(abs(a - b) for a, b in zip(*seen, strict=True)) <= 26


def test_the_code_is_one_outline_filled_even_odd(sheet, fonts):
    drawn = streams(pdf.render([sheet], PAPERS["a5"], PRINT, fonts))
    assert len(re.findall(rb"\bf\*", drawn)) == 1


def test_the_screen_variant_has_no_ink_colours(sheet, fonts):
    drawn = streams(pdf.render([replace(sheet, logo=logo())], PAPERS["a5"], SCREEN, fonts))
    assert not re.search(rb"\d k\b|\d K\b", drawn)


def test_print_has_3_mm_of_bleed_around_the_trimmed_page_and_marks_outside(sheet, fonts):
    with pypdfium2.PdfDocument(pdf.render([sheet, sheet], PAPERS["a5"], PRINT, fonts)) as opened:
        for page in opened:
            boxes = [page.get_mediabox(), page.get_bleedbox(), page.get_trimbox()]
            assert [tuple(round(side / MM, 1) for side in box) for box in boxes] == [
                (0, 0, 166, 228),
                (6, 6, 160, 222),
                (9, 9, 157, 219),
            ]
            image = page.render(scale=10 / MM).to_pil().convert("L")  # ten pixels to the millimetre
    assert image.getpixel((70, 400)) < 128  # the bleed is printed
    assert image.getpixel((50, 400)) == 255  # outside it is white
    assert image.crop((85, 0, 95, 50)).getextrema()[0] < 200  # but for the mark over the trimmed edge


def test_several_up_have_no_bleed_into_each_other(sheet, fonts):
    other = replace(sheet, colour="#ffd100")
    with pypdfium2.PdfDocument(pdf.render([other], PAPERS["a5x2"], PRINT, fonts)) as opened:
        image = opened[0].render(scale=10 / MM).to_pil()
    seam = round((9 + 148.5) * 10)
    left, right = (image.getpixel((seam + step, 1800)) for step in (-20, 20))
    assert left == right


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_sheet_is_the_same_file(sheet, fonts, variant):
    assert pdf.render([sheet], PAPERS["a5"], variant, fonts) == pdf.render([sheet], PAPERS["a5"], variant, fonts)


def test_a_page_for_each_sheet_in_its_own_language(sheet, fonts):
    english = replace(sheet, title="Open house", language="en")
    made = pdf.render([sheet, english], PAPERS["a6"], SCREEN, fonts)
    assert words(made, 0).startswith("Kärlekshelg")
    assert words(made, 1).startswith("Open house")


@pytest.mark.parametrize("key", PAPERS)
def test_the_longest_words_stay_within_the_margins_and_above_the_plate(key, long_sheet, fonts):
    paper = PAPERS[key]
    made = letters(pdf.render([long_sheet], paper, SCREEN, fonts))
    width, height = paper.page
    slack = 0.6  # of a millimetre: the box of a sign may reach a little past its width
    assert min(box[1] for box in made) >= paper.margin - slack
    assert max(box[3] for box in made) <= width - paper.margin + slack
    assert min(box[2] for box in made) >= paper.margin - slack
    assert max(box[4] for box in made) <= height - paper.margin + slack


@pytest.mark.parametrize("key", PAPERS)
def test_no_two_lines_lie_upon_each_other(key, long_sheet, fonts):
    paper = replace(PAPERS[key], across=1, down=1, tent=False)
    signs = letters(pdf.render([long_sheet], paper, SCREEN, fonts))
    flat = sorted(((bottom, top) for sign, _, top, _, bottom in signs if sign in "emnrsuvwxz"), key=lambda box: box[0])
    lines = [[flat[0]]]
    for before, box in pairwise(flat):
        if box[0] - before[0] > 0.3 * paper.scale:
            lines.append([])
        lines[-1].append(box)
    assert len(lines) > 8
    for above, below in pairwise(lines):
        assert min(top for _, top in below) > max(bottom for bottom, _ in above)


def test_a_word_that_fits_no_line_is_broken(sheet, fonts):
    endless = replace(sheet, title="Å" * 120, sender="x" * 120, where="y" * 120)
    made = letters(pdf.render([endless], PAPERS["a6"], SCREEN, fonts))
    assert max(box[3] for box in made) <= 105 - 8 + 0.6


def test_the_address_of_a_long_host_is_set_whole_and_at_12_points(long_sheet, fonts):
    made = words(pdf.render([long_sheet], PAPERS["a6"], SCREEN, fonts))
    assert "FRIVILLIGCENTRUM.SAMVERKAN. OSTERGOTLAND.SE /Q/K7M4-XW9P" in made


def test_a_sheet_may_have_no_when_where_sentence_or_footer(sheet, fonts):
    bare = replace(sheet, when="", where="", sentence="", footer="", colour=None)
    assert words(pdf.render([bare], PAPERS["a4"], SCREEN, fonts)).startswith("Kärlekshelg Anmäl ditt intresse")


def test_words_are_never_read_as_commands_of_the_typesetter(sheet, fonts):
    tricky = replace(
        sheet, title='#panic("x") $a$ *b* _c_ @d <e> [f] \\g', sentence='#read("/etc/passwd") // not a comment'
    )
    made = words(pdf.render([tricky], PAPERS["a5"], SCREEN, fonts))
    assert made.startswith('#panic("x") $a$ *b* _c_ @d <e> [f] \\g')
    assert '#read("/etc/passwd") // not a comment' in made


def test_a_language_from_right_to_left_is_set_from_the_right(sheet, fonts):
    arabic = replace(
        sheet,
        title="بيت مفتوح",
        when="",
        where="",
        sentence="",
        call_to_action="سجل اهتمامك",
        language="ar",
        direction="rtl",
    )
    title = [
        box for box in letters(pdf.render([arabic], PAPERS["a5"], SCREEN, fonts)) if box[2] < 60 and box[0] in "بيتمفوح"
    ]
    assert max(box[3] for box in title) > 135
    assert min(box[1] for box in title) > 30


def test_what_cannot_be_printed_is_told_beforehand(sheet, fonts):
    assert pdf.unprintable(replace(sheet, title="Öppet hus 🎉"), fonts) == "🎉"
    assert pdf.unprintable(sheet, fonts) == ""


def test_missing_fonts_say_how_to_get_them(tmp_path):
    with pytest.raises(Refused, match="make run"):
        pdf.fonts(tmp_path)


def test_a_logo_is_drawn_anew_and_small(sheet, fonts):
    plain = len(pdf.render([sheet], PAPERS["a5"], SCREEN, fonts))
    large = replace(sheet, logo=logo((4000, 1600)))
    assert len(pdf.render([large], PAPERS["a5"], SCREEN, fonts)) < plain + 60_000


@given(title=st.text(max_size=60), where=st.text(max_size=60), sender=st.text(max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_anybody_types_stops_the_press(title, where, sender, sheet, fonts):
    made = pdf.render([replace(sheet, title=title, where=where, sender=sender)], PAPERS["a6"], SCREEN, fonts)
    assert made.startswith(b"%PDF-1.7")


@pytest.mark.proof
@given(
    text=st.lists(st.text(max_size=120), min_size=9, max_size=9),
    variant=st.sampled_from(VARIANTS),
    key=st.sampled_from(list(PAPERS)),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_at_all_stops_the_press(text, variant, key, sheet, fonts):
    names = list(sheet.words())
    made = pdf.render([replace(sheet, **dict(zip(names, text, strict=True)))], PAPERS[key], variant, fonts)
    assert made.startswith(b"%PDF-1.7")
