"""What do staff see of two leads that may be one, and what can they say? Through HTTP."""

import pytest
from sqlalchemy import select

from app.journal.models import JournalLine
from app.leads.models import Lead
from app.people.households import number_of_recruits
from app.people.models import Merge
from app.store.db import db, unit_of_work
from tests.pages import no_more_than

SHARED = {"phone": "+46701234567"}


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


@pytest.fixture
def pair(make):
    event = make.event("Mässan")
    return make.lead("Åsa Ek", event=event, **SHARED), make.lead("Asa Ek", email="asa@exempel.se", **SHARED)


def compare(browser, pair, **kwargs):
    return browser.get(f"/staff/people/pairs/{pair[0].id}/{pair[1].id}", **kwargs)


def names(page):
    return [row.get_text() for row in page.soup.select(".item-title")]


def protect(lead):
    with unit_of_work():
        db.session.get(Lead, lead.id).person.protected = True


def test_no_pairs_says_what_will_be_here(coordinator):
    assert "Inga par att titta på" in coordinator.get("/staff/people/pairs", status=200).text


def test_the_pairs_lead_to_both_side_by_side_with_what_differs_marked(coordinator, pair):
    page = coordinator.get("/staff/people/pairs", status=200)
    assert names(page) == ["Åsa Ek · Asa Ek"]
    page = page.follow("Åsa Ek · Asa Ek")
    marked = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tr.differs")]
    assert marked == ["Namn Olika Åsa Ek Asa Ek"]
    assert ["Mässan" in page.text, "samma telefon" in page.text.lower(), "Skapade" in page.text] == [True, True, False]


def test_the_same_person_becomes_one_and_two_again_by_one_press_each(coordinator, pair):
    page = compare(coordinator, pair).form("main form.form").send(decision="same", name="merged")
    assert (page.h1.startswith("Asa Ek"), "Allt från båda finns kvar" in page.text) == (True, True)
    assert names(coordinator.get("/staff/leads")) == ["Asa Ek"]
    assert coordinator.get(f"/staff/leads/{pair[1].id}").path == f"/staff/leads/{pair[0].id}"
    assert "Inga par" in coordinator.get("/staff/people/pairs").text
    page = page.form("form[action$='/undo']").send()
    assert (page.h1, "De är två igen" in page.text) == ("Är det samma person?", True)
    assert names(coordinator.get("/staff/leads")) == ["Asa Ek", "Åsa Ek"]
    assert [line.kind for line in db.session.scalars(select(JournalLine).where(JournalLine.kind.like("lead.merge%")))] == [
        "lead.merged", "lead.merge-undone",
    ]  # fmt: skip


def test_the_same_press_twice_is_one_merge(coordinator, pair):
    form = compare(coordinator, pair).form("main form.form")
    form.send(decision="same")
    form.send(decision="same")
    assert db.session.query(Merge).count() == 1


def test_two_different_people_are_not_asked_about_again(coordinator, pair):
    page = compare(coordinator, pair).form("main form.form").send(decision="different")
    assert (page.h1, names(page)) == ("Kan vara samma person", [])
    assert "Kan vara samma person" not in coordinator.get(f"/staff/leads/{pair[1].id}").text
    assert "Ni har sagt att det är två olika" in compare(coordinator, pair).text


def test_a_press_that_says_nothing_says_how_to_mend_it(coordinator, pair):
    page = compare(coordinator, pair).form("main form.form").send(decision="")
    assert (page.status, page.errors) == (422, ["Välj om det är samma person eller inte."])


def test_a_household_is_joined_shown_and_left(coordinator, pair, make):
    page = compare(coordinator, pair).form("main form.form").send(decision="household")
    assert (page.h1.startswith("Åsa Ek"), "Samma hushåll" in page.text) == (True, True)
    page = coordinator.get(f"/staff/leads/{pair[1].id}")
    assert [link.text for link in page.soup.select("#person .trail a")] == ["Åsa Ek"]
    page = page.form("form[action$='/household/leave']").send()
    assert "hör inte längre till hushållet" in page.text
    assert {db.session.get(Lead, row.id).person.household_id for row in pair} == {None}


def test_two_households_are_not_made_one_by_accident(coordinator, pair, make):
    with unit_of_work():
        for row in pair:
            db.session.get(Lead, row.id).person.household_id = f"h{row.id}"[:20]
    page = compare(coordinator, pair).form("main form.form").send(decision="household")
    assert page.errors == ["De hör redan till var sitt hushåll. Ta bort den ena från sitt hushåll först."]


def test_one_household_is_one_recruit_where_that_is_the_unit():
    found = [("a", "h", "household"), ("b", "h", "household"), ("c", "h", "person"), ("d", None, "household")]
    assert number_of_recruits(found) == 3


def test_whoever_may_not_work_with_leads_decides_nothing(signed_in, pair):
    reader = signed_in("reader")
    compare(reader, pair, status=403)


def test_a_pair_with_somebody_protected_is_not_there_for_others(signed_in, pair):
    protect(pair[0])
    coordinator, caseworker = signed_in("coordinator"), signed_in("caseworker")
    compare(coordinator, pair, status=404)
    assert names(coordinator.get("/staff/people/pairs")) == []
    assert "samma person" not in coordinator.get("/staff/leads").text
    assert "samma person" not in coordinator.get(f"/staff/leads/{pair[1].id}").text
    assert "samma person" not in coordinator.get("/staff/board", query={"show": "all"}).text
    assert names(caseworker.get("/staff/people/pairs")) == ["Skyddad person · Asa Ek"]
    compare(caseworker, pair, status=200)


def test_protection_is_set_with_a_reason_by_those_who_work_and_lifted_by_those_who_may_see(signed_in, make):
    lead = make.lead("Hemlig Person")
    coordinator, protector = signed_in("coordinator"), signed_in("protector")
    form = coordinator.get(f"/staff/leads/{lead.id}").form("form[action$='/protect']")
    assert "Välj varför" in form.send(why="").text
    page = form.send(why="marking")
    assert (page.path, "Personen är skyddad" in page.text) == ("/staff/leads", True)
    coordinator.get(f"/staff/leads/{lead.id}", status=404)
    assert "Skyddad person" in names(protector.get("/staff/leads"))
    assert "Hemlig" not in protector.get("/staff/leads").text
    page = protector.get(f"/staff/leads/{lead.id}", status=200)
    assert ("Hemlig Person" in page.text, "Sekretessmarkering" in page.text) == (True, True)
    page.form("form[action$='/unprotect']").send(why="ended")
    coordinator.get(f"/staff/leads/{lead.id}", status=200)
    kinds = [
        (line.kind, line.details) for line in db.session.scalars(select(JournalLine).order_by(JournalLine.id))
        if line.kind.startswith("protect")
    ]  # fmt: skip
    assert kinds == [
        ("protection.set", {"why": "marking"}),
        ("protected.opened", {}),
        ("protection.lifted", {"why": "ended"}),
    ]


def test_what_somebody_corrects_on_a_submission_that_was_merged_is_shown_on_the_one(coordinator, make, pair):
    from app.clock import now
    from app.journal.actors import VISITOR
    from app.leads import corrections
    from app.leads.intake import Details
    from app.leads.models import Submission
    from app.store.columns import new_id

    make.merge(*pair)
    with unit_of_work():
        first = db.session.scalar(select(Submission).filter_by(lead_id=pair[1].id))
        corrections.correct(first, Details("Åsa Ny", phone="+46709999999"), capture_id=new_id(), by=VISITOR, now=now())
    page = coordinator.get(f"/staff/leads/{pair[0].id}")
    assert "Personen har rättat sina uppgifter" in page.text
    page = page.form("form[action*='/corrections/']").send()
    assert page.h1.startswith("Åsa Ny")


@pytest.mark.parametrize("number", [1, 4])
def test_the_pages_of_pairs_take_a_fixed_number_of_queries(coordinator, make, number):
    leads = [make.lead(f"Person {n}", **SHARED) for n in range(number + 1)]
    with no_more_than(8):
        coordinator.get("/staff/people/pairs", status=200)
    with no_more_than(25):
        compare(coordinator, leads, status=200)
