"""What does the response clock say of these leads? It reads the facts for response.py, for any number of leads at once.

SELECTs only, a fixed number of queries. Called by the board and the page of a lead.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from ..accounts.models import AssignmentType, Function, Unit
from ..clock import local_date
from ..events.models import DutyHours
from ..store.db import db
from .ladder import Ladder, Try, ladder
from .models import Attempt, ChosenTime, Lead, Offer
from .pipeline import TRIED
from .response import TWO_WAY, Chosen, Clock, Facts, Promise, Tried, clock, started_at, strictest
from .working_time import Weeks, WorkingTime, working_time

DUTY_KEPT = timedelta(days=400)  # how far back duty hours bear on what is looked at


def attempts_of(leads: Sequence[Lead]) -> dict[str, list[Attempt]]:
    """Lead id → its attempts by when they happened, but for those taken back. One query."""
    rows = db.session.scalars(
        select(Attempt)
        .where(Attempt.lead_id.in_([lead.id for lead in leads]), Attempt.taken_back_at.is_(None))
        .order_by(Attempt.at, Attempt.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.lead_id].append(row)
    return found


def working_times(unit_id: str, now: datetime) -> dict[str | None, WorkingTime]:
    """Function id → its hours, and under None the unit's own. One query."""
    rows = db.session.execute(
        select(
            Unit.working_hours,
            Unit.former_hours,
            Function.id,
            Function.working_hours.label("own"),
            Function.former_hours.label("own_former"),
            DutyHours.from_at,
            DutyHours.until_at,
        )
        .outerjoin(Function, Function.unit_id == Unit.id)
        .outerjoin(DutyHours, (DutyHours.function_id == Function.id) & (DutyHours.until_at > now - DUTY_KEPT))
        .where(Unit.id == unit_id)
    ).all()
    duty = defaultdict(list)
    for row in rows:
        duty[row.id] += [(row.from_at, row.until_at)] if row.from_at else []
    unit = Weeks(rows[0].working_hours, rows[0].former_hours or ()) if rows else Weeks(None)
    own = {row.id: Weeks(row.own, row.own_former or ()) for row in rows if row.id}
    return {id: working_time(weeks, unit, duty[id]) for id, weeks in own.items()} | {None: working_time(unit, unit)}


def hours_of(lead: Lead, now: datetime) -> WorkingTime:
    """The hours of the function that owns a lead, the unit's own where nobody does. One query."""
    times = working_times(lead.unit_id, now)
    return times.get(lead.owner_function_id) or times[None]


def promise_of(kinds: Sequence[AssignmentType], on: date) -> Promise:
    """What somebody interested in these was promised who came on that day."""
    return strictest(_promised(kind, on) for kind in kinds)


def _promised(kind: AssignmentType, on: date) -> Promise:
    former = (days for until, days in kind.former_promises or () if on < date.fromisoformat(until))
    return Promise(*next(former, (kind.promise_days, kind.contact_days, kind.slot_days)))


def offers_to(lead: Lead) -> list[datetime]:
    """When times were offered to a lead. One query."""
    return list(db.session.scalars(select(Offer.at).where(Offer.lead_id == lead.id)))


def chosen_by(leads: Sequence[Lead]) -> dict[str, list[ChosenTime]]:
    """Lead id → the times that the person chose. One query."""
    found = defaultdict(list)
    for row in db.session.scalars(select(ChosenTime).where(ChosenTime.lead_id.in_([lead.id for lead in leads]))):
        found[row.lead_id].append(row)
    return found


def clock_of(
    lead: Lead,
    attempts: Sequence[Attempt],
    kinds: Sequence[AssignmentType],
    hours: WorkingTime,
    slots: Sequence[datetime] = (),
    chosen: Sequence = (),
) -> Clock:
    """The clock of one lead, from rows that were read; `chosen` have the columns of ChosenTime. The board, which shows no slots,
    leaves these out."""
    facts = Facts(
        way=lead.way,
        captured_at=lead.captured_at,
        received_at=lead.received_at,
        attempts=tuple(Tried(row.at, row.outcome) for row in attempts),
        slots=tuple(slots),
        chosen=tuple(Chosen(row.at, row.until_at, row.given_back_at) for row in chosen),
        acknowledged_at=lead.acknowledged_at,
        closed_at=lead.withdrawn_at,
    )
    came_on = local_date(started_at(facts.way, facts.captured_at, facts.received_at))
    return clock(facts, promise_of(kinds, came_on), hours)


def ladder_of(lead: Lead, attempts: Sequence[Attempt], hours: WorkingTime, today: date) -> Ladder:
    """The ladder of a lead that we still try to reach: the tries since somebody last answered."""
    tries: list[Try] = []
    for row in attempts:
        tries = [] if row.outcome in TWO_WAY else [*tries, Try(row.at, row.channel)]
    if lead.state not in ("new", *TRIED):
        tries = []
    by_phone = lead.person.contact("phone") is not None  # which can be called and written to
    return ladder(tries, hours, today, channels=2 if by_phone else 1)
