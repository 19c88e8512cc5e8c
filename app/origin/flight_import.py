"""How do the times in the media that a plan tells of come in? As whole ISO weeks, each once, however often the file is read.

A month or a year becomes those of its weeks whose Thursday lies in it; weeks that the plan names become a flight for each run
of them. A row without a date is told of and left out: nobody knows beside which weeks it would stand. Filled into
`events.imports.also` by `app/wiring.py`.
"""

from collections import Counter
from datetime import datetime
from itertools import pairwise

from ..accounts.models import Unit
from ..accounts.queries import all_assignment_types_of
from ..events.imports import PlanFile
from ..events.media_rows import MediaRow
from ..events.weeks import DAY, Week, week_of
from ..events.when import When
from ..journal.actors import Actor
from ..store.columns import derived_id
from . import queries
from .flights import Flight, add


def bring_in(file: PlanFile, *, unit: Unit, by: Actor, now: datetime) -> list[str]:
    """Make the flights that are not known yet; one that is known stays as it is kept. Gives what there is to tell."""
    keys = {row.names["sv"].casefold(): row.key for row in all_assignment_types_of(unit.organisation_id)}
    known, seen = Counter(), Counter()
    for row in file.media:
        for flight in flights_in(row, focus=keys.get((row.focus or "").casefold())):
            told = (row.channel.casefold(), (row.focus or "").casefold(), flight.first.text, flight.last.text)
            seen[told] += 1  # the second row of one kind is another flight, and stays the second
            key = derived_id("media", unit.id, *told, str(seen[told]))
            known[queries.flight_by_id(key) is not None] += 1
            add(unit, flight, key=key, by=by, now=now)
    return _told(file.media, known, keys)


def flights_in(row: MediaRow, *, focus: str | None) -> list[Flight]:
    """A flight for each run of the row's weeks, none for a row without a date. What the row cost is shared out by the week."""
    found = runs({one for when in row.whens for one in weeks_of(when)})
    shares = _shares(row.cost_ore, [len(run) for run in found])
    return [Flight(row.channel, run[0], run[-1], focus, ore) for run, ore in zip(found, shares, strict=True)]


def weeks_of(when: When) -> list[Week]:
    """The weeks of a month or a year are those that have their Thursday in it; of days, all that they touch."""
    monday = week_of(when.first_on).days[0]
    found = [week_of(monday + DAY * 7 * n) for n in range((when.last_on - monday).days // 7 + 1)]
    return [one for one in found if when.day_known or when.first_on <= one.days[3] < when.until_on]


def runs(weeks: set[Week]) -> list[list[Week]]:
    """Weeks that follow each other, together; the last of one year and the first of the next do."""
    in_order = sorted(weeks)
    found = [in_order[:1]] if in_order else []
    for before, one in pairwise(in_order):
        if before.days[-1] + DAY == one.days[0]:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _shares(ore: int | None, weeks: list[int]) -> list[int | None]:
    """What each run cost, so that together they cost what was said."""
    if ore is None:
        return [None] * len(weeks)
    until = [ore * sum(weeks[:place]) // sum(weeks) for place in range(len(weeks) + 1)] if weeks else []
    return [last - first for first, last in pairwise(until)]


def _told(rows: list[MediaRow], known: Counter, keys: dict[str, str]) -> list[str]:
    """Line by line, with the rows that came in otherwise than they might have."""
    if not rows:
        return []
    undated = [row.channel for row in rows if not row.whens]
    of_no_type = sorted({row.focus for row in rows if row.whens and row.focus and row.focus.casefold() not in keys})
    told = [f"{known[False]} media flights made, {known[True]} known already."]
    if undated:
        told.append(f"Without a date, so not brought in: {'; '.join(undated)}.")
    if of_no_type:
        told.append(f"About what is no assignment here, so kept as about all of them: {'; '.join(of_no_type)}.")
    return told
