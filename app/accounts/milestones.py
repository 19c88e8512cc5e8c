"""What can become of somebody who wants an assignment, step by step? The milestones of each type: rows that settings change.

A receiving unit reports them for years after a handover. `state` is the state of a lead that a milestone stands for, if any; `ends`
says that the assignment is over. What a type begins with stands here; verbs that flush and journal.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from .models import AssignmentType, Milestone

# key, Swedish, English, the state of a lead, whether the assignment is over
BEGIN_WITH = (
    ("under_review", "Under prövning", "Under review", "under_review", False),
    ("approved", "Godkänd, i banken", "Approved, in the pool", "approved", False),
    ("recruited", "Rekryterad", "Recruited", "recruited", False),
    ("placed", "Första uppdraget började", "First assignment began", None, False),
    ("ended", "Uppdraget är slut", "The assignment is over", None, True),
    ("declined", "Blev inget uppdrag", "Came to nothing", "not_relevant", False),
)

# What a milestone can mean for the lead that it is about, as far as we still keep it.
STATES = {
    "under_review": _l("Under prövning"),
    "approved": _l("Godkänd, i banken"),
    "recruited": _l("Rekryterad"),
    "not_relevant": _l("Ej aktuell enligt enheten"),
}


def first_milestones(organisation_id: str, type_id: str) -> list[dict]:
    """The rows that a type begins with."""
    return [
        {
            "id": new_id(), "organisation_id": organisation_id, "assignment_type_id": type_id, "key": key,
            "names": {"sv": sv, "en": en}, "state": state, "ends": ends, "position": position,
        }
        for position, (key, sv, en, state, ends) in enumerate(BEGIN_WITH)
    ]  # fmt: skip


def milestones_of(type_id: str) -> list[Milestone]:
    """The milestones of a type in their order, those no longer used last."""
    found = select(Milestone).filter_by(assignment_type_id=type_id)
    return list(db.session.scalars(found.order_by(Milestone.closed_at.is_not(None), Milestone.position, Milestone.id)))


def open_milestones(organisation_id: str) -> list[Milestone]:
    """Every milestone in use in an organisation, in the order of its types."""
    found = (
        select(Milestone)
        .join(AssignmentType, AssignmentType.id == Milestone.assignment_type_id)
        .where(Milestone.organisation_id == organisation_id, Milestone.closed_at.is_(None))
        .order_by(AssignmentType.position, AssignmentType.id, Milestone.position, Milestone.id)
    )
    return list(db.session.scalars(found))


def add_milestone(kind: AssignmentType, facts: dict, *, key: str, by: Actor, now: datetime) -> Milestone:
    """One more, last in the order. The same `key` again: the same one."""
    if known := db.session.get(Milestone, key):
        return known
    row = Milestone(
        id=key, organisation_id=kind.organisation_id, assignment_type_id=kind.id, key=key,
        position=len(milestones_of(kind.id)), **facts,
    )  # fmt: skip
    db.session.add(row)
    _noted(row, ["made"], by=by, now=now)
    return row


def change_milestone(row: Milestone, facts: dict, *, by: Actor, now: datetime) -> None:
    """Other words or another meaning; what was reported stays reported under it."""
    fields = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    for name in fields:
        setattr(row, name, facts[name])
    if fields:
        _noted(row, fields, by=by, now=now)


def move_milestone(row: Milestone, step: int, among: Sequence[Milestone], *, by: Actor, now: datetime) -> None:
    """One place up (-1) or down (1) `among` those in use."""
    order = [one for one in among if one.id != row.id]
    order.insert(max(0, min(len(order), list(among).index(row) + step)), row)
    for position, one in enumerate(order):
        one.position = position
    _noted(row, ["position"], by=by, now=now)


def close_milestone(row: Milestone, closed: bool, *, by: Actor, now: datetime) -> None:
    """Nobody can report it any more, or again."""
    row.closed_at = now if closed else None
    _noted(row, ["closed_at"], by=by, now=now)


def _noted(row: Milestone, fields: list[str], *, by: Actor, now: datetime) -> None:
    db.session.flush()
    note("milestone.changed", by=by, now=now, organisation_id=row.organisation_id, subject=row.id, fields=fields)
