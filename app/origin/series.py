"""What can be done with cards and letters? A series is made with as many codes as are wanted, each its own placement of no event.

Verbs that flush and journal; the edge commits. A code is never deleted, whatever becomes of the one who handed it out.
"""

from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Function, Unit
from ..errors import Refused
from ..flyers import codes
from ..flyers.models import Code, Placement
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from . import queries
from .models import Series

PLACEMENT_KIND = {"cards": "ambassador_card", "letters": "letter", "pass_on": "pass_on"}
MOST_LETTERS = 200


def cards_of(function: Function, title: str, *, by: Actor, now: datetime) -> Series:
    """The series of that function's ambassadors' cards; made with the first card."""
    known = queries.series_of(function.unit_id, "cards", function.id)
    return known or _series(function.unit, "cards", title, function_id=function.id, number=0, by=by, now=now)


def cards_to_pass_on(unit: Unit, title: str, *, by: Actor, now: datetime) -> Series:
    """The unit's card that anybody may give to somebody else: one code, however many are printed."""
    if known := queries.series_of(unit.id, "pass_on", None):
        return known
    made = _series(unit, "pass_on", title, number=1, by=by, now=now)
    add_code(made, title, now=now)
    return made


def write_letters(
    unit: Unit, *, key: str, title: str, heading: str, text: str, number: int, language: str, by: Actor, now: datetime
) -> Series:
    """A mailing of so many letters, each with a code of its own. The same `key` again is the same mailing."""
    if known := db.session.get(Series, key):
        if known.unit_id != unit.id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    if not 1 <= number <= MOST_LETTERS:
        raise Refused(_l("Skriv ett antal från 1 till %(most)s.", most=MOST_LETTERS), "number")
    made = _series(
        unit, "letters", title, id=key, heading=heading, text=text, language=language, number=number, by=by, now=now
    )
    for place in range(1, number + 1):
        add_code(made, f"{title} {place}"[:120], now=now)
    return made


def add_code(series: Series, label: str, *, now: datetime) -> Placement:
    """One more placement of the series, with a fresh code."""
    row = Placement(
        id=new_id(), organisation_id=series.organisation_id, event_id=None, series_id=series.id, label=label,
        kind=PLACEMENT_KIND[series.kind], created_at=now, updated_at=now,
    )  # fmt: skip
    row.code = Code(code=_fresh_code(), organisation_id=series.organisation_id, made_at=now)
    db.session.add(row)
    db.session.flush()
    return row


def _fresh_code() -> str:
    while db.session.scalar(select(Code.code).filter_by(code=(code := codes.mint()))):
        continue
    return code


def _series(unit: Unit, kind: str, title: str, *, number: int, by: Actor, now: datetime, **facts) -> Series:
    row = Series(
        **{"id": new_id()} | facts,
        organisation_id=unit.organisation_id, unit_id=unit.id, kind=kind, title=title, created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note("series.made", by=by, now=now, organisation_id=unit.organisation_id, subject=row.id, kind=kind, count=number)
    return row
