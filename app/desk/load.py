"""How many will show interest, and have we hours for them? What events like it gave, against the hours in which we have promised to answer.

The span is that of the order statistics: of n events like this one, the next falls between the k-th smallest and the k-th largest with a
probability of at least (n + 1 − 2k) / (n + 1), whatever the distribution, as long as it is one of the same sort (S. S. Wilks,
"Determination of sample sizes for setting tolerance limits", Annals of Mathematical Statistics 12, 1941). It is the narrowest that holds
in eight of ten, where there are nine events; with fewer it is all that was seen and says how often it holds; with fewer than
three it is not said. Nothing is assumed of how the numbers scatter, since a handful of events cannot show it. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

LEAST = 3  # events, before a span is said
SURE = 8 / 10
A_CALL = timedelta(
    minutes=15
)  # what one is reckoned to take with what is written down: a convention, said where it is used


@dataclass(frozen=True)
class Expected:
    """What to expect from `counts`, the leads of each event like it, in order. `low` and `high` are None where it is not known; the
    next falls between them in at least `share` of cases."""

    counts: tuple[int, ...]
    low: int | None = None
    high: int | None = None
    share: float | None = None

    @property
    def number(self) -> int:
        """How many events there were like it."""
        return len(self.counts)

    @property
    def gave(self) -> int:
        """How many of them gave anybody."""
        return sum(count > 0 for count in self.counts)

    @property
    def middle(self) -> int | None:
        """Half of them gave this many or fewer."""
        return median_low(self.counts) if self.counts else None

    @property
    def in_ten(self) -> int | None:
        """The share as so many times in ten, rounded down."""
        return None if self.share is None else int(self.share * 10 + 1e-9)


def expected(counts: Sequence[int]) -> Expected:
    """What the next event gives, from what those like it gave."""
    found = tuple(sorted(counts))
    n = len(found)
    if n < LEAST:
        return Expected(found)
    k = max((k for k in range(1, (n + 1) // 2 + 1) if share(n, k) >= SURE), default=1)
    return Expected(found, found[k - 1], found[n - k], share(n, k))


def share(n: int, k: int) -> float:
    """How often the next of n + 1 falls between the k-th smallest and the k-th largest of the others, at least."""
    return max(0.0, (n + 1 - 2 * k) / (n + 1))


@dataclass(frozen=True)
class Staffed:
    """The hours between the beginning of an event and the end of its promises. `hours`: open until the first attempt is due, duty
    hours among them; `free`: places of times until those are due."""

    hours: timedelta
    duty: timedelta
    due_at: datetime
    free: int
    slots_due_at: datetime


@dataclass(frozen=True)
class Load:
    """What to expect against what is staffed. `staffed` is None where nobody owns the event or its day is not known."""

    expected: Expected
    staffed: Staffed | None

    @property
    def calls(self) -> int | None:
        """How many calls there is room for until the first attempt is due."""
        return None if self.staffed is None else int(self.staffed.hours / A_CALL)

    @property
    def short(self) -> int | None:
        """How many more calls than that there may be; None where either is not known."""
        if self.calls is None or self.expected.high is None:
            return None
        return max(0, self.expected.high - self.calls)
