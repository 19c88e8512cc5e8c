"""How are the tablets of a booth? Each with what it told last, which numbers never came, and what waits for a person. SELECTs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager

from ..booths.models import Booth
from ..clock import local_date, now
from ..events.models import Event
from ..i18n import _, _n
from ..staffing.queries import last_shift_ends
from ..store.db import db
from . import gaps, states
from .configuration import event_status
from .gaps import Numbers, left_on, numbers
from .models import BoothClosing, BoothKey, Pairing, TabletConflict, TabletRecord
from .queries import Counted, counted_at

HOME_BY_THEN = timedelta(hours=12)  # after the end of an event its tablets are where there is a network
JUST_NOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Line:
    """One tablet. `numbers` are those of all that this very tablet sent, `stored` how many visitors' records of this pairing are
    with us (what its own bar counts, but for what is held), `left` how many are still on it as far as we know
    (None: it never told); `latest` is false when the same tablet was paired anew and is in use so. `heard` is the pairing, here or
    at another booth, under which it told that; from `settled_at` on its word is the last one."""

    pairing: Pairing
    numbers: Numbers
    stored: int
    left: int | None
    latest: bool
    heard: Pairing
    settled_at: datetime

    @property
    def finished(self) -> bool:
        """Whether nothing more is to be expected from it."""
        if not self.latest or self.pairing.state in (*states.UNUSED, states.ENDED):
            return True
        if (self.pairing.given_up or 0) < (self.left or 0):
            return False
        said_so = self.heard.status.get("pending") == 0 and self.heard.seen_at >= self.settled_at
        return said_so or self.silent_since_given_up

    @property
    def silent_since_given_up(self) -> bool:
        """Whether nothing was heard of it since somebody said how many will never come."""
        return self.pairing.given_up_at is not None and self.heard.seen_at <= self.pairing.given_up_at

    @property
    def still_out(self) -> str:
        """What has not come, in words: how many, and which of them we know by number. Empty where nothing is known to be out."""
        return gaps.still_out(self.heard.status.get("pending"), self.numbers)

    @property
    def may_have_more(self) -> bool:
        """Whether it said that nothing was left, and could be filled again after that."""
        return self.left == 0 and not self.finished


@dataclass(frozen=True)
class BoothPage:
    """All that the planner's page shows."""

    lines: list[Line] = field(default_factory=list)
    counted: Counted = field(default_factory=Counted)
    held: list[TabletRecord] = field(default_factory=list)
    unreadable: list[TabletRecord] = field(default_factory=list)
    conflicts: list[TabletConflict] = field(default_factory=list)
    closing: BoothClosing | None = None
    key: BoothKey | None = None
    over: bool = False

    @property
    def letters(self) -> dict[str, str]:
        """The letter of the tablet that brought a record, by its pairing."""
        return {line.pairing.id: line.pairing.letter for line in self.lines}

    @property
    def asking_first(self) -> list[Line]:
        """Those that wait to be allowed, and then the others."""
        return sorted(self.lines, key=lambda line: line.pairing.state != states.PENDING)

    @property
    def unfinished(self) -> list[Line]:
        """Tablets that keep the booth from being finished."""
        return [line for line in self.lines if not line.finished]


def page_of(booth: Booth, *, now: datetime) -> BoothPage:
    """A booth's tablets, in the order of their letters."""
    by_state = {
        state: list(
            db.session.scalars(
                select(TabletRecord)
                .filter_by(booth_id=booth.id, state=state)
                .order_by(TabletRecord.received_at)
                .limit(200)
            )
        )
        for state in (states.HELD, states.UNREADABLE)
    }
    conflicts = select(TabletConflict).filter_by(booth_id=booth.id, decided=False).order_by(TabletConflict.received_at)
    key = select(BoothKey).filter_by(booth_id=booth.id).order_by(BoothKey.made_at.desc()).limit(1)
    return BoothPage(
        lines=lines_of(booth, now=now),
        counted=counted_at(booth),
        held=by_state[states.HELD],
        unreadable=by_state[states.UNREADABLE],
        conflicts=list(db.session.scalars(conflicts)),
        closing=db.session.get(BoothClosing, booth.id),
        key=db.session.scalar(key),
        over=event_status(booth, booth.event, now) != "open",
    )


def unfinished(booth: Booth, *, now: datetime) -> list[Line]:
    """Tablets that may still have something."""
    return [line for line in lines_of(booth, now=now) if not line.finished]


def lines_of(booth: Booth, *, now: datetime) -> list[Line]:
    """Four queries, however many tablets."""
    rows = list(db.session.scalars(select(Pairing).filter_by(booth_id=booth.id).order_by(Pairing.number)))
    latest = {row.install_id: row.id for row in rows if row.state not in states.UNUSED}
    arrived: dict[str, list[int]] = {}
    sent = select(Pairing.install_id, TabletRecord.seq).join(Pairing, Pairing.id == TabletRecord.pairing_id)
    wanted = {row.install_id for row in rows}
    same = (Pairing.organisation_id == booth.organisation_id, Pairing.install_id.in_(wanted))
    for install_id, seq in db.session.execute(sent.where(*same)):
        arrived.setdefault(install_id, []).append(seq)
    may_tell = select(Pairing).where(*same, Pairing.state.in_(states.MAY_SEND)).order_by(Pairing.seen_at)
    heard = {row.install_id: row for row in db.session.scalars(may_tell)}
    stored = dict(
        db.session.execute(
            select(TabletRecord.pairing_id, func.count())
            .where(
                TabletRecord.booth_id == booth.id,
                TabletRecord.state == states.STORED,
                TabletRecord.kind.in_(states.FROM_VISITORS),
            )
            .group_by(TabletRecord.pairing_id)
        ).all()
    )
    settled_at = _settled_at(booth, now)
    lines = []
    for row in rows:
        told = heard.get(row.install_id, row)
        found = numbers(arrived.get(row.install_id, []), next_seq=told.status.get("next_seq"))
        left = left_on(told.status.get("pending"), found)
        latest_one = row.state in states.UNUSED or latest.get(row.install_id, row.id) == row.id
        lines.append(Line(row, found, stored.get(row.id, 0), left, latest_one, told, settled_at))
    return lines


def _settled_at(booth: Booth, now: datetime) -> datetime:
    """From when on nobody writes on the booth's tablets any more. As long as it is open, or nobody knows its end: just now. Where
    its last day is known and no hour of it, that is midnight, or when the last of those who stand there past it go."""
    event = booth.event
    end = None if event.state == "cancelled" else booth.until_at or event.ends_at or _last_midnight(booth)
    return min(end, now - JUST_NOW) if end else now - JUST_NOW


def _last_midnight(booth: Booth) -> datetime | None:
    when = booth.event.when
    return max(when.ends_at, last_shift_ends(booth) or when.ends_at) if when.day_known else None


@dataclass(frozen=True)
class Alarm:
    """A booth where somebody must decide: how many records cannot be read, are held, or came with other bytes; `unfinished` is 1
    where the event is over and nobody has finished the tablets."""

    booth: Booth
    unreadable: int
    held: int
    conflicts: int
    unfinished: int = 0


def alarms(unit_id: str, now: datetime) -> list[Alarm]:
    """Booths of the unit with something that waits for a person; two queries."""
    found: dict[str, dict[str, int]] = {}
    records = (
        select(TabletRecord.booth_id, TabletRecord.state, func.count())
        .where(TabletRecord.state.in_((states.UNREADABLE, states.HELD)))
        .group_by(TabletRecord.booth_id, TabletRecord.state)
    )
    others = (
        select(TabletConflict.booth_id, literal("conflicts"), func.count())
        .where(TabletConflict.decided.is_(False))
        .group_by(TabletConflict.booth_id)
    )
    for booth_id, what, number in db.session.execute(union_all(records, others, _never_finished(now))):
        found.setdefault(booth_id, {})[what] = number
    if not found:
        return []
    booths = select(Booth).join(Booth.event).where(Booth.id.in_(found), Event.unit_id == unit_id).order_by(Booth.name)
    return [
        Alarm(row, *(found[row.id].get(what, 0) for what in ("unreadable", "held", "conflicts", "unfinished")))
        for row in db.session.scalars(booths.options(contains_eager(Booth.event)))
    ]


def _never_finished(now: datetime):
    """Booths whose event is over and whose tablets nobody has finished, or not since a code was asked for again: so long nothing
    destroys their keys."""
    closed = select(BoothClosing.booth_id)
    used = select(Pairing.booth_id).where(Pairing.state.in_(states.MAY_SEND))
    over = or_(Event.until_on <= local_date(now), Event.ends_at < now - HOME_BY_THEN, Event.state == "cancelled")
    found = select(BoothKey.booth_id, literal("unfinished"), func.count()).group_by(BoothKey.booth_id)
    return (
        found.join(Booth, Booth.id == BoothKey.booth_id)
        .join(Booth.event)
        .where(over, BoothKey.destroyed_at.is_(None), Booth.id.in_(used), Booth.id.not_in(closed))
    )


def told_on_idag(unit_id: str) -> list[dict]:
    """The same as Idag tells it: the worst first in words, and where one decides."""
    return [
        {
            "title": _("Surfplattor i %(booth)s", booth=alarm.booth.name),
            "why": ". ".join(said for number, said in _said(alarm) if number),
            "endpoint": "tablets.index",
            "values": {"slug": alarm.booth.event.slug, "booth_id": alarm.booth.id},
        }
        for alarm in alarms(unit_id, now())
    ]


def _said(alarm: Alarm) -> list[tuple[int, str]]:
    return [
        (alarm.unreadable, _n("%(num)d kan inte läsas", "%(num)d kan inte läsas", alarm.unreadable)),
        (alarm.held, _n("%(num)d väntar på att någon bestämmer", "%(num)d väntar på att någon bestämmer", alarm.held)),
        (alarm.conflicts, _n("%(num)d kom med olika innehåll", "%(num)d kom med olika innehåll", alarm.conflicts)),
        (
            alarm.unfinished,
            _("Aktiviteten är slut. Avsluta surfplattorna när de är tömda, så förstörs nyckeln två veckor senare"),
        ),
    ]
