"""What do both units see of a handover, and who sees nothing? Through the pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import AssignmentType, Function
from app.handover import actions, choices, letters, links
from app.handover.models import Handover
from app.handover.queries import due_of, told_on_idag
from app.journal.models import JournalLine
from app.leads import morning
from app.leads.models import Lead
from app.store.db import db, unit_of_work


def token_of(row, key):
    row = db.session.get(Handover, row.id)
    return links.token_of(row.id, row.generation, key)


def test_a_coordinator_hands_over_and_sees_exactly_what_goes(handing, signed_in):
    lead = handing.ready(best_time="evening")
    browser = signed_in("coordinator")
    page = browser.get(f"/staff/leads/{lead.id}").follow("Lämna över")
    assert page.h1 == "Lämna över Åsa Ek"
    form = page.form("main form.form")
    assert form.values["unit"] == [handing.receiver.id]
    assert sorted(form.values["fields"]) == ["best_time", "email", "language", "phone"]
    assert form.send(yes_how=None).errors == ["Välj hur personen sa ja."]
    page = form.send(yes_how="call", way="link", fields=["email"])
    shown = [" ".join(part.get_text(" ").split()) for part in page.soup.select("#handed dl.facts > div")]
    assert shown == ["Uppdrag Familjehem", "Namn Åsa Ek", "E-post asa@person.example"]
    page = page.form("form[action$='/steps/sent']").send()
    assert "Överlämnat till Socialförvaltningen" in page.text
    assert page.soup.select_one("#code code").get_text()
    page = browser.get(f"/staff/leads/{lead.id}")
    assert "Till Socialförvaltningen" in page.soup.select_one("#handover").get_text(" ")
    assert "kvitteras senast" in page.soup.select_one("#handover").get_text(" ")


def test_without_a_lead_that_was_spoken_with_there_is_no_such_section(make, signed_in):
    assert signed_in("coordinator").get(f"/staff/leads/{make.lead().id}").soup.select_one("#handover") is None


def test_nobody_chooses_handed_over_as_a_state_by_hand(handing, signed_in):
    page = signed_in("coordinator").get(f"/staff/leads/{handing.ready().id}")
    offered = [option["value"] for option in page.soup.select("#state-state option")]
    assert {"handed_over", "receipted"} & set(offered) == set() and "referred" in offered


def test_the_receiving_unit_reads_what_was_handed_over_on_its_own_page_and_nothing_else(handing, signed_in, app):
    lead = handing.ready(best_time="evening")
    their = handing.staff()
    row = handing.over(lead, way="staff", fields=("phone",))
    browser = signed_in(staff=their)
    browser.get(f"/staff/leads/{lead.id}", status=404)
    page = browser.get("/staff/handovers").follow("Åsa Ek")
    assert ("asa@person.example" in page.text, "Kväll" in page.text, "Till intresset" in page.text) == (False,) * 3
    page = page.form("form[action$='/steps/receipted']").send()
    assert "Kvitterat." in page.text
    page = page.form("form[action$='/steps/met']").send()
    page = page.form("form[action$='/steps/done']").send()
    assert (handing.state(row), page.soup.select_one("#code")) == (("done", "receipted"), None)
    read = db.session.scalars(select(JournalLine).filter_by(kind="handover.viewed", actor=f"staff:{their.id}")).all()
    assert len(read) == 4


def test_a_receiver_sees_nothing_before_it_is_sent_and_nothing_after_it_is_called_back(handing, signed_in):
    row = handing.prepared()
    browser = signed_in(staff=handing.staff())
    browser.get(f"/staff/handovers/{row.id}", status=404)
    handing.step(row, "sent")
    browser.get(f"/staff/handovers/{row.id}", status=200)
    handing.step(row, "recalled")
    browser.get(f"/staff/handovers/{row.id}", status=404)


def test_sent_back_the_receiver_no_longer_reads_it(handing, signed_in):
    row = handing.over()
    browser = signed_in(staff=handing.staff())
    page = browser.get(f"/staff/handovers/{row.id}")
    form = page.form("form[action$='/steps/returned']")
    assert form.send().errors == ["Välj varför överlämningen går tillbaka."]
    page = form.send(reason=choices.choices_of(row.organisation_id, "return")[0].id)
    assert ("gått tillbaka" in page.text, "Åsa Ek" in page.text) == (True, False)


def test_a_unit_without_accounts_reads_and_answers_at_a_secret_address(handing, visitor):
    row = handing.over()
    at = f"/handover/{token_of(row, handing.key)}"
    page = visitor.get(at, status=200)
    assert ("Åsa" in page.text, "Set-Cookie" in page.headers) == (False, False)
    page = page.form("main form").send()
    assert ("Åsa Ek" in page.text, page.headers["Cache-Control"]) == (True, "no-store")
    page = page.form("form[action$='/steps/receipted']").send()
    assert "Tack, kvitterat." in page.text and "Åsa" not in page.text
    page = page.form("main form").send()
    page = page.form("form[action$='/steps/met']").send().form("main form").send()
    page = page.form("form[action$='/steps/done']").send()
    assert handing.state(row)[0] == "done"
    actors = db.session.scalars(select(JournalLine.actor).filter_by(kind="handover.viewed")).all()
    assert set(actors) == {f"receiver:{handing.receiver.id}"}


def test_a_wrong_or_called_back_address_opens_nothing(handing, visitor):
    row = handing.over()
    at = f"/handover/{token_of(row, handing.key)}"
    visitor.get(at[:-1] + ("A" if at[-1] != "A" else "B"), status=404)
    visitor.get("/handover/x", status=404)
    handing.step(row, "recalled")
    assert "går inte att öppna" in visitor.get(at, status=404).text


def test_a_unit_without_accounts_sends_it_back(handing, visitor):
    row = handing.over()
    page = visitor.get(f"/handover/{token_of(row, handing.key)}").form("main form").send()
    form = page.form("form[action$='/steps/returned']")
    assert form.send().errors == ["Välj varför överlämningen går tillbaka."]
    page = form.send(reason=choices.choices_of(row.organisation_id, "return")[0].id)
    assert (handing.state(row)[0], "Tack för beskedet" in page.text) == ("returned", True)


def test_protected_people_are_handed_over_among_those_who_may_see_them(handing, signed_in):
    lead = handing.ready()
    handing.staff()
    with unit_of_work():
        db.session.get(Lead, lead.id).person.protected = True
    row = handing.over(lead, way="staff")
    signed_in(staff=handing.staff("coordinator")).get(f"/staff/handovers/{row.id}", status=404)
    assert "Åsa Ek" in signed_in(staff=handing.staff("caseworker")).get(f"/staff/handovers/{row.id}", status=200).text


def test_letters_have_no_name_and_one_link(handing):
    row = handing.over()
    with unit_of_work():
        function = db.session.get(Function, db.session.get(Lead, row.lead_id).owner_function_id)
        function.email = "fc@linkoping.example"
    ids = {"handover": row.id, "function": function.id}
    key = {"public_url": "http://x", "key": handing.key}
    words = [
        letters.sent(ids, "sv", **key), letters.reminder(ids, "sv", **key), letters.late(ids, "sv", public_url="http://x"),
    ]  # fmt: skip
    assert [one.to for one in words] == ["soc@linkoping.example"] * 2 + ["fc@linkoping.example"]
    assert [part for one in words for part in ("Åsa", "familjehem") if part in (one.subject + one.body).lower()] == []
    handing.step(row, "receipted", "receiver")
    assert letters.sent(ids, "sv", **key) is None and letters.late(ids, "sv", public_url="http://x") is None


def test_what_is_late_is_counted_in_the_morning_letter_and_told_on_idag(handing, monkeypatch):
    row = handing.over()
    with unit_of_work():
        lead = db.session.get(Lead, row.lead_id)
        db.session.get(Function, lead.owner_function_id).email = "fc@linkoping.example"
    after = due_of(db.session.get(Handover, row.id)) + timedelta(hours=1)
    monkeypatch.setattr("app.leads.morning.this_instant", lambda: after)
    monkeypatch.setattr("app.handover.queries.now_", lambda: after)
    words = morning.morning({"function": lead.owner_function_id}, "sv", public_url="http://x")
    assert "1 överlämning skulle ha kvitterats" in words.body
    assert [fact["title"] for fact in told_on_idag(row.from_unit_id)] == ["Inte kvitterad av Socialförvaltningen"]
    assert [fact["title"] for fact in told_on_idag(row.to_unit_id)] == ["1 överlämning till er"]


def test_who_belongs_elsewhere_is_referred_from_the_leads_page(handing, signed_in):
    lead = handing.ready()
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}")
    place = choices.choices_of(lead.organisation_id, "referral")[0]
    page = page.form("form[action$='/refer']").send(**{"refer-place": place.id})
    assert ("Hänvisad till Familjehemsbanken" in page.text, db.session.get(Lead, lead.id).state) == (True, "referred")


def test_an_administrator_adds_a_receiver_and_somebody_who_works_there(signed_in, make):
    make.first()
    browser = signed_in("administrator")
    page = browser.get("/staff/settings/units").follow("Ny mottagare").form("main form.form")
    page.send(name="Överförmyndarenheten", email="ofe@linkoping.example", hours_0="8–12")
    page = browser.get("/staff/settings/staff/new")
    unit = next(one["value"] for one in page.soup.select("#unit option") if one.get_text() == "Överförmyndarenheten")
    page.form("main form.form").send(name="Ny", email="ny@linkoping.example", unit=unit, roles=["caseworker"])
    from app.accounts.models import Staff

    assert db.session.scalar(select(Staff.unit_id).filter_by(email="ny@linkoping.example")) == unit


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(handing, signed_in, queries, many):
    for number in range(many):
        handing.over(handing.ready(f"Person {number}"))
    browser = signed_in("coordinator")
    browser.get("/staff/handovers")
    with queries() as ran:
        browser.get("/staff/handovers", status=200)
    assert len(ran) <= 12


def test_the_receivers_own_unit_is_suggested_by_the_assignment(handing, signed_in):
    with unit_of_work():
        db.session.get(AssignmentType, handing.kind.id).receiving_unit_id = handing.receiver.id
    page = signed_in("coordinator").get(f"/staff/leads/{handing.ready().id}/handover")
    assert page.form("main form.form").values["unit"] == [handing.receiver.id]
    assert actions.WAYS.keys() == {"staff", "link", "paper"}
