"""Where do we stand, and whom did we talk to there? Booths of an event, counts of conversations, capture sessions."""

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..events.models import Event
from ..store.columns import At, Id
from ..store.db import Base


class Booth(Base):
    """One monter. `from_at`–`until_at` is when it is open to people; set-up and take-down surround it."""

    __tablename__ = "booths"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    place_number: Mapped[str | None] = mapped_column(String(40))
    setup_at: Mapped[At | None]
    from_at: Mapped[At | None]
    until_at: Mapped[At | None]
    takedown_at: Mapped[At | None]
    bring: Mapped[str | None] = mapped_column(Text)  # what to take along, a line each
    permit: Mapped[str | None] = mapped_column(String(200))
    electricity: Mapped[bool] = mapped_column(Boolean, default=False)
    network: Mapped[str] = mapped_column(String(20), default="unknown")  # unknown | none | weak | good
    languages: Mapped[list] = mapped_column(JSON, default=list)  # that its tablets speak beside the event's
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[At]
    updated_at: Mapped[At]

    event: Mapped[Event] = relationship()


class CaptureSession(Base):
    """Who talked to people where: event × booth × shift × device × who. Each lead met in person points at one."""

    __tablename__ = "capture_sessions"
    __table_args__ = (Index("ix_capture_sessions_booth_staff", "booth_id", "staff_id", "ended_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"))
    shift_id: Mapped[str | None] = mapped_column(String(20))
    device: Mapped[str | None] = mapped_column(String(40))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    helper_id: Mapped[str | None] = mapped_column(String(20), info={"gone": "blank"})
    began_at: Mapped[At]
    ended_at: Mapped[At | None]


class Tally(Base):
    """Conversations held or flyers handed out, one tap a row; anonymous. The tap's id makes a repeat harmless."""

    __tablename__ = "tallies"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    booth_id: Mapped[str | None] = mapped_column(ForeignKey("booths.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # conversations | flyers
    number: Mapped[int] = mapped_column(Integer)  # negative takes a mistaken tap back
    at: Mapped[At]
    noted_by: Mapped[str] = mapped_column(String(40))
