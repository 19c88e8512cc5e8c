"""Can staff put right what is known of a person, and what does that change?"""

import pytest
from sqlalchemy import select

from app.clock import now
from app.journal.models import JournalLine
from app.leads.crediting import recredit
from app.leads.models import CreditRow, Lead, PersonWord, Submission
from app.store.db import db

pytestmark = pytest.mark.both


@pytest.fixture
def lead(make):
    return make.lead("Åsa Ekk", phone="+46701234567", interests=("guardian",)).id


def form_of(browser, lead):
    return browser.get(f"/staff/leads/{lead}/person", status=200).form("main form.form")


def test_a_correction_is_what_is_known_from_then_on_and_found_by_and_the_journal_holds_no_value(signed_in, lead):
    browser = signed_in("coordinator")
    form_of(browser, lead).fill(
        name="Åsa Ek", phone="", email="asa@exempel.se", language="en", interests=["foster_home"], best_time="evening"
    ).send()
    row = db.session.get(Lead, lead)
    person = row.person
    assert (person.name, person.contact("phone"), person.contact("email"), person.language, row.best_time) == (
        "Åsa Ek", None, "asa@exempel.se", "en", "evening",
    )  # fmt: skip
    words = set(db.session.scalars(select(PersonWord.word).filter_by(person_id=person.id)))
    assert "ekk" not in words
    assert "ek" in words
    line = db.session.scalars(select(JournalLine).filter_by(kind="lead.changed", subject=lead)).one()
    assert line.details["fields"] == ["name", "phone", "email", "language", "interests", "best_time"]
    recredit([lead], now=now())
    assert db.session.scalars(select(CreditRow.interests).filter_by(lead_id=lead)).one() == ["foster_home"]


def test_what_stood_before_is_still_read_and_the_same_press_twice_is_one_correction(signed_in, lead):
    browser = signed_in("coordinator")
    form = form_of(browser, lead).fill(name="Åsa Ek")
    page = form.send()
    form.send()
    assert [row["name"] for row in db.session.scalars(select(Submission.answers).order_by(Submission.id))] == [
        "Åsa Ekk",
        "Åsa Ek",
    ]
    assert "Åsa Ekk" in page.soup.select_one("#sent").get_text()
    assert "Personen har rättat" not in page.text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "Skriv personens namn."),
        ({"phone": ""}, "Vi behöver ett telefonnummer eller en e-postadress."),
        ({"name": "Åsa 19121212-1212"}, "personnummer"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(signed_in, lead, typed, why):
    page = form_of(signed_in("coordinator"), lead).fill(**typed).send()
    assert page.status == 422
    assert why in " ".join(page.errors)
    assert db.session.get(Lead, lead).person.name == "Åsa Ekk"


def test_two_who_correct_at_once_do_not_undo_each_other(signed_in, lead):
    browser = signed_in("coordinator")
    first, second = form_of(browser, lead), form_of(browser, lead)
    first.fill(name="Åsa Ek").send()
    page = second.fill(best_time="morning").send()
    assert (page.status, "Någon annan har ändrat" in page.text) == (422, True)
    assert db.session.get(Lead, lead).person.name == "Åsa Ek"


def test_a_protected_person_is_corrected_only_by_those_who_may_see_them(signed_in, make):
    lead = make.lead("Hemlig").id
    row = db.session.get(Lead, lead)
    row.person.protected, row.person.protected_why = True, "secrecy"
    db.session.commit()
    signed_in("coordinator").get(f"/staff/leads/{lead}/person", status=404)
    form_of(signed_in("caseworker"), lead)
    assert db.session.scalar(select(JournalLine.kind).filter_by(subject=lead, kind="protected.opened"))
