"""What can be done with somebody who hands out cards? Taken in when they agreed, changed, given another link, let go.

Verbs that flush and journal; the edge commits. Letting go deletes the person at once; the placement and its code stay.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..accounts.closing import Work
from ..accounts.models import Function, Unit
from ..errors import Refused
from ..i18n import _, _l, _n
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from . import series
from .models import Ambassador


@dataclass(frozen=True)
class Agreed:
    """Somebody who agreed: who, the one way to reach them, in which words (their hash) and how they said yes."""

    name: str
    contact: str
    language: str
    consent_hash: str
    consent_way: str  # spoken | written


def take_in(unit: Unit, function: Function, agreed: Agreed, *, key: str, by: Actor, now: datetime) -> Ambassador:
    """One more, with a card and code of their own. The same `key` again is the same person."""
    if known := db.session.get(Ambassador, key):
        if known.unit_id != unit.id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    if function.unit_id != unit.id:
        raise Refused(_l("Funktionen hör till en annan enhet. Välj en annan."), "function")
    cards = series.cards_of(
        function, _("Ambassadörernas kort, %(function)s", function=function.name)[:120], by=by, now=now
    )
    card = series.add_code(cards, _("Ambassadörs kort"), now=now)
    row = Ambassador(
        id=key, organisation_id=unit.organisation_id, unit_id=unit.id, function_id=function.id, placement_id=card.id,
        name=agreed.name, contact=agreed.contact, language=agreed.language, consent_hash=agreed.consent_hash,
        consent_way=agreed.consent_way, consented_at=now, noted_by=str(by), generation=1, created_at=now, updated_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _say("ambassador.added", row, by=by, now=now, consent=agreed.consent_hash)
    return row


def change(row: Ambassador, *, name: str, contact: str, language: str, by: Actor, now: datetime) -> list[str]:
    """Another spelling or way to be reached; gives the names of the fields that changed."""
    wanted = {"name": name, "contact": contact, "language": language}
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, wanted[field])
    if changed:
        row.updated_at = now
        db.session.flush()
        _say("ambassador.changed", row, by=by, now=now, fields=changed)
    return changed


def renew_link(row: Ambassador, *, by: Actor, now: datetime) -> None:
    """Another secret address; the old one opens nothing any more."""
    row.generation, row.updated_at = row.generation + 1, now
    db.session.flush()
    _say("ambassador.link-renewed", row, by=by, now=now)


def let_go(row: Ambassador, *, by: Actor, now: datetime) -> None:
    """They withdrew: the person goes, the card goes on working and counting for the series, without a name."""
    _say("ambassador.withdrew", row, by=by, now=now)
    db.session.delete(row)
    db.session.flush()


def _say(kind: str, row: Ambassador, *, by: Actor, now: datetime, **details) -> None:
    note(kind, by=by, now=now, organisation_id=row.organisation_id, subject=row.id, **details)


# When a function closes ----------------------------------------------------------------------------------------------


def _of(function: Function) -> list[Ambassador]:
    return list(db.session.scalars(select(Ambassador).filter_by(function_id=function.id).order_by(Ambassador.id)))


def _hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    """Those who hand out cards keep them, and another function is there for them."""
    for row in _of(function):
        row.function_id, row.updated_at = to.id, now
        db.session.flush()
        _say("ambassador.changed", row, by=by, now=now, fields=["function"])


WORK = Work(
    lambda function, now: len(_of(function)),
    lambda number: _n("%(num)d ambassadör", "%(num)d ambassadörer", number),
    _hand_over,
)
