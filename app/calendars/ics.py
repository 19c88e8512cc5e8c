"""What does a calendar program read? Entries become an iCalendar file (RFC 5545 and 7986) that eleven engines agree on.

The only file that knows icalendar, whose traps were run and are kept out here: the zone is a constant (its own maker
writes Stockholm as lists of dates, of which most programs use the first: an hour late all summer), nothing is left for
it to invent (ids, times), names are handed to it as text so that they are escaped, and text is cleaned first.

Pure: the same entries give the same bytes. Called by `app.calendars.feeds`.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import isfinite

from icalendar import Alarm, Calendar, Event, vCategory, vDate, vDatetime, vDuration, vGeo, vInt, vText, vUri

from app.calendars.entries import Entry
from app.clock import STOCKHOLM

PRODID = "-//Monter//Kalender//{language}"
REFRESH = timedelta(hours=1)

# Google stops reading at about one megabyte.
MOST_BYTES = 1_000_000
LONGEST_DESCRIPTION = 1_000
LONGEST_LINE = 250
FOLD = 75  # octets

ZONE = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Europe/Stockholm\r\n"
    b"BEGIN:DAYLIGHT\r\n"
    b"DTSTART:19700329T020000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"TZNAME:CEST\r\n"
    b"TZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0200\r\n"
    b"END:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19701025T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"TZNAME:CET\r\n"
    b"TZOFFSETFROM:+0200\r\n"
    b"TZOFFSETTO:+0100\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)

BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = re.compile("[\x00-\x09\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def render(entries: Iterable[Entry], *, name: str, language: str = "sv") -> bytes:
    """One calendar file with these entries, first the earliest; `name` is what programs call the calendar.

    Bytes in UTF-8, lines folded at 75 octets. Stays below `MOST_BYTES`: an overfull calendar first loses its
    descriptions, then what lies furthest ahead.
    """
    entries = sorted(entries, key=lambda entry: (entry.first_day.toordinal(), entry.uid))
    opening, closing = _frame(name, language)
    room = MOST_BYTES - len(opening) - len(closing)
    events = [_event(entry) for entry in entries]
    if sum(map(len, events)) > room:
        events = [_event(entry.without_description()) for entry in entries]
    return b"".join([opening, *_that_fit(events, room), closing])


def _that_fit(events: list[bytes], room: int) -> list[bytes]:
    fitting = []
    for event in events:
        room -= len(event)
        if room < 0:
            break
        fitting.append(event)
    return fitting


def _frame(name: str, language: str) -> tuple[bytes, bytes]:
    """What stands before and after the events."""
    calendar = Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText(PRODID.format(language=language.upper()))
    calendar["CALSCALE"] = vText("GREGORIAN")
    calendar["NAME"] = calendar["X-WR-CALNAME"] = _line(name)
    calendar["X-WR-TIMEZONE"] = vText(STOCKHOLM.key)
    calendar["REFRESH-INTERVAL"] = vDuration(REFRESH, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(REFRESH)
    closing = b"END:VCALENDAR\r\n"
    return calendar.to_ical().removesuffix(closing) + ZONE, closing


@lru_cache(maxsize=4096)
def _event(entry: Entry) -> bytes:
    """One entry as a VEVENT. Kept, so that a changed event costs its feed one rendering and not a thousand."""
    event = Event()
    event["UID"] = _line(entry.uid)
    event["SEQUENCE"] = vInt(entry.sequence)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(entry.updated_at.astimezone(UTC).replace(microsecond=0))
    event["DTSTART"] = _time(entry.start)
    if entry.end is not None and entry.end > entry.start:
        event["DTEND"] = _time(entry.end)
    event["SUMMARY"] = _line(entry.summary)
    event["STATUS"] = _word(entry.status.upper())
    event["TRANSP"] = _word("TRANSPARENT" if entry.transparent else "OPAQUE")
    if entry.description:
        event["DESCRIPTION"] = Text(_shortened(clean(entry.description, "\n"), LONGEST_DESCRIPTION))
    if entry.location:
        event["LOCATION"] = _line(entry.location)
    if entry.geo and _on_earth(entry.geo):
        # Four decimals are eleven metres, and never come out as 1e-05, which is no number to iCalendar.
        event["GEO"] = vGeo(tuple(round(degrees, 4) for degrees in entry.geo))
    if entry.url:
        event["URL"] = vUri(clean(entry.url, ""))
    if entry.categories:
        event["CATEGORIES"] = _categories(entry.categories)
    if entry.alarm is not None:
        event.add_component(_alarm(entry))
    return _written(event)


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm["ACTION"] = _word("DISPLAY")
    alarm["DESCRIPTION"] = _line(entry.summary)
    alarm["TRIGGER"] = vDuration(-timedelta(minutes=entry.alarm))
    return alarm


def _written(event: Event) -> bytes:
    """The library's own lines; it is asked to fold only those that need it, which saves a fifth of the time."""
    lines = ((line, line.encode()) for line in event.content_lines() if line)
    return b"".join((octets if len(octets) < FOLD else line.to_ical()) + b"\r\n" for line, octets in lines)


def _time(moment: date | datetime) -> vDate | vDatetime:
    """A date stays a date; an instant is Swedish wall time, but UTC in the hour of October that comes twice."""
    if not isinstance(moment, datetime):
        return vDate(moment, params={"VALUE": "DATE"})
    local = moment.astimezone(STOCKHOLM)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return vDatetime(moment.astimezone(UTC) if twice else local)


@lru_cache(maxsize=8)
def _word(word: str) -> vText:
    return vText(word)


@lru_cache(maxsize=256)
def _categories(words: tuple[str, ...]) -> vCategory:
    categories = vCategory([])
    categories.cats = [_line(word) for word in words]
    return categories


def _line(text: str) -> "Text":
    return Text(_shortened(clean(text, " "), LONGEST_LINE))


def _on_earth(geo: tuple[float, float]) -> bool:
    latitude, longitude = geo
    return isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def clean(text: str | None, line_break: str) -> str:
    """Text without signs that break a calendar file; `line_break` takes the place of every kind of new line."""
    text = BREAKS.sub("\n", text or "").replace("\t", " ")
    return UNSEEN.sub("", text).strip().replace("\n", line_break)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class Text(vText):
    r"""Text as RFC 5545 §3.3.11 escapes it. The library takes a backslash before a capital N for a new line."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))
