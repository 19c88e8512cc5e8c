"""What can be done with events from the command line, and does it say what happened?"""

import click
import pytest
from click.testing import CliRunner

from app.demo import past
from app.errors import Refused, Stopped
from app.events.commands import event, import_
from app.events.models import Event
from app.store.db import db


@pytest.fixture
def monter(app):
    """`monter(event, "cancel", "slug")` gives the lines that were printed."""

    def run(command, *arguments, organisation=None):
        context = {"app": lambda: app, "organisation": organisation}
        ran = CliRunner().invoke(command, arguments, obj=context, standalone_mode=False)
        if ran.exception:
            raise ran.exception
        db.session.expire_all()
        return ran.output.splitlines()

    return run


def test_an_event_is_moved_and_its_sequence_rises(monter, make):
    row = make.event(when="2027-05", slug="massan")
    said = monter(event, "move", "massan", "--start", "2027-05-12T10:00", "--end", "2027-05-12T15:30")
    assert said == ["massan: onsdag 12 maj 2027 kl. 10.00–15.30"]
    moved = db.session.get(Event, row.id)
    assert (moved.when_text, moved.sequence) == ("2027-05-12", 1)


@pytest.mark.parametrize("start", ["2027-05-12T08:00+0000", "2027-05-12T10:00", "2027-05-12 10:00"])
def test_a_time_is_a_swedish_clocks_unless_its_zone_is_said(monter, make, start):
    make.event(slug="massan")
    assert monter(event, "move", "massan", "--start", start, "--end", "2027-05-12T15:30") == [
        "massan: onsdag 12 maj 2027 kl. 10.00–15.30"
    ]


def test_an_end_before_the_start_is_refused(monter, make):
    make.event(slug="massan")
    with pytest.raises(Refused):
        monter(event, "move", "massan", "--start", "2027-05-12T10:00", "--end", "2027-05-12T09:00")


def test_an_event_is_cancelled_once_and_keeps_what_visitors_are_told(monter, make):
    row = make.event(slug="massan", state="cancelled", cancelled_note={"sv": "Vi ses i vår."}, sequence=3)
    make.event(slug="annan")
    assert monter(event, "cancel", "massan") == ["massan: cancelled"]
    assert monter(event, "cancel", "annan") == ["annan: cancelled"]
    same = db.session.get(Event, row.id)
    assert (same.cancelled_note, same.sequence) == ({"sv": "Vi ses i vår."}, 3)
    assert db.session.query(Event).filter_by(slug="annan").one().state == "cancelled"


@pytest.mark.parametrize("organisation", [None, "linkoping"])
def test_another_organisations_event_is_not_there(monter, make, organisation):
    make.organisation()
    make.event(organisation=make.organisation(slug="motala", name="Motala kommun"), slug="deras")
    with pytest.raises(Stopped):
        monter(event, "cancel", "deras", organisation=organisation)
    assert monter(event, "cancel", "deras", organisation="motala") == ["deras: cancelled"]


def test_a_day_that_is_no_day_is_a_usage_error(monter, make):
    make.event(slug="massan")
    with pytest.raises(click.BadParameter):
        monter(event, "move", "massan", "--start", "2027-02-30T10:00", "--end", "2027-05-12T09:00")


def test_the_plan_of_2017_comes_in_twice_and_is_made_once(monter):
    first, again = (monter(import_, "plan", str(past.FILE)) for _ in (1, 2))
    told = [
        "Without a date, so not brought in: SR Östergötland, webb (nyhet); redaktionell text i Corren och Linköpingsposten.",
        "Not read yet: the budget, goals.",
    ]
    assert (first[-4:], again[-4:]) == (
        ["10 events made, 0 known already.", "8 media flights made, 0 known already.", *told],
        ["0 events made, 10 known already.", "0 media flights made, 8 known already.", *told],
    )


def test_a_table_with_dates_as_people_write_them(monter, make, tmp_path):
    make.organisation()
    file = tmp_path / "plan.csv"
    file.write_bytes('Titel;När;Plats;Sort;Spår;Anteckning\nMässan;v. 20 2027;Torget;monter;gräsrot;"två\nrader"\n'
                     "Träff;12/5 2027 kl. 18–20;Ån;infoträff;media;\n".encode("cp1252"))  # fmt: skip
    assert monter(import_, "plan", str(file))[-1] == "2 events made, 0 known already."
    assert [(row.title, row.when.label("sv"), row.place, row.note) for row in db.session.query(Event).order_by(Event.title)] == [
        ("Mässan", "v. 20 2027", "Torget", "två\nrader"), ("Träff", "onsdag 12 maj 2027 kl. 18.00–20.00", "Ån", None),
    ]  # fmt: skip


def test_a_place_that_is_too_long_is_refused_by_its_row(monter, make, tmp_path):
    make.organisation()
    file = tmp_path / "plan.csv"
    file.write_text(f"titel,spår,plats\nA,media,{'x' * 121}\n")
    with pytest.raises(Stopped) as why:
        monter(import_, "plan", str(file))
    assert str(why.value) == "row 1 (A): Platsen är för lång. Skriv högst 120 tecken."
