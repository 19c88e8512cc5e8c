"""Does a year that was planned elsewhere come in as it was, once? Linköping's 2017 and files as people keep them."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.accounts.queries import first_unit
from app.clock import now
from app.demo import past
from app.errors import Stopped
from app.events.commands import unit_for
from app.events.imports import Imported, import_events, read_plan
from app.events.models import Event
from app.events.when import When
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work

REPORT = past.FILE


def bring_in(path, make):
    unit = first_unit(make.first().id)
    with unit_of_work():
        return import_events(read_plan(path), unit=unit, by=OPERATOR, now=now())


def test_the_report_s_ten_events_keep_the_precision_it_gives(app, make):
    assert bring_in(REPORT, make) == Imported(10, 0)
    events = db.session.scalars(select(Event)).all()
    assert sorted((event.title, event.when.text, event.kind, event.main_strand) for event in events) == [
        ("Blodomloppet", "2017-05", "booth", "grassroots"),
        ("Frivilligdagen", "2017-12-05", "booth", "grassroots"),
        ("Konstutställning Filbyter", "2017-10", "exhibition", "collaboration"),
        ("Kärlekshelg", "2017-09", "booth", "grassroots"),
        ("LASS", None, "outreach", "network"),
        ("LiBK", None, "outreach", "network"),
        ("Nationell konferens: Rekrytering av familjehem", "2017-11-08/2017-11-09", "conference", "collaboration"),
        ("Ryttargårdskyrkan", None, "outreach", "network"),
        ("SAAB", None, "booth", "network"),
        ("Samverkansmöte 1", "2017-05-30", "meeting", "collaboration"),
    ]


def test_what_is_over_is_done_and_nothing_is_made_public(app, make):
    bring_in(REPORT, make)
    assert set(db.session.execute(select(Event.state, Event.public)).all()) == {("done", False)}


def test_importing_again_makes_nothing_twice(app, make):
    bring_in(REPORT, make)
    assert bring_in(REPORT, make) == Imported(0, 10)


def test_the_budget_and_the_goals_are_said_not_to_be_read():
    assert read_plan(REPORT).unread == ["the budget", "goals"]


def test_media_rows_are_read_as_precisely_as_the_plan_gives_them():
    read = [(row.channel[:12], [when.text for when in row.whens], row.focus) for row in read_plan(REPORT).media]
    assert read == [
        ("nativeartikl", ["2017-04/2017-06"], "familjehem"),
        ("nativeartike", ["2017-09"], "god man"),
        ("radioreklam", ["2017-09"], "familjehem"),
        ("radioreklam", ["2017-12"], "kontaktfamilj"),
        ("annonser: Co", ["2017"], None),
        ("SR Östergötl", [], "familjehem"),
        ("redaktionell", [], None),
        ("JCDecaux", ["2017-W20", "2017-W21", "2017-W31", "2017-W32", "2017-W47"], None),
    ]


@pytest.mark.parametrize(
    ("said", "ore"), [({}, None), ({"cost_sek": 0}, 0), ({"cost_sek": 99.5}, 9950), ({"cost_ore": 1250000}, 1250000)]
)
def test_what_media_cost_is_kept_in_ore_and_is_unknown_when_nobody_said(tmp_path, said, ore):
    path = plan_file(tmp_path, media=[{"channel": "Radio", "when": "2027"} | said])
    assert [row.cost_ore for row in read_plan(path).media] == [ore]


def test_an_empty_instance_gets_the_organisation_that_the_file_names(app):
    with unit_of_work():
        unit = unit_for(read_plan(REPORT))
        assert (unit.name, unit.organisation.name, unit.organisation.slug) == (
            "Frivilligcentrum",
            "Linköpings kommun",
            "linkoping",
        )
        assert unit_for(read_plan(REPORT)).id == unit.id


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_with_swedish_headings(app, make, tmp_path, delimiter):
    rows = [
        ["Titel", "När", "Plats", "Sort", "Spår"],
        ["Vårmarknad", "2027-05-12", "Torget", "monter", "gräsrot"],
        ["", "", "", "", ""],
    ]
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8-sig")
    assert bring_in(path, make) == Imported(1, 0)
    event = db.session.scalars(select(Event)).one()
    assert (event.title, event.place, event.when.text, event.state) == ("Vårmarknad", "Torget", "2027-05-12", "idea")


def test_an_xlsx_with_a_real_date_in_it(app, make, tmp_path):
    from datetime import datetime

    book = Workbook()
    book.active.append(["Titel", "När", "Sort", "Spår"])
    book.active.append(["Vårmarknad", datetime(2027, 5, 12), "monter", "gräsrot"])
    book.save(tmp_path / "plan.xlsx")
    assert bring_in(tmp_path / "plan.xlsx", make) == Imported(1, 0)
    assert db.session.scalars(select(Event)).one().when.text == "2027-05-12"


def test_an_xlsx_that_unfolds_itself_is_refused(app, make, tmp_path):
    book, path, laughing = Workbook(), tmp_path / "plain.xlsx", tmp_path / "laughing.xlsx"
    book.active.append(["Titel"])
    book.save(path)
    unfolding = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with ZipFile(path) as plain, ZipFile(laughing, "w") as made:
        for name in plain.namelist():
            text = plain.read(name)
            made.writestr(name, unfolding + text.replace(b"Titel", b"&b;") if "sheet1" in name else text)
    with pytest.raises(Stopped, match=r"laughing\.xlsx is not a readable XLSX file"):
        bring_in(laughing, make)


def test_two_of_one_name_on_one_day_are_two_and_stay_two(app, make, tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"events": [{"title": "Infoträff", "when": "2027-05", "strand": "media"}] * 2}))
    assert bring_in(path, make) == Imported(2, 0)
    assert bring_in(path, make) == Imported(0, 2)


def plan_file(tmp_path, *events, **more):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"events": [{"strand": "media"} | event for event in events], **more}))
    return path


def dates():
    return [(event.title, event.when.text) for event in db.session.scalars(select(Event).order_by(Event.id))]


@pytest.mark.parametrize(("before", "after"), [(None, "2027-05-12"), ("2027", "2027-05"), ("2027-05", "2027-05-12")])
def test_a_date_that_became_known_is_taken_over_and_makes_no_second_event(app, make, tmp_path, before, after):
    bring_in(plan_file(tmp_path, {"title": "Vårmarknad", "when": before}), make)
    assert bring_in(plan_file(tmp_path, {"title": "Vårmarknad", "when": after}), make) == Imported(0, 1, 1)
    assert bring_in(plan_file(tmp_path, {"title": "Vårmarknad", "when": before}), make) == Imported(0, 1)
    assert dates() == [("Vårmarknad", after)]


def test_a_date_that_a_planner_found_out_stays(app, make, tmp_path):
    path = plan_file(tmp_path, {"title": "Vårmarknad", "when": "2027-05"})
    bring_in(path, make)
    with unit_of_work():
        db.session.scalars(select(Event)).one().when = When.read("2027-05-30")
    assert bring_in(path, make) == Imported(0, 1)
    assert bring_in(plan_file(tmp_path, {"title": "Vårmarknad", "when": "2027-05-30"}), make) == Imported(0, 1)
    assert dates() == [("Vårmarknad", "2027-05-30")]


def test_another_day_another_place_or_another_year_is_another_event(app, make, tmp_path):
    first = {"title": "Infoträff", "when": "2027-05-12", "place": "Torget"}
    bring_in(plan_file(tmp_path, first), make)
    for other in ({"when": "2027-05-19"}, {"when": "2027-05", "place": "Stadshuset"}, {"when": "2028"}):
        assert bring_in(plan_file(tmp_path, first, first | other), make) == Imported(1, 1)


def test_what_has_no_date_belongs_to_the_year_of_its_plan(app, make, tmp_path):
    for year in ("2027", "2028"):
        path = plan_file(tmp_path, {"title": "LASS"}, period={"until": f"{year}-12-31"})
        assert [bring_in(path, make), bring_in(path, make)] == [Imported(1, 0), Imported(0, 1)]
    dated = plan_file(tmp_path, {"title": "LASS", "when": "2028-03-02"}, period={"until": "2028-12-31"})
    assert bring_in(dated, make) == Imported(0, 1, 1)
    assert dates() == [("LASS", None), ("LASS", "2028-03-02")]


def test_a_row_with_a_key_of_its_own_is_known_whatever_else_changed(app, make, tmp_path):
    bring_in(plan_file(tmp_path, {"key": "A17", "title": "Infoträff", "when": "2027-05-12"}), make)
    moved = plan_file(
        tmp_path, {"key": "A17", "title": "Kvällsträff", "when": "2027-05-19"}, {"key": "A18", "title": "Infoträff"}
    )
    assert bring_in(moved, make) == Imported(1, 1)


def test_rows_that_name_no_strand_get_the_one_that_was_said(app, make, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Titel\nEtt\n")
    assert read_plan(path, strand="gräsrot").rows[0].plan.main_strand == "grassroots"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.txt", "x", "give a .json, .csv or .xlsx file"),
        ("plan.json", "{", "cannot be read"),
        ("plan.json", "[]", "no list of events"),
        (
            "plan.json",
            '{"events": [{"title": "Ett", "strand": "media"}, {"title": "Två", "kind": "cirkus"}]}',
            "row 2 (Två)",
        ),
        ("plan.csv", "Titel;Spår\nEtt;media\nTvå;", "row 2 (Två): Raden saknar spår. Skriv ett av: varumärke, nätverk"),
        ("plan.json", '{"events": [{"title": "Ett", "when": "snart"}]}', "row 1 (Ett)"),
        ("plan.json", '{"events": [{"when": "2027"}]}', "row 1 (without a title)"),
        ("plan.json", '{"events": [], "media": ["Radio"]}', "what the plan has as media is no list of rows"),
        (
            "plan.json",
            '{"events": [], "media": [{"when": "2027"}]}',
            "media row 1 (without a channel): Raden säger inte var.",
        ),
        (
            "plan.json",
            '{"events": [], "media": [{"channel": "Radio", "when": "snart"}]}',
            "media row 1 (Radio): ”snart” är ingen",
        ),
        (
            "plan.json",
            '{"events": [], "media": [{"channel": "Radio", "cost_sek": "gratis"}]}',
            "media row 1 (Radio): Kostnaden",
        ),
        ("plan.json", '{"events": [], "media": [{"channel": "Radio 900101-0017"}]}', "Det står ett personnummer."),
        ("plan.csv", "Namn\nEtt", "must name the columns"),
        ("plan.xlsx", "no workbook", "plan.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_is_written(
    app, make, tmp_path, name, content, said
):
    path = Path(tmp_path / name)
    path.write_text(content)
    with pytest.raises(Stopped) as refusal:
        bring_in(path, make)
    assert said in str(refusal.value)
    assert db.session.scalars(select(Event)).all() == []
