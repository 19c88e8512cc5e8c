"""When can one talk with us, and who has taken which time? Pools of times that return every week, and what is booked of them.

A pool says only its rule; the times themselves are derived (times.py). A booking takes one numbered place of one time, and the
database keeps a place from being given twice. Nothing personal lies here: a booking points at a lead.
"""

from datetime import date

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Function
from ..leads.models import Lead
from ..store.columns import At, Id
from ..store.db import Base


class SlotPool(Base):
    """Times of a function on one weekday of every week: from, until and length in local time, how many places each."""

    __tablename__ = "slot_pools"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # call | visit | meeting
    where: Mapped[str] = mapped_column(String(10), default="phone")  # phone | video | place | home
    place: Mapped[str | None] = mapped_column(String(120))  # ours, where people come to us
    weekday: Mapped[int] = mapped_column(Integer)  # Monday 0
    opens: Mapped[str] = mapped_column(String(5))  # 09:00, local
    closes: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer, default=1)
    staff_needed: Mapped[int] = mapped_column(Integer, default=1)
    notice_hours: Mapped[int] = mapped_column(Integer, default=4)  # how long before a person may still choose it
    offered: Mapped[bool] = mapped_column(Boolean, default=True)  # to people themselves; else only staff book
    from_on: Mapped[date]
    until_on: Mapped[date | None]  # exclusive
    days_off: Mapped[list] = mapped_column(JSON, default=list)  # ISO dates on which there are none
    closed_at: Mapped[At | None]
    created_at: Mapped[At]
    updated_at: Mapped[At]

    function: Mapped[Function] = relationship()


class SlotBooking(Base):
    """One place at one time, taken for a lead. Cancelled, it keeps its row and gives its place back (`place_no` is empty).

    Moving it changes this row, so that calendars move their entry; `sequence` rises then.
    """

    __tablename__ = "slot_bookings"
    __table_args__ = (
        UniqueConstraint("pool_id", "starts_at", "place_no"),
        Index("ix_slot_bookings_unit_starts_at", "unit_id", "starts_at"),
        Index("ix_slot_bookings_function_starts_at", "function_id", "starts_at"),
        Index("ix_slot_bookings_organisation_ends_at", "organisation_id", "ends_at"),  # what is disposed of by night
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"))
    pool_id: Mapped[str] = mapped_column(ForeignKey("slot_pools.id"))
    lead_id: Mapped[str] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), index=True, info={"merge": "moves"}
    )
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    place_no: Mapped[int | None] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    booked_at: Mapped[At]
    cancelled_at: Mapped[At | None]
    updated_at: Mapped[At]

    pool: Mapped[SlotPool] = relationship()
    lead: Mapped[Lead] = relationship()
