"""What is written down of who did what? One line an act; never a personal value."""

from sqlalchemy import JSON, Index, String
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
