"""What is there to know of units, functions, staff and what one can become? SELECTs only, always within one organisation."""

from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, or_, select

from ..i18n import DEFAULT
from ..store.db import db
from ..store.ready import Ready
from .models import (
    AssignmentType,
    Function,
    Holding,
    Organisation,
    RetentionPolicy,
    SignInFailure,
    Staff,
    StaffSession,
    Unit,
)
from .notice import Controller


def units_of(organisation_id: str) -> list[Unit]:
    """All units, the first one first."""
    return list(
        db.session.scalars(select(Unit).filter_by(organisation_id=organisation_id).order_by(Unit.position, Unit.id))
    )


def first_unit(organisation_id: str) -> Unit:
    """The volunteer centre itself."""
    return units_of(organisation_id)[0]


def functions_of(organisation_id: str, *, open_only: bool = True) -> list[Function]:
    """Functions by name."""
    found = select(Function).filter_by(organisation_id=organisation_id).order_by(Function.name)
    return list(db.session.scalars(found.filter(Function.closed_at.is_(None)) if open_only else found))


def held_by(staff_id: str, on: date) -> Select:
    """The SELECT of the ids of what somebody holds that day, as deputy too; for use inside other SELECTs."""
    return select(Holding.function_id).where(
        Holding.staff_id == staff_id,
        Holding.from_on <= on,
        or_(Holding.until_on.is_(None), Holding.until_on > on),
    )


def functions_held_by(staff: Staff, on: date) -> list[Function]:
    """The functions that somebody holds that day, as deputy too."""
    held = (
        select(Function)
        .join(Holding, Holding.function_id == Function.id)
        .where(
            Holding.staff_id == staff.id,
            Holding.from_on <= on,
            or_(Holding.until_on.is_(None), Holding.until_on > on),
        )
        .order_by(Function.name)
    )
    return list(db.session.scalars(held).unique())


def holdings_of(organisation_id: str, on: date) -> list[tuple[Holding, Staff]]:
    """Who holds what, now or later, the ordinary holders first."""
    found = (
        select(Holding, Staff)
        .join(Staff, Staff.id == Holding.staff_id)
        .where(Holding.organisation_id == organisation_id, or_(Holding.until_on.is_(None), Holding.until_on > on))
        .order_by(Holding.deputy, Holding.from_on, Staff.name)
    )
    return [(holding, staff) for holding, staff in db.session.execute(found)]


def all_assignment_types_of(organisation_id: str) -> list[AssignmentType]:
    """What one can become here, closed ones last."""
    found = select(AssignmentType).filter_by(organisation_id=organisation_id)
    order = (AssignmentType.closed_at.is_not(None), AssignmentType.position, AssignmentType.id)
    return list(db.session.scalars(found.order_by(*order)))


def staff_of(organisation_id: str) -> list[Staff]:
    """Everybody with an account, by name."""
    return list(db.session.scalars(select(Staff).filter_by(organisation_id=organisation_id).order_by(Staff.name)))


def staff_by_email(email: str) -> Staff | None:
    """The account of that address, in any spelling of its case."""
    return db.session.scalar(select(Staff).filter_by(email=email.strip().lower()))


def assignment_types_of(organisation_id: str) -> list[AssignmentType]:
    """What one can become here, in the order of choice."""
    found = select(AssignmentType).filter_by(organisation_id=organisation_id, closed_at=None)
    return list(db.session.scalars(found.order_by(AssignmentType.position, AssignmentType.id)))


def organisations() -> list[Organisation]:
    """All organisations of this instance, the first one first."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.position, Organisation.id)))


def organisation_name(organisation_id: str) -> str:
    """Under which name an organisation writes letters."""
    return db.session.scalar(select(Organisation.name).filter_by(id=organisation_id)) or "Monter"


def misses(key: str, since: datetime) -> int:
    """Failed sign-ins counted under that key since then."""
    found = select(func.count()).select_from(SignInFailure).where(SignInFailure.key == key, SignInFailure.at > since)
    return db.session.scalar(found) or 0


def living_sessions(staff: Staff, since: datetime, *, used: datetime) -> int:
    """On how many devices somebody is signed in: sign-ins begun since then, used after `used` and not ended."""
    found = (
        select(func.count())
        .select_from(StaffSession)
        .where(
            StaffSession.staff_id == staff.id,
            StaffSession.ended_at.is_(None),
            StaffSession.began_at > since,
            StaffSession.seen_at > used,
        )
    )
    return db.session.scalar(found) or 0


_policies = Ready(
    select(RetentionPolicy.subject, RetentionPolicy.days)
    .where(RetentionPolicy.organisation_id == bindparam("organisation_id"))
    .order_by(RetentionPolicy.subject)
)


def retention_days(organisation_id: str) -> dict[str, int]:
    """subject → days, as the organisation's policies say now."""
    return dict(_policies.all(organisation_id=organisation_id))


def controller(organisation: Organisation, language: str) -> Controller:
    """The organisation as the information text names it, its purpose in that language or in its first."""
    return Controller(
        name=organisation.name,
        kind=organisation.kind,
        purpose=organisation.purpose.get(language) or organisation.purpose.get(DEFAULT) or "",
        legal_basis=organisation.legal_basis,
        contact_email=organisation.contact_email,
        contact_phone=organisation.contact_phone,
        protected_phone=organisation.protected_phone,
        privacy_officer=organisation.privacy_officer,
        registry_number=organisation.registry_number,
    )


def policies_of(organisation_id: str) -> list[RetentionPolicy]:
    """The retention policies of an organisation."""
    found = select(RetentionPolicy).filter_by(organisation_id=organisation_id).order_by(RetentionPolicy.subject)
    return list(db.session.scalars(found))
