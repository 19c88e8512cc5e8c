"""Who is wanted when, who was asked, and what did they say? Shifts, helpers, assignments, and how helpers are reached.

A helper has no account: a personal secret link, derived from the instance key and `generation`, so that raising it revokes
the old one.
"""

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Staff
from ..booths.models import Booth
from ..events.models import Event
from ..store.columns import At, Id
from ..store.db import Base

REACHED = {"privacy": "helper: needed to plan shifts together"}


class Shift(Base):
    """One pass: from–to (half-open), a role, how many at least and at most. Without a booth it is the whole event's.

    `sequence` rises when its times change or it is cancelled; calendars need it.
    """

    __tablename__ = "shifts"
    __table_args__ = (Index("ix_shifts_organisation_starts_at", "organisation_id", "starts_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    booth_id: Mapped[str | None] = mapped_column(ForeignKey("booths.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))  # data words: "Möta besökare"
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    least: Mapped[int] = mapped_column(Integer, default=1)
    most: Mapped[int] = mapped_column(Integer, default=1)
    languages: Mapped[list] = mapped_column(JSON, default=list)  # wanted among those who stand there
    note: Mapped[str | None] = mapped_column(Text)  # what to know; helpers read it
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    cancelled_at: Mapped[At | None]
    created_at: Mapped[At]
    updated_at: Mapped[At]

    event: Mapped[Event] = relationship()
    booth: Mapped[Booth | None] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="shift", order_by="Assignment.created_at, Assignment.id"
    )


class HelpInvitation(Base):
    """An open address by which a partner's members sign themselves up to help at an event."""

    __tablename__ = "help_invitations"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    partner: Mapped[str | None] = mapped_column(String(120))
    generation: Mapped[int] = mapped_column(Integer, default=1)
    closed_at: Mapped[At | None]
    created_at: Mapped[At]

    event: Mapped[Event] = relationship()


class Helper(Base):
    """A volunteer who stands at booths now and then: a name, one way to reach them, the association they come from."""

    __tablename__ = "helpers"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(120), info=REACHED)
    phone: Mapped[str | None] = mapped_column(String(20), info=REACHED)  # E.164
    email: Mapped[str | None] = mapped_column(String(254), info=REACHED)
    partner: Mapped[str | None] = mapped_column(String(120))
    languages: Mapped[list] = mapped_column(JSON, default=list)  # spoken
    language: Mapped[str] = mapped_column(String(10), default="sv")  # of letters and pages
    generation: Mapped[int] = mapped_column(Integer, default=1)  # of the secret link
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("help_invitations.id"))
    last_asked_at: Mapped[At | None]
    created_at: Mapped[At]
    updated_at: Mapped[At]
    ended_at: Mapped[At | None]


class Assignment(Base):
    """One person on one shift, a helper or a colleague, and how far that has come: the states of `rules.STATES`."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("shift_id", "helper_id"),
        UniqueConstraint("shift_id", "staff_id"),
        CheckConstraint("(helper_id IS NULL) <> (staff_id IS NULL)", name="one_person"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"))
    helper_id: Mapped[str | None] = mapped_column(ForeignKey("helpers.id"), index=True, info={"gone": "blank"})
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    asked_at: Mapped[At | None]
    answered_at: Mapped[At | None]
    override_reason: Mapped[str | None] = mapped_column(String(200))  # why an overlap was let through
    excused: Mapped[list] = mapped_column(JSON, default=list)  # which ones that reason was written for: rules.overlap
    note: Mapped[str | None] = mapped_column(
        String(300), info={"privacy": "helper: what they wrote with their answer, at most 300 characters"}
    )
    created_at: Mapped[At]
    updated_at: Mapped[At]

    shift: Mapped[Shift] = relationship(back_populates="assignments")
    helper: Mapped[Helper | None] = relationship()
    staff: Mapped[Staff | None] = relationship()


class Availability(Base):
    """When a helper says that they can, or cannot, at an event (half-open)."""

    __tablename__ = "availabilities"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    helper_id: Mapped[str] = mapped_column(ForeignKey("helpers.id"), index=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), index=True)
    from_at: Mapped[At]
    until_at: Mapped[At]
    can: Mapped[bool] = mapped_column(Boolean)


class Reminder(Base):
    """That somebody was reminded of a shift: once for each time it starts."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("assignment_id", "kind", "for_starts_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(6))  # week | day
    for_starts_at: Mapped[At]
    queued_at: Mapped[At]
