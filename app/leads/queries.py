"""What do we know of those who showed interest? SELECTs only, always within one organisation."""

from dataclasses import replace

from sqlalchemy import select, union

from ..accounts.models import Organisation
from ..i18n import DEFAULT
from ..store.db import db
from .intake import Recorded
from .matching import Known
from .models import ContactPoint, Lead, Notice, Person, RetentionPolicy, Submission
from .notice import Controller, Text, assemble, lacks

MOST_ALIKE = 20  # a phone that hundreds gave is nobody's; hints to the newest are enough


def recorded(organisation_id: str, capture_id: str) -> Recorded | None:
    """What came of this capture, if it came in before."""
    found = db.session.execute(
        select(Submission.lead_id, Submission.id, Submission.reference, Submission.generation).where(
            Submission.organisation_id == organisation_id, Submission.capture_id == capture_id
        )
    ).first()
    return Recorded(*found, again=True) if found else None


def people_like(organisation_id: str, unit_id: str, *, keys: list[str], name: str) -> list[Known]:
    """Leads of the unit, as matching sees them, whose person shares a contact way or the sound of the name; newest first."""
    same_way = select(ContactPoint.person_id).where(
        ContactPoint.organisation_id == organisation_id, ContactPoint.key.in_(keys)
    )
    same_name = select(Person.id).where(Person.organisation_id == organisation_id, Person.hint_key == name[:120])
    newest = [
        found.order_by(found.selected_columns[0].desc()).limit(MOST_ALIKE).subquery() for found in (same_way, same_name)
    ]
    either = union(*(select(found.c[0]) for found in newest))
    rows = db.session.execute(
        select(Lead.id, Person.name, ContactPoint.kind, ContactPoint.key)
        .join(Person, Person.id == Lead.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Lead.unit_id == unit_id, Person.id.in_(either))
        .order_by(Lead.id.desc())
    )
    found: dict[str, tuple[str, dict]] = {}
    for lead_id, known_as, kind, key in rows:
        ways = found.setdefault(lead_id, (known_as, {"phone": set(), "email": set()}))[1]
        ways[kind].add(key)
    return [
        Known(lead_id, known_as, frozenset(ways["phone"]), frozenset(ways["email"]))
        for lead_id, (known_as, ways) in found.items()
    ]


def retention_days(organisation_id: str) -> dict[str, int]:
    """subject → days, as the organisation's policies say now."""
    found = select(RetentionPolicy.subject, RetentionPolicy.days).where(
        RetentionPolicy.organisation_id == organisation_id
    )
    return dict(db.session.execute(found.order_by(RetentionPolicy.subject)).all())


def controller(organisation: Organisation, language: str) -> Controller:
    """The organisation as the information text names it, its purpose in that language or in its first."""
    return Controller(
        name=organisation.name,
        kind=organisation.kind,
        purpose=organisation.purpose.get(language) or organisation.purpose.get(DEFAULT) or "",
        legal_basis=organisation.legal_basis,
        contact_email=organisation.contact_email,
        contact_phone=organisation.contact_phone,
        protected_phone=organisation.protected_phone,
        privacy_officer=organisation.privacy_officer,
        registry_number=organisation.registry_number,
    )


def current_notice(organisation: Organisation, language: str) -> Text:
    """The information text as it reads now, in the language that is being spoken, whose tag is given."""
    return assemble(controller(organisation, language), retention_days(organisation.id), language)


def what_the_notice_lacks(organisation: Organisation, languages: list[str]) -> list[str]:
    """What must be filled in before a form in these languages may be published, a sentence each."""
    days = retention_days(organisation.id)
    spoken = [replace(controller(organisation, tag), purpose=organisation.purpose.get(tag) or "") for tag in languages]
    return list(dict.fromkeys(sentence for who in spoken for sentence in lacks(who, days)))


def notice_by_hash(organisation_id: str, hash: str) -> Notice | None:
    """The information text that somebody was shown, word by word."""
    return db.session.get(Notice, (hash, organisation_id))
