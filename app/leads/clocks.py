"""What does the response clock say of these leads? It reads the facts for response.py, for any number of leads at once.

SELECTs only, a fixed number of queries. Called by the board and the page of a lead.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from ..accounts.models import AssignmentType, Function, Unit
from ..events.models import DutyHours
from ..store.db import db
from .ladder import Ladder, Try, ladder
from .models import Attempt, Lead, Offer
from .pipeline import TRIED
from .response import TWO_WAY, Clock, Facts, Promise, Tried, clock, strictest
from .working_time import WorkingTime, week_from

DUTY_KEPT = timedelta(days=60)  # how far back duty hours bear on what is still waited for


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
            Unit.working_hours, Function.id, Function.working_hours.label("own"), DutyHours.from_at, DutyHours.until_at
        )
        .outerjoin(Function, Function.unit_id == Unit.id)
        .outerjoin(DutyHours, (DutyHours.function_id == Function.id) & (DutyHours.until_at > now - DUTY_KEPT))
        .where(Unit.id == unit_id)
    ).all()
    weeks = {row.id: week_from(row.own or row.working_hours) for row in rows}
    duty = {id: tuple((row.from_at, row.until_at) for row in rows if row.id == id and row.from_at) for id in weeks}
    found = {id: WorkingTime(week, duty[id]) for id, week in weeks.items()}
    return found | {None: WorkingTime(week_from(rows[0].working_hours if rows else None))}


def hours_of(lead: Lead, now: datetime) -> WorkingTime:
    """The hours of the function that owns a lead, the unit's own where nobody does. One query."""
    times = working_times(lead.unit_id, now)
    return times.get(lead.owner_function_id) or times[None]


def promise_of(kinds: Sequence[AssignmentType]) -> Promise:
    """What somebody interested in these was promised."""
    return strictest(Promise(kind.promise_days, kind.contact_days, kind.slot_days) for kind in kinds)


def offers_to(lead: Lead) -> list[datetime]:
    """When times were offered to a lead. One query."""
    return list(db.session.scalars(select(Offer.at).where(Offer.lead_id == lead.id)))


def clock_of(
    lead: Lead,
    attempts: Sequence[Attempt],
    kinds: Sequence[AssignmentType],
    hours: WorkingTime,
    slots: Sequence[datetime] = (),
) -> Clock:
    """The clock of one lead, from rows that were read. The board, which shows no slots, leaves these out."""
    facts = Facts(
        way=lead.way,
        captured_at=lead.captured_at,
        received_at=lead.received_at,
        attempts=tuple(Tried(row.at, row.outcome) for row in attempts),
        slots=tuple(slots),
        acknowledged_at=lead.acknowledged_at,
        closed_at=lead.withdrawn_at,
    )
    return clock(facts, promise_of(kinds), hours)


def ladder_of(lead: Lead, attempts: Sequence[Attempt], hours: WorkingTime, today: date) -> Ladder:
    """The ladder of a lead that we still try to reach: the tries since somebody last answered."""
    tries: list[Try] = []
    for row in attempts:
        tries = [] if row.outcome in TWO_WAY else [*tries, Try(row.at, row.channel)]
    if lead.state not in ("new", *TRIED):
        tries = []
    by_phone = lead.person.contact("phone") is not None  # which can be called and written to
    return ladder(tries, hours, today, channels=2 if by_phone else 1)
