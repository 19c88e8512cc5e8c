"""How often do we try before we let somebody be? The ladder of attempts (domain.md §5), and what the next try should be.

Three tries on different days and at different times of the day, by two channels where the person has two, over ten working days;
then a last friendly message, and the lead is *Ej nådd*. Who can only be written to reads it when they like: times do not count
then. Pure; called by the board and when an attempt is noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import here, local_date

from .working_time import WorkingTime

TRIES = 3
OVER = 10  # working days from the first try to the last message
WAIT = (2, 4)  # working days to the second and the third try


@dataclass(frozen=True)
class Try:
    """One attempt in which nobody was reached."""

    at: datetime
    channel: str


@dataclass(frozen=True)
class Ladder:
    """Where we stand. `next_on` is the day of the next try, or of the last message when `complete` is near.

    `other_channel`, `other_time`: what the next try should do differently. `complete`: time for the last message.
    """

    tries: int
    next_on: date | None
    other_channel: bool
    other_time: bool
    complete: bool


def ladder(tries: Sequence[Try], hours: WorkingTime, today: date, *, channels: int = 2) -> Ladder:
    """The ladder after these tries. `channels` is by how many the person can be reached at all."""
    ordered = sorted(tries, key=lambda one: one.at)
    if not ordered:
        return Ladder(0, None, False, False, False)
    days = {local_date(one.at) for one in ordered}
    used = {one.channel for one in ordered}
    times = {part_of_day(one.at) for one in ordered}
    enough = len(days) >= TRIES and len(used) >= min(2, channels) and len(times) >= min(2, channels)
    last_word_on = hours.day_after(min(days), OVER)
    return Ladder(
        tries=len(ordered),
        next_on=max(_next(days, hours, last_word_on if enough else None), today),
        other_channel=len(ordered) >= TRIES - 1 and len(used) < min(2, channels),
        other_time=len(times) == 1,
        complete=enough and today >= last_word_on,
    )


def _next(days: set[date], hours: WorkingTime, last_word_on: date | None) -> date:
    if last_word_on:
        return last_word_on
    return hours.day_after(max(days), WAIT[min(len(days), len(WAIT)) - 1])


def part_of_day(at: datetime) -> str:
    """morning (until noon) · afternoon (until five) · evening."""
    clock = here(at)
    return "morning" if clock.hour < 12 else "afternoon" if clock.hour < 17 else "evening"


def days_to_choose(today: date, hours: WorkingTime) -> list[date]:
    """The days one offers who says "call later": the next three working days, and the same weekday in one and in two weeks, or the
    first working day after it."""
    near = [hours.day_after(today, ahead) for ahead in (1, 2, 3)]
    far = [hours.day_after(today + timedelta(days=ahead - 1), 1) for ahead in (7, 14)]
    return sorted({*near, *far})
