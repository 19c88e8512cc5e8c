import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.errors import Refused
from app.events.when import UNKNOWN, Precision, When, instant

DATES = st.dates(date(1971, 1, 1), date(2190, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def times(first, length, start, end):
    try:
        return When.times(datetime.combine(first, start), datetime.combine(first + timedelta(days=length), end))
    except Refused:
        assume(False)


VAGUE = st.one_of(
    st.just(UNKNOWN),
    DATES.map(lambda day: When.year(day.year)),
    st.builds(lambda day, n: When.months(day, day + timedelta(days=n)), DATES, st.integers(0, 700)),
    DATES.map(lambda day: When.week(*day.isocalendar()[:2])),
)
DAYS = st.builds(lambda day, n: When.days(day, day + timedelta(days=n)), DATES, st.integers(0, 40))
TIMES = st.builds(times, DATES, st.integers(0, 4), CLOCKS, CLOCKS)
WHENS = st.one_of(VAGUE, DAYS, TIMES)

FORMS = [
    (None, Precision.UNKNOWN, None, None),
    ("2017", Precision.YEAR, date(2017, 1, 1), date(2018, 1, 1)),
    ("2017-05", Precision.MONTH, date(2017, 5, 1), date(2017, 6, 1)),
    ("2017-12", Precision.MONTH, date(2017, 12, 1), date(2018, 1, 1)),
    ("2017-04/2017-06", Precision.MONTHS, date(2017, 4, 1), date(2017, 7, 1)),
    ("2017-W20", Precision.WEEK, date(2017, 5, 15), date(2017, 5, 22)),
    ("2026-W53", Precision.WEEK, date(2026, 12, 28), date(2027, 1, 4)),
    ("2017-12-05", Precision.DAY, date(2017, 12, 5), date(2017, 12, 6)),
    ("2017-11-08/2017-11-09", Precision.DAYS, date(2017, 11, 8), date(2017, 11, 10)),
]


@pytest.mark.parametrize("text, precision, first_on, until_on", FORMS)
def test_each_form_is_read_with_its_precision_and_written_back(text, precision, first_on, until_on):
    when = When.read(text)
    assert (when.precision, when.first_on, when.until_on) == (precision, first_on, until_on)
    assert when.text == text


def test_every_date_of_the_year_2017_is_read_and_written_back():
    known = [
        *["2017-05", None, "2017-09", "2017-10", "2017-12-05", "2017-11-08/2017-11-09", "2017-05-30"],
        *["2017-04/2017-06", "2017-12", "2017", "2017-W20", "2017-W21", "2017-W31", "2017-W32", "2017-W47"],
    ]
    assert [When.read(json.loads(json.dumps(text))).text for text in known] == known


@pytest.mark.parametrize(
    "text",
    [
        *["", "maj", "2017-13", "2017-00", "2017-02-29", "2017-W53", "2017-W00", "2017-5", "17", "2017-06/2017-04"],
        *["2017-11-09/2017-11-08", "2017/2018", "2017-05-", " 2017", "2017\n", "２０１７", "0000", "9999-12"],
        *["2017-01/9999-12", "2017-12-05T10:00", "2017-05/2017-05-09", "20170509"],
    ],
)
def test_other_forms_are_refused_with_a_sentence(text):
    with pytest.raises(Refused) as refused:
        When.read(text)
    assert str(refused.value).endswith(".")


@given(WHENS)
def test_what_is_written_can_be_read_back(when):
    again = When.read(when.text)
    assert (again.text, again.first_on, again.until_on) == (when.text, when.first_on, when.until_on)
    assert again == when or when.time_known


@given(WHENS)
def test_instants_are_there_only_when_the_day_is_known(when):
    assert (when.starts_at is None, when.ends_at is None) == (not when.day_known, not when.day_known)
    assert when.first_on is None or when.first_on < when.until_on


def test_a_day_runs_from_local_midnight_to_local_midnight():
    day = When.read("2026-03-29")  # has 23 hours
    assert day.starts_at == datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert day.ends_at == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_times_are_swedish_wall_clock_and_export_their_dates():
    when = When.times(datetime(2025, 9, 6, 10), datetime(2025, 9, 7, 16))
    assert when.starts_at == datetime(2025, 9, 6, 8, 0, tzinfo=UTC)
    assert when.ends_at == datetime(2025, 9, 7, 14, 0, tzinfo=UTC)
    assert when.text == "2025-09-06/2025-09-07"
    assert When.times(datetime(2025, 9, 6, 10), datetime(2025, 9, 6, 16)).text == "2025-09-06"


def test_what_ends_at_midnight_does_not_touch_the_next_day():
    when = When.times(datetime(2025, 9, 6, 18), datetime(2025, 9, 7))
    assert when.text == "2025-09-06"
    assert when.label("sv") == "lördag 6 september 2025 kl. 18.00–24.00"


def test_a_time_that_the_clock_skips_in_march_is_refused():
    with pytest.raises(Refused, match=r"Klockan 2\.30 finns inte söndag 29 mars 2026"):
        instant(datetime(2026, 3, 29, 2, 30))
    assert instant(datetime(2026, 3, 29, 3, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_the_hour_that_comes_twice_in_october_it_is_the_first():
    assert instant(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(datetime(2026, 10, 25, 3, 0)) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


def test_a_year_far_away_is_refused():
    for far in (date(9999, 12, 31), date(26, 5, 12)):
        with pytest.raises(Refused, match="för långt bort"):
            When.days(far)
        with pytest.raises(Refused, match="för långt bort"):
            When.read("2017-05").moved_to(far)
        with pytest.raises(Refused, match="för långt bort"):
            instant(datetime.combine(far, time()))


def test_an_end_before_the_start_is_refused():
    with pytest.raises(Refused):
        When.times(datetime(2025, 9, 6, 10), datetime(2025, 9, 6, 10))
    with pytest.raises(Refused):
        When.days(date(2025, 9, 6), date(2025, 9, 5))


def test_in_a_list_the_vaguer_stands_before_the_sharper_and_the_undated_last():
    ten = When.times(datetime(2017, 5, 1, 10), datetime(2017, 5, 1, 12))
    eight = When.times(datetime(2017, 5, 1, 8), datetime(2017, 5, 1, 12))
    texts = ["2017", "2017-04/2017-06", "2017-05/2017-06", "2017-05", "2017-W18", "2017-05-01/2017-05-02", "2017-05-01"]
    expected = [*[When.read(text) for text in texts], eight, ten, When.read("2017-05-02"), UNKNOWN]
    shuffled = expected[5:] + expected[:5]
    assert sorted(shuffled, key=lambda when: when.sort_key) == expected


@given(st.lists(WHENS, max_size=5))
def test_everything_can_be_sorted(whens):
    in_order = sorted(whens, key=lambda when: when.sort_key)
    assert [when.first_on or date.max for when in in_order] == sorted(when.first_on or date.max for when in whens)


@pytest.mark.parametrize(
    "text, to, moved",
    [
        (None, date(2027, 5, 17), None),
        ("2017", date(2027, 5, 17), "2027"),
        ("2017-05", date(2027, 6, 17), "2027-06"),
        ("2017-11/2018-01", date(2027, 6, 17), "2027-06/2027-08"),
        ("2017-11/2018-01", date(2027, 12, 31), "2027-12/2028-02"),
        ("2017-W20", date(2027, 1, 1), "2026-W53"),
        ("2017-12-05", date(2028, 2, 29), "2028-02-29"),
        ("2017-11-08/2017-11-09", date(2027, 12, 31), "2027-12-31/2028-01-01"),
    ],
)
def test_a_copy_on_another_date_keeps_its_precision(text, to, moved):
    assert When.read(text).moved_to(to).text == moved


def test_a_copy_keeps_what_the_clock_on_the_wall_shows():
    summer = When.times(datetime(2026, 7, 4, 10), datetime(2026, 7, 5, 16))
    winter = summer.moved_to(date(2026, 12, 5))
    assert winter == When.times(datetime(2026, 12, 5, 10), datetime(2026, 12, 6, 16))
    assert winter.starts_at == datetime(2026, 12, 5, 9, 0, tzinfo=UTC)
    with pytest.raises(Refused):
        When.times(datetime(2026, 7, 4, 2, 30), datetime(2026, 7, 4, 4)).moved_to(date(2026, 3, 29))


@pytest.mark.parametrize(
    "text, days, moved",
    [
        ("2017", 365, "2018"),
        ("2017-05", 365, "2018-05"),
        ("2017-W20", 365, "2018-W20"),
        ("2017-05", 1, "2017-05"),
        ("2017-05", -31, "2017-04"),
        ("2017-05-30", 7, "2017-06-06"),
        ("2017-11-08/2017-11-09", -8, "2017-10-31/2017-11-01"),
        (None, 7, None),
    ],
)
def test_something_is_moved_by_days(text, days, moved):
    assert When.read(text).moved(days).text == moved


@given(DAYS, st.integers(-360, 3000))
def test_days_moved_there_and_back_are_the_same(when, days):
    assert when.moved(days).moved(-days) == when


@given(TIMES, DATES)
def test_times_moved_keep_their_wall_clock(when, day):
    try:
        moved = when.moved_to(day)
    except Refused:
        assume(False)
    assert moved.label("en").split(", ")[-1].split("–")[-1] == when.label("en").split(", ")[-1].split("–")[-1]
    assert moved.first_on == day
    assert moved.last_on - moved.first_on == when.last_on - when.first_on


LABELS = [
    (None, "utan datum", "no date", "utan datum"),
    ("2017", "2017", "2017", "2017"),
    ("2017-05", "maj 2017", "May 2017", "maj 2017"),
    ("2017-04/2017-06", "april–juni 2017", "April–June 2017", "april–juni 2017"),
    ("2017-11/2018-01", "november 2017–januari 2018", "November 2017–January 2018", "november 2017–januari 2018"),
    ("2017-W20", "v. 20 2017", "week 20, 2017", "v. 20 2017"),
    ("2026-05-12", "tisdag 12 maj 2026", "Tuesday 12 May 2026", "tis 12 maj, v. 20"),
    ("2017-11-08/2017-11-09", "8–9 november 2017", "8–9 November 2017", "8–9 nov, v. 45"),
]


@pytest.mark.parametrize("text, swedish, english, short", LABELS)
def test_it_is_said_in_words(text, swedish, english, short):
    when = When.read(text)
    assert (when.label("sv"), when.label("en"), when.label("sv", short=True)) == (swedish, english, short)


def test_times_are_said_in_words():
    when = When.times(datetime(2025, 9, 6, 10), datetime(2025, 9, 6, 16))
    assert when.label("sv") == "lördag 6 september 2025 kl. 10.00–16.00"
    assert when.label("en") == "Saturday 6 September 2025, 10:00–16:00"
    assert when.label("sv", short=True) == "lör 6 sep kl. 10–16, v. 36"


def test_times_over_several_days_say_both_ends():
    when = When.times(datetime(2017, 11, 8, 9), datetime(2017, 11, 9, 16, 30))
    assert when.label("sv") == "onsdag 8 november 2017 kl. 9.00 – torsdag 9 november 2017 kl. 16.30"
    assert when.label("sv", short=True) == "ons 8 nov kl. 9.00 – tors 9 nov kl. 16.30, v. 45"


def test_a_short_label_says_the_year_when_it_is_not_this_one():
    assert When.read("2017-12-05").label("sv", short=True, this_year=2026) == "tis 5 dec 2017, v. 49"
    assert When.read("2026-12-05").label("sv", short=True, this_year=2026) == "lör 5 dec, v. 49"
    assert When.read("2026-12-31/2027-01-02").label("sv", short=True, this_year=2026) == "31 dec 2026–2 jan 2027, v. 53"


def test_what_touches_a_stretch_of_days_is_found():
    may, june = date(2017, 5, 1), date(2017, 6, 1)
    assert [
        When.read(t).touches(may, june) for t in ("2017-05", "2017", "2017-W22", "2017-05-31", "2017-06", None)
    ] == [*[True, True, True, True, False, False]]


def test_the_database_may_give_the_precision_as_text():
    day = When.read("2017-12-05")
    assert When("day", day.first_on, day.until_on, day.starts_at, day.ends_at) == day
