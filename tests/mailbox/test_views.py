"""What would have gone out? The mailbox page of a demonstration."""

import pytest

from app.clock import now
from app.mail.models import MailboxItem
from app.store.columns import new_id
from app.store.db import db, unit_of_work


@pytest.fixture
def keep(make):
    """Puts a letter into the mailbox."""

    def put(organisation=None, **facts):
        organisation = organisation or make.first()
        facts = {
            "channel": "email", "recipient": "asa@exempel.se", "subject": "Tack för din anmälan",
            "body": "Hej!\n\nDin sida: http://localhost:8000/s/abc",
        } | facts  # fmt: skip
        with unit_of_work():
            row = MailboxItem(organisation_id=organisation.id, letter_id=new_id(), at=now(), **facts)
            db.session.add(row)
        return row

    return put


def test_an_empty_mailbox_says_what_will_be_there(signed_in):
    page = signed_in("planner").get("/staff/mailbox", status=200)
    assert (page.h1, "Inget brev än" in page.text) == ("Vad skulle ha skickats?", True)


def test_letters_are_listed_newest_first_and_open(signed_in, keep):
    keep(subject="Först")
    keep(subject="Sist")
    keep(channel="sms", recipient="+46701234567", subject="", body="Tack! http://localhost:8000/s/abc")
    page = signed_in("planner").get("/staff/mailbox", status=200)
    assert [link.get_text() for link in page.soup.select(".item-title")] == [
        "Tack! http://localhost:8000/s/abc", "Sist", "Först",
    ]  # fmt: skip
    assert [meta.get_text() for meta in page.soup.select(".item-meta")][:2] == [
        "Till 070-123 45 67",
        "Till asa@exempel.se",
    ]
    letter = page.follow("Sist")
    assert (letter.h1, letter.soup.select_one(".letter a")["href"]) == ("Sist", "http://localhost:8000/s/abc")


def test_one_kind_at_a_time(signed_in, keep):
    keep(subject="Brevet")
    keep(channel="sms", recipient="+46701234567", subject="", body="Meddelandet")
    page = signed_in("planner").get("/staff/mailbox?channel=sms", status=200)
    assert [link.get_text() for link in page.soup.select(".item-title")] == ["Meddelandet"]


def test_fifty_at_a_time(signed_in, keep):
    for number in range(52):
        keep(subject=f"Brev {number}")
    page = signed_in("planner").get("/staff/mailbox", status=200)
    assert len(page.soup.select(".item")) == 50
    assert len(page.follow("Nästa").soup.select(".item")) == 2


def test_letters_of_another_organisation_are_not_there(signed_in, keep, make):
    browser = signed_in("planner")
    foreign = keep(make.organisation(slug="norrkoping", name="Norrköping"), subject="Främmande")
    assert "Främmande" not in browser.get("/staff/mailbox", status=200).text
    browser.get(f"/staff/mailbox/{foreign.id}", status=404)


def test_what_somebody_typed_is_shown_as_text(signed_in, keep):
    row = keep(subject="<b>Hej</b>", body="<script>alert(1)</script>")
    page = signed_in("planner").get(f"/staff/mailbox/{row.id}", status=200)
    assert (page.h1, page.soup.select_one(".letter script")) == ("<b>Hej</b>", None)


def test_there_is_no_mailbox_in_production(app, signed_in, keep, monkeypatch):
    browser = signed_in("planner")
    monkeypatch.setitem(app.config, "MONTER_MODE", "production")
    browser.get("/staff/mailbox", status=404)
    assert "Brevlåda" not in browser.get("/staff/").text


def test_strangers_are_sent_to_sign_in(visitor, make):
    make.organisation()
    assert visitor.get("/staff/mailbox").path == "/staff/sign-in"
