"""What stands on the papers of a handover? The slip with the code, the letter with everything, the list that a receiver fills in.

Words as values for the Typst template in `paper/`, and a PDF comes back: tagged, PDF/UA-1, the same words the same file. The list
holds no code, since Monter knows none, and no name: the receiver finds its cases by the day on which it receipted them. Reads rows,
writes nothing; the typesetter is loaded when the first paper is made.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from .. import words
from ..accounts.models import Organisation, Unit
from ..clock import local_date
from ..flyers.glyphs import printable
from ..flyers.pdf import MADE_AT, NAMES, fonts
from ..i18n import _
from ..store.db import db
from ..web.contact import show_phone
from .actions import YES
from .models import Handover
from .values import lines

TEMPLATE = Path(__file__).parent / "paper" / "sheet.typ"
LOCALE = "sv"
LINES = 12  # on a list, the empty ones with them


@dataclass(frozen=True)
class Paper:
    """One paper in words. `facts` are (label, words); `parts` sentences under them; `ticks` what a row of a list can be ticked for."""

    title: str
    lede: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    code: str = ""
    code_says: str = ""
    address: str = ""
    rows: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)
    receipt: list[str] = field(default_factory=list)
    footer: str = ""
    small: bool = False


def slip(row: Handover, code: str, address: str) -> Paper:
    """The code alone, to put into the case file."""
    return Paper(
        title=_("Återkopplingskod"),
        lede=_("Från %(unit)s. Lägg den här lappen i akten.", unit=row.from_unit.name),
        parts=[_("Berätta hur det gick: skriv koden och vad som hände, inget namn. I flera år, när något händer.")],
        code=code,
        address=address,
        footer=_footer(row),
        small=True,
    )


def letter(row: Handover, code: str, address: str, due_at: datetime | None) -> Paper:
    """Everything that is handed over, the code, and the receipt to send back."""
    said = [_("%(unit)s lämnar över en person som har sagt ja till att ni tar kontakt.", unit=row.from_unit.name)]
    if due_at:
        day = words.date_words(local_date(due_at), LOCALE)
        said.append(_("Kvittera senast %(day)s. Tills ni har kvitterat har vi ansvaret.", day=day))
    phone = row.from_unit.phone
    if phone:
        said.append(_("Ring %(phone)s när ni har läst, eller skicka tillbaka kvittensen.", phone=show_phone(phone)))
    yes = _("%(how)s, %(day)s", how=YES[row.yes_how], day=words.date_words(row.yes_on, LOCALE))
    return Paper(
        title=_("Till %(unit)s", unit=row.to_unit.name),
        lede=_("En överlämning"),
        parts=said,
        facts=[(_("Uppdrag"), row.assignment.names["sv"]), *lines(row.handed), (_("Personens ja"), yes)],
        code=code,
        code_says=_("Återkopplingskod. Lägg den i akten. Med den berättar ni hur det gick, utan namn."),
        address=address,
        receipt=[
            _("Kvittens"),
            _(
                "Vi har tagit emot överlämningen från %(day)s.",
                day=words.date_words(local_date(row.sent_at or row.made_at), LOCALE),
            ),
            _("Datum"),
            _("Enhet och underskrift"),
        ],
        footer=_footer(row),
    )


def rows_for(unit: Unit, from_unit_id: str) -> list[str]:
    """What this unit has receipted, as it finds it in its own files: the day and the assignment. The newest first."""
    found = (
        select(Handover)
        .where(
            Handover.to_unit_id == unit.id, Handover.from_unit_id == from_unit_id, Handover.receipted_at.is_not(None)
        )
        .where(Handover.standing_for.is_not(None))
        .order_by(Handover.receipted_at.desc())
        .limit(LINES)
    )
    return [
        _(
            "%(day)s, %(assignment)s",
            day=local_date(row.receipted_at).isoformat(),
            assignment=row.assignment.names["sv"],
        )
        for row in db.session.scalars(found)
    ]


def quarterly(unit: Unit, rows: list[str], ticks: list[str], address: str, today: date) -> Paper:
    """The list of a quarter, with room for codes."""
    number = (today.month - 1) // 3 + 1
    return Paper(
        title=_("Hur gick det? Kvartal %(number)s %(year)s", number=number, year=today.year),
        lede=_("Till %(unit)s", unit=unit.name),
        parts=[
            _("Skriv koden ur varje akt där något har hänt, månaden, och siffran för det som hände. Skriv inga namn. Koderna finns bara hos er."),
            _("Skicka tillbaka listan, eller rapportera på sidan:"),
        ],
        address=address,
        heads=[_("Kvitterad, uppdrag"), _("Återkopplingskod"), _("Månad"), _("Vad hände?")],
        rows=(rows + [""] * LINES)[:LINES],
        ticks=ticks,
        footer=db.session.get(Organisation, unit.organisation_id).name,
    )  # fmt: skip


def _footer(row: Handover) -> str:
    organisation = db.session.get(Organisation, row.organisation_id).name
    return " · ".join(filter(None, [row.from_unit.name, organisation, row.from_unit.email]))


def render(paper: Paper, folder: Path) -> bytes:
    """The PDF. Refused when the fonts in `folder` are not there."""
    import typst

    got = fonts(folder)
    data = _printable(vars(paper), got.have) | {"fonts": NAMES, "language": LOCALE, "small": paper.small}
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=got.opened,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=MADE_AT,
    )


def _printable(value, have: frozenset[int]):
    if isinstance(value, str):
        return printable(value, have)
    if isinstance(value, dict):
        return {key: _printable(inner, have) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner, have) for inner in value]
    return value
