"""How does a roster become a sheet to pin up? Its words as values to the Typst template in `sheet/`, and a PDF comes back.

Names and states, no phone numbers: a sheet on a wall is read by anybody. Tagged, PDF/UA-1. The same roster is the same file.
Pure but for reading template and fonts; the typesetter is loaded when the first sheet is made.
"""

from dataclasses import dataclass
from pathlib import Path

from .. import words
from ..clock import here
from ..events.models import Event
from ..flyers.pdf import set_in_type
from ..i18n import _, _n, language
from .roster import Line, Roster, name_of
from .rules import STATES
from .spoken import language_names

TEMPLATE = Path(__file__).parent / "sheet" / "roster.typ"


@dataclass(frozen=True)
class Sheet:
    """A roster in words: what the template reads, before signs that no font has are taken out."""

    title: str
    lede: str
    footer: str
    heads: list[str]
    days: list[dict]
    language: str
    direction: str


def sheet_of(event: Event, roster: Roster, locale: str) -> Sheet:
    """The words of a roster; cancelled shifts and who cannot come are left out."""
    about = [event.when.label(locale), event.place, event.address]
    return Sheet(
        title=_("Bemanning: %(title)s", title=event.title),
        lede=" · ".join(part for part in about if part),
        footer=event.organisation.name,
        heads=[_("När"), _("Vad"), _("Vilka")],
        days=[
            {
                "title": words.date_words(day.on, locale).capitalize(),
                "places": [
                    {"name": place.name or "", "shifts": [_shift(one, locale) for one in shown]}
                    for place in day.places
                    if (shown := [line for line in place.lines if not line.shift.cancelled_at])
                ],
            }
            for day in roster.days
            if any(not line.shift.cancelled_at for line in day.lines)
        ],
        language=language(locale).tag,
        direction=language(locale).direction,
    )


def _shift(line: Line, locale: str) -> dict:
    begin, end = here(line.shift.starts_at).time(), here(line.shift.ends_at).time()
    lacks = [_n("saknas %(num)s person", "saknas %(num)s personer", line.missing)] if line.missing else []
    lacks += (
        [_("saknas: %(languages)s", languages=language_names(line.languages_missing, locale))]
        if line.languages_missing
        else []
    )
    return {
        "times": f"{words.time_words(begin, locale)}–{words.time_words(end, locale, end=True)}",
        "role": line.shift.role,
        "note": line.shift.note or "",
        "lacks": ", ".join(lacks),
        "people": [
            {"name": name_of(row), "how": "" if row.state == "confirmed" else str(STATES[row.state][0]).lower()}
            for row in line.people
        ]
        + [{"name": "", "how": ""}] * line.missing,  # a line to write on, for whoever comes after all
    }  # fmt: skip


def render(sheet: Sheet, folder: Path) -> bytes:
    """The PDF. Refused when the fonts in `folder` are not there."""
    return set_in_type(TEMPLATE, vars(sheet), folder)
