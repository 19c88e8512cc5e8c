"""What was disposed of, by whose decision, and what must stay for now? Runs with their protokoll, holds, backups to throw away."""

from datetime import date

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ..store.columns import At, Id
from ..store.db import Base


class DisposalRun(Base):
    """One run, and the gallringsprotokoll that it leaves: counts and decisions, nothing of anybody.

    `state`: running, asks (a person must say yes), refused, done. `subjects` is a list in the order in which they go, each with
    subject, days, decision, before (instant), total, due, held, gone, dry (a code that says why, or none), after (where it stands).
    """

    __tablename__ = "disposal_runs"
    __table_args__ = (Index("ix_disposal_runs_organisation_began_at", "organisation_id", "began_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    began_at: Mapped[At]
    ended_at: Mapped[At | None]
    by: Mapped[str] = mapped_column(String(40))
    dry: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(20))
    allowed: Mapped[int | None] = mapped_column(Integer)  # at most so many, when a person said yes to a number
    said_yes_by: Mapped[str | None] = mapped_column(String(40))
    said_yes_at: Mapped[At | None]
    subjects: Mapped[list] = mapped_column(JSON, default=list)


class Hold(Base):
    """Something must stay although its time is over: a request to see it, a complaint, a dispute. `subject_id` is a lead or a
    helper; empty is everything of the organisation."""

    __tablename__ = "holds"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # lead | helper | all
    subject_id: Mapped[str | None] = mapped_column(String(20), index=True)
    reason: Mapped[str] = mapped_column(String(20))  # a code, of REASONS in rules.py
    until_on: Mapped[date | None]
    set_at: Mapped[At]
    set_by: Mapped[str] = mapped_column(String(40))
    lifted_at: Mapped[At | None]
    lifted_by: Mapped[str | None] = mapped_column(String(40))


class BackupFile(Base):
    """Where a backup was written, so that it can be thrown away when its time is over."""

    __tablename__ = "backup_files"

    id: Mapped[Id]
    path: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[At]
    gone_at: Mapped[At | None]


class Consent(Base):
    """A yes to something extra, in the words that were read: never needed for the call itself. Withdrawn, it stays as a fact until
    the lead goes."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_lead_purpose", "lead_id", "purpose"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id"), info={"merge": "moves"})
    purpose: Mapped[str] = mapped_column(String(20))  # a key of consents.PURPOSES
    text: Mapped[str] = mapped_column(String(300))  # the words that were said yes to
    text_version: Mapped[str] = mapped_column(String(16))  # a hash of language and words
    language: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))  # web phone meeting paper
    evidence: Mapped[str | None] = mapped_column(
        String(200), info={"privacy": "visitor: how staff know of a yes that was given orally"}
    )
    given_at: Mapped[At]
    noted_by: Mapped[str] = mapped_column(String(40))
    withdrawn_at: Mapped[At | None]
