"""Which shifts are "kl. 9–17, two hours each, two people"? A pattern, and the shifts it stands for. Pure.

Days are cut into shifts of one length with a break between, if any; what is left at the end is one short shift. A pattern
that ends no later than it begins goes on past midnight. What exists already is kept, see `compared`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ..clock import local_date
from ..errors import Refused
from ..events.when import instant
from ..i18n import _l
from ..store.columns import ALPHABET, ID_LENGTH

DAY = timedelta(days=1)
MOST_SHIFTS = 200


@dataclass(frozen=True)
class Span:
    """From one instant up to, not including, another (UTC); `on` is the day of the pattern that it belongs to, which after
    midnight is not its own."""

    starts_at: datetime
    ends_at: datetime
    on: date | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Pattern:
    """The same on each of these days; `length` of one shift, `pause` between two."""

    days: Sequence[date]
    begins: time
    ends: time
    length: timedelta
    pause: timedelta = timedelta()

    def spans(self) -> list[Span]:
        """The shifts in order of time. Refused when nothing comes of it, or too much, or the clock skips a time."""
        if self.length < timedelta(minutes=15) or self.pause < timedelta():
            raise Refused(_l("Ett pass måste vara minst en kvart långt."), "length")
        found = [span for day in sorted(set(self.days)) for span in self._of(day)]
        if not found:
            raise Refused(_l("Välj minst en dag."), "days")
        if len(found) > MOST_SHIFTS:
            raise Refused(_l("Det blir fler än %(most)s pass. Ta färre dagar, eller längre pass.", most=MOST_SHIFTS))
        return found

    def _of(self, day: date) -> list[Span]:
        begin, end = datetime.combine(day, self.begins), datetime.combine(day, self.ends)
        if end <= begin:
            end += DAY
        found = []
        while begin < end:
            until = min(begin + self.length, end)
            found.append(Span(instant(begin), instant(until), day))
            begin = until + self.pause
        return found


@dataclass(frozen=True)
class Compared:
    """What a pattern would do to the shifts that exist: those it has already, new ones, and those it does not have: empty
    ones that may go, and ones with somebody on them, which never do."""

    known: list
    new: list[Span]
    empty: list
    peopled: list


def compared(spans: Iterable[Span], existing: Iterable, has_people) -> Compared:
    """`existing` are the shifts of the same booth and role; only those on the pattern's days, and in the nights into which it
    goes on, are looked at."""
    spans = list(spans)
    days = {span.on or local_date(span.starts_at) for span in spans}
    existing = [shift for shift in existing if local_date(shift.starts_at) in days or _within(shift, spans)]
    wanted = {(span.starts_at, span.ends_at) for span in spans}
    known = [shift for shift in existing if (shift.starts_at, shift.ends_at) in wanted]
    there = {(shift.starts_at, shift.ends_at) for shift in known}
    others = [shift for shift in existing if shift not in known]
    return Compared(
        known,
        [span for span in spans if (span.starts_at, span.ends_at) not in there],
        [shift for shift in others if not has_people(shift)],
        [shift for shift in others if has_people(shift)],
    )


def _within(shift, spans: Iterable[Span]) -> bool:
    return any(span.starts_at <= shift.starts_at < span.ends_at for span in spans)


def id_of_part(key: str, part: object) -> str:
    """The id of one row of several that one press makes: the same press again gives the same ids."""
    number = int.from_bytes(hashlib.sha256(f"{key}\0{part}".encode()).digest()[:8])
    tail = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(ID_LENGTH - 9))
    return key[:9] + tail
