"""Does every event stand in its place in the year, as precisely as it is known and no more?"""

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.events.models import Event
from app.events.when import When
from app.events.year import Row, arranged, belongs, home, lead_words

PLAN = json.loads((Path(__file__).parents[2] / "app" / "demo" / "linkoping-2017.json").read_text())


def row(title="A", when=None, **facts):
    event = Event(title=title, slug=title.lower(), state="planned", **facts)
    event.when = when if isinstance(when, When) else When.read(when)
    return Row(event)


def in_order(rows):
    return sorted(rows, key=lambda row: (row.event.when.sort_key, row.event.title))


def titles(rows):
    return [row.event.title for row in rows]


def test_the_year_2017_stands_as_the_report_gives_it():
    year = arranged(2017, in_order([row(event["title"], event["when"]) for event in PLAN["events"]]))
    assert {month.number: titles(month.rows) for month in year.months if month.rows} == {
        5: ["Blodomloppet", "Samverkansmöte 1"],
        9: ["Kärlekshelg"],
        10: ["Konstutställning Filbyter"],
        11: ["Nationell konferens: Rekrytering av familjehem"],
        12: ["Frivilligdagen"],
    }
    assert {month.number: titles(month.loose) for month in year.months if month.loose} == {
        5: ["Blodomloppet"], 9: ["Kärlekshelg"], 10: ["Konstutställning Filbyter"],
    }  # fmt: skip
    assert titles(year.undated) == ["LASS", "LiBK", "Ryttargårdskyrkan", "SAAB"]
    assert year.count == 10


def cells(year):
    return {day.on: titles(day.rows) for month in year.months for week in month.weeks for day in week.days if day.rows}


def test_only_what_has_a_day_stands_on_a_day():
    year = arranged(2017, in_order([row(event["title"], event["when"]) for event in PLAN["events"]]))
    conference = ["Nationell konferens: Rekrytering av familjehem"]
    assert cells(year) == {
        date(2017, 5, 30): ["Samverkansmöte 1"], date(2017, 11, 8): conference, date(2017, 11, 9): conference,
        date(2017, 12, 5): ["Frivilligdagen"],
    }  # fmt: skip


def test_a_week_stands_at_its_week_once_in_the_month_of_its_thursday():
    year = arranged(2017, [row(when="2017-W22")])  # 29 May to 4 June, Thursday 1 June
    weeks = [(month.number, week.week.number) for month in year.months for week in month.weeks if week.rows]
    assert (weeks, cells(year)) == ([(6, 22)], {})


def test_a_week_belongs_to_one_year_only():
    assert [belongs(When.read("2026-W01"), year) for year in (2025, 2026)] == [False, True]
    assert home(When.read("2026-W01"), 2026) == 1
    assert home(When.read("2026-W53"), 2026) == 12


def test_several_months_stand_under_the_first_and_show_in_each():
    year = arranged(2017, [row(when="2017-04/2017-06")])
    assert [month.number for month in year.months if month.rows] == [4]
    assert [month.number for month in year.months if month.loose] == [4, 5, 6]


def test_an_event_over_new_year_stands_in_both_years():
    over = row(when="2025-12-30/2026-01-02")
    assert [[month.number for month in arranged(year, [over]).months if month.rows] for year in (2025, 2026)] == [
        [12],
        [1],
    ]


def test_a_year_alone_and_no_date_stand_apart():
    year = arranged(2017, [row("Året", "2017"), row("Ingen vet", None)])
    assert (titles(year.loose), titles(year.undated), [month for month in year.months if month.rows]) == (
        ["Året"], ["Ingen vet"], [],
    )  # fmt: skip


def test_empty_months_that_follow_each_other_are_one_stretch():
    year = arranged(2017, [row(when="2017-05")])
    assert [[month.number for month in stretch] for stretch in year.stretches] == [
        [1, 2, 3, 4], [5], [6, 7, 8, 9, 10, 11, 12],
    ]  # fmt: skip


def test_the_words_before_a_row_are_as_precise_as_what_is_known():
    texts = [None, "2017", "2017-05", "2017-04/2017-06", "2017-W20", "2017-12-05", "2017-11-08/2017-11-09"]
    assert [lead_words(When.read(text), "sv") for text in texts] == [
        ("utan datum", ""), ("2017", ""), ("maj", ""), ("apr–juni", ""), ("v. 20", "15–21 maj"), ("tis 5 dec", "v. 49"),
        ("8–9 nov", "v. 45"),
    ]  # fmt: skip


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
WHENS = st.one_of(
    st.builds(When.year, st.integers(2015, 2030)),
    st.builds(When.months, DAYS),
    st.builds(When.week, st.integers(2015, 2030), st.integers(1, 52)),
    st.builds(lambda first, more: When.days(first, first + timedelta(days=more)), DAYS, st.integers(0, 40)),
)


@given(WHENS)
def test_every_event_stands_in_the_years_it_touches_exactly_once_in_each(when):
    for year in range(2014, 2033):
        found = arranged(year, [row(when=when)])
        assert found.count == int(belongs(when, year))


@given(WHENS)
def test_every_event_belongs_to_some_year(when):
    assert any(belongs(when, year) for year in range(2014, 2033))
