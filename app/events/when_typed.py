"""How does a planner write a date? Reads the one text field for when an event happens, in the spellings people use.

`maj 2017`, `april–juni`, `v. 20`, `v20 2017`, `12 maj 2026`, `tis 12/5`, `8–9 nov 2017`, `12/5 2026 kl. 10–16`, and the
exact forms of `When.read`. Without a year it is the next one to come, seen from `today`. What `When.label("sv")` writes
can be read back. Pure; called by the event's form and by imports.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app import words
from app.errors import Refused
from app.events.weeks import DAY, week_of, weeks_in
from app.events.when import ISO_FORMS, UNKNOWN, When, refuse_far_year
from app.i18n import _l

LONGEST = 100
UNREADABLE = _l(
    "Tiden går inte att läsa. Skriv till exempel 12 maj 2026 kl. 10–16, 8–9 november 2026, v. 20 eller maj 2026."
)
UNDATED = {"", "?", "-", "utan datum", "okänt", "oklart", "vet inte", "vet ej", "no date", "unknown"}
SOON = {"idag": 0, "i dag": 0, "imorgon": 1, "i morgon": 1}

NAME = r"([a-zåäö]{3,})\.?"
YEAR = r"(?:[ /.-]+([0-9]{4}))?"
CLOCK = r"([0-9]{1,2}(?:[.:][0-9]{2})?)"
AT = r"(?: ?kl\.? ?| )"
DASH = " ?- ?"


def _names(name: Callable[[int, str, bool], str]) -> dict[str, int]:
    return {
        name(n, tongue, short).lower(): n
        for tongue in ("sv", "en")
        for short in (True, False)
        for n in range(1, 13 if name is words.month_name else 8)
    }


def _weekday_name(n: int, tongue: str, short: bool) -> str:
    return words.weekday_name(date(2024, 1, n), tongue, short)  # the first of January 2024 was a Monday


MONTHS = _names(words.month_name) | {"sept": 9, "sep": 9, "mar": 3, "jun": 6, "jul": 7}
WEEKDAYS = _names(_weekday_name) | {"tor": 4, "tors": 4}


def read_words(text: str, *, today: date) -> When:
    """What the planner means; an empty text is an unknown date. Refused, with examples, when it cannot be read."""
    plain = _plain(text)
    if plain in UNDATED:
        return UNKNOWN
    if plain in SOON:
        return When.days(today + DAY * SOON[plain])
    if len(plain) > LONGEST:
        raise Refused(UNREADABLE)
    if any(re.fullmatch(form, plain.upper()) for form, _ in ISO_FORMS):
        return When.read(plain.upper())
    for read in (_weeks, _months, _days, _times):
        if found := read(plain, today):
            return found
    if re.fullmatch(f".+{AT}{CLOCK}", plain) and "kl" in plain:
        raise Refused(_l("Skriv också när det slutar, till exempel kl. 10–12."))
    raise Refused(UNREADABLE)


def _plain(text: str) -> str:
    """Small letters, one kind of dash, single blanks, no commas."""
    plain = re.sub("[‐‑‒–—―−]", "-", text.lower())
    plain = " ".join(plain.replace(",", " ").split())
    return re.sub(r" (till|to) ", " - ", plain)


def _weeks(text: str, today: date) -> When | None:
    found = re.fullmatch(
        rf"(?:([0-9]{{4}}) ?)?(?:v|vecka|veckorna|week)\.? ?([0-9]{{1,2}})(?:{DASH}([0-9]{{1,2}}))?{YEAR}", text
    )
    if not found:
        return None
    before, first, last, after = found.groups()
    number = int(first)
    year = int(before or after or 0)
    if year:
        refuse_far_year(year)
    else:
        year = today.isocalendar().year
        year += number < week_of(today).number or number > weeks_in(year)
    if last is None:
        return When.week(year, number)
    return When.days(When.week(year, number).first_on, When.week(year, int(last)).last_on)


def _months(text: str, today: date) -> When | None:
    found = re.fullmatch(f"{NAME}{YEAR}(?:{DASH}{NAME}{YEAR})?", text)
    if not found or found[1] not in MONTHS or (found[3] and found[3] not in MONTHS):
        return None
    first = Typed(1, MONTHS[found[1]], found[2])
    if not found[3]:
        return When.months(_resolve(first, today.replace(day=1)))
    return When.months(*_both(first, Typed(1, MONTHS[found[3]], found[4]), today.replace(day=1)))


@dataclass(frozen=True)
class Typed:
    """A day as somebody wrote it: perhaps without a year, perhaps with a weekday (Monday is 1) to check."""

    day: int
    month: int
    year: str | None = None
    weekday: int | None = None


def _day(text: str) -> Typed | None:
    """One day in any spelling; None when the text is none."""
    weekday = None
    if (found := re.match(rf"{NAME} (?=den |[0-9])", text)) and found[1] in WEEKDAYS:
        weekday, text = WEEKDAYS[found[1]], text[found.end() :]
    text = text.removeprefix("den ")
    if found := re.fullmatch(rf"([0-9]{{1,2}})(?::e|:a)? ?{NAME}{YEAR}", text):
        month = MONTHS.get(found[2])
        return Typed(int(found[1]), month, found[3], weekday) if month else None
    if found := re.fullmatch(
        rf"([0-9]{{1,2}}) ?/ ?([0-9]{{1,2}}){YEAR}|([0-9]{{1,2}})\.([0-9]{{1,2}})\.([0-9]{{4}})", text
    ):
        day, month, year = (found[n] or found[n + 3] for n in (1, 2, 3))
        return Typed(int(day), int(month), year, weekday)
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        return Typed(int(found[3]), int(found[2]), found[1], weekday)
    return None


def _resolve(typed: Typed, today: date) -> date:
    """The date itself; without a year the next to come. Refused when there is no such day or the weekday differs."""
    if typed.year:
        refuse_far_year(int(typed.year))
        day = _date(typed, int(typed.year))
    else:
        coming = (_date(typed, today.year + n) for n in range(9))  # nine years hold a 29 February
        day = next((day for day in coming if day and day >= today), None)
    if day is None:
        raise Refused(_l("Det datumet finns inte i kalendern. Kontrollera dag och månad."))
    if typed.weekday and typed.weekday != day.isoweekday():
        raise Refused(
            _l(
                "%(date)s är en %(weekday)s. Ändra dagen eller datumet.",
                date=words.date_words(day, "sv", weekday=False),
                weekday=words.weekday_name(day, "sv"),
            )
        )
    return day


def _date(typed: Typed, year: int) -> date | None:
    try:
        return date(year, typed.month, typed.day)
    except ValueError:
        return None


def _both(first: Typed, last: Typed, today: date) -> tuple[date, date]:
    """Two days of which one may have lent its year to the other: `30 dec–2 jan 2018` begins in 2017."""
    over = first.month > last.month
    if last.year is None and first.year is not None:
        last = replace(last, year=str(int(first.year) + over))
    end = _resolve(last, today)
    return _resolve(replace(first, year=first.year or str(end.year - over)), today), end


def _halves(text: str):
    """Every way to cut the text at a dash."""
    for dash in re.finditer(DASH, text):
        yield text[: dash.start()], text[dash.end() :]


def _days(text: str, today: date) -> When | None:
    if one := _day(text):
        return When.days(_resolve(one, today))
    for left, right in _halves(text):
        last = _day(right)
        if last and re.fullmatch("[0-9]{1,2}", left):
            return When.days(*_both(Typed(int(left), last.month), last, today))
        if last and (first := _day(left)):
            return When.days(*_both(first, last, today))
    return None


def _times(text: str, today: date) -> When | None:
    if (found := re.fullmatch(f"(.+?){AT}{CLOCK}{DASH}{CLOCK}", text)) and (one := _day(found[1])):
        day = _resolve(one, today)
        return When.times(_at(day, found[2]), _at(day, found[3]))
    for left, right in _halves(text):
        start, end = (re.fullmatch(f"(.+?){AT}{CLOCK}", half) for half in (left, right))
        if start and end and (first := _day(start[1])) and (last := _day(end[1])):
            first_on, last_on = _both(first, last, today)
            return When.times(_at(first_on, start[2]), _at(last_on, end[2]))
    return None


def _at(day: date, clock: str) -> datetime:
    hour, _, minute = clock.replace(":", ".").partition(".")
    after = timedelta(hours=int(hour), minutes=int(minute or 0))
    if after > timedelta(hours=24) or int(minute or 0) > 59:
        raise Refused(_l("Klockslaget %(clock)s finns inte. Skriv till exempel 9.30.", clock=clock))
    return datetime.combine(day, time()) + after
