"""How do a card and a letter become paper? Words and codes as values to the Typst templates in `paper/`, and a PDF comes back.

Cards lie ten on an A4 (85 × 55 mm) or are a postcard of A6; letters are an A4 each, with the address where the window of a C5
envelope is, or without one. Nobody's name stands on a card. Every code is read back before the paper is handed out. Pure but for
reading templates and fonts; addresses are set in type and kept nowhere.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from ..flyers import colours, glyphs, qr
from ..flyers.pdf import MADE_AT, NAMES, fonts
from ..flyers.preflight import checked
from ..flyers.sheet import Paper, typed

FOLDER = Path(__file__).parent / "paper"
CARD = Paper("card", 85, 55, margin=5, scale=0.6, code=23, address=12, across=2, down=5)
POSTCARD = Paper("postcard", 148, 105, margin=8, scale=0.9, code=38, address=14)
LETTER = Paper("letter", 210, 297, margin=25, scale=1, code=32, address=12)
CARDS = {paper.key: paper for paper in (CARD, POSTCARD)}


@dataclass(frozen=True)
class Words:
    """What stands on a card or letter, in its language. `lines` are the paragraphs of a letter, or the one sentence of a card."""

    title: str
    lines: tuple[str, ...]
    call: str
    how: str
    code_says: str
    sender: str
    footer: str = ""
    colour: str | None = None
    language: str = "sv"
    direction: str = "ltr"


def cards(words: Words, url: str, paper: Paper, folder: Path) -> bytes:
    """A page of cards with one code. Raises NotReadable."""
    return checked(_made("card.typ", words, [(url, ())], paper, folder), [url], paper)


def letters(words: Words, urls: list[str], addresses: list[tuple[str, ...]], folder: Path) -> bytes:
    """A letter for each code, to that address or to none. Raises NotReadable."""
    to = [*addresses, *[()] * len(urls)]
    wanted = urls[: len(addresses)] if addresses else urls
    made = _made("letter.typ", words, list(zip(wanted, to, strict=False)), LETTER, folder)
    return checked(made, wanted, LETTER)


def unprintable(words: Words, folder: Path) -> str:
    """The signs that our fonts do not have, so that a page can say so beforehand."""
    said = " ".join([words.title, *words.lines, words.call, words.how, words.sender, words.footer])
    return glyphs.missing(said, fonts(folder).have)


def _made(template: str, words: Words, pages: list[tuple[str, tuple[str, ...]]], paper: Paper, folder: Path) -> bytes:
    import typst

    got = fonts(folder)
    data = {
        **_printable(vars(words), got.have),
        "fonts": NAMES,
        "paper": vars(paper) | {"page": paper.page},
        "accent": colours.scheme(words.colour).accent,
        "pages": [_code(url) | {"to": [glyphs.printable(line, got.have) for line in to]} for url, to in pages],
    }
    return typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=got.opened,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=MADE_AT,
    )


def _code(url: str) -> dict:
    modules = qr.matrix(url)
    return {"url": qr.text(url), "address": typed(url), "modules": len(modules), "rings": qr.contours(modules)}


def _printable(values: dict, have: frozenset[int]) -> dict:
    """The same words, with only such signs as the fonts have."""

    def clean(value):
        return glyphs.printable(value, have) if isinstance(value, str) else value

    return {
        name: [clean(line) for line in value] if isinstance(value, tuple) else clean(value)
        for name, value in values.items()
    }
