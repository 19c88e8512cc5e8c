"""Do the times in the media that a plan tells of come in by their weeks, once, and is what cannot come in told of?"""

from datetime import date

import pytest
from sqlalchemy import select

from app.clock import now
from app.events.imports import PlanFile, import_besides
from app.events.media_rows import MediaRow
from app.events.weeks import week
from app.events.when import When
from app.journal.actors import OPERATOR
from app.origin.flight_import import flights_in, weeks_of
from app.origin.models import MediaFlight
from app.store.db import db, unit_of_work


def row(channel="Radioreklam", *whens: str, **facts):
    return MediaRow(channel, tuple(When.read(text) for text in whens), **facts)


@pytest.fixture
def bring_in(make):
    unit = make.function().unit

    def run(*rows):
        with unit_of_work():
            return import_besides(PlanFile([], media=list(rows)), unit=unit, by=OPERATOR, now=now())

    return run


def kept():
    found = db.session.scalars(select(MediaFlight)).all()
    return sorted((row.channel, row.from_on, row.until_on, row.focus or "", row.cost_ore) for row in found)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2017-09", (2017, 36), (2017, 39)),
        ("2017-04/2017-06", (2017, 14), (2017, 26)),
        ("2017", (2017, 1), (2017, 52)),
        ("2020", (2020, 1), (2020, 53)),
        ("2016-01", (2016, 1), (2016, 4)),
        ("2017-W20", (2017, 20), (2017, 20)),
        ("2017-05-12", (2017, 19), (2017, 19)),
        ("2017-05-14/2017-05-22", (2017, 19), (2017, 21)),
    ],
)
def test_a_month_or_a_year_has_the_weeks_of_its_thursdays_and_days_those_that_they_touch(when, first, last):
    weeks = weeks_of(When.read(when))
    assert (weeks[0], weeks[-1], len(weeks)) == (week(*first), week(*last), last[1] - first[1] + 1)


def test_named_weeks_are_a_flight_for_each_run_and_share_what_they_cost():
    flights = flights_in(row("JCDecaux", "2018-W01", "2017-W52", "2017-W21", "2017-W20", cost_ore=101), focus=None)
    assert [(flight.first.text, flight.last.text, flight.cost_ore) for flight in flights] == [
        ("2017-W20", "2017-W21", 50),
        ("2017-W52", "2018-W01", 51),
    ]


def test_the_same_file_twice_is_the_same_flights_and_what_was_changed_since_stays(bring_in):
    rows = [row("Radio", "2017-W20", "2017-W22"), row("Annons", "2017-W20"), row("Annons", "2017-W20")]
    assert bring_in(*rows) == ["4 media flights made, 0 known already."]
    with unit_of_work():
        db.session.scalars(
            select(MediaFlight).filter_by(channel="Radio", from_on=date(2017, 5, 15))
        ).one().cost_ore = 700
    before = kept()
    assert (bring_in(*rows), kept()) == (["0 media flights made, 4 known already."], before)


def test_a_focus_is_known_by_the_swedish_name_of_an_assignment_and_told_of_when_it_is_none(bring_in):
    said = bring_in(row("Radio", "2017-W20", focus="god man"), row("Annons", "2017-W20", focus="volontärer"))
    days = (date(2017, 5, 15), date(2017, 5, 22))
    assert kept() == [("Annons", *days, "", None), ("Radio", *days, "guardian", None)]
    assert said == [
        "2 media flights made, 0 known already.",
        "About what is no assignment here, so kept as about all of them: volontärer.",
    ]


def test_rows_without_a_date_are_named_and_not_brought_in(bring_in):
    assert (bring_in(row("SR Östergötland", focus="familjehem"), row("Corren")), kept()) == (
        ["0 media flights made, 0 known already.", "Without a date, so not brought in: SR Östergötland; Corren."],
        [],
    )


def test_a_plan_without_media_says_nothing_of_it(bring_in):
    assert bring_in() == []
