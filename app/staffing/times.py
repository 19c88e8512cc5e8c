"""When may we write to somebody who helps, and how is a shift's time said? Pure.

Reminders go a week and a day before, at the hour of the shift but never at night, by the clock on the wall: a week over a
change to summer time is a week. A change within 48 hours goes at once, whatever the hour.
"""

from datetime import datetime, time, timedelta

from ..clock import STOCKHOLM, here, local_date
from ..events.when import When
from ..words import DASH, FIXED, date_words, times_words

AWAKE_FROM, AWAKE_UNTIL = time(8), time(21)
LATEST_REMINDER = time(19)
DAYS_BEFORE = {"week": 7, "day": 1}
LATE_AT_MOST = {"week": timedelta(days=3), "day": timedelta(days=2)}  # a reminder of the week is none two days before
URGENT = timedelta(hours=48)
JOINED = "\N{WORD JOINER}"


def shift_words(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """`lördag 6 september 2026 kl. 10.00–12.00`."""
    return When.between(starts_at, ends_at).label(language)


def page_words(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """`tisdag 1 december kl. 9–11`, hours never torn apart; in full where it does not end on its day."""
    begin, end = here(starts_at), here(ends_at)
    if (end - timedelta(microseconds=1)).date() != begin.date():
        return shift_words(starts_at, ends_at, language)
    hours = times_words(begin.time(), end.time(), language, short=True)
    hours = hours.replace(" ", FIXED).replace(DASH, f"{JOINED}{DASH}{JOINED}")
    return f"{date_words(begin.date(), language, year=False)}{'' if hours[:1].isalpha() else ','} {hours}"


def short_words(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """`lör 6 sep kl. 10–12`, for subjects and text messages."""
    begin, end = here(starts_at), here(ends_at)
    hours = times_words(begin.time(), end.time(), language, short=True)
    return f"{date_words(begin.date(), language, short=True)}{'' if hours[:1].isalpha() else ','} {hours}"


def due_at(kind: str, starts_at: datetime) -> datetime:
    """When somebody is to be reminded of a shift that starts then."""
    wall = here(starts_at)
    clock = min(max(wall.time(), AWAKE_FROM), LATEST_REMINDER)
    return datetime.combine(wall.date() - timedelta(days=DAYS_BEFORE[kind]), clock, STOCKHOLM)


def is_due(kind: str, starts_at: datetime, heard_at: datetime, now: datetime) -> bool:
    """Whether to remind now somebody who was last heard of (or told of this shift) at `heard_at`: not one who has just
    said yes, not when it is too late to be of any use, not after it has begun."""
    due = due_at(kind, starts_at)
    return heard_at < due <= now < min(starts_at, due + LATE_AT_MOST[kind])


def is_awake(now: datetime) -> bool:
    """Whether it is not night."""
    return AWAKE_FROM <= here(now).time() <= AWAKE_UNTIL


def next_awake(now: datetime) -> datetime:
    """This instant, or the next morning's first hour in which one may write."""
    if is_awake(now):
        return now
    day = local_date(now) + timedelta(days=here(now).time() > AWAKE_UNTIL)
    return datetime.combine(day, AWAKE_FROM, STOCKHOLM)


def not_before(starts_at: datetime, now: datetime) -> datetime:
    """When a letter about a shift may go: at once when it starts within 48 hours, else not at night."""
    return now if starts_at - now <= URGENT else next_awake(now)
