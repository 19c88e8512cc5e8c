"""Is nothing handed out that a telephone cannot read?"""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image

from app.flyers import codes, pdf, preflight
from app.flyers.preflight import NotReadable
from app.flyers.sheet import PAPERS, PRINT, SCREEN, VARIANTS


def test_a_sheet_whose_code_reads_as_its_address_is_handed_out(sheet, fonts):
    assert preflight.made([sheet], PAPERS["a5"], SCREEN, fonts).startswith(b"%PDF")


def test_every_copy_on_a_page_is_read(sheet, fonts):
    made = pdf.render([sheet], PAPERS["a6x4"], SCREEN, fonts)
    assert preflight.checked(made, [sheet.url], PAPERS["a6x4"]) == made
    with pytest.raises(NotReadable):
        preflight.checked(made, [sheet.url], PAPERS["a5"])


def test_another_placements_code_is_not_handed_out(sheet, fonts):
    made = pdf.render([sheet, sheet], PAPERS["a5"], PRINT, fonts)
    with pytest.raises(NotReadable) as refused:
        preflight.checked(made, [sheet.url, "https://frivillig.linkoping.se/q/K7M4XW9Q"], PAPERS["a5"])
    assert refused.value.page == 2
    assert "sidan 2" in str(refused.value)


def test_a_page_too_few_is_not_handed_out(sheet, fonts):
    made = pdf.render([sheet], PAPERS["a5"], SCREEN, fonts)
    with pytest.raises(NotReadable):
        preflight.checked(made, [sheet.url, sheet.url], PAPERS["a5"])


def test_a_code_too_small_for_the_eye_of_a_phone_is_not_handed_out(sheet, fonts):
    tiny = replace(PAPERS["a5"], code=1.5)
    made = pdf.render([sheet], tiny, SCREEN, fonts)
    with pytest.raises(NotReadable):
        preflight.checked(made, [sheet.url], PAPERS["a5"])


def test_several_threads_may_make_paper_at_once(sheet, fonts):
    def one(number):
        made = preflight.made([replace(sheet, title=f"Pass {number}")], PAPERS["a6"], VARIANTS[number % 2], fonts)
        return made[:4], preflight.picture(made, 200)[:4]

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(18))) == {(b"%PDF", b"\x89PNG")}


def test_the_picture_of_a_page_is_as_wide_as_asked(sheet, fonts):
    made = preflight.picture(pdf.render([sheet], PAPERS["a5"], SCREEN, fonts), 420)
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.width, round(image.height / image.width, 2)) == ("PNG", 420, 1.42)


@pytest.mark.proof
@pytest.mark.parametrize("key", PAPERS)
def test_every_paper_language_and_variant_is_readable(key, sheet, long_sheet, fonts):
    english = replace(sheet, title="Open house", call_to_action="Register your interest", language="en")
    arabic = replace(sheet, title="بيت مفتوح", language="ar", direction="rtl")
    sheets = [sheet, long_sheet, english, arabic]
    for variant in VARIANTS:
        for colour in ("#0b5a52", "#ffd100", "#ffffff", "#111111"):
            assert preflight.made([replace(one, colour=colour) for one in sheets], PAPERS[key], variant, fonts)


@pytest.mark.proof
def test_500_flyers_with_500_codes_take_seconds(sheet, fonts):
    sheets = [replace(sheet, url=f"https://frivillig.linkoping.se/q/{codes.mint()}") for _ in range(500)]
    start = time.process_time()
    made = pdf.render(sheets, PAPERS["a5"], SCREEN, fonts)
    rendered = time.process_time() - start
    preflight.checked(made, [one.url for one in sheets], PAPERS["a5"])
    print(f"500 pages: {rendered:.1f} s to set, {time.process_time() - start - rendered:.1f} s to read back")
    assert rendered < 30
