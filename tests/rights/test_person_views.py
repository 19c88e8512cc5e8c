"""Can staff give somebody everything we have of them, erase it, freeze a lead or hold it back? Pages through HTTP."""

import json

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.journal.models import JournalLine
from app.leads.board import board_of
from app.leads.models import Lead, Person
from app.rights.models import Hold
from app.store.db import db, unit_of_work

PATH = "/staff/rights/"


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def number(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_search_needs_three_signs_and_an_address_that_can_be_read(coordinator):
    page = coordinator.get(PATH).form("main form").send(name="Å")
    assert (page.status, page.errors) == (422, ["Skriv minst 3 tecken av namn, telefon eller e-post."])
    page = page.form("main form").send(email="ingen adress")
    assert (page.status, len(page.errors)) == (422, 1)


def test_who_is_not_found_is_told_so(coordinator):
    assert "Ingenting" in coordinator.get(PATH).form("main form").send(name="Okänd Ek").text


def test_everything_on_a_person_is_shown_to_print_and_taken_as_a_file_and_both_are_written_down(coordinator, make):
    lead = make.lead("Åsa Ek", email="asa@person.example")
    found = coordinator.get(PATH).form("main form").send(phone=lead.person.contact("phone"))
    assert "Åsa Ek visade intresse" in found.text
    page = found.form("section form").send()
    assert (page.h1.startswith("Registerutdrag"), "asa@person.example" in page.text) == (True, True)
    form = found.form("section form")
    values = form.values
    answer = coordinator.client.post(f"{PATH}extract.json", data=values)
    tables = json.loads(answer.data)["tables"]
    assert (answer.mimetype, tables["people"][0]["name"]) == ("application/json", "Åsa Ek")
    kinds = db.session.scalars(
        select(JournalLine.kind).where(JournalLine.kind.like("person.%")).order_by(JournalLine.id)
    )
    assert list(kinds) == ["person.searched", "person.extracted", "person.extracted"]


def test_erasing_asks_first_and_then_leaves_nothing(coordinator, make):
    make.lead("Åsa Ek")
    found = coordinator.get(PATH).form("main form").send(name="åsa ek")
    form = found.form("section form")
    page = coordinator.post(f"{PATH}erase", form.values)
    assert (page.h1, "Åsa Ek" in page.text, number(Lead)) == ("Ska det här raderas?", True, 1)
    refused = page.form("main form").send()
    assert (refused.status, refused.errors, number(Lead)) == (422, ["Kryssa i att du är säker."], 1)
    assert "Raderat" in refused.form("main form").send(sure="y").text
    assert (number(Lead), number(Person)) == (0, 0)


def test_people_with_protected_identity_are_counted_and_no_more(coordinator, make):
    lead = make.lead("Skyddad Ek")
    with unit_of_work():
        db.session.get(Person, lead.person_id).protected = True
    page = coordinator.get(PATH).form("main form").send(name="Skyddad Ek")
    assert "1 träff visas bara för den som får se skyddade uppgifter" in page.text
    assert lead.id not in page.data.decode()
    answer = coordinator.client.post(f"{PATH}extract", data={"lead": lead.id, "csrf_token": coordinator.token(PATH)})
    assert answer.status_code == 404


def test_others_may_not(signed_in):
    assert signed_in("planner").get(PATH).status == 403


def test_a_frozen_lead_is_not_called_not_on_the_board_not_exported_and_says_why(coordinator, make):
    lead = make.lead("Åsa Ek")
    page = coordinator.get(f"/staff/leads/{lead.id}")
    page = page.form(f"form[action='{PATH}leads/{lead.id}/restrict']").send(**{"restrict-why": "accuracy"})
    assert "Personen säger att uppgifterna är fel" in page.text
    assert board_of(lead.unit_id, show="all", held=[], now=now()).total == 0
    assert coordinator.client.get("/staff/results/export/leads.jsonl").data == b""
    tried = page.form("form[action$='/attempts']").send(**{"attempt-outcome": "no_answer"})
    assert "Behandlingen är begränsad på personens begäran" in tried.text
    page = page.form(f"form[action='{PATH}leads/{lead.id}/unrestrict']").send()
    assert "Begränsningen är hävd" in page.text
    assert board_of(lead.unit_id, show="unowned", held=[], now=now()) is not None


def test_a_lead_is_held_on_its_own_page(signed_in, make):
    lead = make.lead()
    page = signed_in("administrator").get(f"/staff/leads/{lead.id}")
    form = page.form(f"form[action='{PATH}leads/{lead.id}/hold']")
    assert "Spärrat" in form.send(**{"hold-reason": "dispute"}).text
    assert (number(Hold), db.session.scalar(select(Hold.reason))) == (1, "dispute")
