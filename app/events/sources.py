"""Which row of a plan is which event that was imported before? By its own key, else by title, place and a date that may have
become known since.

`maj 2017` and `12 maj 2017` of one title are one event; `12 maj` and `19 maj` are two, since only whoever made the plan knows
whether the first was moved: a plan whose rows carry a key of their own (`key`, `id`, `nyckel`) says so. Pure.
"""

import re
from collections.abc import Sequence

from .when import When

OWN = "#"
LONGEST = 110


def key_of(title: str, when: When, own: object = None, year: int | None = None) -> str:
    """What is kept of a row to know it again: its own key, or its title and what is known of when. `~2017` stands for no date
    in a plan that is of that year."""
    known = when.text or (f"~{year}" if year else "")
    return (OWN + str(own).strip() if own else f"{title.casefold()} {known}".strip())[:LONGEST]


def numbered(key: str, number: int) -> str:
    """The second row of one key in a file is another event, and stays the second."""
    return key if number == 1 else f"{key} {number}"


def matched(rows: Sequence, events: Sequence) -> list:
    """For each row (with `plan`, `source`, `year`) the imported event that it is, or None. Each event once: those of the same
    key first, then those that say the same less precisely."""
    by_source = {event.source: event for event in events}
    found = [by_source.get(row.source) for row in rows]
    left = [event for event in events if event not in found]
    for number, row in enumerate(rows):
        if found[number] is None:
            found[number] = next((event for event in left if may_be(row, event)), None)
            left = [event for event in left if event is not found[number]]
    return found


def may_be(row, event) -> bool:
    """Whether a row under another key may be this event: the same title, no other place, and one date within the other."""
    if row.source.startswith(OWN) and event.source.startswith(OWN):
        return False
    plan = row.plan
    if plan.title.casefold() not in (event.title.casefold(), _title_in(event.source)):
        return False
    if plan.place and event.place and plan.place.casefold() != event.place.casefold():
        return False
    years = {_year(plan.when) or row.year, _year(event.when) or _year_in(event.source)} - {None}
    return len(years) < 2 and _one_date(plan.when, event.when)


def _title_in(source: str) -> str:
    return source if source.startswith(OWN) else source.rpartition(" ")[0] or source


def _year_in(source: str) -> int | None:
    found = re.search(r" ~([0-9]{4})", source)
    return int(found[1]) if found else None


def _year(when: When) -> int | None:
    return when.first_on and when.first_on.year


def _one_date(one: When, other: When) -> bool:
    if one.first_on is None or other.first_on is None:
        return True
    return (
        sharper(one, other) or sharper(other, one) or (one.first_on, one.until_on) == (other.first_on, other.until_on)
    )


def sharper(new: When, old: When) -> bool:
    """Whether `new` says more precisely what `old` says: a day of its month, or a date where there was none."""
    if new.first_on is None or old.first_on is None:
        return new.first_on is not None
    within = old.first_on <= new.first_on and new.until_on <= old.until_on
    return within and new.until_on - new.first_on < old.until_on - old.first_on
