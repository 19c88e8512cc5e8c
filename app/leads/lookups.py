"""What must be known before a lead is recorded? SELECTs that each sign-up runs, made ready once, within one organisation."""

from sqlalchemy import Select, and_, bindparam, or_, select, union

from ..accounts.models import AssignmentType, Unit
from ..events.models import Event
from ..store.ready import Ready
from .intake import Recorded
from .matching import Known
from .models import ContactPoint, Lead, Person, Submission

MOST_ALIKE = 20  # a phone that hundreds gave is nobody's; hints to the newest are enough


def recorded(organisation_id: str, capture_id: str) -> Recorded | None:
    """What came of this capture, if it came in before."""
    found = _by_capture(organisation_id=organisation_id, capture_id=capture_id).first()
    return Recorded(*found, again=True) if found else None


_by_capture = Ready(
    select(Submission.lead_id, Submission.id, Submission.reference, Submission.generation).where(
        Submission.organisation_id == bindparam("organisation_id"),
        Submission.capture_id == bindparam("capture_id"),
    )
)

# (unit, event or None, owner function, entrance function): the event's, else those of the first unit.
whose = Ready(
    select(Unit.id, Event.id, Event.owner_function_id, Unit.entrance_function_id)
    .outerjoin(
        Event,
        and_(
            Event.unit_id == Unit.id,
            Event.id == bindparam("event_id"),
            Event.organisation_id == bindparam("organisation_id"),
        ),
    )
    .where(Unit.organisation_id == bindparam("organisation_id"))
    .order_by(Event.id.is_(None), Unit.position, Unit.id)
    .limit(1)
)

_types = Ready(
    select(AssignmentType.key, AssignmentType.id).where(AssignmentType.organisation_id == bindparam("organisation_id"))
)


def types_by_key(organisation_id: str) -> dict[str, str]:
    """key → id of what one can become here, closed types too."""
    return dict(_types(organisation_id=organisation_id).all())


def people_like(organisation_id: str, unit_id: str, *, phone: str | None, email: str | None, name: str) -> list[Known]:
    """Leads of the unit, as matching sees them, whose person shares a contact way or the sound of the name; newest first."""
    rows = _alike(organisation_id=organisation_id, unit_id=unit_id, phone=phone, email=email, name=name[:120])
    found: dict[str, tuple[str, dict]] = {}
    for lead_id, known_as, kind, key in rows:
        ways = found.setdefault(lead_id, (known_as, {"phone": set(), "email": set()}))[1]
        ways[kind].add(key)
    return [
        Known(lead_id, known_as, frozenset(ways["phone"]), frozenset(ways["email"]))
        for lead_id, (known_as, ways) in found.items()
    ]


def _statement_of_alike() -> Select:
    same_way = select(ContactPoint.person_id).where(
        ContactPoint.organisation_id == bindparam("organisation_id"),
        or_(ContactPoint.key == bindparam("phone"), ContactPoint.key == bindparam("email")),
    )
    same_name = select(Person.id).where(
        Person.organisation_id == bindparam("organisation_id"), Person.hint_key == bindparam("name")
    )
    newest = [
        found.order_by(found.selected_columns[0].desc()).limit(MOST_ALIKE).subquery() for found in (same_way, same_name)
    ]
    return (
        select(Lead.id, Person.name, ContactPoint.kind, ContactPoint.key)
        .join(Person, Person.id == Lead.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Lead.unit_id == bindparam("unit_id"), Person.id.in_(union(*(select(found.c[0]) for found in newest))))
        .order_by(Lead.id.desc())
    )


_alike = Ready(_statement_of_alike())
