"""What must be known before a lead is recorded? SELECTs that each sign-up runs, made ready once, within one organisation."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, String, and_, bindparam, literal_column, select, union

from ..accounts.models import AssignmentType, Unit
from ..events.models import Event
from ..store.ready import Ready
from .intake import Recorded
from .matching import Known
from .models import ContactPoint, Lead, Person, Submission

MOST_ALIKE = 20  # a phone that hundreds gave is nobody's; hints to the newest are enough


@dataclass(frozen=True)
class Before:
    """What stands when something comes in: whose it will be, what one can become (key → id), and what came of this very
    capture if it came in before."""

    unit_id: str
    event_id: str | None
    owner_id: str | None
    types: dict[str, str]
    recorded: Recorded | None


def before(organisation_id: str, event_id: str | None, capture_id: str) -> Before:
    """The event's unit and owner, else the first unit and whoever stands at its entrance; the rest as `Before` says."""
    rows = _before.all(organisation_id=organisation_id, event_id=event_id, capture_id=capture_id)
    row = rows[0]
    known = Recorded(*row[:4], again=True) if row.submission_id else None
    types = {found.key: found.type_id for found in rows if found.key}
    return Before(row.unit_id, row.event_id, row.owner_id or row.entrance_id, types, known)


def _statement_of_before() -> Select:
    whose = (
        select(Unit.id, Event.id.label("event_id"), Event.owner_function_id, Unit.entrance_function_id)
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
        .subquery()
    )
    same = and_(
        Submission.organisation_id == bindparam("organisation_id"), Submission.capture_id == bindparam("capture_id")
    )
    return (
        select(
            Submission.lead_id,
            Submission.id.label("submission_id"),
            Submission.reference,
            Submission.generation,
            whose.c.id.label("unit_id"),
            whose.c.event_id,
            whose.c.owner_function_id.label("owner_id"),
            whose.c.entrance_function_id.label("entrance_id"),
            AssignmentType.key,
            AssignmentType.id.label("type_id"),
        )
        .select_from(whose)
        .outerjoin(Submission, same)
        .outerjoin(AssignmentType, AssignmentType.organisation_id == bindparam("organisation_id"))
    )


_before = Ready(_statement_of_before())


def people_like(organisation_id: str, unit_id: str, *, phone: str | None, email: str | None, name: str) -> list[Known]:
    """Leads of the unit, as matching sees them, whose person shares a contact way or the sound of the name; newest first."""
    alike = _alike.all(organisation_id=organisation_id, phone=phone, email=email, name=name[:120])
    if not alike:
        return []
    found: dict[str, tuple[str, dict]] = {}
    for lead_id, known_as, kind, key in _leads_of([row.person_id for row in alike], unit_id):
        ways = found.setdefault(lead_id, (known_as, {"phone": set(), "email": set()}))[1]
        ways[kind].add(key)
    return [
        Known(lead_id, known_as, frozenset(ways["phone"]), frozenset(ways["email"]))
        for lead_id, (known_as, ways) in found.items()
    ]


def _leads_of(people: list[str], unit_id: str) -> list:
    """(lead id, name, kind, key) of each contact way of these people. There is a statement for one, two, four … people. The
    empty text keeps a planner that knows nothing yet from reading all leads of the unit."""
    places = 1 << (len(people) - 1).bit_length()
    given = {_place(number): people[min(number, len(people) - 1)] for number in range(places)}
    return _known_as(places).all(unit_id=unit_id, **given)


@cache
def _known_as(places: int) -> Ready:
    own = [bindparam(_place(number), type_=Person.id.type) for number in range(places)]
    return Ready(
        select(Lead.id, Person.name, ContactPoint.kind, ContactPoint.key)
        .join(Person, Person.id == Lead.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Lead.unit_id + literal_column("''", String) == bindparam("unit_id"), Lead.person_id.in_(own))
        .order_by(Lead.id.desc())
    )


def _place(number: int) -> str:
    return f"person_{number}"


def _statement_of_alike() -> Select:
    """Ids of people. Each part looks up one value in one index: what a planner that knows nothing yet of the tables gets
    wrong (an `or`, or newest first by walking through all of them) made the ten thousandth lead cost a hundred times the first."""
    same_way = [
        select(ContactPoint.person_id).where(
            ContactPoint.organisation_id == bindparam("organisation_id"), ContactPoint.key == bindparam(way)
        )
        for way in ("phone", "email")
    ]
    same_name = select(Person.id.label("person_id")).where(
        Person.organisation_id == bindparam("organisation_id"), Person.hint_key == bindparam("name")
    )
    newest = [_newest(found) for found in (*same_way, same_name)]
    alike = union(*(select(found.c.person_id) for found in newest)).subquery()
    return select(alike.c.person_id)


def _newest(found: Select):
    """The latest of these people; the empty text keeps a planner from walking through the index of ids instead."""
    return (
        found.order_by((found.selected_columns[0] + literal_column("''", String)).desc()).limit(MOST_ALIKE).subquery()
    )


_alike = Ready(_statement_of_alike())
