"""Does the symbol carry what it should, as small as it can, and can a camera read it?"""

import io
import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.flyers import qr

URL = "https://frivillig.linkoping.se/q/k7m4xw9p"


def picture(modules, scale=4, quiet=qr.QUIET):
    """The modules as an image, as a screen would draw them."""
    side = (len(modules) + 2 * quiet) * scale
    image = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            if black:
                left, top = (x + quiet) * scale, (y + quiet) * scale
                draw.rectangle([left, top, left + scale - 1, top + scale - 1], fill=0)
    return image


def filled(modules):
    """The rings filled even-odd, as modules again: a module is black when a ray to the left crosses an odd number of edges."""
    size = len(modules)
    rows = [[False] * size for _ in range(size)]
    for ring in qr.contours(modules):
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            if x0 == x1:
                for y in range(min(y0, y1), max(y0, y1)):
                    for x in range(x0, size):
                        rows[y][x] = not rows[y][x]
    return tuple(tuple(row) for row in rows)


def test_the_scheme_is_bytes_and_the_rest_is_capitals():
    assert qr.segments(URL) == ("https://", "FRIVILLIG.LINKOPING.SE/Q/K7M4XW9P")


def test_a_port_is_carried_in_the_capitals():
    assert qr.segments("http://localhost:8000/q/K7M4XW9P") == ("http://", "LOCALHOST:8000/Q/K7M4XW9P")


def test_a_path_before_the_code_keeps_its_case():
    assert qr.segments("https://Kommun.se/Monter/q/k7m4xw9p") == ("https://kommun.se/Monter", "/Q/K7M4XW9P")


@pytest.mark.parametrize(
    "url",
    ["ftp://a.se/q/K7M4XW9P", "https://a.se/K7M4XW9P", "https://a.se/q/", "https://a.se/q/K?x=1", "/q/K7M4XW9P", ""],
)
def test_what_is_not_the_address_of_a_code_is_refused(url):
    with pytest.raises(ValueError, match="not the address of a code"):
        qr.segments(url)


@pytest.mark.parametrize(
    ("host", "made"),
    [
        # 4 + 8 + 8·8 bits of bytes, 4 + 9 + 5½ bits a sign; room in bits by ISO/IEC 18004 table 7
        ("a.se", (2, "Q")),  # 172 bits: 2-Q holds 176
        ("linkoping.se", (2, "M")),  # 216 bits: 2-M holds 224, 2-Q 176
        ("frivillig.linkoping.se", (3, "Q")),  # 271 bits: 3-Q holds 272, 3-H 208
        ("frivilligcentrum.linkoping.se", (3, "M")),  # 310 bits: 3-M holds 352
    ],
)
def test_the_level_is_the_best_that_fits_the_version_that_m_needs(host, made):
    assert qr.version_and_level(f"https://{host}/q/K7M4XW9P") == made


def test_a_camera_reads_the_address_as_it_was_written():
    read = zxingcpp.read_barcodes(picture(qr.matrix(URL)))
    assert [code.text for code in read] == [qr.text(URL)]


def test_the_symbol_is_square_and_has_its_three_eyes():
    modules = qr.matrix(URL)
    eye = ((True,) * 7, (True, *(False,) * 5, True))
    assert {len(row) for row in modules} == {len(modules)}
    assert tuple(row[:7] for row in modules[:2]) == tuple(row[-7:] for row in modules[:2]) == eye
    assert modules[-1][:7] == eye[0]


def test_the_outline_filled_even_odd_is_the_symbol_again():
    modules = qr.matrix(URL)
    assert filled(modules) == modules


def test_two_modules_that_touch_by_a_corner_stay_two_rings():
    assert len(qr.contours(((True, False), (False, True)))) == 2


def test_a_module_with_a_hole_is_an_outer_and_an_inner_ring():
    hole = ((True, True, True), (True, False, True), (True, True, True))
    assert sorted(len(ring) for ring in qr.contours(hole)) == [4, 4]


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
@settings(max_examples=200, deadline=None)
def test_any_picture_survives_being_turned_into_rings(rows):
    modules = tuple(tuple(row) for row in rows)
    assert filled(modules) == modules


@given(host=st.from_regex(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?(\.[a-z]{2,8}){1,2}", fullmatch=True))
@settings(max_examples=25, deadline=None)
def test_every_host_is_read_back(host):
    url = f"https://{host}/q/K7M4XW9P"
    read = zxingcpp.read_barcodes(picture(qr.matrix(url), scale=3))
    assert [code.text for code in read] == [f"https://{host.upper()}/Q/K7M4XW9P"]


def test_the_picture_for_screens_has_its_quiet_zone_and_escapes_its_title():
    made = qr.svg(URL, "Kod för <Öppet & hus>")
    side = len(qr.matrix(URL)) + 8
    assert f'viewBox="0 0 {side} {side}"' in made
    assert "<title>Kod för &lt;Öppet &amp; hus&gt;</title>" in made
    starts = re.findall(r"M(\d+) (\d+)", made)[1:]
    assert min(min(int(x), int(y)) for x, y in starts) == 4
    assert made.count("<path") == 2


def test_a_code_is_made_once():
    assert qr.matrix(URL) is qr.matrix(URL)


def test_the_picture_is_an_image_that_opens():
    buffer = io.BytesIO()
    picture(qr.matrix(URL)).save(buffer, "PNG")
    assert Image.open(io.BytesIO(buffer.getvalue())).size == (148, 148)
