"""What happens, and when? An activity somewhere, usually somebody else's event, where we meet people."""

from datetime import date

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Function, Organisation, Unit
from ..store.columns import At, Id
from ..store.db import Base
from .when import When


class Event(Base):
    """One activity. What is known of when lies in `when_text` (as `When.read` reads it) and, for sorting, in dates.

    `sequence` rises when start, end, place or state changes; calendars need it. `updated_at` is set by every change.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_organisation_first_on", "organisation_id", "first_on"),
        Index("ix_events_organisation_updated_at", "organisation_id", "updated_at"),  # every poll of a calendar asks
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    titles: Mapped[dict] = mapped_column(JSON, default=dict)  # other language → title
    pitches: Mapped[dict] = mapped_column(JSON, default=dict)  # language → one sentence for flyer and sign-up page
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="idea")
    main_strand: Mapped[str] = mapped_column(String(20))
    strands: Mapped[list] = mapped_column(JSON, default=list)  # the main one included
    place: Mapped[str | None] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    when_text: Mapped[str | None] = mapped_column(String(60))
    first_on: Mapped[date | None]
    until_on: Mapped[date | None]  # exclusive
    starts_at: Mapped[At | None]  # only when the clock time is known
    ends_at: Mapped[At | None]
    languages: Mapped[list] = mapped_column(JSON, default=lambda: ["sv"])
    interests: Mapped[list] = mapped_column(JSON, default=list)  # keys of assignment types; empty means all
    public: Mapped[bool] = mapped_column(Boolean, default=False)
    published_at: Mapped[At | None]
    capacity: Mapped[int | None] = mapped_column(Integer)
    owner_function_id: Mapped[str | None] = mapped_column(ForeignKey("functions.id"), index=True)
    registered: Mapped[int | None] = mapped_column(Integer)  # how many had signed up with the organiser, if told
    note: Mapped[str | None] = mapped_column(Text)
    cancelled_note: Mapped[dict] = mapped_column(JSON, default=dict)  # language → what visitors are told
    source: Mapped[str | None] = mapped_column(
        String(120)
    )  # key of the imported row, so that importing again changes nothing
    copied_from_id: Mapped[str | None] = mapped_column(String(20))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[At]
    updated_at: Mapped[At]

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    owner: Mapped[Function | None] = relationship()

    @property
    def when(self) -> When:
        """What is known of when it happens."""
        if self.starts_at and self.ends_at:
            return When.between(self.starts_at, self.ends_at)
        return When.read(self.when_text)

    @when.setter
    def when(self, when: When) -> None:
        self.when_text, self.first_on, self.until_on = when.text, when.first_on, when.until_on
        timed = when.time_known
        self.starts_at, self.ends_at = (when.starts_at, when.ends_at) if timed else (None, None)

    def title_in(self, language: str) -> str:
        """The title in that language, else in the organisation's first."""
        return self.titles.get(language) or self.title


class Tombstone(Base):
    """What one feed must go on saying of something that left it, until 30 days after its end: `what` it was, of which row, and
    which feed told of it."""

    __tablename__ = "tombstones"
    __table_args__ = (UniqueConstraint("what", "row_id", "scope", "of_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # event | setup | takedown | duty (a shift) | oncall (duty hours) | slot
    what: Mapped[str] = mapped_column(String(10))
    row_id: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(10))  # public | unit | function
    of_id: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    booth: Mapped[str | None] = mapped_column(String(120))
    when_text: Mapped[str | None] = mapped_column(String(60))
    first_on: Mapped[date | None]
    until_on: Mapped[date | None]
    starts_at: Mapped[At | None]
    ends_at: Mapped[At | None]
    sequence: Mapped[int] = mapped_column(Integer)
    deleted_at: Mapped[At]


class DutyHours(Base):
    """When a function answers beside its week: the Sunday after a festival. Working time like any other for the response clock."""

    __tablename__ = "duty_hours"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id"), index=True)
    from_at: Mapped[At]
    until_at: Mapped[At]
    sequence: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # rises when it moves, for calendars
    updated_at: Mapped[At | None]
