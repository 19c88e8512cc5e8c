"""What did we know at the end of a month? A row that changes keeps what it said at the end of the months before, as far as that was
something else, so that a report with the same date gives the same numbers whatever has been learnt since (domain.md §6.7).

`past` is month → the facts that were otherwise at its end, and at the end of those before it back to the next month that has the
same fact. Pure; called by crediting.py.
"""

from collections.abc import Mapping


def month_before(month: str) -> str:
    """`2026-12` of `2027-01`."""
    year, number = map(int, month.split("-"))
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12"


def kept(past: Mapping[str, dict], since: str, before: Mapping, month: str) -> dict[str, dict]:
    """`past` when, in `month`, what a row said `before` is going to be something else. `since` is the month from which there is a
    row; what changes within a month was never said at its end, and leaves nothing."""
    last = month_before(month)
    if since > last or not before:
        return dict(past)
    return {**past, last: {**before, **past.get(last, {})}}


def at_the_end_of(month: str, said: Mapping, past: Mapping[str, dict], since: str) -> dict | None:
    """What a row that says this now said at the end of a month; None when there was none yet."""
    if since > month:
        return None
    facts = dict(said)
    for then in sorted(past, reverse=True):
        if then < month:
            break
        facts |= past[then]
    return facts
