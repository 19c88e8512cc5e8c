"""The calendar files of `app.calendars.ics`, read back by the library and by plain eyes; one test a trap."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar

from app.calendars import ics
from app.calendars.entries import Entry
from app.clock import STOCKHOLM

ENTRY = Entry(
    uid="event-0123456789abcdefghjk@monter.example.org",
    updated_at=datetime(2026, 11, 21, 12, 3, 4, 567_890, tzinfo=UTC),
    start=datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
    end=datetime(2026, 7, 1, 13, 30, tzinfo=UTC),
    summary="Blodomloppet",
    sequence=3,
    url="https://monter.example.org/e/blodomloppet",
)


def written(*entries, name="Aktiviteter") -> str:
    return ics.render(entries, name=name).decode()


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def line(text: str, start: str) -> str:
    """The one line after the zone that begins so."""
    (found,) = [line for line in unfolded(text.partition("END:VTIMEZONE")[2]) if line.startswith(start)]
    return found


def read_back(*entries):
    return Calendar.from_ical(ics.render(entries, name="Aktiviteter")).events


def times(start: datetime, end: datetime) -> list[str]:
    text = written(replace(ENTRY, start=start, end=end))
    return [line(text, "DTSTART"), line(text, "DTEND")]


def test_a_calendar_says_all_that_programs_look_for_and_has_no_method():
    assert unfolded(written(name="Aktiviteter, Linköping")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Monter//Kalender//SV",
        "CALSCALE:GREGORIAN",
        "NAME:Aktiviteter\\, Linköping",
        "X-WR-CALNAME:Aktiviteter\\, Linköping",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/Stockholm",
        *unfolded(ics.ZONE.decode())[:-1],
        "END:VCALENDAR",
        "",
    ]


def test_an_event_has_these_lines_and_no_others():
    assert unfolded(ics._event(ENTRY).decode()) == [
        "BEGIN:VEVENT",
        "SUMMARY:Blodomloppet",
        "DTSTART;TZID=Europe/Stockholm:20260701T100000",
        "DTEND;TZID=Europe/Stockholm:20260701T153000",
        "DTSTAMP:20261121T120304Z",
        "UID:event-0123456789abcdefghjk@monter.example.org",
        "SEQUENCE:3",
        "LAST-MODIFIED:20261121T120304Z",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://monter.example.org/e/blodomloppet",
        "END:VEVENT",
        "",
    ]


def test_the_zone_is_two_rules_and_never_a_list_of_dates():
    assert unfolded(ics.ZONE.decode()) == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Stockholm",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_the_zone_as_another_engine_reads_it_is_the_one_that_sweden_keeps():
    theirs = tzical(StringIO(ics.ZONE.decode())).get()
    first = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    clock = [first + timedelta(hours=hour) for hour in range(0, 24 * 366, 5)]
    assert [str(at.astimezone(theirs)) for at in clock] == [str(at.astimezone(STOCKHOLM)) for at in clock]


def test_the_same_entries_give_the_same_bytes_whatever_their_order():
    later = replace(ENTRY, uid="event-b@x", start=ENTRY.end, end=None)
    assert ics.render([ENTRY, later], name="x") == ics.render([later, ENTRY], name="x")


def test_an_event_of_summer_and_one_of_winter_show_what_the_clock_on_the_wall_shows():
    assert times(datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 9, tzinfo=UTC)) == [
        "DTSTART;TZID=Europe/Stockholm:20260701T100000",
        "DTEND;TZID=Europe/Stockholm:20260701T110000",
    ]
    assert times(datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)) == [
        "DTSTART;TZID=Europe/Stockholm:20261201T090000",
        "DTEND;TZID=Europe/Stockholm:20261201T100000",
    ]


def test_both_hours_of_october_that_the_clock_shows_twice_are_in_utc():
    assert times(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == [
        "DTSTART:20261025T003000Z",
        "DTEND:20261025T013000Z",
    ]


def test_the_hours_beside_them_are_not():
    assert times(datetime(2026, 10, 24, 23, 59, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)) == [
        "DTSTART;TZID=Europe/Stockholm:20261025T015900",
        "DTEND;TZID=Europe/Stockholm:20261025T030000",
    ]


def test_an_event_over_the_night_of_march_keeps_its_five_hours():
    assert times(datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC)) == [
        "DTSTART;TZID=Europe/Stockholm:20260328T230000",
        "DTEND;TZID=Europe/Stockholm:20260329T050000",
    ]


def test_whole_days_are_dates_with_an_exclusive_end():
    text = written(replace(ENTRY, start=date(2026, 5, 12), end=date(2026, 5, 14), transparent=True))
    assert [line(text, key) for key in ("DTSTART", "DTEND", "TRANSP")] == [
        "DTSTART;VALUE=DATE:20260512",
        "DTEND;VALUE=DATE:20260514",
        "TRANSP:TRANSPARENT",
    ]


def test_an_end_that_is_not_after_the_start_is_left_out():
    assert "DTEND" not in written(replace(ENTRY, end=ENTRY.start)).partition("END:VTIMEZONE")[2]


def test_nothing_is_never_the_word_none():
    bare = replace(ENTRY, summary=None, description=None, location=None, geo=None, url=None, end=None)
    text = written(bare, name=None).partition("BEGIN:VEVENT")[2]
    assert ("None" in text, [key for key in ("DESCRIPTION", "LOCATION", "GEO", "URL", "DTEND") if key in text]) == (
        False,
        [],
    )


def test_place_position_page_and_categories_are_told():
    text = written(replace(ENTRY, location="Babettes; torget", geo=(58.410812, 15.621), categories=("Monter", "a, b")))
    assert [line(text, key) for key in ("LOCATION", "GEO", "CATEGORIES")] == [
        "LOCATION:Babettes\\; torget",
        "GEO:58.4108;15.621",
        "CATEGORIES:Monter,a\\, b",
    ]


def test_a_position_that_is_none_is_left_out_and_a_tiny_one_is_a_plain_number():
    nowhere = [(float("nan"), 15.0), (58.0, float("inf")), (91.0, 0.0)]
    assert ["GEO" in written(replace(ENTRY, geo=geo)) for geo in nowhere] == [False, False, False]
    assert line(written(replace(ENTRY, geo=(0.00001, -0.0001))), "GEO") == "GEO:0.0;-0.0001"


def test_a_title_cannot_add_a_line():
    text = written(replace(ENTRY, summary="Gala\r\nATTENDEE:mailto:a@example.org"), name="Plan\nMETHOD:REQUEST")
    assert [line for line in unfolded(text) if line.startswith(("ATTENDEE", "METHOD"))] == []
    assert line(text, "SUMMARY") == "SUMMARY:Gala ATTENDEE:mailto:a@example.org"


def test_an_address_cannot_either():
    assert line(written(replace(ENTRY, url="https://x.example/\r\nX:y")), "URL") == "URL:https://x.example/X:y"


def test_signs_that_other_programs_take_for_line_breaks_are_gone():
    text = written(
        replace(ENTRY, summary="a\x85b\u2028c\u2029d\x0be\x00f\x1fg", description="rad ett\u2028rad två\ttabb")
    )
    assert [line(text, "SUMMARY"), line(text, "DESCRIPTION")] == [
        "SUMMARY:a b c d efg",
        "DESCRIPTION:rad ett\\nrad två tabb",
    ]
    assert text.splitlines() == text.split("\r\n")[:-1]


def test_a_backslash_before_a_capital_n_stays_what_it_is():
    (event,) = read_back(replace(ENTRY, summary=r"C:\Nytt, \n; \\N"))
    assert str(event["SUMMARY"]) == r"C:\Nytt, \n; \\N"


def test_half_a_sign_does_not_break_it():
    assert line(written(replace(ENTRY, summary="a\ud800b")), "SUMMARY") == "SUMMARY:ab"


def test_a_long_description_is_cut():
    (event,) = read_back(replace(ENTRY, description="å" * 5000))
    assert str(event["DESCRIPTION"]) == "å" * 999 + "…"


@pytest.mark.proof
def test_a_calendar_stays_below_a_megabyte_and_keeps_what_is_near():
    entries = [
        replace(ENTRY, uid=f"event-{n:04}@x", start=ENTRY.start + timedelta(hours=n), end=None, description="ö" * 900)
        for n in range(6000)
    ]
    some_of_them = ics.render(entries[:2000], name="x")
    kept = Calendar.from_ical(ics.render(entries, name="x")).events
    assert (len(some_of_them) <= ics.MOST_BYTES, len(Calendar.from_ical(some_of_them).events)) == (True, 2000)
    assert [str(event["UID"]) for event in kept] == [f"event-{n:04}@x" for n in range(len(kept))]
    assert 3000 < len(kept) < 6000


def test_a_cancelled_one_says_so():
    text = written(replace(ENTRY, summary="Inställt: Blodomloppet", status="cancelled", transparent=True))
    assert [line(text, "STATUS"), line(text, "TRANSP")] == ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"]


texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts, texts, texts, some.lists(texts, max_size=3))
def test_any_text_comes_back_as_it_was_cleaned(summary, description, location, categories):
    entry = replace(ENTRY, summary=summary, description=description, location=location, categories=tuple(categories))
    (event,) = read_back(entry)
    read = [str(event.get(key, "")) for key in ("SUMMARY", "DESCRIPTION", "LOCATION")]
    assert read == [ics.clean(summary, " "), ics.clean(description, "\n"), ics.clean(location, " ")]
    cleaned = [ics.clean(word, " ") for word in categories]
    assert [str(word) for word in event.get("CATEGORIES", ics._categories(())).cats] == cleaned


@given(texts)
def test_no_line_is_longer_than_75_octets(text):
    octets = ics.render([replace(ENTRY, summary=text, description=text * 3, categories=(text,))], name=text)
    assert max(map(len, octets.split(b"\r\n"))) <= 75
    assert octets.replace(b"\r\n", b"").translate(None, bytes(range(32))) == octets.replace(b"\r\n", b"")


instants = some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(instants, some.integers(1, 6000))
def test_any_instant_comes_back_as_the_same_instant(start, minutes):
    end = start + timedelta(minutes=minutes)
    (event,) = read_back(replace(ENTRY, start=start, end=end))
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (start, end)


@given(some.dates(date(2020, 1, 1), date(2040, 1, 1)), some.integers(1, 40))
def test_any_days_come_back_as_the_same_days(first, days):
    (event,) = read_back(replace(ENTRY, start=first, end=first + timedelta(days=days)))
    assert (event.start, event.end) == (first, first + timedelta(days=days))
