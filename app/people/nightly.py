"""Which leads may be the same person, as far as intake could not see? The worker looks through each unit every night.

Intake asks only who shares a whole contact way or a name; a part of either, or what has been corrected since, is found here.
It reads without holding anybody up, and writes in chunks that are committed by themselves: stopped half-way, it finds the rest
the next night. What staff have decided on is never asked again.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import or_, select

from ..accounts.models import Unit
from ..leads.matching import Known
from ..leads.models import STANDS, ContactPoint, DuplicateHint, Lead, Person
from ..leads.search import OPEN
from ..store.db import db, unit_of_work
from ..store.once import insert_once
from .alike import Pair, pairs

READ, WRITTEN = 2000, 200  # leads at once, hints in one transaction


def look_for_duplicates(*, now: datetime) -> int:
    """Put a hint beside all leads of all units that may be one person. Gives how many were new."""
    units = db.session.execute(select(Unit.id, Unit.organisation_id)).all()
    return sum(_of_unit(unit.id, unit.organisation_id, now) for unit in units)


look_for_duplicates.in_chunks = True


def _of_unit(unit_id: str, organisation_id: str, now: datetime) -> int:
    people, still_open, households = [], set(), {}
    for known, is_open, household_id in everybody(unit_id):
        people.append(known)
        if is_open:
            still_open.add(known.id)
        if household_id:
            households[known.id] = household_id
    db.session.rollback()
    worth = (
        pair for pair in pairs(people)
        if not still_open.isdisjoint(pair[:2]) and (pair[0] not in households or households[pair[0]] != households.get(pair[1]))
    )  # fmt: skip
    made = 0
    for some in _chunks(worth, WRITTEN):
        with unit_of_work():
            made += hint(some, organisation_id=organisation_id, now=now)
    return made


def everybody(unit_id: str) -> Iterator[tuple[Known, bool, str | None]]:
    """Each lead of the unit as matching sees it, whether it is open, and its household; those set aside and merged left out."""
    last = ""
    while True:
        rows = db.session.execute(
            select(Lead.id, Lead.state, Person.id.label("person_id"), Person.name, Person.household_id)
            .join(Person, Person.id == Lead.person_id)
            .where(Lead.unit_id == unit_id, Lead.id > last, STANDS, Lead.state != "quarantined")
            .order_by(Lead.id)
            .limit(READ)
        ).all()
        if not rows:
            return
        ways: dict[tuple[str, str], set[str]] = {}
        ids = [row.person_id for row in rows]
        for person_id, kind, key in db.session.execute(
            select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.key).where(ContactPoint.person_id.in_(ids))
        ):
            ways.setdefault((person_id, kind), set()).add(key)
        for row in rows:
            phones, emails = (frozenset(ways.get((row.person_id, kind), ())) for kind in ("phone", "email"))
            yield Known(row.id, row.name, phones, emails), row.state in OPEN, row.household_id
        last = rows[-1].id


def hint(found: Iterable[Pair], *, organisation_id: str, now: datetime) -> int:
    """Put these hints, but for pairs that have one already, whichever of the two came first. Gives how many were new."""
    found = list(found)
    ids = {id for one, other, _why in found for id in (one, other)}
    known = select(DuplicateHint.lead_id, DuplicateHint.other_lead_id).where(
        or_(DuplicateHint.lead_id.in_(ids), DuplicateHint.other_lead_id.in_(ids))
    )
    there = {frozenset(row) for row in db.session.execute(known)}
    alive = set(db.session.scalars(select(Lead.id).where(Lead.id.in_(ids))))  # others may be gone since they were read
    rows = [
        {"lead_id": one, "other_lead_id": other, "organisation_id": organisation_id, "why": list(why), "found_at": now}
        for one, other, why in found
        if frozenset((one, other)) not in there and {one, other} <= alive
    ]
    if rows:
        insert_once(DuplicateHint, rows)
    return len(rows)


def _chunks(found: Iterable[Pair], size: int) -> Iterator[list[Pair]]:
    chunk = []
    for pair in found:
        chunk.append(pair)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
