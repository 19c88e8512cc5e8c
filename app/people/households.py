"""Who lives together, and so becomes one family for others? Two people joined in one household, without being made one.

For what is taken on as a household (familjehem, kontaktfamilj) they count as one recruit: the id of the household stands on the
people and on their credit rows. The edge commits.
"""

from datetime import datetime

from sqlalchemy import select

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads.models import Lead, Person
from ..store.columns import new_id
from ..store.db import db


def join(one: Lead, other: Lead, *, by: Actor, now: datetime) -> str:
    """Have these two belong to one household. Gives its id. What is so already stays."""
    if one.id == other.id or one.unit_id != other.unit_id:
        raise Refused(_l("Välj två olika anmälningar i samma enhet."))
    mine, theirs = one.person.household_id, other.person.household_id
    if mine and theirs and mine != theirs:
        raise Refused(_l("De hör redan till var sitt hushåll. Ta bort den ena från sitt hushåll först."))
    if mine and mine == theirs:
        return mine
    found = mine or theirs or new_id()
    for lead in (one, other):
        lead.person.household_id, lead.updated_at = found, now
    db.session.flush()
    note("household.joined", by=by, now=now, organisation_id=one.organisation_id, subject=one.id, other=other.id)
    return found


def leave(lead: Lead, *, by: Actor, now: datetime) -> None:
    """Take somebody out of their household; one who would be left alone in it is alone."""
    household_id = lead.person.household_id
    if household_id is None:
        return
    lead.person.household_id, lead.updated_at = None, now
    db.session.flush()
    left = db.session.scalars(select(Person).filter_by(household_id=household_id)).all()
    for person in left if len(left) == 1 else []:
        person.household_id = None
        for other in db.session.scalars(select(Lead).filter_by(person_id=person.id)):
            other.updated_at = now
    db.session.flush()
    note("household.left", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id)


def number_of_recruits(found: list[tuple[str, str | None, str]]) -> int:
    """How many recruits these are: (lead id, household id, recruit unit) each. One household is one where that is the unit."""
    return len({household if unit == "household" and household else lead for lead, household, unit in found})
