"""When does a unit work, as one types it? `8–12, 13–16.30` for each weekday, and back. Pure.

Kept as weekday ("0" is Monday) → pairs of "08:00"; a day that is left out is a day off. Another week holds from the next day on,
and the one before it is kept: what was promised in it stays promised in it.
"""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import pairwise

from ..errors import Refused
from ..i18n import _l
from ..words import time_words, weekday_name

MONDAY = date(2026, 1, 5)  # any: where the names of the days begin
DASHES = r"\s*(?:-|–|—|till|to)\s*"
CLOCK = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?"
SPAN = re.compile(f"(?:kl\\.? *)?{CLOCK}{DASHES}{CLOCK}", re.IGNORECASE)


def read_hours(text: str | None) -> list[list[str]]:
    """One day's hours; none for a day off. Raises Refused for what cannot be read, or runs backwards."""
    spans = [_span(part) for part in re.split(r"[,;]| och | and ", text or "") if part.strip()]
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise Refused(_l("Tiderna går in i varandra. Skriv dem i ordning, till exempel 8–12, 13–16.30."))
    return [[f"{clock:%H:%M}" for clock in span] for span in spans]


def _span(text: str) -> tuple[time, time]:
    found = SPAN.fullmatch(text.strip())
    try:
        opens, closes = (time(int(found[at]), int(found[at + 1] or 0)) for at in (1, 3))
    except (TypeError, ValueError):
        raise Refused(_l("Tiden går inte att läsa. Skriv till exempel 8–16.30, eller lämna tomt för stängt.")) from None
    if closes <= opens:
        raise Refused(_l("Sluttiden måste komma efter starttiden. Ändra den ena av dem."))
    return opens, closes


def hours_words(spans: Sequence[Sequence[str]], locale: str = "sv") -> str:
    """A day's hours as people write them, as `read_hours` reads them."""
    return ", ".join("–".join(time_words(time.fromisoformat(clock), locale) for clock in span) for span in spans)


def kept_until(former: Sequence | None, week: dict | list | None, until: date) -> list:
    """The weeks (or promises) of before and one more, which held to that day; of several changes on a day the first tells what
    was before."""
    known = [list(one) for one in former or ()]
    return known if known and known[-1][0] >= until.isoformat() else [*known, [until.isoformat(), week]]


def week_words(week: dict | None, locale: str = "sv") -> str:
    """A kept week in one line, days alike together: `mån–tors 8.00–16.30, fre 8.00–15.00`; empty for none."""
    days = [hours_words((week or {}).get(str(day), ()), locale) for day in range(7)]
    found, begun = [], 0
    for day in range(7):
        if day == 6 or days[day + 1] != days[day]:
            names = [weekday_name(MONDAY + timedelta(days=one), locale, short=True) for one in sorted({begun, day})]
            found += [f"{'–'.join(names)} {days[day]}"] if days[day] else []
            begun = day + 1
    return ", ".join(found)
