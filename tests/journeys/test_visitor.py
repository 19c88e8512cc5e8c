"""From a scan to a call: a visitor signs up, is thanked in writing, corrects, and staff see where they came from."""

import re

from sqlalchemy import select

from app.leads.models import Lead
from app.mail.delivery import deliver_due
from app.mail.models import MailboxItem
from app.store.db import db
from tests.public.visiting import read_for, sign_up


def mailbox():
    db.session.rollback()
    return list(db.session.scalars(select(MailboxItem).order_by(MailboxItem.at, MailboxItem.id)))


def test_from_the_scan_to_the_staff_and_back_by_the_letter(visitor, signed_in, make):
    placement = make.placement(make.event("Blodomloppet"), label="Flygblad i entrén")
    sign_up(visitor, f"/Q/{placement.code.code}", email="anna@exempel.se")

    deliver_due()
    letter = mailbox()[0]
    assert (letter.recipient, "Anna" in letter.body + letter.subject) == ("anna@exempel.se", False)

    link = re.search(r"/s/\S+", letter.body)[0]
    own = visitor.get(link, status=200)
    own.follow("Rätta något").form().send(phone="070-999 88 77")

    staff = signed_in("coordinator")
    listed = staff.get("/staff/leads", status=200)
    assert "Anna Björk" in listed.text
    page = staff.get(f"/staff/leads/{db.session.scalars(select(Lead.id)).one()}", status=200)
    assert [
        words
        for words in ("Anna Björk", "070-123 45 67", "Blodomloppet", "Flygblad i entrén")
        if words not in page.text
    ] == []

    own.follow("Ta tillbaka det jag skickade").form().send()
    assert db.session.scalars(select(Lead.state)).one() == "withdrew"


def test_in_english_from_the_page_to_the_letter(visitor, make):
    make.event("Blodomloppet")
    placement = make.placement(make.event("Agnes dag", titles={"en": "Agnes's day"}))
    page = visitor.get(f"/q/{placement.code.code}?lang=en", status=200)
    thanks = read_for(page).send(name="Ann Birch", email="ann@example.org", interest=["unsure"])
    assert (thanks.soup.html["lang"], "Thank" in thanks.h1) == ("en", True)
    deliver_due()
    assert "Thank" in mailbox()[0].subject


def test_a_text_message_goes_to_who_left_only_a_phone(visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}")
    deliver_due()
    (message,) = mailbox()
    assert (message.channel, message.recipient, "Anna" in message.body, "/s/" in message.body) == (
        "sms", "+46701234567", False, True,
    )  # fmt: skip
