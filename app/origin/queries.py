"""What did the organisation do in the last two years that somebody may have heard of us by, and what have they answered? SELECTs."""

import json
from datetime import date, datetime, time

from sqlalchemy import Date, Text, bindparam, cast, func, or_, select
from sqlalchemy.orm import joinedload

from ..accounts.models import Notice
from ..clock import STOCKHOLM
from ..events.models import Event
from ..flyers.models import Code, Placement
from ..flyers.rules import KINDS
from ..leads.models import CreditRow, DuplicateHint, Lead, Person, Touch
from ..leads.search import asked_of_staff
from ..staffing.models import HelpInvitation
from ..store.db import db
from . import heard
from .heard import Choice, Groups
from .models import Ambassador, MediaFlight, Series, Tip

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


# Who may be the same person as a lead and has answered already, for its page: leads/rooms.py. Staff alone hear of it: on one's own
# page the question stays, since its absence would tell a stranger who typed somebody's number that this person has written to us.
_OTHER = func.coalesce(func.nullif(DuplicateHint.other_lead_id, bindparam("lead_id")), DuplicateHint.lead_id)
ANSWERED_BY_ONE_ALIKE = (
    select(Touch.lead_id)
    .join(DuplicateHint, Touch.lead_id == _OTHER)
    .where(
        or_(DuplicateHint.lead_id == bindparam("lead_id"), DuplicateHint.other_lead_id == bindparam("lead_id")),
        asked_of_staff(bindparam("today", type_=Date), protected=False),
        Touch.kind == heard.FIRST_HEARD,
        Touch.superseded_by.is_(None),
    )
)


def lead_to_ask(lead_id: str) -> Lead | None:
    """The lead, locked, so that two who ask at once ask one after the other."""
    return db.session.get(Lead, lead_id, with_for_update=True)


# Cards and letters ---------------------------------------------------------------------------------------------------


def series_of(unit_id: str, kind: str, function_id: str | None) -> Series | None:
    """The unit's series of that kind and function, if it has begun."""
    found = select(Series).filter_by(unit_id=unit_id, kind=kind, function_id=function_id)
    return db.session.scalar(found.order_by(Series.created_at).limit(1))


def letters_of(unit_id: str) -> list[Series]:
    """The unit's mailings, the newest first."""
    found = select(Series).filter_by(unit_id=unit_id, kind="letters")
    return list(db.session.scalars(found.order_by(Series.created_at.desc(), Series.id)))


def series_by_id(series_id: str) -> Series | None:
    """That series."""
    return db.session.get(Series, series_id)


def codes_of(series_id: str) -> list[str]:
    """The codes of a series in the order in which they were made."""
    found = select(Code.code).join(Placement, Placement.id == Code.placement_id).where(Placement.series_id == series_id)
    return list(db.session.scalars(found.order_by(Placement.id)))


def numbers_of(unit_id: str) -> dict[str, int]:
    """Series → how many codes it has."""
    rows = db.session.execute(
        select(Placement.series_id, func.count())
        .join(Series, Series.id == Placement.series_id)
        .where(Series.unit_id == unit_id)
        .group_by(Placement.series_id)
    )
    return dict(rows.all())


def leads_by_series(unit_id: str) -> dict[str, int]:
    """Series → how many leads its codes made, those whose person is gone too. Two queries; nothing below a whole series."""
    mine = dict(
        db.session.execute(
            select(Placement.id, Placement.series_id)
            .join(Series, Series.id == Placement.series_id)
            .where(Series.unit_id == unit_id)
        ).all()
    )
    made = cast(CreditRow.created_by, Text)
    rows = db.session.execute(
        select(made, func.count())
        .where(
            CreditRow.unit_id == unit_id,
            CreditRow.state.not_in(["quarantined", "duplicate"]),
            made.contains('"placement"'),
        )
        .group_by(made)
    )
    found: dict[str, int] = {}
    for source, number in rows:
        series_id = mine.get(json.loads(source)["placement"])
        if series_id:
            found[series_id] = found.get(series_id, 0) + number
    return found


# Ambassadors -----------------------------------------------------------------------------------------------------------


def ambassadors_of(unit_id: str) -> list[Ambassador]:
    """The unit's ambassadors by name, in no other order: nobody is compared with anybody."""
    found = select(Ambassador).filter_by(unit_id=unit_id).options(joinedload(Ambassador.function))
    return sorted(db.session.scalars(found), key=lambda row: row.name.casefold())


def ambassador_by_id(ambassador_id: str) -> Ambassador | None:
    """That ambassador with card and function."""
    found = select(Ambassador).filter_by(id=ambassador_id)
    return db.session.scalar(
        found.options(joinedload(Ambassador.function), joinedload(Ambassador.placement).joinedload(Placement.code))
    )


def notice_words(hash: str, organisation_id: str) -> str | None:
    """The words that somebody agreed to."""
    row = db.session.get(Notice, (hash, organisation_id))
    return row and row.text


def totals_of_cards(unit_id: str) -> list[tuple[str, int, int]]:
    """(function, cards, leads) of each function's ambassadors, by the function's name. Three queries."""
    numbers, leads = numbers_of(unit_id), leads_by_series(unit_id)
    found = select(Series).filter_by(unit_id=unit_id, kind="cards").options(joinedload(Series.function))
    rows = [(row.function.name, numbers.get(row.id, 0), leads.get(row.id, 0)) for row in db.session.scalars(found)]
    return sorted(rows, key=lambda row: row[0].casefold())


# Tips ------------------------------------------------------------------------------------------------------------------


def unit_of(lead_id: str) -> str:
    """The unit that a lead belongs to."""
    return db.session.scalar(select(Lead.unit_id).filter_by(id=lead_id))


# The tip that a lead came by, for its page: leads/rooms.py.
TIP_OF_A_LEAD = select(Tip.id, Tip.told_by, Tip.inform_by, Tip.informed_at, Tip.closed_at).where(
    Tip.lead_id == bindparam("lead_id")
)


def tip_by_id(tip_id: str) -> Tip | None:
    """That tip with its lead and person."""
    found = select(Tip).filter_by(id=tip_id).options(joinedload(Tip.lead).joinedload(Lead.person))
    return db.session.scalar(found)


def _waiting():
    return (Tip.informed_at.is_(None), Tip.closed_at.is_(None))


def tips_waiting(unit_id: str) -> list[Tip]:
    """Tips of whom the person has not been told, the most pressing first; those of protected people are not listed."""
    found = (
        select(Tip)
        .join(Lead, Lead.id == Tip.lead_id)
        .join(Person, Person.id == Lead.person_id)
        .where(Tip.unit_id == unit_id, Person.protected.is_(False), *_waiting())
        .options(joinedload(Tip.lead).joinedload(Lead.person))
        .order_by(Tip.inform_by, Tip.id)
    )
    return list(db.session.scalars(found))


def number_pressing(unit_id: str, until: date) -> int:
    """How many must be told up to that day."""
    found = select(func.count()).select_from(Tip).where(Tip.unit_id == unit_id, Tip.inform_by <= until, *_waiting())
    return db.session.scalar(found) or 0


def tips_not_told_by(today: date) -> list[Tip]:
    """Tips whose last day is over, and with whom nobody has spoken: those who have stay on the list until it is noted that they were
    told. Who is frozen is left as they are."""
    found = (
        select(Tip)
        .join(Lead, Lead.id == Tip.lead_id)
        .where(Tip.inform_by < today, Lead.first_contact_at.is_(None), Lead.restricted_at.is_(None), *_waiting())
        .options(joinedload(Tip.lead))
        .limit(500)
    )
    return list(db.session.scalars(found))


def came_by_themselves(lead_id: str) -> bool:
    """Whether the person has also written to us: the lead, or one that was merged with it, came otherwise than by a tip."""
    same = or_(Lead.id == lead_id, Lead.merged_into_id == lead_id)
    return db.session.scalar(select(Lead.id).where(same, Lead.way != "tip").limit(1)) is not None


# Media -----------------------------------------------------------------------------------------------------------------


def flights_of(unit_id: str, first: date | None = None, until: date | None = None) -> list[MediaFlight]:
    """The unit's flights, the latest first; with days, those with a week from `first` until `until` (exclusive)."""
    found = select(MediaFlight).filter_by(unit_id=unit_id)
    if first and until:
        found = found.where(MediaFlight.from_on < until, MediaFlight.until_on > first)
    return list(db.session.scalars(found.order_by(MediaFlight.from_on.desc(), MediaFlight.id)))


def flight_by_id(flight_id: str) -> MediaFlight | None:
    """That flight."""
    return db.session.get(MediaFlight, flight_id)
