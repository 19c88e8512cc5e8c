"""What may become of an assignment, who is in whose way, and what does a shift still lack? Pure.

The states are those of domain.md §2. Silence is never a yes: nothing here turns into one by itself, somebody says it.
Times are half-open: one who ends at 11 can begin elsewhere at 11.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ..errors import Refused
from ..events.when import When
from ..i18n import _l

# word, and the tone of its sign (web/components.html `pill`)
STATES = {
    "proposed": (_l("Föreslagen"), "neutral"),
    "asked": (_l("Tillfrågad"), "sky"),
    "yes": (_l("Ja"), "moss"),
    "no": (_l("Kan inte"), "brick"),
    "confirmed": (_l("Bekräftad"), "moss"),
    "on_place": (_l("På plats"), "moss"),
    "done": (_l("Klar"), "moss"),
    "absent": (_l("Uteblev"), "brick"),
    "cancelled": (_l("Avbokad"), "neutral"),
}
SAID_YES = ("yes", "confirmed")
STANDING = (*SAID_YES, "on_place", "done")  # has a place on the shift
CAME = ("on_place", "done")
OPEN = ("proposed", "asked")  # may still become a yes
TOLD = ("asked", *SAID_YES)  # know of the shift, and hear when it changes

# Forward as the domain says; `asked` again when the shift has moved; and back where a finger slipped on the day.
MOVES = {
    "proposed": ("asked", "yes", "no", "cancelled"),
    "asked": ("asked", "yes", "no", "cancelled"),
    "yes": ("confirmed", "asked", "no", "on_place", "absent", "cancelled"),
    "no": ("proposed", "asked", "yes", "cancelled"),
    "confirmed": ("asked", "no", "on_place", "absent", "cancelled"),
    "on_place": ("done", "absent", "confirmed"),
    "done": ("on_place", "absent"),
    "absent": ("on_place", "confirmed"),
    "cancelled": ("proposed", "asked", "yes"),
}


def check_move(state: str, to: str) -> None:
    """Refused when an assignment may not go from one state to another."""
    if to not in MOVES[state]:
        raise Refused(_l("Det går inte härifrån: %(state)s → %(to)s.", state=STATES[state][0], to=STATES[to][0]))


class Timed(Protocol):
    """Whatever lasts from one instant up to, not including, another."""

    starts_at: datetime
    ends_at: datetime


def clashes(a: Timed, b: Timed) -> bool:
    """Whether one cannot be at both."""
    return a.starts_at < b.ends_at and b.starts_at < a.ends_at


def overlap(shift, other) -> list:
    """What a reason is written for: two shifts at the times that they have now. `sequence` rises with another time."""
    return [shift.sequence, other.id, other.sequence]


def lies_outside(shift: Timed, when: When) -> bool:
    """Whether a shift has no moment in common with its event. While nobody knows the day, nothing lies outside."""
    return when.day_known and not clashes(shift, when)


def standing(states: Iterable[str]) -> int:
    """How many have a place."""
    return sum(state in STANDING for state in states)


def free_places(most: int, states: Iterable[str]) -> int:
    """How many more can say yes."""
    return max(0, most - standing(states))


def missing_people(least: int, states: Iterable[str]) -> int:
    """How many more must say yes."""
    return max(0, least - standing(states))


def missing_languages(wanted: Iterable[str], spoken: Iterable[Iterable[str]]) -> list[str]:
    """The wanted languages that none of those with a place speaks, in the order in which they are wanted."""
    there = {language for languages in spoken for language in languages}
    return [language for language in wanted if language not in there]


@dataclass(frozen=True)
class Hours:
    """Hours of people, added up: wanted (at least), planned (said yes), done (came)."""

    wanted: timedelta = timedelta()
    planned: timedelta = timedelta()
    done: timedelta = timedelta()

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(self.wanted + other.wanted, self.planned + other.planned, self.done + other.done)


def hours_of(shift: Timed, least: int, states: Iterable[str]) -> Hours:
    """The hours of one shift. Who did not come was planned all the same."""
    length, states = shift.ends_at - shift.starts_at, list(states)
    planned = sum(state in (*STANDING, "absent") for state in states)
    return Hours(length * least, length * planned, length * sum(state in CAME for state in states))


def check_numbers(least: int, most: int, standing: int = 0) -> None:
    """Refused when the numbers of a shift do not go together, or would push out somebody who said yes."""
    if least < 0 or most < 1:
        raise Refused(_l("Ett pass behöver plats för minst en."), "most")
    if most < least:
        raise Refused(_l("”Högst” kan inte vara mindre än ”minst”."), "most")
    if most < standing:
        raise Refused(_l("%(number)s har redan sagt ja. Ta bort någon från passet först.", number=standing), "most")
