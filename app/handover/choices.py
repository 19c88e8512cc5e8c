"""Why is something sent back, and where does somebody belong instead? Words that each organisation changes, as rows.

What an organisation begins with stands here. Verbs that flush and journal.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import HandoverChoice, HandoverStep

RETURN, REFERRAL = "return", "referral"
KINDS = {RETURN: _l("Varför något går tillbaka"), REFERRAL: _l("Vart vi hänvisar")}

# kind, Swedish, English, address
BEGIN_WITH = (
    (RETURN, "Fel enhet", "Wrong unit", None),
    (RETURN, "Går inte att nå", "Cannot be reached", None),
    (RETURN, "Personen har ångrat sig", "The person has changed their mind", None),
    (RETURN, "Vi kan inte ta emot just nu", "We cannot receive at the moment", None),
    (RETURN, "Uppgifter saknas", "Something is missing", None),
    (REFERRAL, "Familjehemsbanken", "Familjehemsbanken", "https://www.familjehemsbanken.se"),
    (REFERRAL, "FamiljehemSverige", "FamiljehemSverige", "https://www.familjehemsverige.se"),
)


def make_first_choices(organisation_id: str) -> None:
    """What a new organisation begins with."""
    for position, (kind, sv, en, address) in enumerate(BEGIN_WITH):
        db.session.add(
            HandoverChoice(
                organisation_id=organisation_id, kind=kind, names={"sv": sv, "en": en}, address=address,
                position=position,
            )
        )  # fmt: skip
    db.session.flush()


def choices_of(organisation_id: str, kind: str | None = None, *, open_only: bool = True) -> list[HandoverChoice]:
    """The choices of an organisation in their order; those no longer used last."""
    found = select(HandoverChoice).filter_by(organisation_id=organisation_id)
    if kind:
        found = found.filter_by(kind=kind)
    if open_only:
        found = found.where(HandoverChoice.closed_at.is_(None))
    order = (HandoverChoice.kind, HandoverChoice.closed_at.is_not(None), HandoverChoice.position, HandoverChoice.id)
    return list(db.session.scalars(found.order_by(*order)))


def used(rows: Sequence[HandoverChoice]) -> dict[str, int]:
    """How often each reason was given. Where somebody was referred stands with their lead alone, in words."""
    found = (
        select(HandoverStep.reason_id, func.count())
        .where(HandoverStep.reason_id.in_([row.id for row in rows]))
        .group_by(HandoverStep.reason_id)
    )
    return dict(db.session.execute(found).all())


def add_choice(
    organisation_id: str, kind: str, names: dict, address: str | None, *, key: str, by: Actor, now: datetime
) -> HandoverChoice:
    """One more, last of its kind (both kinds count together). The same `key` again: the same one."""
    if known := db.session.get(HandoverChoice, key):
        return known
    row = HandoverChoice(
        id=key, organisation_id=organisation_id, kind=kind, names=names, address=address,
        position=len(choices_of(organisation_id, open_only=False)),
    )  # fmt: skip
    db.session.add(row)
    _noted(row, ["made"], by=by, now=now)
    return row


def change_choice(row: HandoverChoice, names: dict, address: str | None, *, by: Actor, now: datetime) -> None:
    """Other words, another address."""
    fields = [name for name, value in (("names", names), ("address", address)) if getattr(row, name) != value]
    row.names, row.address = names, address
    if fields:
        _noted(row, fields, by=by, now=now)


def close_choice(row: HandoverChoice, closed: bool, *, by: Actor, now: datetime) -> None:
    """Nobody can choose it any more, or again."""
    row.closed_at = now if closed else None
    _noted(row, ["closed_at"], by=by, now=now)


def _noted(row: HandoverChoice, fields: list[str], *, by: Actor, now: datetime) -> None:
    db.session.flush()
    note("handover-choice.changed", by=by, now=now, organisation_id=row.organisation_id, subject=row.id, fields=fields)
