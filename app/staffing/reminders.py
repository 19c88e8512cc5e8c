"""Who is to be reminded now? A week and a day before their shift, without anyone pressing a button.

A row says that somebody was reminded of a shift for the time that it starts: so nobody is reminded twice, and whose shift
moves is reminded of the new time. Row and letter are written in one transaction: a worker that dies leaves both or none,
and the next one goes on. The worker calls `queue_reminders` every hour.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import Staff
from ..clock import local_date
from ..events.models import Event
from ..mail.actions import queue
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from .doors import OPEN_EVENTS
from .models import Assignment, Reminder, Shift
from .rules import SAID_YES
from .telling import channel_of
from .times import DAYS_BEFORE, is_awake, is_due

AHEAD = timedelta(days=8)


def queue_reminders(*, now: datetime) -> int:
    """Put all reminders that are due into the outbox, none at night; one letter for all shifts of somebody at an event on a day.
    Gives how many letters."""
    if not is_awake(now):
        return 0
    rows = _who_stands(now)
    known = _reminded(row.id for row in rows)
    due = defaultdict(list)
    for row in rows:
        for kind in DAYS_BEFORE:
            starts, heard_at = row.shift.starts_at, row.answered_at or row.created_at
            if (row.id, kind, starts) not in known and is_due(kind, starts, heard_at, now):
                due[kind, row.helper_id, row.staff_id, row.shift.event_id, local_date(starts)].append(row)
    return sum(_remind(together, key[0], now=now) for key, together in due.items())


def _remind(rows: Sequence[Assignment], kind: str, *, now: datetime) -> int:
    """One letter. Gives 0 when another worker was first."""
    rows = [row for row in rows if _write_down(row, kind, now)]
    if not rows:
        return 0
    row, *also = rows
    starts = int(row.shift.starts_at.timestamp())
    more = [[other.id, int(other.shift.starts_at.timestamp())] for other in also]
    queue(
        "shift_reminder",
        channel=channel_of(row),
        ids={"assignment": row.id, "starts": starts} | ({"also": more} if more else {}),
        organisation_id=row.organisation_id,
        language=(row.helper or row.staff).language,
        dedupe=f"reminder:{kind}:{row.id}:{starts}",
        now=now,
    )
    return 1


def _write_down(row: Assignment, kind: str, now: datetime) -> int:
    values = {"assignment_id": row.id, "kind": kind, "for_starts_at": row.shift.starts_at, "queued_at": now}
    return insert_once(Reminder, {"id": new_id(), "organisation_id": row.organisation_id} | values)


def _who_stands(now: datetime) -> list[Assignment]:
    """Everybody with a place on a shift of the days ahead."""
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.event)
        .options(
            contains_eager(Assignment.shift),
            joinedload(Assignment.helper),
            joinedload(Assignment.staff).lazyload(Staff.roles),
        )
        .where(
            Assignment.state.in_(SAID_YES),
            Shift.cancelled_at.is_(None),
            Shift.starts_at > now,
            Shift.starts_at < now + AHEAD,
            Event.state.in_(OPEN_EVENTS),
        )
        .order_by(Shift.starts_at, Assignment.id)
    )
    return list(db.session.scalars(found))


def _reminded(ids: Iterable[str]) -> set[tuple]:
    found = select(Reminder.assignment_id, Reminder.kind, Reminder.for_starts_at)
    return set(map(tuple, db.session.execute(found.where(Reminder.assignment_id.in_(list(ids))))))
