"""What one sees of what one has sent, and what one can do about it; nobody else's, and nothing by opening a page."""

import pytest
from sqlalchemy import func, select

from app.flyers.codes import SIGNS
from app.leads.letters import acknowledgement
from app.leads.models import Lead, Submission, Transition
from app.mail.models import Letter
from app.store.db import db, unit_of_work
from tests.public.visiting import sign_up

KEY = b"k" * 32


@pytest.fixture
def own(visitor, make):
    """The page of a submission, reached from the thanks."""
    return sign_up(visitor, f"/q/{make.placement().code.code}").follow("Se, ändra eller ta tillbaka")


def submissions():
    return [row.kind for row in db.session.scalars(select(Submission).order_by(Submission.received_at, Submission.id))]


def test_it_shows_what_was_sent(own):
    assert own.h1 == "Det du skickade"
    assert [words for words in ("Anna Björk", "070-123 45 67", "God man", "Kväll") if words not in own.text] == []
    assert own.headers["Cache-Control"] == "no-store"


def test_a_correction_is_a_submission_of_its_own_that_waits_for_staff(own):
    page = own.follow("Rätta något").form().send(phone="070-999 88 77", name="Anna Björk Ek")
    assert "Vi har fått din rättelse" in page.text
    first, second = db.session.scalars(select(Submission).order_by(Submission.received_at, Submission.id)).all()
    lead = db.session.scalars(select(Lead)).one()
    assert (second.kind, second.supersedes_id, second.lead_id, second.applied_at) == (
        "correction",
        first.id,
        lead.id,
        None,
    )
    assert (second.answers["phone"], first.answers["phone"]) == ("+46709998877", "+46701234567")
    assert (lead.person.name, lead.person.contact("phone")) == ("Anna Björk", "+46701234567")


def test_the_same_correction_twice_is_one(own):
    form = own.follow("Rätta något").form().fill(phone="070-999 88 77")
    form.send()
    form.send()
    assert submissions() == ["new", "correction"]


def test_a_mistake_in_a_correction_is_named(own):
    page = own.follow("Rätta något").form().send(phone="12")
    assert (page.status, submissions()) == (422, ["new"])
    assert page.soup.select_one("#phone")["value"] == "12"


def test_withdrawing_takes_two_actions_and_closes_the_lead(own):
    question = own.follow("Ta tillbaka det jag skickade")
    assert (question.h1, submissions()) == ("Vill du ta tillbaka det du skickade?", ["new"])
    done = question.form().send()
    lead = db.session.scalars(select(Lead)).one()
    assert (done.h1, lead.state, lead.next_on, lead.withdrawn_at is not None) == (
        "Du har tagit tillbaka det", "withdrew", None, True,
    )  # fmt: skip
    assert submissions() == ["new", "withdrawal"]
    question.form().send()
    assert (submissions(), db.session.scalar(select(func.count()).select_from(Transition))) == (
        ["new", "withdrawal"],
        2,
    )


def test_opening_pages_changes_nothing(visitor, own):
    before = db.session.scalars(select(Lead.updated_at)).one()
    for path in (own.path, own.path + "/withdraw", own.path + "/correct"):
        visitor.get(path, status=200)
        visitor.client.head(path)
    assert (db.session.scalars(select(Lead.updated_at)).one(), submissions()) == (before, ["new"])


def test_another_address_opens_nothing(visitor, own):
    token = own.path.removeprefix("/s/")
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:6], "x", token[6:], "Å" * 38, SIGNS[0] * 38):
        visitor.get(f"/s/{wrong}", status=404)


def test_the_thanks_address_is_not_the_own_address(visitor, own, make):
    thanks = sign_up(visitor, f"/q/{make.placement().code.code}", phone="070-222 33 44")
    visitor.get("/s/" + thanks.path.removeprefix("/thanks/"), status=404)
    visitor.get("/thanks/" + own.path.removeprefix("/s/"), status=404)


def test_a_raised_generation_ends_the_address(visitor, own):
    with unit_of_work():
        db.session.scalars(select(Submission)).one().generation = 2
    visitor.get(own.path, status=404)


def test_no_public_page_sets_a_cookie(visitor, own, make):
    event = make.event()
    paths = ["/", "/o/linkoping", f"/e/{event.slug}", own.path, own.path + "/withdraw", "/o/linkoping/privacy", "/accessibility",
             "/q/22222222", "/finns-inte"]  # fmt: skip
    assert [path for path in paths if "Set-Cookie" in visitor.get(path).headers] == []


@pytest.mark.parametrize("tag", ["sv", "en", "ar-XB"])
def test_every_page_links_privacy_and_accessibility(visitor, own, tag):
    for path in ("/", own.path, "/o/linkoping/privacy", "/accessibility"):
        links = [link["href"] for link in visitor.get(path, query={"lang": tag}, status=200).soup.select("footer a")]
        assert links == [f"/o/linkoping/privacy?lang={tag}", f"/accessibility?lang={tag}"]


def test_the_privacy_page_is_the_information_text(visitor, make):
    make.organisation()
    assert "artikel 6.1 e" in visitor.get("/o/linkoping/privacy", status=200).text


def test_the_colours_are_a_stylesheet(visitor, make):
    make.organisation(colour="#7a1f5c")
    answer = visitor.get("/o/linkoping/colours.css", status=200)
    assert (answer.headers["Content-Type"], b"--accent:#7a1f5c" in answer.data) == ("text/css; charset=utf-8", True)


# The letter --------------------------------------------------------------------------------------------------------


def words(channel="email", **answers):
    letter = db.session.scalars(select(Letter).filter_by(channel=channel)).one()
    return acknowledgement(letter.ids, letter.language, public_url="https://monter.example", key=KEY)


def test_the_letter_says_thanks_without_a_name_or_a_word_of_what_it_was_about(visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}", email="anna@exempel.se")
    said = words()
    text = said.subject + said.body
    assert said.to == "anna@exempel.se"
    assert [word for word in ("Anna", "familjehem", "God man", "god man", "070", "Blodomloppet") if word in text] == []
    assert text.count("https://") == 1
    reference = db.session.scalars(select(Submission.reference)).one()
    assert f"{reference[:3]}-{reference[3:]}" in said.subject


def test_the_text_message_is_one_short_line_with_its_link(visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}")
    said = words("sms")
    assert (said.to, said.subject, "\n" in said.body, "Anna" in said.body) == ("+46701234567", "", False, False)


def test_the_link_in_the_letter_opens_ones_own_page(app, visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}")
    letter = db.session.scalars(select(Letter)).one()
    said = acknowledgement(letter.ids, "sv", public_url="", key=app.config["INSTANCE_KEY"])
    path = next(word for word in said.body.split() if word.startswith("/s/"))
    assert visitor.get(path, status=200).h1 == "Det du skickade"


def test_what_was_withdrawn_gets_no_letter(own):
    own.follow("Ta tillbaka det jag skickade").form().send()
    assert words("sms") is None
