"""What do we know of those who showed interest? SELECTs only, always within one organisation."""

from sqlalchemy import select, union

from ..store.db import db
from .intake import Recorded
from .matching import Known
from .models import ContactPoint, Lead, Person, Submission

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
