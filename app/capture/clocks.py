"""When was this written, if the tablet's clock cannot be trusted? From two clocks of the tablet and our own. Pure.

A tablet tells, for each record and for the moment it sends: its wall clock, a clock that only runs forward (`mono`), and which
start of the page that one belongs to (`boot`). We know when it arrived and when the tablet was paired.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

AGREE = timedelta(minutes=5)  # how far the two ways of reckoning may part before neither is taken as exact
EXACT, DAY = "exact", "day"
FURTHEST_MS = 10**15  # the year 33658; more is no time


@dataclass(frozen=True)
class Stamp:
    """A moment as the tablet's clocks showed it, in milliseconds; None is what it did not tell."""

    wall: int | None = None
    mono: int | None = None
    boot: str | None = None


@dataclass(frozen=True)
class Estimate:
    """When it happened by our clock, how sure that is (`exact` or `day`), and our clock minus the tablet's, in seconds."""

    at: datetime
    confidence: str
    offset_s: int | None


def offset(sent: Stamp, received: datetime) -> timedelta | None:
    """Our clock minus the tablet's, as far as the way there took no time; None when it told none."""
    wall = instant(sent.wall)
    return received - wall if wall else None


def shown(at: datetime, behind_s: int | None) -> Stamp:
    """What the wall clock of a tablet shows at that moment, when it is as far behind ours as it last was (None: not at all)."""
    moment = at - datetime(1970, 1, 1, tzinfo=UTC)
    return Stamp(wall=round(moment.total_seconds() * 1000) - (behind_s or 0) * 1000)


def instant(wall: int | None) -> datetime | None:
    """A wall clock's milliseconds as an instant, None for what is no time."""
    if wall is None or not 0 <= wall < FURTHEST_MS:
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=wall)
    except OverflowError:
        return None


def estimate(
    written: Stamp, sent: Stamp, *, received: datetime, paired: datetime, behind_s: int | None = None
) -> Estimate:
    """When a record was written. Same start of the page: by the clock that only runs forward; else by the wall clock,
    corrected by how wrong it is now, and then only the day is sure. Never before the pairing, never after it arrived.

    While a tablet sleeps, the clock that only runs forward may stand still. So where it ran for less than the wall clock did, the
    wall clock is believed, as long as it is as wrong as when it was last heard (`behind_s`): then nobody has set it since."""
    wrong = offset(sent, received)
    by_wall = instant(written.wall) + wrong if wrong is not None and instant(written.wall) else None
    ran = _ran(written, sent)
    by_mono = received - ran if ran is not None else None
    parted = by_mono and by_wall and abs(by_mono - by_wall) > AGREE
    steady = (
        wrong is not None and behind_s is not None and abs(wrong.total_seconds() - behind_s) < AGREE.total_seconds()
    )
    slept = parted and steady and paired <= by_wall < by_mono
    found = by_wall if slept else by_mono or by_wall or received
    confidence = EXACT if by_mono and not parted else DAY
    seconds = round(wrong.total_seconds()) if wrong is not None and abs(wrong) < timedelta(days=40_000) else None
    return Estimate(min(max(found, paired), received), confidence, seconds)


def _ran(written: Stamp, sent: Stamp) -> timedelta | None:
    """How long before the sending it was written, by the clock that only runs forward."""
    if not written.boot or written.boot != sent.boot or written.mono is None or sent.mono is None:
        return None
    if not 0 <= sent.mono - written.mono < 10**11:  # three years
        return None
    return timedelta(milliseconds=sent.mono - written.mono)
