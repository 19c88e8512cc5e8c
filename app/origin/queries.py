"""What did the organisation do in the last two years that somebody may have heard of us by, and what have they answered? SELECTs."""

from datetime import date, datetime, time

from sqlalchemy import or_, select

from ..clock import STOCKHOLM
from ..events.models import Event
from ..flyers.models import Placement
from ..flyers.rules import KINDS
from ..leads.models import Lead, Touch
from ..staffing.models import HelpInvitation
from ..store.db import db
from . import heard
from .heard import Choice, Groups

MOST = 150  # of a kind; nobody reads through more
NOT_SEEN = (
    "tablet",
    "ambassador_card",
    "letter",
    "pass_on",
)  # whoever got one came by its code, or was handed it by a friend


def choices_for(unit_id: str, organisation_id: str, today: date, language: str, *, public: bool) -> Groups:
    """What can be answered. `public`: as visitors may read it, only public events and paper that says where it was. Three queries."""
    return Groups(
        events=heard.alike_left_out(_events(unit_id, today, language, public)),
        placements=heard.alike_left_out(_placements(unit_id, today, language, public)),
        partners=_partners(organisation_id, today),
    )


def _events(unit_id: str, today: date, language: str, public: bool) -> list[Choice]:
    found = (
        select(Event)
        .where(
            Event.unit_id == unit_id,
            Event.first_on >= heard.since(today),
            Event.first_on <= today,
            Event.state.not_in(["idea", "cancelled"]),
        )
        .order_by(Event.first_on.desc(), Event.id)
        .limit(MOST)
    )
    if public:
        found = found.where(Event.public.is_(True))
    return [
        Choice(f"event:{row.id}", f"{row.title_in(language)}, {row.when.label(language, short=True, this_year=0)}")
        for row in db.session.scalars(found)
    ]


def _placements(unit_id: str, today: date, language: str, public: bool) -> list[Choice]:
    since = datetime.combine(heard.since(today), time(), STOCKHOLM)
    found = (
        select(Placement, Event)
        .join(Event, Event.id == Placement.event_id)
        .where(
            Event.unit_id == unit_id,
            Placement.kind.not_in(NOT_SEEN),
            Event.state != "idea",
            or_(Event.first_on >= heard.since(today), Placement.created_at >= since),
            or_(Placement.from_on.is_(None), Placement.from_on <= today),
        )
        .order_by(Placement.created_at.desc(), Placement.id)
        .limit(MOST)
    )
    rows = db.session.execute(found).unique().all()
    if public:
        return [
            Choice(f"placement:{row.id}", f"{KINDS.get(row.kind, row.kind)}, {row.where}")
            for row, event in rows
            if event.public and row.where
        ]
    return [Choice(f"placement:{row.id}", f"{row.label}, {event.title_in(language)}") for row, event in rows]


def _partners(organisation_id: str, today: date) -> tuple[Choice, ...]:
    since = datetime.combine(heard.since(today), time(), STOCKHOLM)
    names = db.session.scalars(
        select(HelpInvitation.partner)
        .where(
            HelpInvitation.organisation_id == organisation_id,
            HelpInvitation.partner.is_not(None),
            HelpInvitation.created_at >= since,
        )
        .distinct()
        .limit(MOST)
    )
    return tuple(Choice(f"partner:{name}", name) for name in sorted(names, key=str.casefold))


def answer_of(lead_id: str, kind: str) -> Touch | None:
    """What the person has answered to that question and stands by. One query."""
    found = select(Touch).filter_by(lead_id=lead_id, kind=kind, superseded_by=None)
    return db.session.scalar(found.order_by(Touch.noted_at.desc(), Touch.id.desc()).limit(1))


def is_answered(lead_id: str) -> bool:
    """Whether the question has been answered, be it with *vet inte*: then nobody puts it again. One query."""
    return answer_of(lead_id, heard.FIRST_HEARD) is not None


def lead_to_ask(lead_id: str) -> Lead | None:
    """The lead, locked, so that two who ask at once ask one after the other."""
    return db.session.get(Lead, lead_id, with_for_update=True)
