"""Which runs have there been, and what is held? SELECTs only, always within one organisation."""

from datetime import date

from sqlalchemy import select

from ..accounts.models import Staff
from ..store.db import db
from .due import in_force
from .models import DisposalRun, Hold

SHOWN = 60  # two months of nights


def runs_of(organisation_id: str) -> list[DisposalRun]:
    """The latest runs, newest first."""
    found = select(DisposalRun).filter_by(organisation_id=organisation_id)
    return list(db.session.scalars(found.order_by(DisposalRun.began_at.desc(), DisposalRun.id.desc()).limit(SHOWN)))


def holds_of(organisation_id: str, on: date) -> list[Hold]:
    """What is held now, newest first."""
    found = select(Hold).where(Hold.organisation_id == organisation_id, in_force(on))
    return list(db.session.scalars(found.order_by(Hold.set_at.desc())))


def hold_on(kind: str, subject_id: str, on: date) -> Hold | None:
    """The hold that keeps this one, if any."""
    found = select(Hold).where(Hold.kind == kind, Hold.subject_id == subject_id, in_force(on))
    return db.session.scalar(found.order_by(Hold.set_at.desc()).limit(1))


def who(actor: str, organisation_id: str) -> str | None:
    """The name of the colleague that `staff:…` means; None for the worker and the command line."""
    kind, _, id = actor.partition(":")
    row = db.session.get(Staff, id) if kind == "staff" else None
    return row.name if row and row.organisation_id == organisation_id else None
