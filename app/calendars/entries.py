"""What stands in a calendar, and for how long? Rows of the plan become entries, whatever program reads them later.

An entry keeps its id for ever, says when it was last changed, and does not vanish when it is cancelled: a calendar that
only forgot would leave people standing at a door. No entry carries a person's name, an organiser's address, a secret
link or, but for a helper's who chose one, an alarm. Pure: rows in, frozen entries out. Called by `app.calendars.feeds`; `ics` writes the entries down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.clock import local_date
from app.events.rules import KINDS, STRANDS
from app.events.when import Precision, When
from app.i18n import _, _n
from app.staffing.rules import STANDING

KEPT = timedelta(days=30)
COARSE = {Precision.WEEK, Precision.MONTH, Precision.MONTHS}
TENTATIVE = {"idea", "planned"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar.

    `start` and `end` (exclusive) are both dates, and then it lasts whole days, or both instants.
    `status` is confirmed, tentative or cancelled.
    """

    uid: str
    updated_at: datetime
    start: date | datetime
    end: date | datetime | None
    summary: str
    sequence: int = 0
    status: str = "confirmed"
    transparent: bool = False
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    alarm: int | None = None  # minutes before it starts

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def first_day(self) -> date:
        return self.start if self.all_day else local_date(self.start)

    def without_description(self) -> "Entry":
        return replace(self, description="")


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a feed covers: from 30 days back to twelve months ahead, `until` exclusive."""

    first: date
    until: date

    @classmethod
    def around(cls, now: datetime) -> "Window":
        today = local_date(now)
        leap_day = (today.month, today.day) == (2, 29)
        ahead = date(today.year + 1, 3, 1) if leap_day else today.replace(year=today.year + 1)
        return cls(today - KEPT, ahead)

    @classmethod
    def always(cls) -> "Window":
        """All days, for a single event that somebody keeps."""
        return cls(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Teller:
    """How a feed tells of things. `inside` is for planners: it also shows what is not public and not yet certain.

    `domain` stands in ids and never changes; `address` is where pages lie.
    """

    domain: str
    address: str
    language: str = "sv"
    inside: bool = False

    def uid(self, what: str, id: str) -> str:
        """`event-01hx…@monter.example.org`: from the immutable id only, so no new title or address changes it."""
        return f"{what}-{id}@{self.domain}"


def from_events(events: Iterable, teller: Teller, window: Window, *, coarse: bool = False) -> list[Entry]:
    """Entries of these events (rows as `events.models.Event`) that touch the window.

    What is known only by week or month comes in `coarse` feeds, as whole days; a year or nothing is in none.
    """
    return [
        _of_event(event, when, teller)
        for event, when in ((event, event.when) for event in events)
        if _is_told(when, window, coarse)
    ]


def _is_told(when: When, window: Window, coarse: bool) -> bool:
    sharp = when.day_known or (coarse and when.precision in COARSE)
    return sharp and when.touches(window.first, window.until)


def _of_event(event, when: When, teller: Teller) -> Entry:
    cancelled = event.state == "cancelled"
    start, end, all_day = _times(when)
    return Entry(
        uid=teller.uid("event", event.id),
        sequence=event.sequence,
        updated_at=event.updated_at,
        start=start,
        end=end,
        summary=summary_of(_title(event, when, teller), cancelled),
        status=_status(event.state),
        transparent=all_day or cancelled,
        description=event.pitches.get(teller.language) or "",
        location=_place(event),
        geo=_geo(event),
        url=_url(event, teller),
        categories=_categories(event, teller),
    )


def _times(when: When) -> tuple[date | datetime, date | datetime, bool]:
    if when.time_known:
        return when.starts_at, when.ends_at, False
    return when.first_on, when.until_on, True


def _title(event, when: When, teller: Teller) -> str:
    title = event.title_in(teller.language)
    return title if when.day_known else f"{title} ({when.label(teller.language)})"


def summary_of(title: str, cancelled: bool) -> str:
    """What an entry is called; one that is off says so."""
    return _("Inställt: %(title)s", title=title) if cancelled else title


def _status(state: str) -> str:
    if state == "cancelled":
        return "cancelled"
    return "tentative" if state in TENTATIVE else "confirmed"


def _place(event) -> str:
    return ", ".join(part for part in (event.place, event.address) if part)


def _geo(event) -> tuple[float, float] | None:
    if event.latitude is None or event.longitude is None:
        return None
    return event.latitude, event.longitude


def _categories(event, teller: Teller) -> tuple[str, ...]:
    """What kind of event it is; to planners also its recruitment strands."""
    strands = [STRANDS[strand] for strand in STRANDS if strand in event.strands] if teller.inside else []
    return tuple(str(word) for word in [KINDS.get(event.kind, KINDS["other"]), *strands])


def _url(event, teller: Teller) -> str:
    """The public page; to planners, of what is not public, the page behind sign-in."""
    if event.public:
        return f"{teller.address}/e/{event.slug}"
    return f"{teller.address}/staff/events/{event.slug}" if teller.inside else ""


def from_tombstones(tombstones: Iterable, teller: Teller, window: Window, *, coarse: bool = False) -> list[Entry]:
    """Entries of what left the feed (rows as `Tombstone`): cancelled, until 30 days after its end."""
    return [
        _of_tombstone(tombstone, when, teller)
        for tombstone, when in ((tombstone, _when(tombstone)) for tombstone in tombstones)
        if _is_told(when, window, coarse)
    ]


def _of_tombstone(tombstone, when: When, teller: Teller) -> Entry:
    start, end, _all_day = _times(when)
    title = tombstone.title if when.day_known else f"{tombstone.title} ({when.label(teller.language)})"
    if tombstone.what == "duty":
        title = _on_duty(tombstone.booth or "", title)
    elif tombstone.what == "oncall":
        title = on_call_words(title)
    elif tombstone.what not in ("event", "slot"):
        title = _carrying(tombstone.what, booth=tombstone.booth, title=title)
    return Entry(
        uid=teller.uid(tombstone.what, tombstone.row_id),
        sequence=tombstone.sequence,
        updated_at=tombstone.deleted_at,
        start=start,
        end=end,
        summary=summary_of(title, True),
        status="cancelled",
        transparent=True,
    )


def once(entries: Iterable[Entry]) -> list[Entry]:
    """Each id once: what is still on rather than a stone, and of two stones the later."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.get(entry.uid)
        if known is None or (known.cancelled and entry.sequence > known.sequence):
            kept[entry.uid] = entry
    return list(kept.values())


def _when(row) -> When:
    if row.starts_at and row.ends_at:
        return When.between(row.starts_at, row.ends_at)
    return When.read(row.when_text)


def from_booths(booths: Iterable, teller: Teller, window: Window) -> list[Entry]:
    """When to set up and when to take down each booth (rows as `Booth`), for those who carry the boxes."""
    around = [entry for booth in booths for entry in _around(booth, teller)]
    return [entry for entry in around if window.first <= entry.first_day < window.until]


def _around(booth, teller: Teller) -> Iterator[Entry]:
    event = booth.event
    where = {"booth": booth.name, "title": event.title_in(teller.language)}
    opens, closes = booth.from_at or event.starts_at, booth.until_at or event.ends_at
    if booth.setup_at:
        yield _of_booth(booth, teller, "setup", booth.setup_at, opens, _carrying("setup", **where))
    if booth.takedown_at:
        begins = min(closes or booth.takedown_at, booth.takedown_at)
        yield _of_booth(booth, teller, "takedown", begins, booth.takedown_at, _carrying("takedown", **where))


def _carrying(what: str, **where) -> str:
    setup = what == "setup"
    return _("Bygg upp: %(booth)s, %(title)s", **where) if setup else _("Plocka ner: %(booth)s, %(title)s", **where)


def _of_booth(booth, teller: Teller, what: str, start: datetime, end: datetime | None, summary: str) -> Entry:
    event = booth.event
    cancelled = event.state == "cancelled"
    return Entry(
        uid=teller.uid(what, booth.id),
        # Rises with each change of the event and of the booth, which counts none of its own.
        sequence=event.sequence + int((booth.updated_at - booth.created_at).total_seconds()),
        updated_at=max(event.updated_at, booth.updated_at),
        start=start,
        end=end,
        summary=summary_of(summary, cancelled),
        status=_status(event.state),
        transparent=cancelled,
        location=", ".join(part for part in (_place(event), booth.place_number) if part),
        geo=_geo(event),
        url=_url(event, teller),
    )


# Whoever did not come had a place all the same, on a shift that was held: their entry stays what it was.
KNOWN_TO_THEM = {"asked": "tentative"} | dict.fromkeys((*STANDING, "absent"), "confirmed")


def from_plan_shifts(shifts: Iterable, teller: Teller) -> list[Entry]:
    """The shifts of the plan (rows as `Shift`): when somebody is needed where, and how many; not who comes."""
    return [_of_plan_shift(shift, teller) for shift in shifts]


def _of_plan_shift(shift, teller: Teller) -> Entry:
    event, booth = shift.event, shift.booth
    # A cancelled event takes its shifts along, but for those that were held or where somebody stands: these are not off.
    cancelled = shift.cancelled_at is not None
    state = "confirmed" if event.state == "cancelled" else event.state
    return Entry(
        uid=teller.uid("duty", shift.id),
        sequence=shift.sequence + event.sequence,
        updated_at=max(shift.updated_at, event.updated_at),
        start=shift.starts_at,
        end=shift.ends_at,
        summary=summary_of(_on_duty(shift.role, event.title_in(teller.language)), cancelled),
        status="cancelled" if cancelled else _status(state),
        transparent=True,  # it is the plan's, nobody's own time
        description=_n("%(num)s person behövs.", "%(num)s personer behövs.", shift.least),
        location=", ".join(
            part for part in (_place(event), booth and booth.name, booth and booth.place_number) if part
        ),
        geo=_geo(event),
        url=_url(event, teller),
    )


def _on_duty(role: str, title: str) -> str:
    return _("Pass: %(role)s, %(title)s", role=role, title=title)


def from_shifts(rows: Iterable, teller: Teller, *, alarm: int | None = None) -> list[Entry]:
    """One person's shifts (rows as `Assignment`, with shift, event and booth): what to do and where. What they were asked
    is tentative; what they gave back, or were taken off, stays as cancelled; where they did not come it was held all the same."""
    return [_of_shift(row, teller, alarm) for row in rows]


def _of_shift(row, teller: Teller, alarm: int | None) -> Entry:
    shift, event, booth = row.shift, row.shift.event, row.shift.booth
    # As in the plan: only the shift itself says that it is off.
    status = "cancelled" if shift.cancelled_at is not None else KNOWN_TO_THEM.get(row.state, "cancelled")
    summary = _("Tillfrågad: %(role)s", role=shift.role) if status == "tentative" else shift.role
    return Entry(
        uid=teller.uid("shift", row.id),
        # Rises with each change of the shift, of its event and of what they said, which counts none of its own.
        sequence=shift.sequence + event.sequence + int((row.updated_at - row.created_at).total_seconds()),
        updated_at=max(row.updated_at, shift.updated_at, event.updated_at),
        start=shift.starts_at,
        end=shift.ends_at,
        summary=summary_of(summary, status == "cancelled"),
        status=status,
        transparent=status != "confirmed",
        description=shift.note or "",
        location=", ".join(
            part for part in (_place(event), booth and booth.name, booth and booth.place_number) if part
        ),
        geo=_geo(event),
        alarm=alarm if status == "confirmed" else None,
    )


def on_call_words(title: str) -> str:
    """How hours are called in which somebody answers."""
    return _("Jour: %(title)s", title=title)
