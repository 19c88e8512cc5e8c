"""Times in the media: noted by ISO week, drawn beside the weeks in which people came, credited to nobody; through HTTP."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from app.clock import now
from app.leads import gone
from app.leads.crediting import recredit
from app.leads.models import CreditRow, Lead
from app.origin.models import MediaFlight
from app.reports.weeks import Weeks, by_week
from app.store.db import db, unit_of_work

RADIO = {"channel": "Radioreklam", "year": "2017", "first_week": "20", "last_week": "23", "cost": "12 500"}


@pytest.fixture
def planner(signed_in):
    return signed_in("planner")


def noted(planner, **said):
    return planner.get("/staff/results/media/new", status=200).form("main form").send(**(RADIO | said))


def test_it_is_kept_by_whole_weeks_and_listed(planner):
    page = noted(planner)
    row = db.session.scalars(select(MediaFlight)).one()
    assert (row.from_on, row.until_on, row.cost_ore) == (date(2017, 5, 15), date(2017, 6, 12), 1250000)
    assert "v. 20–23 2017" in page.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"channel": ""}, "Skriv var, till exempel ”Radioreklam” eller ”Annons i Corren”."),
        ({"first_week": "53", "last_week": ""}, "År 2017 har veckorna 1–52, ingen vecka 53."),
        ({"last_week": "19"}, "Den sista veckan kommer före den första. Byt plats på dem."),
        ({"cost": "mycket"}, "Skriv beloppet i kronor, till exempel 1 250 eller 99,50."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(planner, said, why):
    assert noted(planner, **said).errors == [why]
    assert db.session.scalars(select(MediaFlight)).all() == []


def test_it_is_changed_and_taken_away(planner, make):
    row = make.flight(year=2026, weeks=(20, 20))
    page = planner.get(f"/staff/results/media/{row.id}", status=200).form("main form").send(last_week="21", cost="")
    assert "v. 20–21 2026" in page.text
    page = planner.get(f"/staff/results/media/{row.id}").form("form[action$=remove]").send()
    assert ("Ingen mediainsats än" in page.text, db.session.scalars(select(MediaFlight)).all()) == (True, [])


def met(make, on: date) -> Lead:
    lead, at = make.lead(), datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    with unit_of_work() as session:
        session.execute(update(Lead).where(Lead.id == lead.id).values(captured_at=at, received_at=at))
    return lead


@pytest.mark.both
def test_it_stands_beside_its_weeks_and_nobody_is_credited_to_it(planner, make):
    make.flight("Radioreklam", year=2026, weeks=(20, 21))
    leads = [met(make, date(2026, 5, 12)), met(make, date(2026, 5, 13)), met(make, date(2026, 6, 3))]
    with unit_of_work():
        recredit([lead.id for lead in leads], now=now())
    rows = planner.get("/staff/results?year=2026").rows("#weeks tr")
    assert rows == [
        ["Vecka", "Intressen", "Mediainsatser"],
        ["v. 20", "2", "Radioreklam"], ["v. 21", "0", "Radioreklam"], ["v. 22", "0", "–"], ["v. 23", "1", "–"],
    ]  # fmt: skip
    credits = db.session.scalars(select(CreditRow)).all()
    assert [row.contributing for row in credits] == [[], [], []]


@pytest.mark.both
def test_the_weeks_say_the_same_when_the_people_are_gone(make):
    make.flight(year=2026, weeks=(20, 20))
    lead = met(make, date(2026, 5, 12))
    before = [(row.week.number, row.leads) for row in by_week(lead.unit_id, 2026).rows]
    with unit_of_work() as session:
        gone.keep_counts([lead.id])
        session.execute(update(Lead).where(Lead.id == lead.id).values(state="duplicate"))
    assert [(row.week.number, row.leads) for row in by_week(lead.unit_id, 2026).rows] == before == [(20, 1)]


def test_without_flights_no_weeks_are_drawn(make):
    assert by_week(make.lead().unit_id, now().year) == Weeks([], [])


def test_what_was_on_all_year_is_said_once_and_begins_as_a_heading_does(signed_in, make):
    make.flight("annonser: Corren", year=2026, weeks=(1, 53))
    make.flight("radioreklam", year=2026, weeks=(20, 21))
    planner = signed_in("planner")
    page = planner.get("/staff/results?year=2026")
    assert [row[2] for row in page.rows("#weeks tbody tr")] == ["Radioreklam"] * 2
    assert [pill.get_text(strip=True) for pill in page.soup.select("p > .pill.sky")] == ["Annonser: Corren"]
    media = planner.get("/staff/results/media").soup.select(".item")
    assert [" ".join(one.get_text(" ").split()) for one in media] == [
        "Radioreklam v. 20–21 2026",
        "Annonser: Corren hela 2026",
    ]


def test_a_year_in_which_nobody_came_and_all_was_on_all_year_has_no_weeks_to_show(signed_in, make):
    make.flight(year=2026, weeks=(1, 53))
    page = signed_in("planner").get("/staff/results?year=2026", status=200)
    assert ("Hela året:" in page.text, page.rows("#weeks tr")) == (True, [])
