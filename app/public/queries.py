"""What lies at an address that visitors open? Few and plain SELECTs, since hundreds scan in the minute after a speech."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, Row, Select, bindparam, cast, exists, func, literal, null, select

from ..accounts.models import AssignmentType, Organisation, RetentionPolicy, Unit
from ..events.models import Event
from ..flyers.models import Code, Placement
from ..leads.models import Lead, Submission
from ..slots.models import SlotBooking, SlotPool
from ..store.columns import Instant
from ..store.db import db
from ..store.ready import Ready

OWN = (
    Organisation.id.label("organisation_id"),
    Organisation.slug.label("organisation_slug"),
    Organisation.name.label("organisation_name"),
    Organisation.kind.label("organisation_kind"),
    Organisation.languages.label("organisation_languages"),
    Organisation.colour,
    Organisation.legal_basis,
    Organisation.purpose,
    Organisation.contact_email,
    Organisation.contact_phone,
    Organisation.protected_phone,
    Organisation.privacy_officer,
    Organisation.registry_number,
    Organisation.small_logo.label("logo"),
    Unit.id.label("unit_id"),
    Unit.name.label("unit_name"),
    Unit.entrance_function_id,
)
EVENTS = (
    Event.id.label("event_id"),
    Event.slug,
    Event.title,
    Event.titles,
    Event.pitches,
    Event.state,
    Event.place,
    Event.address,
    Event.when_text,
    Event.first_on,
    Event.until_on,
    Event.starts_at,
    Event.ends_at,
    Event.interests,
    Event.public,
    Event.cancelled_note,
    Event.owner_function_id,
)
PLACEMENTS = (
    Placement.id.label("placement_id"),
    Placement.retired_at,
    Code.code,
)
SAID = len(OWN) + len(EVENTS)  # so many columns say what stands on the page; the rest says by which way one came


def _absent(columns: tuple) -> list:
    return [null().label(column.key) for column in columns]


def _first_unit(found: Select) -> Select:
    """The event's unit, or the organisation's first one."""
    return found.order_by(Unit.id.is_distinct_from(Event.unit_id), Unit.position, Unit.id).limit(1)


_by_code = _first_unit(
    select(*OWN, *EVENTS, *PLACEMENTS)
    .select_from(Code)
    .join(Placement, Placement.id == Code.placement_id)
    .join(Organisation, Organisation.id == Placement.organisation_id)
    .outerjoin(Event, Event.id == Placement.event_id)
    .outerjoin(Unit, Unit.organisation_id == Organisation.id)
)
_by_slug = _first_unit(
    select(*OWN, *EVENTS, *_absent(PLACEMENTS))
    .select_from(Event)
    .join(Organisation, Organisation.id == Event.organisation_id)
    .outerjoin(Unit, Unit.organisation_id == Organisation.id)
)
_general = (
    select(*OWN, *_absent(EVENTS), *_absent(PLACEMENTS))
    .select_from(Organisation)
    .outerjoin(Unit, Unit.organisation_id == Organisation.id)
    .order_by(Organisation.position, Organisation.id, Unit.position, Unit.id)
    .limit(1)
)


_at_code = Ready(_by_code.where(Code.code == bindparam("code")))
_at_event = Ready(_by_slug.where(Event.slug == bindparam("slug"), Event.public.is_(True)))
_at_organisation = Ready(_general.where(Organisation.slug == bindparam("slug")))
_at_first = Ready(_general)
_types = Ready(
    select(AssignmentType.key, AssignmentType.names, AssignmentType.hints, AssignmentType.promise_days)
    .where(AssignmentType.organisation_id == bindparam("organisation_id"), AssignmentType.closed_at.is_(None))
    .order_by(AssignmentType.position, AssignmentType.id)
)
_said = Ready(
    select(
        literal("type").label("what"),
        AssignmentType.key,
        AssignmentType.names,
        AssignmentType.hints,
        AssignmentType.promise_days,
        AssignmentType.position,
        AssignmentType.id,
    )
    .where(AssignmentType.organisation_id == bindparam("organisation_id"), AssignmentType.closed_at.is_(None))
    .union_all(
        select(
            literal("policy"),
            RetentionPolicy.subject,
            cast(null(), JSON),
            cast(null(), JSON),
            RetentionPolicy.days,
            literal(0),
            RetentionPolicy.subject,
        ).where(RetentionPolicy.organisation_id == bindparam("organisation_id"))
    )
    .order_by("what", "position", "id")
)
_booked_at = (
    select(func.min(SlotBooking.starts_at))
    .where(
        SlotBooking.lead_id == Lead.id, SlotBooking.starts_at > bindparam("now", type_=Instant()), SlotBooking.place_no.is_not(None)
    )
    .correlate(Lead)
    .scalar_subquery()
)  # fmt: skip
_has_times = (
    exists()
    .where(
        SlotPool.function_id == func.coalesce(Lead.owner_function_id, Unit.entrance_function_id),
        SlotPool.offered.is_(True), SlotPool.closed_at.is_(None),
    )
    .correlate(Lead, Unit)
)  # fmt: skip
_submissions = Ready(
    select(
        *OWN,
        *EVENTS,
        *_absent(PLACEMENTS),
        Submission.id,
        Submission.reference,
        Submission.generation,
        Submission.lead_id,
        Submission.language,
        Submission.answers,
        Submission.received_at,
        Lead.state.label("lead_state"),
        Lead.withdrawn_at,
        _booked_at.label("booked_at"),
        _has_times.label("has_times"),
    )
    .select_from(Submission)
    .join(Lead, Lead.id == Submission.lead_id)
    .join(Organisation, Organisation.id == Submission.organisation_id)
    .join(Unit, Unit.id == Lead.unit_id)
    .outerjoin(Event, Event.id == Lead.event_id)
    .where(Submission.reference == bindparam("reference"), Submission.kind == "new")
)


def at_code(code: str) -> Row | None:
    """The placement of that code with the event behind it now, its organisation and unit."""
    return _at_code.first(code=code)


def at_event(slug: str) -> Row | None:
    """The public event of that slug."""
    return _at_event.first(slug=slug)


def at_organisation(slug: str | None) -> Row | None:
    """The organisation of that slug, or the first one."""
    return _at_organisation.first(slug=slug) if slug else _at_first.first()


def types_of(organisation_id: str) -> Sequence[Row]:
    """What one can become here, in the order of choice."""
    return _types.all(organisation_id=organisation_id)


def said_of(organisation_id: str) -> tuple[list[Row], dict[str, int]]:
    """What `types_of` and `retention_days` give, in one journey."""
    rows = _said.all(organisation_id=organisation_id)
    return [row for row in rows if row.what == "type"], {
        row.key: row.promise_days for row in rows if row.what == "policy"
    }


def coming_events(organisation_id: str, today: date) -> list[Event]:
    """Public events that are not over, soonest first; those that lack a day last."""
    found = (
        select(Event)
        .where(Event.organisation_id == organisation_id, Event.public.is_(True), Event.state != "cancelled")
        .where((Event.until_on > today) | Event.until_on.is_(None))
        .order_by(Event.first_on.is_(None), Event.first_on, Event.starts_at, Event.id)
        .limit(30)
    )
    return list(db.session.scalars(found))


def submissions_of(reference: str, now: datetime) -> Sequence[Row]:
    """Submissions of that reference (as a rule one) with what a page about them needs, their next booked time too."""
    return _submissions.all(reference=reference, now=now)


def last_correction(submission_id: str) -> Submission | None:
    """The newest correction of that submission."""
    found = select(Submission).filter_by(supersedes_id=submission_id, kind="correction")
    return db.session.scalar(found.order_by(Submission.received_at.desc()).limit(1))
