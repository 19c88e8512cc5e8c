"""What is each lead credited to? Credit rows, computed anew from touches and transitions whenever a lead has changed.

A row says nothing of the person and outlives them. Computing it again gives the same row, so that it can be done at any time and
be stopped half-way: `monter recredit` does all, the worker those that have changed. Linear in the number of touches.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select

from ..clock import here
from ..events.models import Event
from ..flyers.models import Placement
from ..store.columns import new_id
from ..store.db import db
from . import known
from .attribution import FIRST_HEARD, Answers, Credit, Source, TouchFact, credit
from .models import CreditRow, Lead, Person, Submission, Touch, Transition
from .search import interests_of

AT_ONCE = 200  # leads in one transaction of a command
A_FEW = 20  # and of the worker
SAID = (
    "captured_month", "way", "state", "contacted", "interests", "created_by", "first_known", "decisive", "contributing", "milestones",
    "submissions", "household_id", "handed",
)  # fmt: skip
SAID_BY_THE_PERSON = ("answer", "first_heard", "decisive")


def touch_facts(lead_ids: Sequence[str]) -> dict[str, list[TouchFact]]:
    """Lead id → its touches. What a person recalls happened when the event did or the paper was put out, not when they told us;
    how they first heard of us may have no day at all. One query."""
    rows = db.session.execute(
        select(Touch, Event.starts_at, func.coalesce(Event.first_on, Placement.from_on))
        .outerjoin(Event, Event.id == Touch.event_id)
        .outerjoin(Placement, Placement.id == Touch.placement_id)
        .where(Touch.lead_id.in_(lead_ids))
    )
    found = defaultdict(list)
    for touch, starts_at, first_on in rows:
        found[touch.lead_id].append(fact_of(touch, starts_at, first_on))
    return found


def fact_of(touch: Touch, starts_at: datetime | None, first_on: date | None) -> TouchFact:
    """A touch as attribution sees it. `starts_at` and `first_on` are of what it points at."""
    recalled = touch.kind in SAID_BY_THE_PERSON
    then = starts_at or (first_on and datetime.combine(first_on, datetime.min.time(), touch.at.tzinfo))
    return TouchFact(
        id=touch.id,
        kind=touch.kind,
        grade=touch.grade,
        source=_source(touch),
        met_at=(then or (None if touch.kind == FIRST_HEARD else touch.at)) if recalled else touch.at,
        noted_at=touch.noted_at,
        created=touch.created,
        superseded_by=touch.superseded_by,
    )


def _source(touch: Touch) -> Source:
    """What a touch points at; what others did stands alone."""
    if touch.other:
        return Source(other=touch.other)
    return Source(touch.event_id, touch.placement_id, touch.booth_id)


def answers_of(lead: Lead) -> Answers:
    """The three answers of one lead, now. One query."""
    return credit(touch_facts([lead.id])[lead.id])


def bring_up_to_date(*, now: datetime) -> int:
    """Compute the rows of some leads that have changed since: few, since whoever signs up waits meanwhile. Gives how many."""
    ids = db.session.scalars(_behind().limit(A_FEW)).all()
    recredit(ids, now=now)
    return len(ids)


def behind() -> bool:
    """Whether some lead has changed since its row was computed. One query."""
    return db.session.scalar(_behind().limit(1)) is not None


def _behind():
    return (
        select(Lead.id)
        .outerjoin(CreditRow, CreditRow.lead_id == Lead.id)
        .where(or_(CreditRow.id.is_(None), CreditRow.computed_at < Lead.updated_at))
    )


def all_leads(organisation_id: str | None = None) -> Iterator[list[str]]:
    """The ids of all leads, some hundred at a time, in the order of their ids."""
    last = ""
    while True:
        found = select(Lead.id).where(Lead.id > last).order_by(Lead.id).limit(AT_ONCE)
        if organisation_id:
            found = found.where(Lead.organisation_id == organisation_id)
        ids = db.session.scalars(found).all()
        if not ids:
            return
        yield list(ids)
        last = ids[-1]


def recredit(lead_ids: Sequence[str], *, now: datetime) -> int:
    """Compute the credit rows of these leads anew. Gives how many were changed. Seven queries and one write."""
    leads = db.session.scalars(select(Lead).where(Lead.id.in_(lead_ids))).all()
    touches, interests, reached = touch_facts(lead_ids), interests_of(leads), _milestones(lead_ids)
    sent, households = _submissions(lead_ids), _households(lead_ids)
    rows = {row.lead_id: row for row in db.session.scalars(select(CreditRow).where(CreditRow.lead_id.in_(lead_ids)))}
    changed = 0
    for lead in leads:
        row = rows.get(lead.id)
        if row is None:
            row = CreditRow(
                id=new_id(), organisation_id=lead.organisation_id, unit_id=lead.unit_id, lead_id=lead.id,
                known_month=month_of(now), past={}, handed={},
            )  # fmt: skip
            db.session.add(row)
        facts = _facts(lead, credit(touches[lead.id]), [kind.key for kind in interests[lead.id]], reached[lead.id])
        facts |= {"submissions": sent.get(lead.id, 0), "household_id": households.get(lead.id)}
        facts["milestones"] = facts["milestones"] | (row.handed or {}).get("reported", {})  # their month, not ours
        changed += say(row, facts, now=now)
        row.computed_at = max(now, lead.updated_at)
    db.session.flush()
    return changed


def say(row: CreditRow, facts: dict, *, now: datetime) -> bool:
    """Have a row say this from now on, and keep what it said at the end of the months before; whether it is anything new."""
    before = {name: getattr(row, name) for name, value in facts.items() if getattr(row, name) != value}
    if before:
        row.past = known.kept(row.past, row.known_month, before, month_of(now))
    for name, value in facts.items():
        setattr(row, name, value)
    return bool(before)


def said_at_the_end_of(month: str, row: CreditRow) -> dict | None:
    """What a row said at the end of a month, for reports as of then; None when it was not there yet."""
    return known.at_the_end_of(month, {name: getattr(row, name) for name in SAID}, row.past, row.known_month)


def _facts(lead: Lead, answers: Answers, interests: list[str], milestones: dict[str, str]) -> dict:
    return {
        "captured_month": month_of(lead.captured_at),
        "way": lead.way,
        "state": lead.state,
        "contacted": lead.first_contact_at is not None,
        "interests": interests,
        "created_by": _kept(answers.created_by),
        "first_known": _kept(answers.first_known),
        "decisive": _kept(answers.decisive),
        "contributing": [_named(source) for source in answers.contributing],
        "milestones": milestones,
    }


def _named(source: Source) -> dict[str, str]:
    named = {
        "event": source.event_id,
        "placement": source.placement_id,
        "booth": source.booth_id,
        "other": source.other,
    }
    return {name: value for name, value in named.items() if value}


def _kept(answer: Credit) -> dict[str, str]:
    return _named(answer.source) | ({"grade": answer.grade} if answer.grade else {})


def let_go(lead_ids: Sequence[str], *, now: datetime) -> int:
    """Before leads are erased: their credit rows as they stand at the last, tied to nobody from now on. Gives how many."""
    recredit(lead_ids, now=now)
    rows = db.session.scalars(select(CreditRow).where(CreditRow.lead_id.in_(lead_ids))).all()
    for row in rows:
        row.lead_id = None
    db.session.flush()
    return len(rows)


def _submissions(lead_ids: Sequence[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(Submission.lead_id, func.count())
        .where(Submission.lead_id.in_(lead_ids), Submission.kind == "new")
        .group_by(Submission.lead_id)
    )
    return dict(rows.all())


def _households(lead_ids: Iterable[str]) -> dict[str, str]:
    found = select(Lead.id, Person.household_id).join(Person, Person.id == Lead.person_id)
    rows = db.session.execute(found.where(Lead.id.in_(lead_ids), Person.household_id.is_not(None)))
    return dict(rows.all())


def _milestones(lead_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    rows = db.session.execute(
        select(Transition.lead_id, Transition.after, Transition.at)
        .where(Transition.lead_id.in_(lead_ids))
        .order_by(Transition.at, Transition.id)
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for lead_id, after, at in rows:
        found[lead_id].setdefault(after, month_of(at))
    return found


def month_of(at: datetime) -> str:
    """`2017-05`, on a Swedish wall."""
    return f"{here(at):%Y-%m}"
