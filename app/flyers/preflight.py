"""Can a telephone read what we are about to print? The finished page is drawn as pixels and its codes are read back.

Each page is read three times: sharp, out of focus, and small as from across the room. Every copy on it must give the
placement's address, sign by sign, and nothing else. Only then is the sheet offered. Pure. Called by views and commands.
The libraries that draw and read are loaded with the first sheet, not when the server starts.
"""

import io
import threading
from pathlib import Path

from ..errors import Refused
from ..i18n import _l
from . import pdf, qr
from .sheet import Paper, Sheet

_drawing = threading.Lock()  # PDFium keeps state of its own: two threads in it at once bring the process down

SHARP = 4  # pixels for each module of the code
SMALL = 0.5  # of that: two pixels a module is the least that a camera can tell apart
BLUR = 0.45  # of a module


class NotReadable(Refused):
    """A code on the finished page was not read, or gave another address. `page` counts from 1."""

    def __init__(self, page: int):
        super().__init__(_l("Koden på sidan %(page)s gick inte att läsa tillbaka, så arket lämnas inte ut.", page=page))
        self.page = page


def made(sheets: list[Sheet], paper: Paper, variant: str, fonts: Path) -> bytes:
    """The sheets as PDF, its codes read back. Raises NotReadable, and ValueError for an address that is no code's."""
    return checked(pdf.render(sheets, paper, variant, fonts), [sheet.url for sheet in sheets], paper)


def checked(document: bytes, urls: list[str], paper: Paper) -> bytes:
    """The same bytes, when page by page every copy reads as the code of its address. Raises NotReadable."""
    import pypdfium2

    with _drawing, pypdfium2.PdfDocument(document) as opened:
        if len(opened) != len(urls):
            raise NotReadable(min(len(opened), len(urls)) + 1)
        for number, url in enumerate(urls):
            wanted = [qr.text(url)] * paper.copies
            if any(read(image) != wanted for image in _views(opened[number], len(qr.matrix(url)), paper)):
                raise NotReadable(number + 1)
    return document


def checked_words(document: bytes, words: list[list[str]], module_mm: float) -> bytes:
    """The same bytes, when on each page the codes say these words, page by page, in any order. For documents of other kinds
    than flyers; `module_mm` is the side of the smallest module on them. Raises NotReadable."""
    import pypdfium2

    with _drawing, pypdfium2.PdfDocument(document) as opened:
        if len(opened) != len(words):
            raise NotReadable(min(len(opened), len(words)) + 1)
        for number, wanted in enumerate(words):
            if wanted and any(sorted(read(image)) != sorted(wanted) for image in _seen(opened[number], module_mm)):
                raise NotReadable(number + 1)
    return document


def read(image) -> list[str]:
    """What the codes in a picture (of PIL) say."""
    import zxingcpp

    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]


def _views(page, modules: int, paper: Paper):
    """The page as it may be seen, for the code of that paper."""
    return _seen(page, paper.code / modules)


def _seen(page, module_mm: float):
    """The page as it may be seen: sharp, blurred, small."""
    from PIL import Image, ImageFilter

    sharp = page.render(scale=SHARP / (module_mm * 72 / 25.4), grayscale=True).to_pil()
    yield sharp
    yield sharp.filter(ImageFilter.GaussianBlur(SHARP * BLUR))
    yield sharp.resize((round(sharp.width * SMALL), round(sharp.height * SMALL)), Image.Resampling.BOX)


def picture(document: bytes, width: int, page: int = 0) -> bytes:
    """A page as PNG of so many pixels' width, for showing before it is fetched."""
    import pypdfium2
    from PIL import Image

    with _drawing, pypdfium2.PdfDocument(document) as opened:
        one = opened[page]
        image = one.render(scale=width / one.get_width()).to_pil()
    out = io.BytesIO()
    image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()
