"""Which leads are there? The list with where each came from, by state, event, way, owner and words; always inside one unit.

People with protected identity are left out unless the one who asks may see them. SELECTs only; three queries whatever the
number of rows. Called by the views, the desk's search and the export.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, union
from sqlalchemy.orm import aliased, contains_eager, joinedload

from ..accounts.models import AssignmentType
from ..events.models import Event
from ..i18n import _, _n
from ..store.db import db, is_sqlite
from .models import STANDS, DuplicateHint, Lead, LeadInterest, Person, PersonWord
from .pipeline import OPEN as STILL_OURS
from .spelled import asked_for, beginning_with

PAGE = 50
OPEN = STILL_OURS - {"quarantined"}  # what is set aside is looked at apart


@dataclass(frozen=True)
class Wanted:
    """What a list is to show; every part narrows it. `show`: open, new, mine, due, closed, quarantined or all."""

    show: str = "open"
    event_id: str | None = None
    placement_id: str | None = None
    way: str | None = None
    interest: str | None = None  # key of an assignment type
    function_ids: tuple[str, ...] = ()  # for `mine`
    words: str | None = None
    until: date | None = None  # for `due`


NEWEST_FIRST = (Lead.received_at.desc(), Lead.id.desc())


def leads_wanted(unit_id: str, wanted: Wanted, *, protected: bool = False) -> Select:
    """The SELECT of a unit's leads, newest first; persons, events, placements, booths and owners come along."""
    query = _with_all_that_is_shown(_of_unit(unit_id, few=bool(wanted.words)), STANDS, *_conditions(unit_id, wanted))
    return query if protected else query.where(Person.protected.is_(False))


def _with_all_that_is_shown(*conditions) -> Select:
    return (
        select(Lead)
        .join(Lead.person)
        .outerjoin(Event, Event.id == Lead.event_id)
        .options(
            contains_eager(Lead.person).selectinload(Person.contacts),
            contains_eager(Lead.event),
            joinedload(Lead.placement),
            joinedload(Lead.booth),
            joinedload(Lead.owner),
        )
        .where(*conditions)
        .order_by(*NEWEST_FIRST)
    )


def _of_unit(unit_id: str, *, few: bool) -> ColumnElement[bool]:
    """That a lead is the unit's. Where other conditions leave `few`, SQLite is told so that it walks no index of all the unit's.
    PostgreSQL would take the unit itself for small then, and look up the words of each of its people."""
    return (func.coalesce(Lead.unit_id, "") if few and is_sqlite() else Lead.unit_id) == unit_id


def _conditions(unit_id: str, wanted: Wanted) -> list:
    found = [_shown(wanted)]
    if wanted.event_id:
        found.append(Lead.event_id == wanted.event_id)
    if wanted.placement_id:
        found.append(Lead.placement_id == wanted.placement_id)
    if wanted.way:
        found.append(Lead.way == wanted.way)
    if wanted.interest:
        interest = select(LeadInterest.lead_id).join(AssignmentType).where(AssignmentType.key == wanted.interest)
        found.append(Lead.id.in_(interest))
    if wanted.words:
        found.append(_matches(unit_id, wanted.words))
    return [condition for condition in found if condition is not None]


def _shown(wanted: Wanted):
    return {
        "open": Lead.state.in_(OPEN),
        "new": Lead.state == "new",
        "mine": and_(Lead.state.in_(OPEN), Lead.owner_function_id.in_(wanted.function_ids)),
        "due": and_(Lead.state.in_(OPEN), Lead.next_on <= wanted.until) if wanted.until else Lead.state.in_(OPEN),
        "closed": Lead.state.not_in([*OPEN, "quarantined"]),
        "quarantined": Lead.state == "quarantined",
    }.get(wanted.show)


def _matches(unit_id: str, words: str):
    """Every part of what was typed begins a word of the person: of a name, a number or an address (spelled.py)."""
    found = []
    for beginnings in asked_for(words):
        there = [_with_a_word(unit_id, *beginning_with(start)) for start in beginnings]
        found.append(Lead.person_id.in_(union(*there) if len(there) > 1 else there[0]))
    return and_(*found) if found else false()


def _with_a_word(unit_id: str, first: str, end: str) -> Select:
    return select(PersonWord.person_id).where(
        PersonWord.unit_id == unit_id, PersonWord.word >= first, PersonWord.word < end
    )


def protected_people(unit_id: str) -> list[str]:
    """Ids of the people of a unit with protected identity, who are few. One query."""
    return list(db.session.scalars(select(Person.id).where(Person.unit_id == unit_id, Person.protected.is_(True))))


def how_many(unit_id: str, *conditions, hidden: Sequence[str] = (), few: bool = False) -> ColumnElement[int]:
    """The number of a unit's leads of which that is true, as a part of a statement. Those of `hidden` people are counted by
    themselves and taken off, so that counting looks at no person. `few`: it is true of so few that the unit need not be walked."""
    mine = select(func.count()).select_from(Lead).where(_of_unit(unit_id, few=few), *conditions)
    if not hidden:
        return mine.scalar_subquery()
    return mine.scalar_subquery() - mine.where(Lead.person_id.in_(hidden)).scalar_subquery()


def page_of(unit_id: str, wanted: Wanted, number: int, *, protected: bool = False) -> tuple[list[Lead], int]:
    """The rows of one page (from 1) and how many there are in all."""
    hidden = [] if protected else protected_people(unit_id)
    conditions, few = _conditions(unit_id, wanted), bool(wanted.words)
    total = db.session.scalar(select(how_many(unit_id, STANDS, *conditions, hidden=hidden, few=few)))
    ids = (
        select(Lead.id)
        .where(_of_unit(unit_id, few=few), STANDS, *conditions)
        .order_by(*NEWEST_FIRST)
        .limit(PAGE)
        .offset((max(number, 1) - 1) * PAGE)
    )
    if hidden:
        ids = ids.where(Lead.person_id.not_in(hidden))
    rows = db.session.scalars(_with_all_that_is_shown(Lead.id.in_(ids))).unique()  # sorting ids alone is quick
    return list(rows), total or 0


def interests_of(leads: list[Lead]) -> dict[str, list[AssignmentType]]:
    """Lead id → what it is interested in, in the order of choice. One query for all."""
    rows = db.session.execute(
        select(LeadInterest.lead_id, AssignmentType)
        .join(AssignmentType, AssignmentType.id == LeadInterest.assignment_type_id)
        .where(LeadInterest.lead_id.in_([lead.id for lead in leads]))
        .order_by(AssignmentType.position)
    )
    found: dict[str, list[AssignmentType]] = {lead.id: [] for lead in leads}
    for lead_id, kind in rows:
        found[lead_id].append(kind)
    return found


def counts_by_show(unit_id: str, function_ids: tuple[str, ...], today: date) -> dict[str, int]:
    """How many leads each chip of the list would show; of all of them (a number that grows with the years, and slows) only whether
    there are `any`. One query."""
    is_open = Lead.state.in_(OPEN)
    shows = {
        "open": [is_open],
        "new": [Lead.state == "new"],
        "mine": [is_open, Lead.owner_function_id.in_(function_ids)],
        "due": [is_open, Lead.next_on <= today],
        "quarantined": [Lead.state == "quarantined"],
    }
    numbers = [how_many(unit_id, STANDS, *conditions).label(show) for show, conditions in shows.items()]
    there = exists().where(_of_unit(unit_id, few=False), STANDS).label("any")
    return dict(db.session.execute(select(*numbers, there)).one()._mapping)


def set_aside_told_on_idag(unit_id: str) -> list[dict]:
    """Those that wait for somebody to look at them, as a fact on Idag: no list of those to be called has them."""
    number = db.session.scalar(select(how_many(unit_id, STANDS, Lead.state == "quarantined")))
    why = _n("%(num)d väntar på att någon bestämmer", "%(num)d väntar på att någon bestämmer", number)
    fact = {"title": _("Att granska"), "why": why, "endpoint": "leads.index", "values": {"show": "quarantined"}}
    return [fact] if number else []


def asked_of_staff(today: date, *, protected: bool):
    """Which hints somebody is to decide on: those not decided, or set aside until today; never one that would tell whoever
    may not see protected people that there is one."""
    one, person = aliased(Lead), aliased(Person)
    hidden = one.merged_into_id.is_not(None) if protected else or_(one.merged_into_id.is_not(None), person.protected)
    gone = exists().where(
        one.id.in_([DuplicateHint.lead_id, DuplicateHint.other_lead_id]), person.id == one.person_id, hidden
    )
    waits = and_(DuplicateHint.decision == "later", DuplicateHint.again_on <= today)
    return and_(or_(DuplicateHint.decision.is_(None), waits), not_(gone))


def hints_for(lead: Lead, today: date, *, protected: bool = False) -> list[tuple[DuplicateHint, Lead]]:
    """Leads that may be the same person, with why, whichever of the two came first."""
    other = func.coalesce(func.nullif(DuplicateHint.other_lead_id, lead.id), DuplicateHint.lead_id)
    rows = db.session.execute(
        select(DuplicateHint, Lead)
        .join(Lead, Lead.id == other)
        .options(joinedload(Lead.person).lazyload(Person.contacts), joinedload(Lead.event))
        .where(or_(DuplicateHint.lead_id == lead.id, DuplicateHint.other_lead_id == lead.id))
        .where(asked_of_staff(today, protected=protected))
        .order_by(DuplicateHint.found_at)
    )
    return [(hint, found) for hint, found in rows.unique()]


def hinted(leads: list[Lead], today: date, *, protected: bool = False) -> set[str]:
    """Which of these leads have a hint beside them. One query."""
    ids = [lead.id for lead in leads]
    rows = db.session.execute(
        select(DuplicateHint.lead_id, DuplicateHint.other_lead_id)
        .where(or_(DuplicateHint.lead_id.in_(ids), DuplicateHint.other_lead_id.in_(ids)))
        .where(asked_of_staff(today, protected=protected))
    )
    return {lead_id for row in rows for lead_id in row} & set(ids)


def pairs_to_decide(unit_id: str, today: date, *, protected: bool = False) -> int:
    """How many pairs of the unit may be one person and wait for somebody to say so. One query."""
    mine = select(func.count()).select_from(DuplicateHint).join(Lead, Lead.id == DuplicateHint.lead_id)
    of_unit = (
        func.coalesce(Lead.unit_id, "") == unit_id
    )  # no index: the hints are fewer than the leads, so they come first
    return db.session.scalar(mine.where(of_unit, asked_of_staff(today, protected=protected))) or 0
