"""How do staff put right what we know of a person? Name, ways to be reached, language, interests, best time.

A correction is a submission of its own beside the first, with all values as they are from then on: what stood there before stays
readable under "Som det skickades" as long as the lead does, and what was handed over goes on as it was handed. The edge commits.
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from ..accounts.models import AssignmentType
from ..accounts.queries import all_assignment_types_of
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from ..web.contact import address_key, show_phone
from ..web.text import search_key
from . import matching, words
from .intake import Details
from .models import ContactPoint, Lead, LeadInterest, Person, Submission
from .restriction import refuse_restricted
from .search import interests_of


def known_of(lead: Lead) -> Details:
    """What is known now. One query."""
    person, kinds = lead.person, interests_of([lead])[lead.id]
    return Details(
        person.name, person.contact("phone"), person.contact("email"), tuple(kind.key for kind in kinds), lead.best_time,
        person.language,
    )  # fmt: skip


def further_ways(person: Person) -> list[str]:
    """How they can be reached besides the main number and address, which the form shows."""
    main = {person.contact("phone"), person.contact("email")}
    return [
        show_phone(one.value) if one.kind == "phone" else one.value for one in person.contacts if one.value not in main
    ]


def kinds_for(lead: Lead, known: Details) -> list[AssignmentType]:
    """What one can be interested in here, and what this one is although it is no longer offered. One query."""
    rows = all_assignment_types_of(lead.organisation_id)
    return sorted(
        (row for row in rows if row.closed_at is None or row.key in known.interests), key=lambda row: row.position
    )


def mark_of(known: Details) -> str:
    """Twelve signs that are others as soon as anything of it is: a form carries them, so that two do not undo each other."""
    return sha256(repr(known).encode()).hexdigest()[:12]


def correct(lead: Lead, said: Details, *, key: str, mark: str, by: Actor, now: datetime) -> list[str]:
    """Have the person be as `said`. The same `key` again changes nothing. Gives the names of the fields that changed. Refused
    where somebody else has changed something since `mark`, where none is left to be reached by, and for what is restricted."""
    refuse_restricted(lead)
    known = known_of(lead)
    changed = [name for name in FIELDS if getattr(said, name) != getattr(known, name)]
    if not changed or _is_there(lead, key):
        return []
    if mark != mark_of(known):
        raise Refused(
            _l("Någon annan har ändrat uppgifterna medan du skrev. Öppna sidan igen och rätta det som är kvar.")
        )
    if not (said.phone or said.email):
        raise Refused(_l("Vi behöver ett telefonnummer eller en e-postadress."), "phone")
    _keep_as_sent(lead, said, key, by, now)
    _set_person(lead.person, said)
    if "interests" in changed:
        _set_interests(lead, said.interests)
    lead.best_time, lead.updated_at = said.best_time, now
    words.keep(lead.person)
    note("lead.changed", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, fields=changed)
    return changed


FIELDS = ("name", "phone", "email", "language", "interests", "best_time")


def _is_there(lead: Lead, key: str) -> bool:
    found = select(Submission.id).filter_by(organisation_id=lead.organisation_id, capture_id=key)
    return db.session.scalar(found) is not None


def _keep_as_sent(lead: Lead, said: Details, key: str, by: Actor, now: datetime) -> None:
    first = db.session.scalars(
        select(Submission).filter_by(lead_id=lead.id, kind="new").order_by(Submission.id)
    ).first()
    row = {
        "id": new_id(), "organisation_id": lead.organisation_id, "lead_id": lead.id, "capture_id": key, "kind": "correction",
        "supersedes_id": first and first.id, "way": "staff", "captured_at": now, "received_at": now, "applied_at": now,
        "language": said.language, "reference": first.reference if first else "", "answers": said.answers,
    }  # fmt: skip
    insert_once(Submission, row)


def _set_person(person: Person, said: Details) -> None:
    person.name, person.name_key, person.language = said.name, search_key(said.name)[:120], said.language
    person.hint_key = matching.name_key(said.name)[:120]
    for kind, value in (("phone", said.phone), ("email", said.email)):
        main = next((point for point in person.contacts if point.kind == kind), None)
        if main is not None and value is None:
            person.contacts.remove(main)
            db.session.delete(main)
        elif value is not None:
            if main is None:
                main = ContactPoint(organisation_id=person.organisation_id, person_id=person.id, kind=kind)
                person.contacts.append(main)
            main.value, main.key = value, address_key(value) if kind == "email" else value


def _set_interests(lead: Lead, keys: tuple[str, ...]) -> None:
    kinds = db.session.scalars(
        select(AssignmentType.id).where(
            AssignmentType.organisation_id == lead.organisation_id, AssignmentType.key.in_(keys)
        )
    ).all()
    db.session.execute(
        delete(LeadInterest).where(LeadInterest.lead_id == lead.id, LeadInterest.assignment_type_id.not_in(kinds))
    )
    there = set(db.session.scalars(select(LeadInterest.assignment_type_id).filter_by(lead_id=lead.id)))
    for id in kinds:
        if id not in there:
            db.session.add(LeadInterest(lead_id=lead.id, assignment_type_id=id, organisation_id=lead.organisation_id))
    db.session.flush()
