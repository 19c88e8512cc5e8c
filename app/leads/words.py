"""Under which words is each person kept? Called after a name or a contact way has changed. The edge commits."""

from sqlalchemy import delete, select

from ..store.db import db
from ..store.put import put
from .models import ContactPoint, Lead, Person, PersonWord
from .spelled import words_of


def keep(*people: Person) -> None:
    """Have these people found by what they are called and reached by now. One who was merged into another is found there,
    under the names of both."""
    db.session.flush()
    for person in people:
        _keep(person)


def _keep(person: Person) -> None:
    wanted = words_of(_names(person), _contacts(person))
    own = select(PersonWord.word).filter_by(unit_id=person.unit_id, person_id=person.id)
    there = set(db.session.scalars(own))
    gone = PersonWord.word.in_(sorted(there - wanted))
    db.session.execute(
        delete(PersonWord).where(PersonWord.unit_id == person.unit_id, PersonWord.person_id == person.id, gone)
    )
    if new := wanted - there:
        put(PersonWord.__table__, rows_of(person.id, person.unit_id, person.organisation_id, new))


def rows_of(person_id: str, unit_id: str, organisation_id: str, words: set[str]) -> list[dict]:
    """The rows that keep these words."""
    own = {"unit_id": unit_id, "person_id": person_id, "organisation_id": organisation_id}
    return [own | {"word": word} for word in sorted(words)]


def _names(person: Person) -> list[str]:
    lead = db.session.execute(select(Lead.id, Lead.merged_into_id).filter_by(person_id=person.id).limit(1)).first()
    if lead is None:
        return [person.name]
    if lead.merged_into_id:
        return []
    also = select(Person.name).join(Lead, Lead.person_id == Person.id).where(Lead.merged_into_id == lead.id)
    return [person.name, *db.session.scalars(also)]


def _contacts(person: Person) -> list[tuple[str, str]]:
    """Its own; none for one who was merged into another, who keeps only what the other has as well."""
    if not _names(person):
        return []
    return [tuple(row) for row in db.session.execute(
        select(ContactPoint.kind, ContactPoint.key).filter_by(person_id=person.id)
    )]  # fmt: skip
