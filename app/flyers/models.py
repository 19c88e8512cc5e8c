"""What leads people in? Placements, each with its own code: the unit of measurement. And how often codes were scanned."""

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..events.models import Event
from ..store.columns import At, Id
from ..store.db import Base


class Placement(Base):
    """A flyer batch, a poster, a roll-up, a radio word, a partner's table … Its event can be changed behind the print."""

    __tablename__ = "placements"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id"), index=True)
    booth_id: Mapped[str | None] = mapped_column(ForeignKey("booths.id"))
    series_id: Mapped[str | None] = mapped_column(String(20), index=True)  # of cards or letters: app/origin
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(120))
    where: Mapped[str | None] = mapped_column("where_text", String(200))
    spoken_word: Mapped[str | None] = mapped_column(String(60))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]  # exclusive
    quantity_out: Mapped[int | None] = mapped_column(Integer)
    quantity_left: Mapped[int | None] = mapped_column(Integer)
    cost_ore: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[At]
    updated_at: Mapped[At]
    retired_at: Mapped[At | None]

    event: Mapped[Event | None] = relationship()
    code: Mapped["Code"] = relationship(back_populates="placement", uselist=False, lazy="joined")


class Code(Base):
    """A printed code. Belongs to one placement for ever; never reused, never deleted."""

    __tablename__ = "codes"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    placement_id: Mapped[str] = mapped_column(ForeignKey("placements.id"), unique=True)
    made_at: Mapped[At]

    placement: Mapped[Placement] = relationship(back_populates="code")


class ScanTally(Base):
    """How many opened a placement's address in an hour; no address, no cookie. `late` is after the event's end."""

    __tablename__ = "scan_tallies"

    placement_id: Mapped[str] = mapped_column(ForeignKey("placements.id"), primary_key=True)
    hour_at: Mapped[At] = mapped_column(primary_key=True)
    bot: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    late: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(20), primary_key=True)  # the event behind it then; "" for none
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[int] = mapped_column(Integer, default=0)


class OrphanTally(Base):
    """How many came with a code that nobody printed, by hour: a misprint shows here."""

    __tablename__ = "orphan_tallies"

    hour_at: Mapped[At] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)  # unknown | misread
    number: Mapped[int] = mapped_column(Integer, default=0)
