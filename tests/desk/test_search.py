"""Is everything found in any spelling, and people only by those who may see them?"""

from urllib.parse import unquote

import pytest

from app.journal.models import JournalLine
from app.store.db import db
from tests.desk.test_today import came_in


def found(page):
    heads = page.soup.select("main h2.group")
    return {h.text.rsplit(" ", 1)[0]: [a.text for a in h.find_next_sibling("ul").select(".item-title")] for h in heads}


@pytest.mark.parametrize(("words", "there"), [
    ("kärlekshelg", {"Aktiviteter": ["Kärlekshelg"], "Montrar": ["Tältet"], "Placeringar": ["Flygblad"]}),
    ("KARLEK", {"Aktiviteter": ["Kärlekshelg"], "Montrar": ["Tältet"], "Placeringar": ["Flygblad"]}),
    ("taltet", {"Montrar": ["Tältet"]}),
    ("14 b", {"Montrar": ["Tältet"]}),
    ("helg stora", {"Aktiviteter": ["Kärlekshelg"]}),
    ("resecentrum", {"Placeringar": ["Flygblad"]}),
    ("finns inte", {}),
    ("", {}),
    ("%", {}),
    ("-", {}),
])  # fmt: skip
def test_plans_are_found_by_any_of_their_words(signed_in, make, words, there):
    event = make.event("Kärlekshelg", place="Stora torget")
    make.booth(event, place_number="14 B")
    make.placement(event, where="Resecentrum")
    assert found(signed_in("reader").get("/staff/search", query={"q": words}, status=200)) == there


def test_a_placement_is_found_by_its_code(signed_in, make):
    placement = make.placement(label="Affischen")
    code = placement.code.code.lower()
    page = signed_in("reader").get("/staff/search", query={"q": f"{code[:4]}-{code[4:]}"})
    assert found(page) == {"Placeringar": ["Affischen"]}


def test_people_are_found_by_name_and_number_and_it_is_written_down(signed_in, make):
    came_in(make.event(), name="Åsa Öman")
    browser = signed_in("coordinator")
    assert [found(browser.get("/staff/search", query={"q": words})) for words in ("asa oman", "070-123 45 67", "bosse")] == [
        {"Personer": ["Åsa Öman"]}, {"Personer": ["Åsa Öman"]}, {},
    ]  # fmt: skip
    lines = db.session.query(JournalLine).filter_by(kind="leads.searched").order_by(JournalLine.id)
    assert [line.details for line in lines] == [{"count": 1}, {"count": 1}, {"count": 0}]


def test_a_planner_finds_no_people(signed_in, make):
    came_in(make.event(), name="Åsa Öman")
    assert found(signed_in("planner").get("/staff/search", query={"q": "åsa"})) == {}
    assert db.session.query(JournalLine).filter_by(kind="leads.searched").count() == 0


def test_the_other_organisation_is_not_searched(signed_in, make):
    make.organisation()
    event = make.event("Marker", organisation=make.organisation(slug="motala", name="Motala kommun"))
    make.booth(event, "Marker")
    make.placement(event, "Marker")
    came_in(event, name="Marker Person")
    assert found(signed_in("planner", "coordinator").get("/staff/search", query={"q": "marker"})) == {}


def test_more_rows_ask_no_more_of_the_database(signed_in, make, queries):
    browser = signed_in("coordinator")
    counted = []
    for more in (1, 2):
        for _ in range(more):
            event = make.event("Mässan")
            make.booth(event, "Mässan")
            make.placement(event, "Mässan")
            came_in(event, name="Mässan")
        with queries() as ran:
            browser.get("/staff/search?q=mässan")
        counted.append(len(ran))
    assert (len(set(counted)), counted[0] <= 14) == (1, True), counted


def test_what_one_searches_for_stands_in_no_address(signed_in, make):
    came_in(make.event(), name="Åsa Öman")
    browser = signed_in("coordinator")
    for path, form in (("/staff/", "form.find"), ("/staff/leads", "main form.filters")):
        sent = browser.get(path).form(form).send(q="Öman", follow=False)
        address = sent.headers["Location"]
        assert ("q=~" in address, "Öman" in unquote(address)) == (True, False)
        assert "Åsa Öman" in browser.get(address, status=200).text
