"""Which numbers of a tablet never arrived? A tablet numbers what it saves from 1 on; what is missing is still out there. Pure.

The numbers decide nothing: a cloned or rolled-back tablet may use one twice, and no record is refused for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..i18n import _, _n


@dataclass(frozen=True)
class Numbers:
    """What arrived from one tablet: the highest number, the missing ones below it (or below what the tablet says it has
    reached) as ranges first–last, and how many those are."""

    highest: int
    missing: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """How many are missing."""
        return sum(last - first + 1 for first, last in self.missing)


def numbers(arrived: Iterable[int], *, next_seq: int | None = None) -> Numbers:
    """From the numbers that arrived, in any order and repeated. `next_seq` is the number the tablet will give next."""
    there = sorted({number for number in arrived if number > 0})
    highest = there[-1] if there else 0
    end = max(highest, (next_seq or 1) - 1)
    found, before = [], 0
    for number in [*there, end + 1]:
        if number > before + 1:
            found.append((before + 1, number - 1))
        before = number
    return Numbers(highest, tuple(found))


def left_on(pending: int | None, arrived: Numbers) -> int | None:
    """How many are still on the tablet, as far as we know: what it says itself or what never came, whichever is more. None
    when it never said anything."""
    return max(pending, arrived.count) if pending is not None else None


def still_out(pending: int | None, arrived: Numbers) -> str:
    """What has not come, in one sentence that claims no more than is known: only what the tablet says it has is left on it, and a
    number that neither it nor we have is said to be so. Empty when all is here."""
    missing, numbers = arrived.count, in_words(arrived.missing)
    if not missing:
        return _n("%(num)d kvar på surfplattan", "%(num)d kvar på surfplattan", pending) if pending else ""
    if pending is None:
        return _("nummer %(numbers)s har inte kommit", numbers=numbers)
    if pending == 0:
        return _("nummer %(numbers)s har inte kommit, men surfplattan säger att inget är kvar", numbers=numbers)
    if pending < missing:
        return _(
            "nummer %(numbers)s har inte kommit, men surfplattan säger att bara %(n)s är kvar",
            numbers=numbers,
            n=pending,
        )
    if pending > missing:
        return _("%(n)s kvar på surfplattan, bland dem nummer %(numbers)s", numbers=numbers, n=pending)
    return _("%(n)s kvar på surfplattan: nummer %(numbers)s", numbers=numbers, n=pending)


def in_words(ranges: Iterable[tuple[int, int]]) -> str:
    """`17, 20–23`."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)
