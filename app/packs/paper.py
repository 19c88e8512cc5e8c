"""How does a pack look on paper? What waits at a function, section by section, with a box to tick for each. Its words as values.

Tagged, PDF/UA-1; the same words, the same file. It holds names, so it is for the one who takes over and goes into no archive.
"""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from .. import words
from ..flyers.pdf import set_in_type
from ..i18n import _, _n
from .waiting import Section

TEMPLATE = Path(__file__).parent / "sheet" / "pack.typ"
LOCALE = "sv"


@dataclass(frozen=True)
class Sheet:
    """A pack in words."""

    title: str
    lede: str
    parts: list[str]
    sections: list[dict]
    footer: str
    language: str = LOCALE


def sheet_of(title: str, lede: str, sections: list[Section], footer: str, today: date) -> Sheet:
    """The words of a sheet: what is behind is said first in each line."""
    return Sheet(
        title=title,
        lede=lede,
        parts=[
            _("Som det var %(day)s. Det som gäller nu står i Monter.", day=words.date_words(today, LOCALE)),
            _("Här står namn på människor. Ge pappret direkt till den som tar över, och förstör det när det är läst."),
        ],
        sections=[_section(one) for one in sections],
        footer=footer,
    )


def _section(one: Section) -> dict:
    left = one.number - len(one.lines)
    return {
        "title": f"{one.title} ({one.number})",
        "lines": [{"title": line.title, "said": line.said, "when": line.when} for line in one.lines],
        "more": _n("och %(num)d till, i Monter", "och %(num)d till, i Monter", left) if left else "",
    }


def render(sheet: Sheet, folder: Path) -> bytes:
    """The PDF. Refused when the fonts in `folder` are not there."""
    return set_in_type(TEMPLATE, asdict(sheet), folder)
