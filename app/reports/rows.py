"""Which rows does an export hold? One generator a kind, a thousand rows at a time, with the keys that are promised."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from ..accounts.models import AssignmentType, Function, Milestone
from ..booths.models import Booth, CaptureSession
from ..events.models import Event
from ..flyers.models import Code, Placement, ScanTally
from ..handover.models import Outcome
from ..handover.outcome import became
from ..journal.models import JournalLine
from ..leads.crediting import month_of
from ..leads.models import ContactPoint, CreditRow, Lead, LeadInterest, Person, Submission, Touch
from ..staffing.models import Assignment, Helper, Shift
from ..staffing.rules import OPEN, STANDING
from ..store.db import db

EVENTS = (
    "id",
    "slug",
    "title",
    "kind",
    "status",
    "when",
    "starts_at",
    "ends_at",
    "place",
    "strands",
    "owner_function",
    "public",
    "capacity",
)
BOOTHS = ("id", "event", "name", "place_number", "from", "until")
PLACEMENTS = (
    "code",
    "url",
    "kind",
    "label",
    "event",
    "booth",
    "from",
    "until",
    "quantity_out",
    "quantity_left",
    "cost",
    "scans",
    "late_scans",
    "submissions",
    "leads",
)
LEADS = (
    "id",
    "name",
    "phone",
    "email",
    "language",
    "interests",
    "state",
    "way",
    "captured_at",
    "received_at",
    "capture_id",
    "event",
    "placement",
    "booth",
    "shift",
    "device",
    "owner_function",
    "next_on",
    "first_attempt_at",
    "first_contact_at",
    "outcome_milestone",
)
SHIFTS = ("id", "event", "booth", "starts_at", "ends_at", "min", "max", "assigned", "confirmed")
HELPERS = (
    "id",
    "name",
    "phone",
    "email",
    "partner",
    "languages",
    "language",
    "last_asked_at",
    "created_at",
    "ended_at",
)
TOUCHES = ("lead", "placement", "event", "kind", "grade", "at", "noted_by", "superseded_by")
JOURNAL = ("id", "at", "kind", "actor", "subject", "details")
CHUNK = 1000
ONE_OF_MANY = (
    "ambassador_card",
    "letter",
)  # whose code is one person's: counted for the whole series, told for nothing less
CODE_OR_SERIES = case((Placement.kind.in_(ONE_OF_MANY), Placement.series_id), else_=Code.code)


def _by_id(query: Select, column, scope) -> Iterator[list]:
    """The rows of a query in pieces, in the order of an id; each piece is a query of its own, so nothing is held open.

    Where a piece ends is asked of its table alone. A limit on the query itself has PostgreSQL join all that is left each time.
    """
    mine, after = column.class_.organisation_id == scope.organisation_id, ""
    while last := _end_of_piece(select(column).where(mine, column > after).order_by(column).limit(CHUNK).subquery()):
        yield db.session.execute(query.where(column > after, column <= last).order_by(column)).all()
        after = last


def _end_of_piece(ids) -> str | None:
    return db.session.scalar(select(func.max(ids.c[0])))


def events(scope) -> Iterator[dict]:
    """All events of the organisation."""
    query = (
        select(Event.id, Event, Function.name)
        .outerjoin(Function, Function.id == Event.owner_function_id)
        .where(Event.organisation_id == scope.organisation_id)
    )
    for piece in _by_id(query, Event.id, scope):
        for _id, row, owner in piece:
            when = row.when
            yield {
                "id": row.id, "slug": row.slug, "title": row.title, "kind": row.kind, "status": row.state,
                "when": when.text, "starts_at": when.starts_at, "ends_at": when.ends_at, "place": row.place,
                "strands": row.strands, "owner_function": owner, "public": row.public, "capacity": row.capacity,
            }  # fmt: skip


def booths(scope) -> Iterator[dict]:
    """All booths of the organisation."""
    query = (
        select(Booth.id, Event.slug, Booth.name, Booth.place_number, Booth.from_at, Booth.until_at)
        .join(Event, Event.id == Booth.event_id)
        .where(Booth.organisation_id == scope.organisation_id)
    )
    for piece in _by_id(query, Booth.id, scope):
        yield from (dict(zip(BOOTHS, row, strict=True)) for row in piece)


def placements(scope) -> Iterator[dict]:
    """All placements with what they led to; for one ambassador's card or one letter that is told of nobody. Scans by machines are
    left out."""
    mine = Placement.organisation_id == scope.organisation_id
    number = func.sum(ScanTally.number)
    scans = {
        row[0]: row[1:]
        for row in db.session.execute(
            select(ScanTally.placement_id, number, number.filter(ScanTally.late.is_(True)))
            .where(ScanTally.organisation_id == scope.organisation_id, ScanTally.bot.is_(False))
            .group_by(ScanTally.placement_id)
        )
    }
    made = {
        row[0]: row[1:]
        for row in db.session.execute(
            select(Touch.placement_id, func.count(Submission.id.distinct()), func.count(Lead.id.distinct()))
            .join(Lead, Lead.id == Touch.lead_id)
            .join(Submission, and_(Submission.lead_id == Lead.id, Submission.kind == "new"))
            .where(
                Touch.organisation_id == scope.organisation_id,
                Touch.placement_id.is_not(None),
                Touch.created.is_(True),
                Touch.superseded_by.is_(None),
                Lead.state.not_in(["quarantined", "duplicate"]),
            )
            .group_by(Touch.placement_id)
        )
    }
    query = (
        select(Placement.id, Placement, Code.code, Event.slug)
        .join(Code, Code.placement_id == Placement.id)
        .outerjoin(Event, Event.id == Placement.event_id)
        .where(mine)
    )
    for piece in _by_id(query, Placement.id, scope):
        for _id, row, code, slug in piece:
            scanned, late = scans.get(row.id, (0, 0))
            sent, leads = made.get(row.id, (0, 0))
            counts = {"scans": int(scanned or 0), "late_scans": int(late or 0), "submissions": sent, "leads": leads}
            if row.kind in ONE_OF_MANY:
                counts = dict.fromkeys(counts)
            yield {
                "code": code, "url": f"{scope.public_url}/q/{code}", "kind": row.kind, "label": row.label, "event": slug,
                "booth": row.booth_id, "from": row.from_on, "until": row.until_on, "quantity_out": row.quantity_out,
                "quantity_left": row.quantity_left, "cost": row.cost_ore, **counts,
            }  # fmt: skip


def _of_people(query: Select, scope) -> Select:
    query = query.where(
        Lead.organisation_id == scope.organisation_id, Person.protected.is_(False), Lead.restricted_at.is_(None)
    )
    return query.where(Lead.unit_id == scope.unit_id) if scope.unit_id else query


def leads(scope) -> Iterator[dict]:
    """All leads but those of people with protected identity, oldest first. Three queries a thousand."""
    phone, email = aliased(ContactPoint), aliased(ContactPoint)
    query = _of_people(
        select(
            Lead.id, Person.name, phone.value, email.value, Person.language, Lead.state, Lead.way, Lead.captured_at,
            Lead.received_at, Submission.capture_id, Event.slug, CODE_OR_SERIES, Lead.booth_id, CaptureSession.shift_id,
            CaptureSession.device, Function.name, Lead.next_on, Lead.first_attempt_at, Lead.first_contact_at,
        )
        .join(Person, Person.id == Lead.person_id)
        .join(Submission, and_(Submission.lead_id == Lead.id, Submission.kind == "new"))
        .outerjoin(phone, and_(phone.person_id == Person.id, phone.kind == "phone", phone.place == 0))
        .outerjoin(email, and_(email.person_id == Person.id, email.kind == "email", email.place == 0))
        .outerjoin(Event, Event.id == Lead.event_id)
        .outerjoin(Code, Code.placement_id == Lead.placement_id)
        .outerjoin(Placement, Placement.id == Lead.placement_id)
        .outerjoin(CaptureSession, CaptureSession.id == Submission.capture_session_id)
        .outerjoin(Function, Function.id == Lead.owner_function_id),
        scope,
    )  # fmt: skip
    for piece in _by_id(query, Lead.id, scope):
        interests = _interests(piece[0][0], piece[-1][0], scope) if piece else {}
        told = _outcomes(piece[0][0], piece[-1][0], scope) if piece else {}
        for row in piece:
            (id_, name, tel, mail, language, state, way, captured, received, capture_id, slug, code, booth, shift, device,
             owner, next_on, attempt, contact) = row  # fmt: skip
            yield {
                "id": id_, "name": name, "phone": tel, "email": mail, "language": language, "interests": interests[id_],
                "state": state, "way": way, "captured_at": captured, "received_at": received, "capture_id": capture_id,
                "event": slug, "placement": code, "booth": booth, "shift": shift, "device": device, "owner_function": owner,
                "next_on": next_on, "first_attempt_at": attempt, "first_contact_at": contact, "outcome_milestone": told.get(id_) or _unknown(captured, state, scope),
            }  # fmt: skip


def _interests(first: str, last: str, scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(LeadInterest.lead_id, AssignmentType.key)
        .join(AssignmentType, AssignmentType.id == LeadInterest.assignment_type_id)
        .where(LeadInterest.organisation_id == scope.organisation_id, LeadInterest.lead_id.between(first, last))
        .order_by(AssignmentType.position)
    )
    for lead_id, key in rows:
        found[lead_id].append(key)
    return found


def _outcomes(first: str, last: str, scope) -> dict[str, str]:
    """Lead id → the key of the furthest milestone that was reported of it and stands."""
    rows = db.session.execute(
        select(CreditRow.lead_id, Milestone.key)
        .join(Outcome, Outcome.credit_id == CreditRow.id)
        .join(Milestone, Milestone.id == Outcome.milestone_id)
        .where(
            CreditRow.organisation_id == scope.organisation_id, CreditRow.lead_id.between(first, last),
            Outcome.superseded_by.is_(None), Outcome.held.is_(False), Outcome.month.is_not(None),
        )
        .order_by(Milestone.position, Outcome.id)
    )  # fmt: skip
    return dict(rows.all())


def _unknown(captured_at: datetime, state: str, scope) -> str | None:
    """`unknown` for one of whom nobody has told us an end in all the months that we follow somebody."""
    late = scope.today and became(month_of(captured_at), state, (), scope.today) == "unknown"
    return "unknown" if late else None


def shifts(scope) -> Iterator[dict]:
    """All shifts but cancelled ones. `assigned` are those asked, proposed or sure; `confirmed` those of them who said yes."""
    on = and_(Assignment.shift_id == Shift.id, Assignment.state.in_((*OPEN, *STANDING)))
    query = (
        select(
            Shift.id, Event.slug, Shift.booth_id, Shift.starts_at, Shift.ends_at, Shift.least, Shift.most,
            func.count(Assignment.id), func.count(Assignment.id).filter(Assignment.state.in_(STANDING)),
        )
        .join(Event, Event.id == Shift.event_id)
        .outerjoin(Assignment, on)
        .where(Shift.organisation_id == scope.organisation_id, Shift.cancelled_at.is_(None))
        .group_by(Shift.id, Event.id)
    )  # fmt: skip
    for piece in _by_id(query, Shift.id, scope):
        yield from (dict(zip(SHIFTS, row, strict=True)) for row in piece)


def _of_helpers(query: Select, scope) -> Select:
    query = query.where(Helper.organisation_id == scope.organisation_id)
    return query.where(Helper.unit_id == scope.unit_id) if scope.unit_id else query


def helpers(scope) -> Iterator[dict]:
    """All helpers, those who have ended too."""
    query = _of_helpers(select(*(getattr(Helper, name) for name in HELPERS)), scope)
    for piece in _by_id(query, Helper.id, scope):
        yield from (dict(zip(HELPERS, row, strict=True)) for row in piece)


def touches(scope) -> Iterator[dict]:
    """All touches, superseded ones too."""
    query = _of_people(
        select(
            Touch.id,
            Touch.lead_id,
            CODE_OR_SERIES,
            Event.slug,
            Touch.kind,
            Touch.grade,
            Touch.at,
            Touch.noted_by,
            Touch.superseded_by,
        )
        .join(Lead, Lead.id == Touch.lead_id)
        .join(Person, Person.id == Lead.person_id)
        .outerjoin(Code, Code.placement_id == Touch.placement_id)
        .outerjoin(Placement, Placement.id == Touch.placement_id)
        .outerjoin(Event, Event.id == Touch.event_id),
        scope,
    )
    for piece in _by_id(query, Touch.id, scope):
        yield from (dict(zip(TOUCHES, row[1:], strict=True)) for row in piece)


def journal(scope) -> Iterator[dict]:
    """Who did what, oldest first."""
    query = select(
        JournalLine.id, JournalLine.at, JournalLine.kind, JournalLine.actor, JournalLine.subject, JournalLine.details
    ).where(JournalLine.organisation_id == scope.organisation_id)
    for piece in _by_id(query, JournalLine.id, scope):
        yield from (dict(zip(JOURNAL, row, strict=True)) for row in piece)


def count(what: str, scope) -> int:
    """How many leads, touches or helpers an export would hold."""
    if what == "helpers":
        return db.session.scalar(_of_helpers(select(func.count(Helper.id)), scope)) or 0
    counted = (
        select(func.count(Lead.id))
        if what == "leads"
        else select(func.count(Touch.id)).join(Lead, Lead.id == Touch.lead_id)
    )
    return db.session.scalar(_of_people(counted.join(Person, Person.id == Lead.person_id), scope)) or 0
