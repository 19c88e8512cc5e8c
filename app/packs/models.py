"""Who took a function over from whom, on which day, and how much waited there then? Counts; what it was stays where it is.

A pack is written once, when a successor is named. It names colleagues by their ids and nobody else.
"""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Function, Staff
from ..store.columns import At, Id
from ..store.db import Base


class Pack(Base):
    """A function passed from one colleague to another. `last_on` is the last day of the one who leaves."""

    __tablename__ = "packs"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"))
    holding_id: Mapped[str] = mapped_column(String(20), unique=True)  # what ended; gone where it had never begun
    from_staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    to_staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    last_on: Mapped[date]
    counts: Mapped[dict] = mapped_column(JSON)  # section → how many waited
    made_at: Mapped[At]
    made_by: Mapped[str] = mapped_column(String(40))
    read_at: Mapped[At | None]  # when the successor said that they had read it

    function: Mapped[Function] = relationship()
    leaver: Mapped[Staff] = relationship(foreign_keys=from_staff_id)
    successor: Mapped[Staff] = relationship(foreign_keys=to_staff_id)
