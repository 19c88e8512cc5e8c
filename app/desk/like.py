"""Which events are like this one, what did they give, and who answers after it? SELECTs for load.py, within one organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import exists, func, or_, select

from ..accounts.models import AssignmentType
from ..booths.models import Booth
from ..clock import STOCKHOLM
from ..events.models import Event
from ..flyers.models import Placement
from ..leads.clocks import promise_of, working_times
from ..leads.gone import Gone, gone_by
from ..leads.models import GoneCount, Lead
from ..leads.working_time import WorkingTime
from ..slots.queries import free_between
from ..store.db import db
from .load import LEAST, Load, Staffed, expected

OVER = ("done", "evaluated", "closed")
MOST = 60  # events, the latest


@dataclass(frozen=True)
class Ahead:
    """What the page of an event shows of its load. `like` are (event, leads), the latest first; `same_strand`: whether they share the
    main strand too, and not the kind alone. `unmeasured`: how many had neither code nor booth, so that nobody knows what they gave."""

    load: Load
    like: list[tuple[Event, int]]
    same_strand: bool
    unmeasured: int


def ahead_of(event: Event, kinds: Sequence[AssignmentType], *, now: datetime) -> Ahead:
    """The load that an event brings; `kinds` is what one can become in its organisation. Five queries at most."""
    found = _measured(event)
    measured = [(row.Event, row.leads + gone) for row, gone in found if row.measured or row.leads or gone]
    alike = [one for one in measured if one[0].main_strand == event.main_strand]
    same = len(alike) >= LEAST or len(alike) == len(measured)
    like = alike if same else measured
    load = Load(expected([leads for _event, leads in like]), staffed_for(event, kinds, now))
    return Ahead(load, like, same, len(found) - len(measured))


def _measured(event: Event) -> list[tuple]:
    """The organisation's events of the same kind that are over, the latest first: (row with the event, whether it had a code or a
    booth, and its leads but those that were set aside; how many more were disposed of). Two queries."""
    leads = select(func.count(Lead.id)).where(Lead.event_id == Event.id, Lead.state != "quarantined").scalar_subquery()
    code, booth = (exists().where(model.event_id == Event.id) for model in (Placement, Booth))
    rows = db.session.execute(
        select(Event, leads.label("leads"), or_(code, booth).label("measured"))
        .where(
            Event.organisation_id == event.organisation_id, Event.kind == event.kind, Event.id != event.id,
            Event.state.in_(OVER),
        )
        .order_by(Event.first_on.desc(), Event.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip
    ids = [row.Event.id for row in rows]
    gone = gone_by(GoneCount.event_id, event_id=ids) if ids else {}
    return [(row, gone.get((row.Event.id,), Gone()).leads_but_set_aside) for row in rows]


def staffed_for(event: Event, kinds: Sequence[AssignmentType], now: datetime) -> Staffed | None:
    """The hours and times of whoever answers, from when the event begins; None while that is not known."""
    function_id = event.owner_function_id or event.unit.entrance_function_id
    if function_id is None or not event.when.day_known:
        return None
    times = working_times(event.unit_id, now).get(function_id)
    if times is None:
        return None
    begins = event.starts_at or datetime.combine(event.first_on, time(), STOCKHOLM)
    ends = event.ends_at or datetime.combine(event.when.last_on, time(23, 59), STOCKHOLM)
    asked = set(event.interests or ())
    promise = promise_of([kind for kind in kinds if not asked or kind.key in asked], event.first_on)
    due, slots_due = times.due(ends, promise.attempt_days), times.due(ends, promise.slot_days)
    return Staffed(
        hours=times.between(begins, due),
        duty=_duty(times, begins, due),
        due_at=due,
        free=free_between(event.unit_id, function_id, max(begins, now), slots_due),
        slots_due_at=slots_due,
    )


def _duty(times: WorkingTime, begins: datetime, due: datetime) -> timedelta:
    return WorkingTime({}, times.duty).between(begins, due)
