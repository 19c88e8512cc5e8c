"""What do we know of those who showed interest? SELECTs only, always within one organisation."""

from dataclasses import replace

from ..accounts.models import Notice, Organisation
from ..accounts.notice import Text, assemble, lacks
from ..accounts.queries import controller, retention_days
from ..store.db import db


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
