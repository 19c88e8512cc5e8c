"""What was counted, per event and per placement? The numbers behind the tables; SELECTs only, always inside one unit.

Every table takes a fixed number of queries, whatever the number of rows.
"""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import and_, case, func, select

from ..booths.models import Booth, Tally
from ..events.models import Event
from ..flyers.models import Placement, ScanTally
from ..leads.models import Lead, Submission, Touch
from ..store.db import db
from .tables import Row

COUNTED = Lead.state.not_in(["quarantined", "duplicate"])


def _made(*columns):
    """Leads, submissions and contacts by the touch that made the submission."""
    return (
        select(
            *columns,
            func.count(Lead.id.distinct()).label("leads"),
            func.count(Lead.id.distinct()).filter(Lead.first_contact_at.is_not(None)).label("contacts"),
        )
        .select_from(Touch)
        .join(Lead, Lead.id == Touch.lead_id)
        .where(Touch.created.is_(True), Touch.superseded_by.is_(None), COUNTED)
        .group_by(*columns)
    )


def _sent(*columns):
    """Submissions, corrections and withdrawals apart, by the same touch."""
    return (
        select(*columns, func.count(Submission.id).label("submissions"))
        .select_from(Touch)
        .join(Lead, Lead.id == Touch.lead_id)
        .join(Submission, and_(Submission.lead_id == Lead.id, Submission.kind == "new"))
        .where(Touch.created.is_(True), Touch.superseded_by.is_(None))
        .group_by(*columns)
    )


def _scans(column):
    number = func.sum(ScanTally.number)
    return select(
        column.label("of"),
        number.label("scans"),
        func.sum(case((ScanTally.late, ScanTally.number), else_=0)).label("late"),
    ).where(ScanTally.bot.is_(False))


def rows_by_event(unit_id: str, since: datetime, until: datetime) -> list[Row]:
    """One row an event that had leads, scans, conversations or took place in the period, and unknown. Six queries."""
    period = (Lead.captured_at >= since, Lead.captured_at < until)
    leads = {r.event_id: r for r in db.session.execute(_made(Touch.event_id).where(Lead.unit_id == unit_id, *period))}
    sent = dict(db.session.execute(_sent(Touch.event_id).where(Lead.unit_id == unit_id, *period)).all())
    scans = {
        row.of or None: row
        for row in db.session.execute(
            _scans(ScanTally.event_id)
            .join(Placement, Placement.id == ScanTally.placement_id)
            .outerjoin(Event, Event.id == ScanTally.event_id)
            .where(Event.unit_id == unit_id, ScanTally.hour_at >= since, ScanTally.hour_at < until)
            .group_by(ScanTally.event_id)
        )
    }
    talks = dict(
        db.session.execute(
            select(Tally.event_id, func.sum(Tally.number))
            .join(Event, Event.id == Tally.event_id)
            .where(Event.unit_id == unit_id, Tally.kind == "conversations", Tally.at >= since, Tally.at < until)
            .group_by(Tally.event_id)
        ).all()
    )
    costs = dict(
        db.session.execute(
            select(Placement.event_id, func.sum(Placement.cost_ore))
            .join(Event, Event.id == Placement.event_id)
            .where(Event.unit_id == unit_id, Placement.cost_ore.is_not(None))
            .group_by(Placement.event_id)
        ).all()
    )
    seen = {of for of in [*leads, *sent, *scans, *talks] if of}
    events = db.session.scalars(
        select(Event).where(
            Event.unit_id == unit_id,
            Event.id.in_(seen) | and_(Event.first_on >= since.date(), Event.first_on < until.date()),
        )
    ).all()
    rows = [_row(event.id, event.title, event.slug, leads, sent, scans, talks, costs) for event in events]
    return [_row(None, "", None, leads, sent, scans, talks, {}), *rows]


def _row(of, title, href, leads, sent, scans, talks, costs) -> Row:
    made, scanned = leads.get(of), scans.get(of)
    return Row(
        of=of,
        title=title,
        href=href,
        conversations=int(talks.get(of) or 0),
        scans=int(scanned.scans) if scanned else 0,
        late_scans=int(scanned.late) if scanned else 0,
        submissions=int(sent.get(of) or 0),
        leads=made.leads if made else 0,
        contacts=made.contacts if made else 0,
        cost=int(costs[of]) if costs.get(of) is not None else None,
    )


def rows_by_placement(event: Event) -> list[Row]:
    """One row a placement of the event, one a booth for those met there in person, and unknown. Six queries."""
    leads: dict = defaultdict(lambda: [0, 0])
    for row in db.session.execute(_made(Touch.placement_id, Touch.booth_id).where(Touch.event_id == event.id)):
        found = leads[_key(row)]
        found[0] += row.leads
        found[1] += row.contacts
    sent: dict = defaultdict(int)
    for row in db.session.execute(_sent(Touch.placement_id, Touch.booth_id).where(Touch.event_id == event.id)):
        sent[_key(row)] += row.submissions
    scans = {
        row.of: row
        for row in db.session.execute(
            _scans(ScanTally.placement_id).where(ScanTally.event_id == event.id).group_by(ScanTally.placement_id)
        )
    }
    talks = dict(
        db.session.execute(
            select(Tally.booth_id, func.sum(Tally.number))
            .where(Tally.event_id == event.id, Tally.kind == "conversations")
            .group_by(Tally.booth_id)
        ).all()
    )
    placed = db.session.scalars(
        select(Placement).where((Placement.event_id == event.id) | Placement.id.in_(list(scans)))
    )
    places = [(("placement", row.id), row.label, row.cost_ore) for row in placed.unique()]
    booths = db.session.scalars(select(Booth).filter_by(event_id=event.id))
    places += [(("booth", row.id), row.name, None) for row in booths]
    found = []
    for key, title, cost in [(None, "", None), *places]:
        of = key[1] if key else None
        scanned = scans.get(of)
        found.append(
            Row(
                of=of,
                title=title,
                conversations=int(talks.get(of) or 0),
                scans=int(scanned.scans) if scanned else 0,
                late_scans=int(scanned.late) if scanned else 0,
                submissions=sent[key],
                leads=leads[key][0],
                contacts=leads[key][1],
                cost=cost,
            )
        )
    return found


def _key(row) -> tuple[str, str] | None:
    """What a touch is credited to: its placement, else its booth, else unknown."""
    if row.placement_id:
        return ("placement", row.placement_id)
    return ("booth", row.booth_id) if row.booth_id else None


def years_with_leads(unit_id: str) -> list[int]:
    """The years in which somebody was met, newest first."""
    first, last = db.session.execute(
        select(func.min(Lead.captured_at), func.max(Lead.captured_at)).where(Lead.unit_id == unit_id)
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first else []
