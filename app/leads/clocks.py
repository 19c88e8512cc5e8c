"""What does the response clock say of these leads? It reads the facts for response.py, for any number of leads at once.

SELECTs only, a fixed number of queries. Called by the board and the page of a lead.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ..accounts.models import AssignmentType, Function, Unit
from ..events.models import DutyHours
from ..store.db import db
from .models import Attempt, Lead
from .response import Clock, Facts, Promise, Tried, clock, strictest
from .working_time import WorkingTime, week_from

DUTY_KEPT = timedelta(days=60)  # how far back duty hours bear on what is still waited for


def attempts_of(leads: Sequence[Lead]) -> dict[str, list[Attempt]]:
    """Lead id → its attempts by when they happened. One query."""
    rows = db.session.scalars(
        select(Attempt).where(Attempt.lead_id.in_([lead.id for lead in leads])).order_by(Attempt.at, Attempt.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.lead_id].append(row)
    return found


def working_times(unit_id: str, now: datetime) -> dict[str | None, WorkingTime]:
    """Function id → its hours, and under None the unit's own. Two queries."""
    rows = db.session.execute(
        select(Unit.working_hours, Function.id, Function.working_hours.label("own"))
        .outerjoin(Function, Function.unit_id == Unit.id)
        .where(Unit.id == unit_id)
    ).all()
    planned = db.session.scalars(
        select(DutyHours)
        .join(Function, Function.id == DutyHours.function_id)
        .where(Function.unit_id == unit_id, DutyHours.until_at > now - DUTY_KEPT)
    )
    duty = defaultdict(list)
    for row in planned:
        duty[row.function_id].append((row.from_at, row.until_at))
    found = {
        row.id: WorkingTime(week_from(row.own or row.working_hours), tuple(duty[row.id])) for row in rows if row.id
    }
    return found | {None: WorkingTime(week_from(rows[0].working_hours if rows else None))}


def promise_of(kinds: Sequence[AssignmentType]) -> Promise:
    """What somebody interested in these was promised."""
    return strictest(Promise(kind.promise_days, kind.contact_days, kind.slot_days) for kind in kinds)


def clock_of(lead: Lead, attempts: Sequence[Attempt], kinds: Sequence[AssignmentType], hours: WorkingTime) -> Clock:
    """The clock of one lead, from rows that were read."""
    facts = Facts(
        way=lead.way,
        captured_at=lead.captured_at,
        received_at=lead.received_at,
        attempts=tuple(Tried(row.at, row.outcome) for row in attempts),
        closed_at=lead.withdrawn_at,
    )
    return clock(facts, promise_of(kinds), hours)
