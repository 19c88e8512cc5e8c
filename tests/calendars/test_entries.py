"""What `app.calendars.entries` puts into a calendar, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.booths.models import Booth
from app.calendars.entries import Entry, Teller, Window, from_booths, from_events, from_tombstones
from app.calendars.of_functions import Calls, from_calls
from app.events.models import Event, Tombstone
from app.events.when import When

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WINDOW = Window(date(2026, 10, 22), date(2027, 11, 21))
OUTSIDE = Teller("monter.example.org", "https://monter.example.org")
INSIDE = Teller("monter.example.org", "https://monter.example.org", inside=True)
TIMED = When.between(datetime(2026, 12, 5, 9, tzinfo=UTC), datetime(2026, 12, 5, 14, 30, tzinfo=UTC))


def event(when: When | str = TIMED, **facts) -> Event:
    facts = {
        "id": "0123456789abcdefghjk", "slug": "frivilligdagen", "title": "Frivilligdagen", "titles": {}, "pitches": {},
        "kind": "booth", "state": "confirmed", "strands": ["grassroots"], "public": True, "sequence": 0, "updated_at": NOW,
    } | facts  # fmt: skip
    row = Event(**facts)
    row.when = when if isinstance(when, When) else When.read(when)
    return row


def tombstone(when: When = TIMED, **facts) -> Tombstone:
    facts = {"what": "event", "sequence": 4} | facts
    return Tombstone(
        row_id="0123456789abcdefghjk", title="Frivilligdagen", when_text=when.text, first_on=when.first_on,
        until_on=when.until_on, starts_at=when.starts_at, ends_at=when.ends_at, deleted_at=NOW, **facts,
    )  # fmt: skip


def only(entries: list[Entry]) -> Entry:
    (entry,) = entries
    return entry


def told(when: str, *, coarse=False, window=WINDOW, **facts) -> list[tuple]:
    found = from_events([event(when, **facts)], INSIDE, window, coarse=coarse)
    return [(entry.summary, entry.start, entry.end) for entry in found]


def test_an_event_with_a_clock_time_becomes_an_entry_with_all_that_may_be_known():
    facts = {
        "place": "Babettes", "address": "Ågatan 1", "latitude": 58.41, "longitude": 15.62, "sequence": 2,
        "pitches": {"sv": "Kan du vara någons trygghet?", "en": "Could you?"},
    }  # fmt: skip
    assert from_events([event(**facts)], OUTSIDE, WINDOW) == [
        Entry(
            uid="event-0123456789abcdefghjk@monter.example.org",
            updated_at=NOW,
            start=TIMED.starts_at,
            end=TIMED.ends_at,
            summary="Frivilligdagen",
            sequence=2,
            status="confirmed",
            transparent=False,
            description="Kan du vara någons trygghet?",
            location="Babettes, Ågatan 1",
            geo=(58.41, 15.62),
            url="https://monter.example.org/e/frivilligdagen",
            categories=("Monter",),
        )
    ]


def test_the_note_of_an_event_is_in_no_calendar():
    assert "Ring Anna" not in repr(from_events([event(note="Ring Anna 070-123 45 67")], INSIDE, WINDOW))


def test_a_title_in_the_language_of_the_calendar():
    teller = Teller("x", "https://x", language="en")
    entry = only(from_events([event(titles={"en": "Volunteer day"}, pitches={"sv": "Kom"})], teller, WINDOW))
    assert (entry.summary, entry.description) == ("Volunteer day", "")


def test_the_id_hangs_on_nothing_but_the_row():
    moved = event("2026-12-24", title="Annat", slug="annat", sequence=7, state="cancelled")
    assert [only(from_events([row], INSIDE, WINDOW)).uid for row in (event(), moved)] == [
        "event-0123456789abcdefghjk@monter.example.org"
    ] * 2


def test_whole_days_are_dates_with_an_exclusive_end_and_take_no_time():
    entry = only(from_events([event("2026-12-05/2026-12-06")], OUTSIDE, WINDOW))
    assert (entry.start, entry.end, entry.all_day, entry.transparent) == (
        date(2026, 12, 5),
        date(2026, 12, 7),
        True,
        True,
    )


@pytest.mark.parametrize("when", ["2027-05", "2027-W20", "2027-04/2027-06", "2027", None])
def test_what_has_no_day_is_in_no_feed_of_times(when):
    assert told(when) == []


def test_a_week_or_a_month_lies_as_whole_days_in_the_planners_feed():
    assert told("2027-W20", coarse=True) == [("Frivilligdagen (v. 20 2027)", date(2027, 5, 17), date(2027, 5, 24))]
    assert told("2027-05", coarse=True) == [("Frivilligdagen (maj 2027)", date(2027, 5, 1), date(2027, 6, 1))]


@pytest.mark.parametrize("when", ["2027", None])
def test_a_year_or_nothing_lies_in_neither(when):
    assert told(when, coarse=True) == []


def test_the_window_reaches_from_thirty_days_back_to_twelve_months_ahead():
    assert Window.around(NOW) == WINDOW
    days = ["2026-10-21", "2026-10-22", "2027-11-20", "2027-11-21"]
    assert [len(told(day)) for day in days] == [0, 1, 1, 0]


def test_what_began_before_the_window_and_lasts_into_it_is_told():
    assert len(told("2026-10-01/2026-10-22")) == 1


def test_the_day_is_the_one_in_sweden():
    assert Window.around(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)).first == date(2026, 10, 23)


def test_twelve_months_from_a_leap_day():
    assert Window.around(datetime(2028, 2, 29, 12, tzinfo=UTC)).until == date(2029, 3, 1)


def test_a_cancelled_event_stays_says_so_and_takes_no_time():
    entry = only(from_events([event(state="cancelled", sequence=3)], OUTSIDE, WINDOW))
    assert (entry.summary, entry.status, entry.transparent, entry.sequence, entry.start) == (
        "Inställt: Frivilligdagen", "cancelled", True, 3, TIMED.starts_at,
    )  # fmt: skip


def test_a_cancelled_event_is_gone_thirty_days_after_its_end():
    row = event("2026-12-05", state="cancelled")
    days = [datetime(2027, 1, day, 12, tzinfo=UTC) for day in (4, 5)]
    assert [len(from_events([row], OUTSIDE, Window.around(day))) for day in days] == [1, 0]


def test_a_deleted_event_leaves_its_id_behind_as_cancelled():
    assert from_tombstones([tombstone()], OUTSIDE, WINDOW) == [
        Entry(
            uid="event-0123456789abcdefghjk@monter.example.org",
            updated_at=NOW,
            start=TIMED.starts_at,
            end=TIMED.ends_at,
            summary="Inställt: Frivilligdagen",
            sequence=4,
            status="cancelled",
            transparent=True,
        )
    ]


def test_a_deleted_event_follows_the_same_rules_of_window_and_precision():
    rows = [tombstone(When.read(text)) for text in ("2026-10-21", "2027-05")]
    assert [len(from_tombstones([row], INSIDE, WINDOW, coarse=coarse)) for row in rows for coarse in (False, True)] == [
        0, 0, 0, 1,
    ]  # fmt: skip


def test_what_is_not_certain_yet_is_tentative():
    states = ["idea", "planned", "confirmed", "ongoing", "done", "cancelled"]
    assert [only(from_events([event(state=state)], INSIDE, WINDOW)).status for state in states] == [
        "tentative", "tentative", "confirmed", "confirmed", "confirmed", "cancelled",
    ]  # fmt: skip


def test_what_is_not_public_leads_planners_to_its_page_and_others_nowhere():
    row = event(public=False)
    assert [only(from_events([row], teller, WINDOW)).url for teller in (INSIDE, OUTSIDE)] == [
        "https://monter.example.org/staff/events/frivilligdagen", "",
    ]  # fmt: skip


def test_planners_also_read_the_strands():
    row = event(strands=["media", "brand"])
    assert [only(from_events([row], teller, WINDOW)).categories for teller in (OUTSIDE, INSIDE)] == [
        ("Monter",), ("Monter", "Varumärke", "Media"),
    ]  # fmt: skip


def booth(**facts) -> Booth:
    facts = {
        "id": "bcdefghjk0123456789a", "name": "Tältet", "place_number": "M12", "event": event(place="Parken", sequence=2),
        "created_at": NOW, "updated_at": NOW,
    } | facts  # fmt: skip
    return Booth(**facts)


def test_a_booth_is_set_up_before_it_opens_and_taken_down_after_it_closes():
    at = {
        name: datetime(2026, 12, 5, hour, tzinfo=UTC)
        for name, hour in (("setup_at", 7), ("from_at", 9), ("until_at", 14), ("takedown_at", 16))
    }
    found = from_booths([booth(**at)], INSIDE, WINDOW)
    assert [(entry.uid, entry.summary, entry.start, entry.end) for entry in found] == [
        ("setup-bcdefghjk0123456789a@monter.example.org", "Bygg upp: Tältet, Frivilligdagen", at["setup_at"], at["from_at"]),
        ("takedown-bcdefghjk0123456789a@monter.example.org", "Plocka ner: Tältet, Frivilligdagen", at["until_at"], at["takedown_at"]),
    ]  # fmt: skip
    assert {entry.location for entry in found} == {"Parken, M12"}


def test_a_booth_without_hours_goes_by_those_of_its_event():
    row = booth(setup_at=TIMED.starts_at - timedelta(hours=2), takedown_at=TIMED.ends_at + timedelta(hours=1))
    assert [(entry.start, entry.end) for entry in from_booths([row], INSIDE, WINDOW)] == [
        (row.setup_at, TIMED.starts_at), (TIMED.ends_at, row.takedown_at),
    ]  # fmt: skip


def test_a_booth_without_times_is_not_told_of():
    assert from_booths([booth()], INSIDE, WINDOW) == []


def test_the_work_at_a_cancelled_event_is_cancelled_too():
    row = booth(setup_at=TIMED.starts_at - timedelta(hours=2), event=event(state="cancelled"))
    entry = only(from_booths([row], INSIDE, WINDOW))
    assert (entry.summary, entry.status) == ("Inställt: Bygg upp: Tältet, Frivilligdagen", "cancelled")


def test_the_sequence_of_a_booth_rises_with_it_and_with_its_event():
    at = TIMED.starts_at - timedelta(hours=2)
    rows = [
        booth(setup_at=at),
        booth(setup_at=at, updated_at=NOW + timedelta(seconds=5)),
        booth(setup_at=at, updated_at=NOW + timedelta(seconds=5), event=event(sequence=3)),
    ]
    assert [only(from_booths([row], INSIDE, WINDOW)).sequence for row in rows] == [2, 7, 8]


def test_calls_are_a_number_on_a_day_and_nobodys_name():
    calls = [Calls("f" * 20, "Resurssamordnare", date(2026, 11, 23), number, NOW) for number in (1, 3)]
    found = from_calls(calls, INSIDE, WINDOW)
    assert [entry.summary for entry in found] == ["1 att ringa (Resurssamordnare)", "3 att ringa (Resurssamordnare)"]
    assert {(entry.uid, entry.start, entry.end, entry.transparent) for entry in found} == {
        (f"calls-{'f' * 20}-20261123@monter.example.org", date(2026, 11, 23), date(2026, 11, 24), True)
    }


@given(some.dates(date(2026, 1, 1), date(2028, 12, 31)), some.integers(1, 400))
def test_an_event_is_told_of_exactly_on_the_days_that_touch_the_window(first, days):
    when = When.days(first, first + timedelta(days=days - 1))
    touched = any(WINDOW.first <= first + timedelta(days=day) < WINDOW.until for day in range(days))
    assert bool(from_events([event(when)], OUTSIDE, WINDOW)) == touched
