"""What do coordinators see of leads, and what do they write down? Through HTTP, on a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import local_date, now
from app.journal.models import JournalLine
from app.leads.models import Attempt, Lead, Touch
from app.store.db import db
from tests.pages import no_more_than


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def lead_form(page, name):
    """The form of the lead's page that posts to an address with this ending."""
    return page.form(f"main form[action$='/{name}']")


def test_an_empty_list_says_what_will_be_here(coordinator):
    assert "Inga intressen här än" in coordinator.get("/staff/leads", status=200).text


def test_the_list_says_who_what_and_where_each_came_from(coordinator, make):
    flyer = make.placement(make.event("Blodomloppet"), label="Flygblad A5")
    make.lead("Åsa Ek", placement=flyer, interests=("guardian",))
    page = coordinator.get("/staff/leads", status=200)
    row = " ".join(page.soup.select_one(".item").get_text(" ").split())
    assert [part in row for part in ("Åsa Ek", "God man", "Blodomloppet · Flygblad A5 · Webben", "Ny")] == [True] * 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(coordinator, make, number):
    flyer = make.placement()
    for _ in range(number):
        make.lead(placement=flyer, interests=("guardian",))
    with no_more_than(17):
        page = coordinator.get("/staff/leads", status=200)
    assert len(page.soup.select(".item")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_lead_takes_as_many_queries_for_three_meetings_as_for_one(coordinator, make, number):
    lead = make.lead("Åsa Ek", phone="+46701234567", email="asa@exempel.se", interests=("guardian",))
    twin = make.lead(
        "Åsa Ek", phone="+46701234567"
    )  # with a hint, and of one household: what other parts show is there too
    twin.person.household_id = lead.person.household_id = lead.id
    db.session.commit()
    make.slot_booking()
    make.hold(lead)
    for _ in range(number):
        page = coordinator.get(f"/staff/leads/{lead.id}")
        page.form("form[action$=touches]").fill(**{"touch-met_at": "unknown"}).send()
    with no_more_than(12):
        page = coordinator.get(f"/staff/leads/{lead.id}", status=200)
    assert [words in page.text for words in ("Jämför med", "Samma hushåll", "Fler tider", "Får inte gallras")] == [
        True
    ] * 4


@pytest.mark.parametrize("words", ["åsa", "Asa", "070 123", "070-123 45 67", "asa@exempel.se", "EK"])
def test_search_finds_a_person_in_any_spelling(coordinator, make, words):
    make.lead("Åsa Ek", phone="+46701234567", email="asa@exempel.se")
    make.lead("Bo Al", phone="+46739876543")
    page = coordinator.get("/staff/leads", query={"q": words}, status=200)
    assert [row.get_text() for row in page.soup.select(".item-title")] == ["Åsa Ek"]


def test_the_list_is_narrowed_by_event_way_and_state(coordinator, make):
    run, fair = make.event("Blodomloppet"), make.event("Kärlekshelg")
    make.lead("Ett", event=run)
    make.lead("Två", event=fair)
    make.lead("Tre", event=fair, way="paper")

    def names(**query):
        return [row.get_text() for row in coordinator.get("/staff/leads", query=query).soup.select(".item-title")]

    assert names(event=fair.id) == ["Tre", "Två"]
    assert names(way="paper") == ["Tre"]
    assert names(show="closed") == []


def test_what_was_set_aside_is_kept_apart_until_staff_release_it(coordinator, make):
    lead = make.lead("Kanske Skräp", quarantined=True)
    assert "Kanske Skräp" not in coordinator.get("/staff/leads").text
    page = coordinator.get("/staff/leads", query={"show": "quarantined"})
    assert "Kanske Skräp" in page.text
    assert "Den kom på ett sätt som skräp brukar komma." in coordinator.get(f"/staff/leads/{lead.id}").text
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "release").send()
    assert "ligger nu bland de nya" in page.text
    assert db.session.get(Lead, lead.id).state == "new"


def test_what_a_tablet_brought_and_could_not_be_read_is_not_called_rubbish(coordinator, make):
    lead = make.lead("Åsa Ek", quarantined=True, way="tablet")
    page = coordinator.get(f"/staff/leads/{lead.id}")
    assert ("Något i den gick inte att läsa." in page.text, "skräp" in page.text) == (True, False)


def test_logging_an_attempt_is_one_choice_and_one_press(coordinator, make):
    lead = make.lead()
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "attempts").send(**{"attempt-outcome": "reached"})
    assert "Kontaktförsöket är sparat" in page.text
    lead = db.session.get(Lead, lead.id)
    assert (lead.state, lead.first_contact_at is not None, lead.next_on > local_date(now())) == (
        "in_contact",
        True,
        True,
    )


def test_the_same_press_twice_is_one_attempt(coordinator, make):
    lead = make.lead()
    form = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "attempts").fill(**{"attempt-outcome": "no_answer"})
    form.send()
    form.send()
    assert db.session.scalar(select(func.count(Attempt.id))) == 1
    assert db.session.get(Lead, lead.id).state == "seeking"


def test_an_attempt_in_the_future_is_refused_and_what_was_typed_is_kept(coordinator, make):
    lead = make.lead()
    tomorrow = (local_date(now()) + timedelta(days=1)).isoformat()
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "attempts").send(
        **{"attempt-outcome": "reached", "attempt-day": tomorrow, "attempt-note": "Ringer igen"}
    )
    assert page.status == 422
    assert "Tiden ligger framåt" in page.text
    assert page.soup.select_one("[name=attempt-note]").get_text(strip=True) == "Ringer igen"
    assert page.soup.title.get_text().startswith("Fel:")


def test_a_personal_number_in_a_note_is_refused(coordinator, make):
    lead = make.lead()
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "attempts").send(
        **{"attempt-outcome": "reached", "attempt-note": "född 19121212-1212"}
    )
    assert "Skriv inte personnummer här" in page.text
    assert db.session.scalar(select(func.count(Attempt.id))) == 0


def test_a_further_meeting_is_added_and_the_first_one_stays(coordinator, make):
    flyer = make.placement(make.event("Blodomloppet"))
    fair = make.event("Kärlekshelg")
    lead = make.lead(placement=flyer)
    before = db.session.scalars(select(Touch)).one().__dict__.copy()
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "touches").send(**{"touch-met_at": f"event:{fair.id}"})
    assert "Det första mötet står kvar" in page.text
    touches = db.session.scalars(select(Touch).order_by(Touch.noted_at, Touch.id)).all()
    assert [(t.event_id, t.grade, t.created) for t in touches] == [(flyer.event_id, "A", True), (fair.id, "B", False)]
    assert (touches[0].at, touches[0].superseded_by) == (before["at"], None)


def test_going_back_wants_a_reason(coordinator, make):
    lead = make.lead()
    lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "state").send(**{"state-state": "informed"})
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "state").send(**{"state-state": "in_contact"})
    assert "Skriv varför" in page.text
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "state").send(
        **{"state-state": "in_contact", "state-reason": "Vill höra mer först"}
    )
    assert "Läget är ändrat" in page.text


def test_an_exit_takes_the_next_date_away(coordinator, make):
    lead = make.lead()
    lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "state").send(**{"state-state": "withdrew"})
    lead = db.session.get(Lead, lead.id)
    assert (lead.state, lead.next_on) == ("withdrew", None)


def test_owner_and_next_day_are_changed_together(coordinator, make):
    lead = make.lead()
    day = local_date(now()) + timedelta(days=9)
    page = lead_form(coordinator.get(f"/staff/leads/{lead.id}"), "owner").send(**{"owner-next_on": day.isoformat()})
    assert "Sparat." in page.text
    assert db.session.get(Lead, lead.id).next_on == day


def test_two_sign_ups_with_one_phone_stand_beside_each_other_with_a_hint(coordinator, make):
    first = make.lead("Åsa Ek", phone="+46701234567")
    second = make.lead("Åsa Ek", phone="+46701234567", event=make.event())
    assert "Kan vara samma person" in coordinator.get(f"/staff/leads/{first.id}").text
    assert "Kan vara samma person" in coordinator.get(f"/staff/leads/{second.id}").text


def test_people_with_protected_identity_are_hidden_from_those_who_may_not_see_them(signed_in, make):
    lead = make.lead("Hemlig Person")
    lead.person.protected = True
    db.session.commit()
    coordinator, caseworker = signed_in("coordinator"), signed_in("caseworker")
    assert "Hemlig Person" not in coordinator.get("/staff/leads", query={"q": "Hemlig"}).text
    coordinator.get(f"/staff/leads/{lead.id}", status=404)
    assert "Skyddad person" in caseworker.get("/staff/leads").text
    assert "Hemlig Person" in caseworker.get(f"/staff/leads/{lead.id}").text


def test_a_lead_of_another_organisation_is_not_there(coordinator, make):
    make.first()
    other = make.organisation("norrkoping", "Norrköpings kommun")
    lead = make.lead("Främmande", organisation=other)
    coordinator.get(f"/staff/leads/{lead.id}", status=404)
    assert "Främmande" not in coordinator.get("/staff/leads", query={"show": "all"}).text


def test_planners_and_readers_do_not_see_people(signed_in, make):
    lead = make.lead()
    for role in ("planner", "reader"):
        browser = signed_in(role)
        browser.get("/staff/leads", status=403)
        browser.get(f"/staff/leads/{lead.id}", status=403)


def test_looking_at_people_is_written_down_without_their_names(coordinator, make):
    lead = make.lead("Åsa Ek")
    coordinator.get("/staff/leads", query={"q": "åsa"})
    coordinator.get(f"/staff/leads/{lead.id}")
    lines = db.session.scalars(select(JournalLine).where(JournalLine.kind.in_(["leads.searched", "lead.viewed"]))).all()
    assert sorted((line.kind, line.subject, line.details) for line in lines) == [
        ("lead.viewed", lead.id, {}),
        ("leads.searched", None, {"count": 1}),
    ]


def test_the_search_on_top_is_empty_until_one_searches(coordinator):
    for path, words in (("/staff/leads", ""), ("/staff/", ""), ("/staff/leads?q=Ek", "Ek")):
        assert coordinator.get(path).soup.select_one("#find")["value"] == words
