"""Is a yes to something extra asked for by itself, never ticked beforehand, and taken back in two actions without signing in?"""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.clock import now
from app.journal.actors import OPERATOR
from app.leads.models import Lead
from app.rights import consents
from app.rights.models import Consent
from app.store.db import db, unit_of_work
from tests.public.visiting import sign_up


@pytest.fixture
def own(visitor, make):
    """The page of one's own submission."""
    return sign_up(visitor, f"/q/{make.placement().code.code}").follow("Se, ändra eller ta tillbaka")


def said() -> list[tuple]:
    db.session.expire_all()
    return [
        (row.purpose, row.way, row.withdrawn_at is None)
        for row in db.session.scalars(select(Consent).order_by(Consent.id))
    ]


def test_nothing_is_ticked_and_opening_it_changes_nothing(own):
    page = own.follow("Får vi göra något mer?")
    assert (len(page.soup.select("input[type=checkbox]")), page.soup.select("input[checked]"), said()) == (3, [], [])
    assert page.headers["Cache-Control"] == "no-store"


def test_a_yes_keeps_the_words_and_is_taken_back_in_two_actions(own):
    page = own.follow("Får vi göra något mer?").form().send(yes=["newsletter", "made up"])
    assert said() == [("newsletter", "web", True)]
    row = db.session.scalars(select(Consent)).one()
    assert (row.text, row.language, len(row.text_version)) == (
        "Skicka mig nyhetsbrevet, några gånger om året.",
        "sv",
        16,
    )
    again = own.follow("Får vi göra något mer?")  # the first action; the second is the press
    again.form("form:has([name=withdraw])").send()
    assert (said(), len(page.soup.select("input[type=checkbox]"))) == ([("newsletter", "web", False)], 2)


def test_saying_it_twice_is_one_yes(own):
    form = own.follow("Får vi göra något mer?").form().fill(yes="story")
    form.send()
    form.send()
    assert said() == [("story", "web", True)]


def test_somebody_who_took_all_back_is_asked_nothing_more(own):
    page = own.follow("Får vi göra något mer?")
    own.follow("Ta tillbaka det jag skickade").form().send()
    assert page.browser.get(page.path).status == 404


def test_staff_note_a_yes_given_orally_only_with_how_they_know(own, signed_in):
    lead = db.session.scalars(select(Lead)).one()
    staff = signed_in("coordinator")
    form = staff.get(f"/staff/leads/{lead.id}").form("form[action$='/consents']")
    page = form.send(**{"consent-purpose": "ask_again", "consent-way": "phone"})
    assert ("Skriv hur du vet det" in page.text, said()) == (True, [])
    form = page.form("form[action$='/consents']")
    page = form.send(**{"consent-purpose": "ask_again", "consent-way": "phone", "consent-evidence": "Sa ja till mig"})
    assert ("Sa ja till mig" in page.text, said()) == (True, [("ask_again", "phone", True)])
    page.form("form[action$='/consents/withdraw']").send()
    assert said() == [("ask_again", "phone", False)]


def yes(lead, purpose: str, *, days: int = 0) -> None:
    told = {"language": "sv", "way": "phone", "evidence": "Sa ja till mig", "by": OPERATOR}
    with unit_of_work():
        consents.give(db.session.get(Lead, lead.id), purpose, now=now() - timedelta(days=days), **told)


@pytest.mark.both
def test_staff_see_who_said_yes_to_what_and_idag_tells_whose_year_has_passed(signed_in, make):
    make.event()
    asks, later, reads = make.lead("Åsa Ek", email="asa@exempel.se"), make.lead("Maja Ek"), make.lead("Nils Ek")
    yes(asks, "ask_again", days=366), yes(later, "ask_again", days=10), yes(reads, "newsletter")
    staff = signed_in("coordinator")
    assert "1 person ville bli frågad igen efter ett år" in staff.get("/staff/").text
    page = staff.get("/staff/rights/yes", status=200)
    assert [row.get_text(" ", strip=True)[:7] for row in page.soup.select("ul.items li")] == ["Åsa Ek ", "Maja Ek"]
    assert ("Fråga nu" in page.text, "asa@exempel.se" in page.text) == (True, True)
    assert "Nils Ek" in page.follow("Nyhetsbrevet").text


def test_nobody_protected_frozen_or_gone_is_listed(signed_in, make):
    protected, frozen, gone = (make.lead(f"Person {number}") for number in range(3))
    for lead in (protected, frozen, gone):
        yes(lead, "newsletter")
    with unit_of_work() as session:
        session.get(Lead, protected.id).person.protected = True
        session.execute(update(Lead).where(Lead.id == frozen.id).values(restricted_at=now()))
        session.execute(update(Lead).where(Lead.id == gone.id).values(withdrawn_at=now()))
    assert "Ingen än" in signed_in("coordinator").get("/staff/rights/yes?purpose=newsletter").text
