"""When does it happen, as far as anybody knows? A point in time that keeps the precision somebody knew it with.

"Maj 2017" stays a month and is never made the first of May; "v. 20" stays a week. What is known covers the days from
`first_on` up to, not including, `until_on`; once the day is known there are instants too. Pure: the columns of an event
hold the five fields, in this order. `when_typed.read_words` reads what a person types; `weeks` knows the weeks.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app import words
from app.clock import STOCKHOLM, here, local_date
from app.errors import Refused
from app.events.weeks import DAY, Week, week, week_of, weeks_in, weeks_of_month
from app.i18n import _l

__all__ = ["DAY", "Precision", "Week", "When", "instant", "week", "week_of", "weeks_in", "weeks_of_month"]

MOMENT = timedelta(microseconds=1)


class Precision(StrEnum):
    """How precisely it is known, coarsest first."""

    UNKNOWN = "unknown"
    YEAR = "year"
    MONTHS = "months"
    MONTH = "month"
    WEEK = "week"
    DAYS = "days"
    DAY = "day"
    TIME = "time"


COARSENESS = list(Precision)
DAY_KNOWN = {Precision.DAY, Precision.DAYS, Precision.TIME}


def instant(local: datetime) -> datetime:
    """The instant (UTC) at which a wall clock in Sweden shows `local` (naive). A time that the clock skips in March is
    refused; one that it shows twice in October is the first of the two, still summer time."""
    refuse_far_year(local.year)
    at = local.replace(tzinfo=STOCKHOLM, fold=0).astimezone(UTC)
    if here(at).replace(tzinfo=None) != local:
        raise Refused(
            _l(
                "Klockan %(clock)s finns inte %(day)s: då ställs klockan fram till sommartid. Välj en annan tid.",
                clock=words.time_words(local.time(), "sv"),
                day=words.date_words(local.date(), "sv"),
            )
        )
    return at


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


@dataclass(frozen=True)
class When:
    """`starts_at` and `ends_at` are UTC instants, None unless the day is known: for whole days the local midnights at
    both ends. Make one with the class methods or `read`, not with the bare fields, which are for the database."""

    precision: Precision = Precision.UNKNOWN
    first_on: date | None = None
    until_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self):
        object.__setattr__(self, "precision", Precision(self.precision))

    @classmethod
    def year(cls, year: int) -> "When":
        return cls(Precision.YEAR, date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def months(cls, first: date, last: date | None = None) -> "When":
        """The months of these two dates and those between; one of them alone is a `month`."""
        first, until = first.replace(day=1), month_after(last or first)
        if until <= first:
            raise Refused(_l("Den sista månaden kommer före den första. Byt plats på dem."))
        one = until == month_after(first)
        return cls(Precision.MONTH if one else Precision.MONTHS, first, until)

    @classmethod
    def week(cls, year: int, number: int) -> "When":
        days = week(year, number).days
        return cls(Precision.WEEK, days[0], days[-1] + DAY)

    @classmethod
    def days(cls, first: date, last: date | None = None) -> "When":
        """From the first day to the last, both included; one of them alone is a `day`."""
        last = last or first
        refuse_far_year(first.year)
        refuse_far_year(last.year)
        if last < first:
            raise Refused(_l("Den sista dagen kommer före den första. Byt plats på dem."))
        until = last + DAY
        one = Precision.DAY if last == first else Precision.DAYS
        return cls(one, first, until, _midnight(first), _midnight(until))

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime) -> "When":
        """From one instant to another, both aware. An end at midnight does not touch the next day."""
        if ends_at <= starts_at:
            raise Refused(_l("Sluttiden måste komma efter starttiden. Ändra den ena av dem."))
        first, last = local_date(starts_at), local_date(ends_at - MOMENT)
        return cls(Precision.TIME, first, last + DAY, starts_at.astimezone(UTC), ends_at.astimezone(UTC))

    @classmethod
    def times(cls, start: datetime, end: datetime) -> "When":
        """From one time to another (naive) as a wall clock in Sweden shows them; see `instant` for the odd hours."""
        return cls.between(instant(start), instant(end))

    @classmethod
    def read(cls, text: str | None) -> "When":
        """Reads `text` back: None, `2017`, `2017-05`, `2017-04/2017-06`, `2017-W20`, `2017-12-05`,
        `2017-11-08/2017-11-09` and nothing else (ISO 8601, as in the year plan and the exports)."""
        if text is None:
            return UNKNOWN
        try:
            return _read_iso(text)
        except ValueError:  # a date that does not exist
            raise Refused(_l("Datumet %(text)s finns inte. Skriv till exempel 2017-05-12.", text=text))

    @property
    def text(self) -> str | None:
        """The canonical form, as exported; a time of day gives its dates only."""
        first, last = self.first_on, self.last_on
        match self.precision:
            case Precision.UNKNOWN:
                return None
            case Precision.YEAR:
                return f"{first:%Y}"
            case Precision.MONTH:
                return f"{first:%Y-%m}"
            case Precision.MONTHS:
                return f"{first:%Y-%m}/{last:%Y-%m}"
            case Precision.WEEK:
                return week_of(first).text
            case _:
                return f"{first}" if first == last else f"{first}/{last}"

    @property
    def last_on(self) -> date | None:
        """The last day it may touch, included."""
        return self.until_on - DAY if self.until_on else None

    @property
    def day_known(self) -> bool:
        return self.precision in DAY_KNOWN

    @property
    def time_known(self) -> bool:
        return self.precision == Precision.TIME

    @property
    def sort_key(self) -> tuple:
        """By first day, the vaguer before the sharper (a month before its days), by time of day, undated last."""
        nowhere = datetime.max.replace(tzinfo=UTC)
        return (self.first_on or date.max, COARSENESS.index(self.precision), self.starts_at or nowhere)

    def touches(self, first: date, until: date) -> bool:
        """Whether it may happen on a day from `first` up to, not including, `until`."""
        return self.first_on is not None and self.first_on < until and first < self.until_on

    def moved(self, days: int) -> "When":
        """The same event so many days later. A year, month or week moves by its middle, so that 365 days lead from
        May to May and from week 20 to week 20."""
        if self.first_on is None or days == 0:
            return self
        middle = (self.until_on - self.first_on) // 2
        return self.moved_to(self.first_on + DAY * days + (timedelta() if self.day_known else DAY * middle.days))

    def moved_to(self, day: date) -> "When":
        """The same event so that it begins on `day`, or in its week, month or year; undated stays undated. Times keep
        what the wall clock shows, in summer as in winter; refused where the clock skips that time."""
        if day == self.first_on:
            return self
        refuse_far_year(day.year)
        match self.precision:
            case Precision.UNKNOWN:
                return self
            case Precision.YEAR:
                return When.year(day.year)
            case Precision.WEEK:
                return When.week(*day.isocalendar()[:2])
            case Precision.MONTH | Precision.MONTHS:
                return When.months(day, _months_later(day, _months_between(self.first_on, self.last_on)))
            case Precision.TIME:
                start, end = (here(at).replace(tzinfo=None) for at in (self.starts_at, self.ends_at))
                shift = day - start.date()
                return When.times(start + shift, end + shift)
            case _:
                return When.days(day, day + (self.last_on - self.first_on))

    def label(self, locale: str = "sv", *, short: bool = False, this_year: int | None = None) -> str:
        """In words: `tisdag 12 maj 2026 kl. 9.00–15.30`, `8–9 november 2017`, `maj 2017`, `v. 20 2017`, `utan datum`;
        short `lör 6 sep kl. 10–16, v. 36`, with the year only when `this_year` is given and is another."""
        first, last = self.first_on, self.last_on
        match self.precision:
            case Precision.UNKNOWN:
                return words.no_date(locale)
            case Precision.YEAR:
                return str(first.year)
            case Precision.MONTH:
                return words.month_words(first.year, first.month, locale)
            case Precision.MONTHS:
                return _months_label(first, last, locale)
            case Precision.WEEK:
                found = week_of(first)
                return words.week_words(found.number, locale, found.year)
        year = None if not short else this_year is not None and {first.year, last.year} != {this_year}
        said = self._times(locale, short, year) or words.days_words(first, last, locale, short=short, year=year)
        return f"{said}, {words.week_words(week_of(first).number, locale)}" if short else said

    def _times(self, locale: str, short: bool, year: bool | None) -> str | None:
        if not self.time_known:
            return None
        start, end = here(self.starts_at), here(self.ends_at)
        if self.first_on == self.last_on:
            comma = "" if words.spelling(locale).at else ","
            day = words.date_words(self.first_on, locale, short=short, year=year)
            return f"{day}{comma} {words.times_words(start.time(), end.time(), locale, short=short)}"
        first = words.at_words(self.first_on, start.time(), locale, short=short, year=year)
        return f"{first} – {words.at_words(self.last_on, end.time(), locale, short=short, year=year, end=True)}"


UNKNOWN = When()

Y_M = r"([0-9]{4})-([0-9]{2})"
ISO_FORMS = [
    (r"([0-9]{4})", lambda y: When.year(y)),
    (Y_M, lambda y, m: When.months(date(y, m, 1))),
    (f"{Y_M}/{Y_M}", lambda y, m, yy, mm: When.months(date(y, m, 1), date(yy, mm, 1))),
    (r"([0-9]{4})-W([0-9]{2})", lambda y, w: When.week(y, w)),
    (f"{Y_M}-([0-9]{{2}})", lambda y, m, d: When.days(date(y, m, d))),
    (f"{Y_M}-([0-9]{{2}})/{Y_M}-([0-9]{{2}})", lambda y, m, d, yy, mm, dd: When.days(date(y, m, d), date(yy, mm, dd))),
]
YEARS = range(1970, 2200)


def refuse_far_year(year: int) -> None:
    """Nobody plans or remembers so far; it is a slip of the finger."""
    if year not in YEARS:
        raise Refused(_l("Året %(year)s är för långt bort. Skriv ett år mellan 1970 och 2199.", year=year))


def _read_iso(text: str) -> When:
    for form, make in ISO_FORMS:
        if found := re.fullmatch(form, text):
            for year in (part for part in found.groups() if len(part) == 4):
                refuse_far_year(int(year))
            return make(*(int(part) for part in found.groups()))
    raise Refused(
        _l("”%(text)s” är ingen tid som går att läsa. Skriv som 2017-05, 2017-W20 eller 2017-05-12.", text=text)
    )


def month_after(day: date) -> date:
    """The first day of the month after the one of `day`."""
    return day.replace(day=1) + DAY * monthrange(day.year, day.month)[1]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _months_label(first: date, last: date, locale: str) -> str:
    end = words.month_words(last.year, last.month, locale)
    if first.year == last.year:
        return f"{words.month_name(first.month, locale)}{words.DASH}{end}"
    return f"{words.month_words(first.year, first.month, locale)}{words.DASH}{end}"
