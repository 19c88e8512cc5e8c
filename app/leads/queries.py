"""What do we know of those who showed interest? SELECTs only, always within one organisation."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from ..accounts.models import Organisation
from ..i18n import DEFAULT
from ..store.db import db
from ..store.ready import Ready
from .models import Notice, RetentionPolicy
from .notice import Controller, Text, assemble, lacks

_policies = Ready(
    select(RetentionPolicy.subject, RetentionPolicy.days)
    .where(RetentionPolicy.organisation_id == bindparam("organisation_id"))
    .order_by(RetentionPolicy.subject)
)


def retention_days(organisation_id: str) -> dict[str, int]:
    """subject → days, as the organisation's policies say now."""
    return dict(_policies(organisation_id=organisation_id).all())


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


def policies_of(organisation_id: str) -> list[RetentionPolicy]:
    """The retention policies of an organisation."""
    found = select(RetentionPolicy).filter_by(organisation_id=organisation_id).order_by(RetentionPolicy.subject)
    return list(db.session.scalars(found))
