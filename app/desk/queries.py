"""What belongs together on one page? Reads across events, booths, placements and leads, always within one organisation."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from ..accounts.models import Holding, Staff
from ..booths.models import Booth, Tally
from ..clock import local_date
from ..events.models import Event
from ..events.rules import BEFORE_DONE
from ..flyers.models import Placement, ScanTally
from ..leads.gone import Gone, gone_by
from ..leads.models import GoneCount, Lead, Submission
from ..leads.search import Wanted, leads_wanted
from ..staffing.queries import Staffing, staffing_of
from ..store.db import db


@dataclass(frozen=True)
class PlacementLine:
    """A placement and what it led to at this event. Scans by people; `submissions` are forms sent, `leads` what they made."""

    placement: Placement
    scans: int
    late_scans: int
    submissions: int
    leads: int


@dataclass(frozen=True)
class BoothLine:
    """A booth and what was counted there."""

    booth: Booth
    conversations: int
    flyers: int
    leads: int


@dataclass(frozen=True)
class Strip:
    """All that the page of one event shows beside the event itself. `unplaced` are leads without a placement or booth."""

    booths: list[BoothLine] = field(default_factory=list)
    placements: list[PlacementLine] = field(default_factory=list)
    leads: int = 0
    unplaced: int = 0
    holders: list[Staff] = field(default_factory=list)
    staffing: Staffing = field(default_factory=Staffing)

    @property
    def cost_ore(self) -> int:
        """What the placements cost, as far as noted."""
        return sum(line.placement.cost_ore or 0 for line in self.placements)

    @property
    def without_cost(self) -> int:
        """How many placements have no cost noted."""
        return sum(line.placement.cost_ore is None for line in self.placements)


def strip_of(event: Event, *, now: datetime) -> Strip:
    """What hangs on an event `now`: nine queries, however much it is."""
    leads = _lead_counts(event.id)
    return Strip(
        booths=_booth_lines(event.id, leads),
        placements=_placement_lines(event.id, leads),
        leads=sum(leads.values()),
        unplaced=sum(number for (placement, booth), number in leads.items() if not placement and not booth),
        holders=holders_of([event.owner_function_id], on=local_date(now)).get(event.owner_function_id, []),
        staffing=staffing_of(event.id, now=now),
    )


def _lead_counts(event_id: str) -> dict[tuple, int]:
    rows = db.session.execute(
        select(Lead.placement_id, Lead.booth_id, func.count())
        .where(Lead.event_id == event_id, Lead.state != "quarantined")
        .group_by(Lead.placement_id, Lead.booth_id)
    )
    found = Counter({(placement, booth): number for placement, booth, number in rows})
    for key, gone in gone_by(GoneCount.placement_id, GoneCount.booth_id, event_id=event_id).items():
        found[key] += gone.leads_but_set_aside
    return found


def _booth_lines(event_id: str, leads: dict[tuple, int]) -> list[BoothLine]:
    booths = db.session.scalars(select(Booth).filter_by(event_id=event_id).order_by(Booth.created_at, Booth.id)).all()
    counted = db.session.execute(
        select(Tally.booth_id, Tally.kind, func.sum(Tally.number))
        .where(Tally.event_id == event_id)
        .group_by(Tally.booth_id, Tally.kind)
    )
    taps = {(booth, kind): int(number) for booth, kind, number in counted}
    return [
        BoothLine(
            booth,
            taps.get((booth.id, "conversations"), 0),
            taps.get((booth.id, "flyers"), 0),
            sum(number for (_, at), number in leads.items() if at == booth.id),
        )
        for booth in booths
    ]


def _placement_lines(event_id: str, leads: dict[tuple, int]) -> list[PlacementLine]:
    gone = gone_by(GoneCount.placement_id, event_id=event_id)
    placements = db.session.scalars(
        select(Placement).filter_by(event_id=event_id).order_by(Placement.created_at, Placement.id)
    ).all()
    scans = db.session.execute(
        select(ScanTally.placement_id, ScanTally.late, func.sum(ScanTally.number))
        .where(ScanTally.event_id == event_id, ScanTally.bot.is_(False))
        .group_by(ScanTally.placement_id, ScanTally.late)
    )
    scanned = {(placement, late): int(number) for placement, late, number in scans}
    sent = dict(
        db.session.execute(
            select(Lead.placement_id, func.count(Submission.id))
            .join(Submission, Submission.lead_id == Lead.id)
            .where(Lead.event_id == event_id, Lead.state != "quarantined", Submission.kind == "new")
            .group_by(Lead.placement_id)
        ).all()
    )
    return [
        PlacementLine(
            placement,
            scanned.get((placement.id, False), 0) + scanned.get((placement.id, True), 0),
            scanned.get((placement.id, True), 0),
            sent.get(placement.id, 0) + gone.get((placement.id,), Gone()).submissions_but_set_aside,
            sum(number for (at, _), number in leads.items() if at == placement.id),
        )
        for placement in placements
    ]


def holders_of(function_ids: list[str | None], *, on: date) -> dict[str, list[Staff]]:
    """Who holds these functions that day, deputies last; a function that nobody holds is not in the answer."""
    rows = db.session.execute(
        select(Holding.function_id, Staff)
        .join(Staff, Staff.id == Holding.staff_id)
        .where(
            Holding.function_id.in_([one for one in function_ids if one]),
            Holding.from_on <= on,
            or_(Holding.until_on.is_(None), Holding.until_on > on),
            Staff.active.is_(True),
        )
        .order_by(Holding.deputy, Staff.name)
    )
    found: dict[str, list[Staff]] = {}
    for function, staff in rows.unique():
        found.setdefault(function, []).append(staff)
    return found


def open_events(organisation_id: str) -> list[Event]:
    """Events that are neither over nor cancelled, in order of time, undated last; their organisation comes along."""
    found = (
        select(Event)
        .where(Event.organisation_id == organisation_id, Event.state.in_(BEFORE_DONE))
        .options(joinedload(Event.organisation), joinedload(Event.owner))
    )
    return sorted(db.session.scalars(found), key=lambda event: (event.when.sort_key, event.title, event.id))


@dataclass(frozen=True)
class CameIn:
    """What came in lately: how many, and from where, most first. `event` None is what came without one."""

    number: int = 0
    by_event: list[tuple[Event | None, int]] = field(default_factory=list)


def came_in(unit_id: str, *, since: datetime) -> CameIn:
    """How many leads the unit got since then, by event; those set aside not counted."""
    number = func.count(Lead.id)
    rows = db.session.execute(
        select(Event, number)
        .select_from(Lead)
        .outerjoin(Event, Event.id == Lead.event_id)
        .where(Lead.unit_id == unit_id, Lead.state != "quarantined", Lead.received_at >= since)
        .group_by(Event.id)
        .order_by(number.desc(), Event.title)
    )
    by_event = [(event, count) for event, count in rows]
    return CameIn(sum(count for _, count in by_event), by_event)


def newest_leads(unit_id: str, *, protected: bool, most: int = 6) -> list[Lead]:
    """The leads that came last, with person, event and placement; those set aside not."""
    wanted = leads_wanted(unit_id, Wanted(show="all"), protected=protected)
    return list(db.session.scalars(wanted.where(Lead.state != "quarantined").limit(most)).unique())


def anything(organisation_id: str) -> bool:
    """Whether anything was ever planned here."""
    return db.session.scalar(select(Event.id).filter_by(organisation_id=organisation_id).limit(1)) is not None
