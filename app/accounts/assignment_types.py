"""What can one become here? Assignment types are added, changed, ordered and closed. Verbs that flush and journal; the edge commits."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ..clock import local_date
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .hours import kept_until
from .milestones import first_milestones
from .models import AssignmentType, Milestone, Organisation


def add_assignment_type(organisation: Organisation, *, key: str, names: dict, now: datetime, **facts) -> AssignmentType:
    """One more thing that one can become here, with the milestones that all begin with."""
    row = AssignmentType(organisation_id=organisation.id, key=key, names=names, **facts)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(Milestone(**facts) for facts in first_milestones(organisation.id, row.id))
    return row


def offer_assignment(organisation: Organisation, facts: dict, *, key: str, by: Actor, now: datetime) -> AssignmentType:
    """One more thing to become, last in the order. The same `key` again: the same one."""
    if known := db.session.get(AssignmentType, key):
        return known
    position = len(db.session.scalars(select(AssignmentType.id).filter_by(organisation_id=organisation.id)).all())
    row = add_assignment_type(organisation, key=key, id=key, position=position, now=now, **facts)
    _noted_type(row, ["made"], by=by, now=now)
    return row


PROMISED = ("promise_days", "contact_days", "slot_days")


def change_assignment_type(row: AssignmentType, facts: dict, *, by: Actor, now: datetime) -> None:
    """Other words for something one can become, or other promises: those hold for who comes from tomorrow on."""
    promised = [row.promise_days, row.contact_days, row.slot_days]
    if promised != [facts.get(name, known) for name, known in zip(PROMISED, promised, strict=True)]:
        row.former_promises = kept_until(row.former_promises, promised, local_date(now) + timedelta(days=1))
    for name, value in facts.items():
        setattr(row, name, value)
    _noted_type(row, sorted(facts), by=by, now=now)


def move_assignment_type(
    row: AssignmentType, step: int, among: list[AssignmentType], *, by: Actor, now: datetime
) -> None:
    """One place up (-1) or down (1) in the order of choice `among` those that are open."""
    order = [one for one in among if one.id != row.id]
    order.insert(max(0, min(len(order), among.index(row) + step)), row)
    for position, one in enumerate(order):
        one.position = position
    _noted_type(row, ["position"], by=by, now=now)


def close_assignment_type(row: AssignmentType, closed: bool, *, by: Actor, now: datetime) -> None:
    """Offer it no more, or again; those who chose it keep it."""
    row.closed_at = now if closed else None
    _noted_type(row, ["closed_at"], by=by, now=now)


def _noted_type(row: AssignmentType, fields: list[str], *, by: Actor, now: datetime) -> None:
    db.session.flush()
    note("assignment-type.changed", by=by, now=now, organisation_id=row.organisation_id, subject=row.id, fields=fields)
