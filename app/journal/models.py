"""What is written down of who did what? One line an act; never a personal value."""

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ..store.columns import At, Id
from ..store.db import Base


class JournalLine(Base):
    """One act. `actor` is `kind:id` or a kind alone, `details` holds the keys that its kind declares."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_organisation_at", "organisation_id", "at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[At]
    kind: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40), index=True)
    details: Mapped[dict] = mapped_column(JSON, default=dict)


class JournalSeal(Base):
    """What binds a line to the one before it (chain.py). `chain` is the organisation's id, empty for the installation's own lines;
    without `salt` the details have been erased, and nothing can be told of them."""

    __tablename__ = "journal_seals"

    chain: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    line_id: Mapped[str] = mapped_column(String(20), unique=True)
    at: Mapped[At]
    salt: Mapped[str | None] = mapped_column(String(32))
    details_digest: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


class JournalAnchor(Base):
    """Where a chain begins since its oldest lines were disposed of: the number and mac of the last that went, and how many."""

    __tablename__ = "journal_anchors"

    chain: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    mac: Mapped[str] = mapped_column(String(64))
    at: Mapped[At]
