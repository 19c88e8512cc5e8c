"""Who carries the word on? Taken in by consent, an own card each, counted together only, gone in one step; through HTTP."""

import json
import re

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select

from app.accounts.models import Notice
from app.flyers import preflight
from app.flyers.models import Code, Placement
from app.journal.models import JournalLine
from app.leads.models import Lead
from app.origin import consent, queries
from app.origin.models import Ambassador
from app.store.columns import new_id
from app.store.db import db
from tests.public.visiting import sign_up

GUNILLA = {"name": "Gunilla Holm", "contact": "070-174 06 05", "agreed": "y", "consent_way": "spoken"}


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


@pytest.fixture
def path(app, make):
    """The way to an ambassador's own page."""
    return consent.path_of(make.ambassador(), app.config["INSTANCE_KEY"])


def new_one(coordinator, **said):
    return coordinator.get("/staff/ambassadors/new", status=200).form("main form").send(**(GUNILLA | said))


def test_an_ambassador_is_taken_in_with_the_words_they_agreed_to_and_a_card_of_their_own(coordinator):
    page = new_one(coordinator)
    row = db.session.scalars(select(Ambassador)).one()
    assert page.h1 == "Gunilla Holm"
    assert (row.contact, row.consent_way, row.placement.kind, row.placement.event_id) == (
        "+46701740605", "spoken", "ambassador_card", None,
    )  # fmt: skip
    words = db.session.scalars(select(Notice.text).filter_by(hash=row.consent_hash)).one()
    assert "Ingen jämförs med någon annan" in words
    assert "Ingen jämförs med någon annan" in page.text


@pytest.mark.parametrize("missing", ["agreed", "consent_way", "name", "contact"])
def test_without_a_yes_or_a_way_to_be_reached_nothing_is_kept(coordinator, missing):
    assert new_one(coordinator, **{missing: None}).errors != []
    assert db.session.scalars(select(Ambassador)).all() == []


def test_the_same_press_twice_is_one_person_and_one_card(coordinator):
    form = coordinator.get("/staff/ambassadors/new").form("main form").fill(**GUNILLA)
    form.send()
    form.send()
    assert (len(db.session.scalars(select(Ambassador)).all()), len(db.session.scalars(select(Code)).all())) == (1, 1)


def test_nothing_of_the_person_stands_on_the_card_its_placement_or_in_the_journal(coordinator):
    new_one(coordinator)
    row = db.session.scalars(select(Ambassador)).one()
    answer = coordinator.get(f"/staff/ambassadors/{row.id}/card.pdf", status=200)
    with PdfDocument(answer.data) as opened:
        printed = opened[0].get_textpage().get_text_range()
    journal = repr([line.details for line in db.session.scalars(select(JournalLine))])
    places = repr([(one.label, one.where, one.note) for one in db.session.scalars(select(Placement))])
    assert [text for text in (printed, journal, places) if "Gunilla" in text or "1740605" in text] == []


@pytest.mark.parametrize(("size", "copies", "millimetres"), [("card", 10, (210, 297)), ("postcard", 1, (148, 105))])
def test_the_printed_codes_read_as_the_ambassadors_own(coordinator, size, copies, millimetres):
    new_one(coordinator)
    row = db.session.scalars(select(Ambassador)).one()
    answer = coordinator.get(f"/staff/ambassadors/{row.id}/{size}.pdf", status=200)
    with PdfDocument(answer.data) as opened:
        read = preflight.read(opened[0].render(scale=4).to_pil())
        assert [round(side * 25.4 / 72) for side in opened[0].get_size()] == list(millimetres)
    assert [text.rpartition("/")[2] for text in read] == [row.placement.code.code] * copies


def test_a_scan_of_the_card_makes_a_lead_that_is_counted_for_all_cards_together(coordinator, visitor, make):
    rows = [make.ambassador(name) for name in ("Gunilla Holm", "Anders Ek", "Mia Lund")]
    sign_up(visitor, f"/q/{rows[1].placement.code.code}")
    lead = db.session.scalars(select(Lead)).one()
    assert (lead.placement_id, lead.event_id) == (rows[1].placement_id, None)
    coordinator.get("/staff/results")
    page = coordinator.get("/staff/ambassadors", status=200)
    assert "1 intresse, från 3 kort tillsammans" in page.text
    assert ["Ambassadörernas kort, Resurssamordnare", "1"] in [
        row[:2] for row in coordinator.get("/staff/results").rows("#counted tr")
    ]


def test_a_total_of_fewer_than_three_cards_would_tell_of_one_person_and_is_not_shown(coordinator, make):
    make.ambassador()
    assert "visas när det finns minst tre kort" in coordinator.get("/staff/ambassadors").text


def test_no_page_sorts_or_counts_ambassadors_by_leads(coordinator, visitor, make, app):
    names = ("Örjan Öst", "Anders Ek", "Mia Lund")
    rows = [make.ambassador(name) for name in names]
    for number in range(3):
        sign_up(visitor, f"/q/{rows[0].placement.code.code}", phone=f"070-174 06 1{number}")
    coordinator.get("/staff/results")
    page = coordinator.get("/staff/ambassadors")
    listed = [item.get_text(" ", strip=True) for item in page.soup.select("ul.items li")]
    assert [line.split(" gunilla")[0] for line in listed] == ["Anders Ek", "Mia Lund", "Örjan Öst"]
    assert [line for line in listed if re.search(r"\d", line)] == []
    own = [coordinator.get(f"/staff/ambassadors/{row.id}").soup.main.get_text(" ") for row in rows]
    own.append(visitor.get(consent.path_of(rows[0], app.config["INSTANCE_KEY"])).text)
    assert [text for text in own if re.search(r"\d+ (intresse|skanning|anmäl)", text)] == []
    results = coordinator.get("/staff/results").text
    assert [name for name in names if name in results] == []


def test_no_file_that_one_takes_along_counts_what_a_single_card_or_letter_led_to(coordinator, visitor, make):
    ambassador, flyer = make.ambassador(), make.placement()
    series, letter = ambassador.placement.series_id, queries.codes_of(make.letters().id)[0]
    for number, code in enumerate((ambassador.placement.code.code, flyer.code.code, letter)):
        sign_up(visitor, f"/q/{code}", phone=f"070-174 06 1{number}")
    files = {what: _lines(coordinator, what) for what in ("placements", "leads", "touches")}
    told = {row["kind"]: (row["scans"], row["leads"]) for row in files["placements"]}
    assert told == {"ambassador_card": (None, None), "flyer_batch": (1, 1), "letter": (None, None)}
    letters = db.session.scalar(select(Placement.series_id).join(Code).where(Code.code == letter))
    assert {row["placement"] for row in files["leads"]} == {series, flyer.code.code, letters}
    assert {row["placement"] for row in files["touches"]} == {series, flyer.code.code, letters}


def _lines(coordinator, what: str) -> list[dict]:
    return [
        json.loads(line) for line in coordinator.client.get(f"/staff/results/export/{what}.jsonl").data.splitlines()
    ]


def test_the_own_page_shows_the_card_and_what_was_agreed_without_a_cookie(visitor, path):
    page = visitor.get(path, status=200)
    row = db.session.scalars(select(Ambassador)).one()
    assert page.h1 == "Hej Gunilla!"
    assert row.placement.code.code[:4] in page.text
    assert "Set-Cookie" not in page.headers
    assert visitor.get(f"{path}/card.pdf", status=200).headers["Content-Type"] == "application/pdf"


def test_stopping_takes_two_actions_removes_the_person_and_keeps_the_code_alive(visitor, path):
    code = db.session.scalars(select(Code.code)).one()
    page = visitor.get(path).follow("Jag vill sluta")
    assert len(db.session.scalars(select(Ambassador)).all()) == 1
    page = page.form().send()
    assert page.h1 == "Tack för att du har hjälpt till"
    assert db.session.scalars(select(Ambassador)).all() == []
    sign_up(visitor, f"/q/{code}")
    assert db.session.scalars(select(Lead)).one().placement_id is not None
    assert visitor.get(path).status == 404


def test_staff_let_go_by_one_press(coordinator, make):
    row = make.ambassador()
    page = coordinator.get(f"/staff/ambassadors/{row.id}").form("form[action$=let-go]").send()
    assert "utan namn" in page.text
    assert (db.session.scalars(select(Ambassador)).all(), len(db.session.scalars(select(Code)).all())) == ([], 1)


def test_a_new_link_ends_the_old_one_and_a_wrong_one_opens_nothing(coordinator, visitor, path):
    row = db.session.scalars(select(Ambassador)).one()
    coordinator.get(f"/staff/ambassadors/{row.id}").form("form[action$=link]").send()
    assert [visitor.get(where).status for where in (path, "/a/nonsense", f"/a/{new_id()}{'x' * 32}")] == [404] * 3


def test_another_way_to_be_reached_is_changed(coordinator, make):
    row = make.ambassador()
    coordinator.get(f"/staff/ambassadors/{row.id}/edit").form("main form").send(contact="ny@exempel.se")
    assert db.session.scalars(select(Ambassador.contact)).one() == "ny@exempel.se"


def test_only_those_who_work_with_people_see_who_they_are(signed_in, make):
    row = make.ambassador()
    for role in ("planner", "reader"):
        browser = signed_in(role)
        browser.get("/staff/ambassadors", status=403)
        browser.get(f"/staff/ambassadors/{row.id}", status=403)


def test_the_card_to_pass_on_is_one_code_however_often_it_is_printed(coordinator):
    coordinator.get("/staff/ambassadors/pass-on").form("main form").send()
    coordinator.post("/staff/ambassadors/pass-on", {"csrf_token": coordinator.token("/staff/account")})
    assert [row.kind for row in db.session.scalars(select(Placement))] == ["pass_on"]
    assert coordinator.get("/staff/ambassadors/pass-on/card.pdf", status=200).data[:4] == b"%PDF"


def test_the_code_of_a_series_is_of_no_event_and_its_page_is_the_general_one(visitor, make):
    row = make.ambassador()
    assert visitor.get(f"/q/{row.placement.code.code}", status=200).h1 == "Anmäl ditt intresse"
    assert queries.codes_of(row.placement.series_id) == [row.placement.code.code]
