"""How do we write a date, a time, an amount? Dates, weeks, money, numbers and sizes the Swedish way, in English, and for the
letters to visitors of a stand in the languages that the tablet speaks.

The language is always passed in as its tag (`sv`, `en`, `en-GB`); one that has no table here is written as Swedish.
Names of days and months come from Babel (Unicode CLDR), the few words around them from `LANGUAGES`. Pure; called by
templates through the filters of `web`, by paper, mail and exports.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_decimal

from app.clock import here
from app.errors import Refused
from app.i18n import PSEUDO, _l

FIXED = "\u00a0"  # a blank that does not break, between a number and its unit
DASH = "–"


@dataclass(frozen=True)
class Spelling:
    """The words of one language that stand around names and figures. `cldr` is where Babel looks up the rest."""

    cldr: str
    week: str
    week_of_year: str
    at: str
    no_date: str
    hours_apart: str
    minutes: str
    hours: str
    day: str
    days: str
    bytes: str
    share: str
    money: str
    after_day: str = ""  # in the month


LANGUAGES = {
    "sv": Spelling("sv", "v. %d", "v. %d %d", "kl. ", "utan datum", ".", "min", "tim", "dag", "dagar", "byte",
                   "%s av %s", f"%s{FIXED}kr"),
    "en": Spelling("en_GB", "week %d", "week %d, %d", "", "no date", ":", "min", "h", "day", "days", "bytes",
                   "%s of %s", f"SEK{FIXED}%s"),
    "ar": Spelling("ar", "الأسبوع %d", "الأسبوع %d، %d", "الساعة ", "بلا تاريخ", ":", "د", "س", "يوم", "أيام", "بايت",
                   "%s من %s", f"%s{FIXED}kr"),
    "so": Spelling("so", "toddobaadka %d", "toddobaadka %d, %d", "saacadda ", "taariikh la'aan", ":", "daq", "saac", "maalin",
                   "maalmood", "bayt", "%s ka mid ah %s", f"%s{FIXED}kr"),
    "uk": Spelling("uk", "тиждень %d", "тиждень %d, %d", "о ", "без дати", ":", "хв", "год", "день", "дні", "байт",
                   "%s із %s", f"%s{FIXED}kr"),
    "fi": Spelling("fi", "viikko %d", "viikko %d, %d", "klo ", "ei päivämäärää", ".", "min", "t", "päivä", "päivää", "tavua",
                   "%s/%s", f"%s{FIXED}kr", after_day="."),
}  # fmt: skip


def spelling(locale: str) -> Spelling:
    """The spelling of a language tag such as `sv`, `en-GB` or `en_GB`."""
    tag = str(locale).lower()
    if tag == PSEUDO.tag.lower():
        return LANGUAGES["sv"]
    return LANGUAGES.get(re.split("[-_@]", tag)[0], LANGUAGES["sv"])


@cache
def _cldr(name: str) -> Locale:
    return Locale.parse(name)


def language_name(tag: str, locale: str) -> str | None:
    """`arabiska`, in English `Arabic`; None for a tag that is no language of its own, such as easy Swedish."""
    return _cldr(spelling(locale).cldr).languages.get(tag)


def weekday_name(day: date, locale: str, short: bool = False) -> str:
    """`lördag`, short `lör`."""
    names = _cldr(spelling(locale).cldr).days["format"]["abbreviated" if short else "wide"]
    return names[day.weekday()].rstrip(".")


def month_name(month: int, locale: str, short: bool = False) -> str:
    """`september`, short `sep` (Swedish writes no full stop after it in running text)."""
    names = _cldr(spelling(locale).cldr).months["format"]["abbreviated" if short else "wide"]
    return names[month].rstrip(".")


def date_words(day: date, locale: str, *, short: bool = False, weekday: bool = True, year: bool | None = None) -> str:
    """`tisdag 12 maj 2026`; short `lör 6 sep`, which leaves the year out unless `year` is true."""
    words = [weekday_name(day, locale, short)] if weekday else []
    words += [f"{day.day}{spelling(locale).after_day}", month_name(day.month, locale, short)]
    if year or (year is None and not short):
        words.append(str(day.year))
    return " ".join(words)


def days_words(first: date, last: date, locale: str, *, short: bool = False, year: bool | None = None) -> str:
    """`8–9 november 2017`, `30 november–2 december 2017`, `30 december 2017–2 januari 2018`. `last` is included."""
    if first == last:
        return date_words(first, locale, short=short, year=year)
    end = date_words(last, locale, short=short, weekday=False, year=year)
    if first.year != last.year:
        start = date_words(first, locale, short=short, weekday=False, year=year)
    elif first.month != last.month:
        start = date_words(first, locale, short=short, weekday=False, year=False)
    else:
        start = str(first.day)
    return f"{start}{DASH}{end}"


def month_words(year: int, month: int, locale: str) -> str:
    """`maj 2017`."""
    return f"{month_name(month, locale)} {year}"


def week_words(week: int, locale: str, year: int | None = None) -> str:
    """`v. 36`, with its ISO year `v. 20 2017`."""
    words = spelling(locale)
    return words.week % week if year is None else words.week_of_year % (week, year)


def time_words(clock: time, locale: str, *, short: bool = False, end: bool = False) -> str:
    """`9.00`, in English `9:00`; short `9` on the full hour (Swedish only). `end` writes midnight as `24.00`."""
    words = spelling(locale)
    hour = 24 if end and (clock.hour, clock.minute) == (0, 0) else clock.hour
    if short and clock.minute == 0 and words.hours_apart == ".":
        return str(hour)
    return f"{hour}{words.hours_apart}{clock.minute:02}"


def times_words(start: time, end: time, locale: str, *, short: bool = False) -> str:
    """`kl. 9.00–15.30`, short on full hours `kl. 10–16`; English `9:00–15:30`."""
    whole = short and start.minute == end.minute == 0
    first = time_words(start, locale, short=whole)
    return f"{spelling(locale).at}{first}{DASH}{time_words(end, locale, short=whole, end=True)}"


def at_words(
    day: date, clock: time, locale: str, *, short: bool = False, year: bool | None = None, end: bool = False
) -> str:
    """A day and a time on it: `tisdag 12 maj 2026 kl. 9.00`, short `tis 12 maj kl. 9.00`."""
    at = spelling(locale).at
    said = date_words(day, locale, short=short, year=year)
    return f"{said}{'' if at else ','} {at}{time_words(clock, locale, end=end)}"


def instant_words(at: datetime, locale: str, *, short: bool = False, year: bool | None = None) -> str:
    """An instant as a clock on a wall in Sweden shows it, written as `at_words` does."""
    local = here(at)
    return at_words(local.date(), local.time(), locale, short=short, year=year)


def number_words(value: int | float | Decimal, locale: str, decimals: int | None = None) -> str:
    """`1 234,5` with a no-break space; `decimals` fixes how many stand after the comma (else at most three)."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_cldr(spelling(locale).cldr))


def money_words(ore: int, locale: str, *, short: bool = False) -> str:
    """Öre as `1 234,50 kr`, blanks that do not break; short leaves `,00` out. English `SEK 1,234.50`."""
    decimals = 0 if short and ore % 100 == 0 else 2
    return spelling(locale).money % number_words(Decimal(ore).scaleb(-2), locale, decimals)


AMOUNT = re.compile(
    r"([-−]?)(\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+)"  # sign, crowns, with or without thousands apart
    r"(?:,(\d{1,2}|-)|\.(\d{1,2})|:(\d{2}|-))?"  # öre, or the dash of 500:-
    r"(?: ?(?:kr|sek|kronor))?"
)
LARGEST = 10**13


def read_money(text: str) -> int:
    """Öre from what a person types: `1 234,50 kr`, `1234.5`, `1.234,50`, `1 234:-`, `SEK 500`. Refused otherwise."""
    plain = " ".join(text.split()).lower().removeprefix("sek ").removesuffix(".").strip()
    found = AMOUNT.fullmatch(plain)
    if not found:
        raise Refused(_l("Beloppet går inte att läsa. Skriv till exempel 1 234,50."))
    sign, crowns, *parts = found.groups()
    part = next((p for p in parts if p), "0").replace("-", "0").ljust(2, "0")
    ore = int(re.sub(r"\D", "", crowns)) * 100 + int(part)
    if ore > LARGEST:
        raise Refused(_l("Beloppet är för stort. Skriv det i kronor."))
    return -ore if sign else ore


def duration_words(length: timedelta, locale: str) -> str:
    """The two largest parts, cut and not rounded: `45 min`, `1 tim 30 min`, `3 dagar 4 tim`, `1 dag`."""
    words = spelling(locale)
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    day = f"{days}{FIXED}{words.day if days == 1 else words.days}"
    parts = [part for part, there in ((day, days), (f"{hours}{FIXED}{words.hours}", hours)) if there]
    if not days and (minutes or not parts):
        parts.append(f"{minutes}{FIXED}{words.minutes}")
    return " ".join(parts)


def size_words(count: int, locale: str) -> str:
    """Bytes in steps of a thousand: `512 byte`, `14,2 kB`, `1,3 MB`."""
    if count < 1000:
        return f"{count}{FIXED}{spelling(locale).bytes}"
    steps = 1 if count < 999_950 else 2 if count < 999_950_000 else 3
    value, unit = Decimal(count) / 1000**steps, ("kB", "MB", "GB")[steps - 1]
    return f"{number_words(value, locale, 1)}{FIXED}{unit}"


def share_words(k: int, n: int, locale: str) -> str:
    """`3 av 12`: never a percentage alone, so that small numbers stay visibly small."""
    return spelling(locale).share % (number_words(k, locale), number_words(n, locale))


def no_date(locale: str) -> str:
    """What stands where a date would, when nobody knows one: `utan datum`."""
    return spelling(locale).no_date


LONG_WORD = re.compile(r"[^\W\d_]{13,}")
BEFORE_A_SYLLABLE = re.compile(r"(?<=[^\W\d_]{4})(?=[bcdfghjklmnpqrstvxz][aeiouyåäö][^\W\d_]{2})", re.IGNORECASE)


def with_soft_hyphens(text: str) -> str:
    """Long Swedish words with places where a narrow column may break them (one consonant goes along to the next line), since
    not every browser knows how to hyphenate Swedish."""
    return LONG_WORD.sub(lambda word: BEFORE_A_SYLLABLE.sub("\N{SOFT HYPHEN}", word[0]), text)
