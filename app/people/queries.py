"""Which pairs are to be decided on, what is there to compare, and who belongs together? SELECTs only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased, contains_eager

from ..accounts.models import AssignmentType
from ..leads.clocks import attempts_of
from ..leads.details import Seen, touches_of
from ..leads.models import STANDS, Attempt, DuplicateHint, Lead, Person
from ..leads.search import asked_of_staff, interests_of, pairs_to_decide
from ..store.db import db
from .models import Merge

PAGE = 30


@dataclass(frozen=True)
class Pair:
    """Two leads that may be one person, who was met first first, and why."""

    first: Lead
    second: Lead
    why: list[str]


def pairs(unit_id: str, today: date, number: int, *, protected: bool = False) -> tuple[list[Pair], int]:
    """The pairs of one page (from 1), the newest first; and how many there are. Four queries."""
    one, other, person, person_too = aliased(Lead), aliased(Lead), aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(DuplicateHint, one, other)
        .join(one, one.id == DuplicateHint.lead_id)
        .join(other, other.id == DuplicateHint.other_lead_id)
        .join(person, person.id == one.person_id)
        .join(person_too, person_too.id == other.person_id)
        .options(
            contains_eager(one.person.of_type(person)), contains_eager(other.person.of_type(person_too)),
        )
        .where(one.unit_id == unit_id, asked_of_staff(today, protected=protected))
        .order_by(DuplicateHint.found_at.desc(), one.id, other.id)
        .limit(PAGE)
        .offset((max(number, 1) - 1) * PAGE)
    ).unique()  # fmt: skip
    found = [Pair(*sorted(row[1:], key=lambda lead: (lead.captured_at, lead.id)), row[0].why) for row in rows]
    return found, pairs_to_decide(unit_id, today, protected=protected)


@dataclass(frozen=True)
class Half:
    """One of the two as it is compared: what it is interested in, where we met, what was tried."""

    lead: Lead
    interests: list[AssignmentType]
    touches: list[Seen]
    attempts: list[Attempt]


def halves(leads: Sequence[Lead]) -> list[Half]:
    """Both sides of a comparison. Four queries for two."""
    interests, attempts = interests_of(list(leads)), attempts_of(leads)
    return [Half(lead, interests[lead.id], touches_of(lead), attempts[lead.id]) for lead in leads]


# For the page of a lead (leads/rooms.py): what merges made it what it is, and who is of the same household.
MERGES_OF_A_LEAD = (
    select(Merge.id, Merge.at, Person.name, Lead.captured_at)
    .join(Lead, Lead.id == Merge.merged_lead_id)
    .join(Person, Person.id == Lead.person_id)
    .where(Merge.kept_lead_id == bindparam("lead_id"), Merge.undone_at.is_(None))
)
# The limit is above any household: it has SQLite find the people first, though its numbers may say that all are of one household,
# which is none.
_MEMBERS = (
    select(Person.id, Person.name, Person.protected)
    .where(Person.household_id == bindparam("household_id"))
    .limit(100)
    .subquery()
)
HOUSEHOLD_OF_A_LEAD = (
    select(Lead.id, _MEMBERS.c.name, _MEMBERS.c.protected, Lead.captured_at)
    .join(_MEMBERS, _MEMBERS.c.id == Lead.person_id)
    .where(Lead.unit_id == bindparam("unit_id"), Lead.id != bindparam("lead_id"), STANDS)
)
