"""What must be known before a lead is recorded? SELECTs that each sign-up runs, made ready once, within one organisation."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from ..accounts.models import AssignmentType, Unit
from ..events.models import Event
from ..store.db import is_sqlite
from ..store.ready import Ready
from .intake import Recorded
from .matching import Known
from .models import ContactPoint, Lead, Person, Submission

MOST_ALIKE = 20  # a phone that hundreds gave is nobody's; hints to the newest are enough


@dataclass(frozen=True)
class Before:
    """What stands when something comes in: whose it will be, what one can become (key → id), and what came of these very
    captures (by their ids) where they came in before."""

    unit_id: str
    event_id: str | None
    owner_id: str | None
    types: dict[str, str]
    recorded: dict[str, Recorded]


def before(organisation_id: str, event_id: str | None, capture_ids: list[str]) -> Before:
    """The event's unit and owner, else the first unit and whoever stands at its entrance; the rest as `Before` says."""
    places, given = _places("capture", capture_ids)
    rows = _before(places).all(organisation_id=organisation_id, event_id=event_id, **given)
    row = rows[0]
    known = {found.capture_id: Recorded(*found[:4], again=True) for found in rows if found.capture_id}
    types = {found.key: found.type_id for found in rows if found.key}
    return Before(row.unit_id, row.event_id, row.owner_id or row.entrance_id, types, known)


@cache
def _before(places: tuple[str, ...]) -> Ready:
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
    captures = [bindparam(place, type_=Submission.capture_id.type) for place in places]
    same = and_(Submission.organisation_id == bindparam("organisation_id"), Submission.capture_id.in_(captures))
    return Ready(
        select(
            Submission.lead_id,
            Submission.id.label("submission_id"),
            Submission.reference,
            Submission.generation,
            Submission.capture_id,
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


@dataclass(frozen=True)
class Keys:
    """By what somebody is compared with others: normalised contact ways, and the sound of the name."""

    phone: str | None
    email: str | None
    name: str


def people_like(organisation_id: str, unit_id: str, several: list[Keys]) -> list[list[Known]]:
    """For each of these the leads of the unit, as matching sees them, whose person shares a contact way or the sound of the name;
    newest first."""
    ways = list(dict.fromkeys(way for keys in several for way in (keys.phone, keys.email) if way))
    names = list(dict.fromkeys(keys.name[:120] for keys in several))
    alike: dict[str, set[str]] = {}
    for key, person_id in _alike(ways, names, organisation_id):
        alike.setdefault(key, set()).add(person_id)
    if not alike:
        return [[] for _one in several]
    known = _known(sorted(set().union(*alike.values())), unit_id)
    found = [
        set().union(*(alike.get(key, ()) for key in (keys.phone, keys.email, keys.name[:120]))) for keys in several
    ]
    return [[one for person_id, one in known if person_id in own] for own in found]


def _known(people: list[str], unit_id: str) -> list[tuple[str, Known]]:
    """(person id, lead) of the leads of these people, newest first."""
    found: dict[str, tuple[str, str, dict]] = {}
    for lead_id, person_id, known_as, kind, key in _leads_of(people, unit_id):
        ways = found.setdefault(lead_id, (person_id, known_as, {"phone": set(), "email": set()}))[2]
        ways[kind].add(key)
    return [
        (person_id, Known(lead_id, known_as, frozenset(ways["phone"]), frozenset(ways["email"])))
        for lead_id, (person_id, known_as, ways) in found.items()
    ]


def _leads_of(people: list[str], unit_id: str) -> list:
    """(lead id, person id, name, kind, key) of each contact way of these people. The empty text keeps a planner that knows nothing
    yet from reading all leads of the unit."""
    places, given = _places("person", people)
    return _known_as(places).all(unit_id=unit_id, **given)


@cache
def _known_as(places: tuple[str, ...]) -> Ready:
    own = [bindparam(place, type_=Person.id.type) for place in places]
    return Ready(
        select(Lead.id, Lead.person_id, Person.name, ContactPoint.kind, ContactPoint.key)
        .join(Person, Person.id == Lead.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Lead.unit_id + literal_column("''", String) == bindparam("unit_id"), Lead.person_id.in_(own))
        .order_by(Lead.id.desc())
    )


def _places(name: str, values: list) -> tuple[tuple[str, ...], dict]:
    """(names of places in a statement, what goes into each). There is a statement for one, two, four … values."""
    places = tuple(f"{name}_{number}" for number in range(1 << (len(values) - 1).bit_length()))
    return places, {place: values[min(number, len(values) - 1)] for number, place in enumerate(places)}


def _alike(ways: list[str], names: list[str], organisation_id: str) -> list:
    """(contact way or name, id of a person). Each value is looked up by itself in one index: what a planner that knows nothing yet of
    the tables gets wrong (an `or`, a list, or newest first by walking through all of them) made the ten thousandth lead cost a
    hundred times the first."""
    if not is_sqlite():
        return _of_each.all(organisation_id=organisation_id, ways=ways, names=names)
    given = {f"way_{place}": way for place, way in enumerate(ways)} | {
        f"name_{place}": name for place, name in enumerate(names)
    }
    found = _one_by_one(len(ways), len(names)).all(organisation_id=organisation_id, **given)
    return [(given[place], person_id) for place, person_id in found]


@cache
def _one_by_one(ways: int, names: int) -> Ready:
    """(place, id of a person), for so many contact ways and names."""
    parts = [_newest(bindparam(f"way_{place}"), ContactPoint.key, ContactPoint.person_id) for place in range(ways)]
    parts += [_newest(bindparam(f"name_{place}"), Person.hint_key, Person.id) for place in range(names)]
    places = [f"way_{place}" for place in range(ways)] + [f"name_{place}" for place in range(names)]
    found = [(place, part.subquery()) for place, part in zip(places, parts, strict=True)]
    return Ready(union_all(*(select(literal(place, String).label("place"), one.c.person_id) for place, one in found)))


def _newest(value: ColumnElement, key: InstrumentedAttribute, person_id: InstrumentedAttribute) -> Select:
    """The latest of the people with that value; the empty text keeps a planner from walking through the index of ids instead."""
    return (
        select(person_id.label("person_id"))
        .where(key.class_.organisation_id == bindparam("organisation_id"), key == value)
        .order_by((person_id + literal_column("''", String)).desc())
        .limit(MOST_ALIKE)
    )


def _for_each(name: str, key: InstrumentedAttribute, person_id: InstrumentedAttribute) -> Select:
    """The same of every value in a list, planned once for all of them."""
    values = func.unnest(bindparam(name, type_=ARRAY(String))).table_valued("value", name=f"of_{name}").render_derived()
    newest = _newest(values.c.value, key, person_id).lateral(f"by_{name}")
    return select(values.c.value.label("key"), newest.c.person_id).join(newest, true())


_of_each = Ready(
    union_all(
        _for_each("ways", ContactPoint.key, ContactPoint.person_id), _for_each("names", Person.hint_key, Person.id)
    )
)
