from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import words
from app.errors import Refused

NB = "\u00a0"


def test_a_date_is_written_out_with_its_weekday():
    assert words.date_words(date(2026, 5, 12), "sv") == "tisdag 12 maj 2026"
    assert words.date_words(date(2026, 5, 12), "en") == "Tuesday 12 May 2026"


def test_a_short_date_has_no_full_stops_and_no_year():
    assert words.date_words(date(2025, 9, 6), "sv", short=True) == "lör 6 sep"
    assert words.date_words(date(2025, 9, 6), "sv", short=True, year=True) == "lör 6 sep 2025"
    assert words.date_words(date(2025, 9, 6), "en", short=True) == "Sat 6 Sept"


@pytest.mark.parametrize(
    "first, last, swedish",
    [
        (date(2017, 11, 8), date(2017, 11, 8), "onsdag 8 november 2017"),
        (date(2017, 11, 8), date(2017, 11, 9), "8–9 november 2017"),
        (date(2017, 11, 30), date(2017, 12, 2), "30 november–2 december 2017"),
        (date(2017, 12, 30), date(2018, 1, 2), "30 december 2017–2 januari 2018"),
    ],
)
def test_days_say_only_what_differs(first, last, swedish):
    assert words.days_words(first, last, "sv") == swedish


def test_a_week_is_shown_as_its_iso_number():
    assert words.week_words(36, "sv") == "v. 36"
    assert words.week_words(20, "sv", 2017) == "v. 20 2017"
    assert words.week_words(20, "en", 2017) == "week 20, 2017"


def test_times_have_a_full_stop_and_an_en_dash():
    assert words.times_words(time(9), time(15, 30), "sv") == "kl. 9.00–15.30"
    assert words.times_words(time(9), time(15, 30), "en") == "9:00–15:30"


def test_full_hours_are_short_only_when_both_are_full():
    assert words.times_words(time(10), time(16), "sv", short=True) == "kl. 10–16"
    assert words.times_words(time(10), time(15, 30), "sv", short=True) == "kl. 10.00–15.30"
    assert words.times_words(time(10), time(16), "en", short=True) == "10:00–16:00"


def test_what_ends_at_midnight_ends_at_24():
    assert words.times_words(time(18), time(0), "sv") == "kl. 18.00–24.00"


def test_an_instant_is_shown_by_the_clock_on_the_wall():
    at = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
    assert words.instant_words(at, "sv") == "tisdag 12 maj 2026 kl. 9.00"
    assert words.instant_words(at, "sv", short=True) == "tis 12 maj kl. 9.00"
    assert words.instant_words(at, "en") == "Tuesday 12 May 2026, 9:00"


def test_a_language_without_a_table_is_written_as_swedish():
    assert words.week_words(36, "ar-XB") == "v. 36"
    assert words.week_words(36, "sv@latt") == "v. 36"
    assert words.week_words(36, "en_GB") == "week 36"


def test_money_is_written_with_blanks_that_do_not_break():
    assert words.money_words(123450, "sv") == f"1{NB}234,50{NB}kr"
    assert words.money_words(123450, "en") == f"SEK{NB}1,234.50"
    assert words.money_words(280000000, "sv", short=True) == f"2{NB}800{NB}000{NB}kr"
    assert words.money_words(150, "sv", short=True) == f"1,50{NB}kr"


@pytest.mark.parametrize(
    "typed, ore",
    [
        ("1 234,50 kr", 123450),
        (f"1{NB}234,50{NB}kr", 123450),
        ("1234.5", 123450),
        ("1.234,50", 123450),
        ("1.234", 123400),
        ("500", 50000),
        ("500:-", 50000),
        ("500 kr.", 50000),
        ("500,-", 50000),
        ("SEK 500", 50000),
        ("−20", -2000),
        ("0,05", 5),
    ],
)
def test_money_is_read_as_people_type_it(typed, ore):
    assert words.read_money(typed) == ore


@pytest.mark.parametrize("typed", ["", "fem hundra", "1 2345", "12 kr 50", "1,234,5", "1,2345", "9" * 40, "--5", "1e3"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(Refused):
        words.read_money(typed)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["sv"]), st.booleans())
def test_money_that_we_wrote_can_be_read_back(ore, locale, short):
    assert words.read_money(words.money_words(ore, locale, short=short)) == ore


@pytest.mark.parametrize(
    "length, swedish",
    [
        (timedelta(), f"0{NB}min"),
        (timedelta(minutes=45, seconds=59), f"45{NB}min"),
        (timedelta(hours=1), f"1{NB}tim"),
        (timedelta(hours=1, minutes=30), f"1{NB}tim 30{NB}min"),
        (timedelta(days=1, minutes=30), f"1{NB}dag"),
        (timedelta(days=3, hours=4, minutes=30), f"3{NB}dagar 4{NB}tim"),
    ],
)
def test_a_duration_says_its_two_largest_parts(length, swedish):
    assert words.duration_words(length, "sv") == swedish


@pytest.mark.parametrize(
    "count, swedish",
    [
        (512, f"512{NB}byte"),
        (14200, f"14,2{NB}kB"),
        (999_949, f"999,9{NB}kB"),
        (999_999, f"1,0{NB}MB"),
        (2_600_000, f"2,6{NB}MB"),
        (5_000_000_000_000, f"5{NB}000,0{NB}GB"),
    ],
)
def test_sizes_go_in_thousands(count, swedish):
    assert words.size_words(count, "sv") == swedish


def test_a_share_is_k_of_n():
    assert words.share_words(3, 12, "sv") == "3 av 12"
    assert words.share_words(3, 1200, "en") == "3 of 1,200"


def test_numbers_keep_the_decimals_they_are_given():
    assert words.number_words(1234.5, "sv") == f"1{NB}234,5"
    assert words.number_words(1234.5, "sv", 2) == f"1{NB}234,50"
    assert words.number_words(1234, "sv", 0) == f"1{NB}234"


@pytest.mark.parametrize(
    "shown",
    ["Ryttar-gårds-kyrkan", "Samver-kans-möte", "Blodomloppet", "SAAB 2027"],
)
def test_only_long_words_may_break_and_never_near_their_ends(shown):
    assert words.with_soft_hyphens(shown.replace("-", "")) == shown.replace("-", "\N{SOFT HYPHEN}")


def test_a_language_is_called_what_its_reader_calls_it():
    assert [words.language_name("ar", "sv"), words.language_name("ar", "en")] == ["arabiska", "Arabic"]
    assert words.language_name("sv-latt", "sv") is None
