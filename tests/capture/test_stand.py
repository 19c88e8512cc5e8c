"""Can a coordinator save somebody at the stand in two fields, credited to the booth and to her? Through HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.booths.models import CaptureSession, Tally
from app.clock import now
from app.leads.models import Lead, Submission, Touch
from app.store.db import db


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def test_without_a_booth_the_page_says_what_to_do(coordinator):
    assert "Ingen monter är planerad" in coordinator.get("/staff/stand", status=200).text


def test_with_one_booth_today_she_stands_in_it_at_once(coordinator, make):
    from app.clock import local_date
    from app.events.when import When

    booth = make.booth(make.event(when=When.days(local_date(now()))), name="Tältet")
    make.booth(make.event("Längre fram"))
    page = coordinator.get("/staff/stand", status=200)
    assert (page.path, page.h1) == (f"/staff/stand/{booth.id}", "Tältet")


def test_two_fields_and_save_make_a_lead_that_knows_booth_and_who_talked(signed_in, make):
    booth, staff = make.booth(), make.staff("coordinator", name="Maria")
    shift = make.shift(booth, starts_at=now() - timedelta(hours=1))
    make.assignment(shift, staff)
    browser = signed_in(staff=staff)
    page = browser.get(f"/staff/stand/{booth.id}").form("form.stand").send(name="Åsa Ek", contact="070-123 45 67")
    assert "Sparat:" in page.text
    lead = db.session.scalars(select(Lead)).one()
    touch = db.session.scalars(select(Touch)).one()
    session = db.session.get(CaptureSession, touch.capture_session_id)
    sent = db.session.scalars(select(Submission)).one()
    assert (lead.event_id, lead.booth_id, lead.way) == (booth.event_id, booth.id, "staff")
    assert (touch.kind, touch.grade, touch.created) == ("session", "A", True)
    assert (session.staff_id, session.booth_id, session.shift_id) == (staff.id, booth.id, shift.id)
    assert len(sent.notice_hash) == 64


def test_an_address_goes_in_the_same_field_as_a_number(coordinator, make):
    booth = make.booth()
    coordinator.get(f"/staff/stand/{booth.id}").form("form.stand").send(
        name="Bo", contact="bo@exempel.se", interest=["guardian"]
    )
    answers = db.session.scalars(select(Submission)).one().answers
    assert (answers["email"], answers["phone"], answers["interests"]) == ("bo@exempel.se", None, ["guardian"])


def test_the_same_press_twice_is_one_lead(coordinator, make):
    form = coordinator.get(f"/staff/stand/{make.booth().id}").form("form.stand").fill(name="Bo", contact="0701234567")
    first, second = form.send(), form.send()
    assert db.session.scalar(select(func.count(Lead.id))) == 1
    assert first.soup.select_one(".notice").get_text() == second.soup.select_one(".notice").get_text()


@pytest.mark.parametrize(
    ("name", "contact", "said"),
    [
        ("", "0701234567", "Skriv vad personen heter"),
        ("Bo", "", "Skriv ett telefonnummer eller en e-postadress"),
        ("Bo", "12", "Telefonnumret går inte att läsa"),
        ("19121212-1212", "0701234567", "Skriv inte personnummer"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_says_how_to_mend_it(coordinator, make, name, contact, said):
    page = coordinator.get(f"/staff/stand/{make.booth().id}").form("form.stand").send(name=name, contact=contact)
    assert page.status == 422
    assert said in " ".join(page.errors)
    assert page.soup.select_one("[name=contact]").get("value", "") == contact
    assert db.session.scalar(select(func.count(Lead.id))) == 0


def test_one_tap_counts_and_the_same_tap_twice_counts_once(coordinator, make):
    page = coordinator.get(f"/staff/stand/{make.booth().id}")
    tap = page.form("form.counter")
    tap.send()
    tap.send()
    page = coordinator.get(page.path)
    assert page.soup.select_one(".counter-number").get_text() == "1"
    page = page.form("form:has([value='-1'])").send()
    assert page.soup.select_one(".counter-number").get_text() == "0"
    assert db.session.scalars(select(Tally.number).order_by(Tally.at)).all() == [1, -1]


def test_another_organisation_s_booth_is_not_there(coordinator, make):
    make.first()
    booth = make.booth(make.event(organisation=make.organisation("norrkoping", "Norrköpings kommun")))
    coordinator.get(f"/staff/stand/{booth.id}", status=404)


def test_readers_do_not_stand_at_booths(signed_in, make):
    signed_in("reader").get(f"/staff/stand/{make.booth().id}", status=403)
