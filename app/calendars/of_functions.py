"""What stands in the calendar of a function? Times that people have booked, hours in which it answers, and how many to call; of nobody
it says the name. Pure, as `entries`; called by `app.calendars.feeds`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.i18n import _, _n
from app.slots.rules import PLAIN

from .entries import Entry, Teller, Window, on_call_words, summary_of


@dataclass(frozen=True, slots=True)
class Booked:
    """One time that somebody has booked, or had (`cancelled`). Of whom it is nothing is known here."""

    id: str
    pool_id: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    sequence: int
    updated_at: datetime
    kind: str
    where: str
    place: str | None
    staff_needed: int
    function_name: str


def from_bookings(booked: Iterable[Booked], teller: Teller) -> list[Entry]:
    """Each booked time as an entry; a meeting to which many come is one, which says how many. Nobody's name, and not why."""
    meetings: dict[tuple, list[Booked]] = {}
    for one in booked:
        alone = one.id if one.kind != "meeting" else f"{one.pool_id}-{one.starts_at:%Y%m%d%H%M}"
        meetings.setdefault((alone,), []).append(one)
    return [_of_booked(id, rows, teller) for (id,), rows in meetings.items()]


def _of_booked(id: str, rows: list[Booked], teller: Teller) -> Entry:
    first, come = rows[0], sum(not row.cancelled for row in rows)
    said = PLAIN.get(first.kind, PLAIN["call"])
    words = f"{said} ({first.function_name})" if first.kind != "meeting" else f"{said}, {come} ({first.function_name})"
    return Entry(
        uid=teller.uid("slot", id),
        sequence=sum(row.sequence for row in rows) + len(rows) - 1,
        updated_at=max(row.updated_at for row in rows),
        start=first.starts_at,
        end=first.ends_at,
        summary=summary_of(words, not come),
        status="confirmed" if come else "cancelled",
        transparent=not come,
        description=_("%(n)s av oss behövs.", n=first.staff_needed) if first.staff_needed > 1 else "",
        location=first.place or "",
        url=f"{teller.address}/staff/slots?week={first.starts_at:%G-W%V}",
    )


@dataclass(frozen=True, slots=True)
class OnCall:
    """Hours in which a function answers beside its week, with the event that they were planned with, if any."""

    id: str
    from_at: datetime
    until_at: datetime
    sequence: int
    updated_at: datetime
    title: str | None
    function_name: str


def from_on_call(rows: Iterable[OnCall], teller: Teller) -> list[Entry]:
    """`Jour: Kärlekshelgen (Resurssamordnare)`, for those who answer then."""
    return [
        Entry(
            uid=teller.uid("oncall", row.id),
            sequence=row.sequence,
            updated_at=row.updated_at,
            start=row.from_at,
            end=row.until_at,
            summary=on_call_words(row.title or row.function_name) + (f" ({row.function_name})" if row.title else ""),
            url=f"{teller.address}/staff/board",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Calls:
    """How many people a function is to get back to on a day."""

    function_id: str
    function_name: str
    on: date
    number: int
    updated_at: datetime


def from_calls(calls: Iterable[Calls], teller: Teller, window: Window) -> list[Entry]:
    """`3 att ringa` as a whole day, for each day and function: a number, and nobody's name."""
    return [
        Entry(
            uid=teller.uid("calls", f"{call.function_id}-{call.on:%Y%m%d}"),
            updated_at=call.updated_at,
            start=call.on,
            end=call.on + timedelta(days=1),
            summary=_n("%(num)d att ringa", "%(num)d att ringa", call.number) + f" ({call.function_name})",
            transparent=True,
            url=f"{teller.address}/staff/",
        )
        for call in calls
        if window.first <= call.on < window.until
    ]
