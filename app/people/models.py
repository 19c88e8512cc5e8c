"""Which leads were found to be one person, and what did that change?"""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..leads.models import STAYS
from ..store.columns import At, Id
from ..store.db import Base

RECORD = {"privacy": "visitor: what a merge changed, so that it can be undone; goes with the lead"}


class Merge(Base):
    """Two leads became one. `record` holds every row that was moved and every value that was changed (merging.py)."""

    __tablename__ = "merges"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    kept_lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, info=STAYS)
    merged_lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, info=STAYS)
    record: Mapped[dict] = mapped_column(JSON, info=RECORD)
    at: Mapped[At]
    by: Mapped[str] = mapped_column(String(40))
    undone_at: Mapped[At | None]
    undone_by: Mapped[str | None] = mapped_column(String(40))
