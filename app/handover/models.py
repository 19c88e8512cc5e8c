"""What was handed over to whom, and what came of it? Handovers and their steps, outcomes, and what is left to do.

A handover carries the values that the person said yes to, and goes with the lead; steps and outcomes are append-only. An outcome
hangs on a credit row, which knows nobody.
"""

from datetime import date

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import AssignmentType, Unit
from ..leads.models import Lead
from ..store.columns import At, Id
from ..store.db import Base

HANDED = {"privacy": "visitor: what was handed over with their yes, until disposal"}


class Handover(Base):
    """One lead on its way to another unit. `standing_for` is its lead as long as it stands, so that only one does."""

    __tablename__ = "handovers"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    lead_id: Mapped[str] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), index=True, info={"merge": "moves"}
    )
    standing_for: Mapped[str | None] = mapped_column(String(20), unique=True)
    from_unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    to_unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    assignment_type_id: Mapped[str] = mapped_column(ForeignKey("assignment_types.id"))
    way: Mapped[str] = mapped_column(String(10))  # staff link paper
    state: Mapped[str] = mapped_column(String(10), default="created")
    handed: Mapped[dict] = mapped_column(JSON, info=HANDED)  # name phone email language best_time, exactly as they go
    yes_on: Mapped[date]  # the day on which the person said yes
    yes_how: Mapped[str] = mapped_column(String(10))  # call meeting writing
    generation: Mapped[int] = mapped_column(Integer, default=1)  # of the secret address and the code
    made_at: Mapped[At]
    sent_at: Mapped[At | None]
    receipted_at: Mapped[At | None]
    met_on: Mapped[date | None]
    updated_at: Mapped[At]

    lead: Mapped[Lead] = relationship()
    to_unit: Mapped[Unit] = relationship(foreign_keys=to_unit_id)
    from_unit: Mapped[Unit] = relationship(foreign_keys=from_unit_id)
    assignment: Mapped[AssignmentType] = relationship()


class HandoverStep(Base):
    """A handover went from one state to another; append-only. `at` is when it happened, `noted_at` when we heard."""

    __tablename__ = "handover_steps"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    handover_id: Mapped[str] = mapped_column(ForeignKey("handovers.id", ondelete="CASCADE"), index=True)
    before: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(10))  # sender receiver
    reason_id: Mapped[str | None] = mapped_column(ForeignKey("handover_choices.id"))
    at: Mapped[At]
    noted_at: Mapped[At]
    by: Mapped[str] = mapped_column(String(40))


class HandoverChoice(Base):
    """Why something is sent back (`return`), or where somebody belongs instead (`referral`): data of the organisation."""

    __tablename__ = "handover_choices"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    names: Mapped[dict] = mapped_column(JSON)  # language → words
    address: Mapped[str | None] = mapped_column(String(200))  # of a referral: a page on the web
    position: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[At | None]


class OutcomeReport(Base):
    """What somebody reported by code, as it came: known codes and others lie here alike until the worker has looked."""

    __tablename__ = "outcome_reports"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    press: Mapped[str] = mapped_column(
        String(24), unique=True
    )  # the form's id and the row's number: the same again is one
    code_hash: Mapped[str] = mapped_column(String(32))
    milestone: Mapped[str] = mapped_column(String(20))  # its key
    month: Mapped[str | None] = mapped_column(String(7))  # 2027-05; none: it has not happened after all
    way: Mapped[str] = mapped_column(String(10))  # page list
    network: Mapped[str] = mapped_column(String(60))  # keyed hash of the prefix it came from, or whose sign-in
    reported_at: Mapped[At]


class Outcome(Base):
    """How it went with somebody whom we may no longer know: a milestone and its month. Append-only: a correction supersedes."""

    __tablename__ = "outcomes"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    credit_id: Mapped[str] = mapped_column(ForeignKey("credits.id"), index=True, info={"merge": "moves"})
    milestone_id: Mapped[str] = mapped_column(ForeignKey("milestones.id"))
    month: Mapped[str | None] = mapped_column(String(7))
    way: Mapped[str] = mapped_column(String(10))  # page list staff
    held: Mapped[bool] = mapped_column(Boolean, default=False)  # waits for somebody to say that it is true
    reported_at: Mapped[At]
    reported_by: Mapped[str] = mapped_column(String(40))
    superseded_by: Mapped[str | None] = mapped_column(String(20))


class AskAgain(Base):
    """An assignment is over: somebody should ask, by a day, whether they want another."""

    __tablename__ = "ask_again"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    credit_id: Mapped[str] = mapped_column(ForeignKey("credits.id"), info={"merge": "moves"})
    outcome_id: Mapped[str] = mapped_column(ForeignKey("outcomes.id"), unique=True)
    due_on: Mapped[date]
    done_at: Mapped[At | None]
    done_by: Mapped[str | None] = mapped_column(String(40))
