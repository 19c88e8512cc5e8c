"""Which runs have there been, and what is held? SELECTs only, always within one organisation."""

from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from ..accounts.models import Staff
from ..leads.models import STANDS, Lead, Person
from ..store.db import db
from .consents import ASK_AGAIN, IN_A_YEAR
from .due import in_force
from .models import Consent, DisposalRun, Hold

SHOWN = 60  # two months of nights


def runs_of(organisation_id: str) -> list[DisposalRun]:
    """The latest runs, newest first."""
    found = select(DisposalRun).filter_by(organisation_id=organisation_id)
    return list(db.session.scalars(found.order_by(DisposalRun.began_at.desc(), DisposalRun.id.desc()).limit(SHOWN)))


def holds_of(organisation_id: str, on: date) -> list[Hold]:
    """What is held now, newest first."""
    found = select(Hold).where(Hold.organisation_id == organisation_id, in_force(on))
    return list(db.session.scalars(found.order_by(Hold.set_at.desc())))


# For the page of a lead (leads/rooms.py): what keeps it, and what the person has said yes to.
HOLDS_ON_A_LEAD = select(Hold.id, Hold.reason, Hold.until_on, Hold.set_at).where(
    Hold.kind == "lead", Hold.subject_id == bindparam("lead_id"), in_force(bindparam("today"))
)
CONSENTS_OF_A_LEAD = select(
    Consent.purpose, Consent.text, Consent.evidence, Consent.given_at, Consent.withdrawn_at
).where(Consent.lead_id == bindparam("lead_id"))


def who(actor: str, organisation_id: str) -> str | None:
    """The name of the colleague that `staff:…` means; None for the worker and the command line."""
    kind, _, id = actor.partition(":")
    row = db.session.get(Staff, id) if kind == "staff" else None
    return row.name if row and row.organisation_id == organisation_id else None


def _said_yes(unit_id: str, purpose: str):
    """The conditions of those of a unit whose yes holds, and who are neither protected nor frozen."""
    return (
        Lead.unit_id == unit_id, STANDS, Lead.withdrawn_at.is_(None), Lead.restricted_at.is_(None), Person.protected.is_(False),
        Consent.purpose == purpose, Consent.withdrawn_at.is_(None),
    )  # fmt: skip


def who_said_yes(unit_id: str, purpose: str) -> list[tuple[Consent, Lead]]:
    """Those who have said yes to it, the first first."""
    found = select(Consent, Lead).join(Lead, Lead.id == Consent.lead_id).join(Person, Person.id == Lead.person_id)
    found = found.where(*_said_yes(unit_id, purpose)).order_by(Consent.given_at, Consent.id)
    return [tuple(row) for row in db.session.execute(found)]


def number_to_ask_again(unit_id: str, now: datetime) -> int:
    """How many wanted to be asked again in a year, which has passed."""
    found = select(func.count()).select_from(Consent).join(Lead, Lead.id == Consent.lead_id)
    found = found.join(Person, Person.id == Lead.person_id).where(*_said_yes(unit_id, ASK_AGAIN))
    return db.session.scalar(found.where(Consent.given_at <= now - IN_A_YEAR)) or 0
