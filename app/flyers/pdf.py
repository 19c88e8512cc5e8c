"""How do sheets become a PDF? Values go as JSON to the Typst template in `paper/`, and finished bytes come back.

Two variants. Screen: RGB, tagged, PDF/UA-1 and PDF/A-2a in one, the code a link with words for those who listen. Print:
CMYK, 3 mm bleed, crop marks outside it, the code one outline in 100 % black. The same sheets give the same bytes.
Nobody's words are ever part of the template's source; nothing is fetched; only the fonts in the folder given are used.
Pure but for reading template and fonts. Called by `preflight` and, through it, by views and the command line. The
typesetter and the drawing library are loaded when the first sheet is made, not when the server starts.
"""

import io
import json
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..errors import Refused
from ..i18n import _l
from ..web.colour import rgb
from . import colours, glyphs, inks, qr
from .sheet import LIMITS, PRINT, SCREEN, Paper, Sheet, shortened, typed

TEMPLATE = Path(__file__).parent / "paper" / "sheet.typ"
FAMILIES = ("atkinson-hyperlegible-next", "noto-sans", "noto-sans-arabic")
NAMES = ["Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic"]
WEIGHTS = ("400Regular", "700Bold", "800ExtraBold")
STANDARDS = {SCREEN: ["ua-1", "a-2a"], PRINT: ["1.7"]}
MADE_AT = 1_483_228_800  # 2017-01-01T00:00Z: the same sheet is the same file, whenever it is made
BLEED_MM, SLUG_MM = 3, 9
LONG_WORD = 40
LATIN = frozenset(range(0x20, 0x250)) | frozenset(map(ord, "–—‘’“”…·•"))


@dataclass(frozen=True)
class Fonts:
    """The fonts of a folder, opened once, and what they have signs for."""

    opened: object  # typst.Fonts
    have: frozenset[int]


@lru_cache(maxsize=4)
def fonts(folder: Path) -> Fonts:
    """The open fonts in `folder` (that is `node_modules/@expo-google-fonts`). Refused when they are not there."""
    import typst

    folders = [folder / family / weight for family in FAMILIES for weight in WEIGHTS]
    files = [file for place in folders for file in sorted(place.glob("*.ttf"))]
    if len(files) < len(folders):
        raise Refused(_l("Typsnitten för utskrift saknas. Kör make run, som hämtar dem."))
    opened = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders)))
    plain = [file for file in files if file.parent.name == WEIGHTS[-1]]
    return Fonts(opened, frozenset().union(*map(glyphs.covered, plain)))


def unprintable(sheet: Sheet, folder: Path) -> str:
    """The signs on the sheet that our fonts do not have, so that a page can say so beforehand."""
    return glyphs.missing(" ".join(sheet.words().values()), fonts(folder).have)


def render(sheets: list[Sheet], paper: Paper, variant: str, folder: Path) -> bytes:
    """One page for each sheet, in order. ValueError for an address that is no code's."""
    import typst

    got = fonts(folder)
    try:
        made = _compiled(sheets, paper, variant, got, got.have)
    except typst.TypstError as why:
        if "could not be displayed" not in why.message:
            raise
        # Every sign has a glyph, but not all of them side by side in one script's shaping: Latin letters always have.
        made = _compiled(sheets, paper, variant, got, got.have & LATIN)
    return _with_bleed_box(made) if variant == PRINT else made


def set_in_type(template: Path, values: dict, folder: Path) -> bytes:
    """One of our own documents, for an office printer: its words as values to a template of that feature, tagged, PDF/UA-1.

    The template reads `values`, and beside them `fonts`. Signs that no font has are taken out. The same values, the same file.
    """
    import typst

    got = fonts(folder)
    data = _printable(values, got.have) | {"fonts": NAMES}
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=got.opened,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=MADE_AT,
    )


def _printable(value, have: frozenset[int]):
    """The same, with only such signs as the fonts have."""
    if isinstance(value, str):
        return glyphs.printable(value, have)
    if isinstance(value, dict):
        return {key: _printable(inner, have) for key, inner in value.items()}
    return [_printable(inner, have) for inner in value] if isinstance(value, list | tuple) else value


def _compiled(sheets: list[Sheet], paper: Paper, variant: str, got: Fonts, have: frozenset[int]) -> bytes:
    """The template with the sheets' values, printing none but the signs in `have`."""
    import typst

    scheme = colours.scheme(sheets[0].colour)
    logos = list(dict.fromkeys(sheet.logo for sheet in sheets if sheet.logo))
    messages = {replace(sheet, url=""): sheet for sheet in reversed(sheets)}
    places = {message: place for place, message in enumerate(messages)}
    data = {
        "paper": asdict(paper),
        "variant": variant,
        "fonts": NAMES,
        "ink": colours.INK,
        "colours": asdict(scheme),
        "inks": {colour: inks.inks_of(*rgb(colour)) for colour in (*asdict(scheme).values(), colours.WHITE)},
        "title": glyphs.printable(sheets[0].title, have) or sheets[0].url,
        "logos": [list(_logo(logo, variant)) for logo in logos],
        "messages": [_words(sheet, logos, have) for sheet in messages.values()],
        "pages": [{"message": places[replace(sheet, url="")], **_code(sheet.url)} for sheet in sheets],
    }
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=got.opened,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=STANDARDS[variant],
        timestamp=MADE_AT,
    )


def _words(sheet: Sheet, logos: list[bytes], have: frozenset[int]) -> dict:
    """What the template reads of a message, which many codes may share."""
    said = {name: glyphs.printable(text, have) for name, text in sheet.words().items()}
    said["title"] = said["title"] or said["call_to_action"] or typed(sheet.url)[1]
    said["code_says"] = said["code_says"] or qr.text(sheet.url)
    return {
        **{name: _breakable(shortened(text, LIMITS.get(name, 200))) for name, text in said.items()},
        "logo": logos.index(sheet.logo) if sheet.logo else None,
        "language": sheet.language,
        "direction": sheet.direction,
    }


def _code(url: str) -> dict:
    """What the template reads of one code."""
    modules = qr.matrix(url)
    return {
        "url": qr.text(url),
        "address": typed(url),
        "modules": len(modules),
        "rings": qr.contours(modules),
    }


def _breakable(text: str) -> str:
    """Words too long for any line may break where a hyphenation has nothing to say."""
    return re.sub(rf"\S{{{LONG_WORD},}}", lambda word: "\u200b".join(re.findall(r".{1,6}", word[0])), text)


def _logo(logo: bytes, variant: str, most: int = 1200) -> bytes:
    """The picture drawn anew, at most 1200 pixels wide, so that nothing but pixels gets in: PNG, for print CMYK on white."""
    from PIL import Image

    with Image.open(io.BytesIO(logo)) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((most, most))
    out = io.BytesIO()
    if variant == SCREEN:
        picture.save(out, "PNG")
    else:
        plain = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
        _four_colours(plain).save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def _four_colours(picture):
    """RGB as CMYK by the same inks as everything else, so that a grey or black logo is one ink and not three."""
    from PIL import ImageFilter

    steps = 5
    return picture.filter(ImageFilter.Color3DLUT(steps, inks.table(steps), channels=4, target_mode="CMYK"))


def _with_bleed_box(pdf: bytes) -> bytes:
    """The PDF with a BleedBox 3 mm outside each TrimBox, which Typst does not write, as an update at the end of the file."""
    beside = (SLUG_MM - BLEED_MM) * 72 / 25.4
    update, places = b"", []
    for page in re.finditer(
        rb"(\d+) 0 obj\n(<<(?:(?!endobj).)*?/MediaBox\[([^\]]*)\](?:(?!endobj).)*?)\nendobj", pdf, re.S
    ):
        _, _, width, height = map(float, page[3].split())
        box = " ".join(f"{side:.4f}" for side in (beside, beside, width - beside, height - beside)).encode()
        places.append((int(page[1]), len(pdf) + 1 + len(update)))
        update += (
            page[1] + b" 0 obj\n" + page[2].replace(b"/TrimBox[", b"/BleedBox[" + box + b"]/TrimBox[") + b"\nendobj\n"
        )
    table = b"".join(b"%d 1\n%010d 00000 n\r\n" % place for place in places)
    start = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    trailer = re.findall(rb"trailer\n<<(.*?)>>\nstartxref", pdf, re.S)[-1]
    at = len(pdf) + 1 + len(update)
    return (
        pdf
        + b"\n"
        + update
        + b"xref\n"
        + table
        + b"trailer\n<<%b/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (trailer, start, at)
    )
