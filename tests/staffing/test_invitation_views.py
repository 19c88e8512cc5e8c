"""How does a planner invite people to help, on the screen and on paper?"""

import io

import pytest
from sqlalchemy import select

from app.flyers.preflight import picture, read
from app.staffing.links import invitation_path
from app.staffing.models import HelpInvitation
from app.store.db import db


@pytest.fixture
def event(make):
    return make.event("Blodomloppet")


def page_of(event) -> str:
    return f"/staff/events/{event.slug}/staffing/invitations"


def only() -> HelpInvitation:
    db.session.expire_all()
    return db.session.scalars(select(HelpInvitation)).one()


def address(app, row) -> str:
    return "http://localhost:8000" + invitation_path(row, app.config["INSTANCE_KEY"])


def test_an_invitation_is_made_in_one_press_and_shows_its_address(app, signed_in, event):
    page = signed_in("planner").get(page_of(event))
    assert "Ingen inbjudan än" in page.text
    page = page.form("main form.form").send(partner="Röda Korset")
    row = only()
    assert (page.status, page.soup.select_one("code").text) == (200, address(app, row))
    assert ("Röda Korset" in page.text, "0 har anmält sig" in page.text) == (True, True)


def test_the_same_press_twice_is_one(signed_in, event):
    browser = signed_in("planner")
    form = browser.get(page_of(event)).form("main form.form").fill(partner="Röda Korset")
    for _ in range(2):
        browser.post(page_of(event), form.values)
    assert only().partner == "Röda Korset"


def test_it_is_closed_opened_again_and_given_another_address(app, make, signed_in, visitor, event):
    row, browser = make.invitation(event), signed_in("coordinator")
    path = address(app, row).removeprefix("http://localhost:8000")
    page = browser.get(page_of(event)).form("form[action$=close]").send()
    assert ("Inbjudan är stängd." in page.text, visitor.get(path).h1) == (True, "Tack för att du vill hjälpa till")
    browser.get(page_of(event)).form("main form[action$=open]").send()
    assert visitor.get(path).h1 == "Vill du hjälpa till?"
    browser.get(page_of(event)).form("form[action$=renew]").send()
    assert (visitor.get(path).status, only().generation) == (404, 2)


def test_how_many_came_by_each_is_counted(make, signed_in, event):
    row = make.invitation(event)
    for _ in range(2):
        make.helper(invitation_id=row.id)
    assert "2 har anmält sig" in signed_in("planner").get(page_of(event)).text


@pytest.mark.parametrize("role", ["reader", "caseworker"])
def test_it_is_for_those_who_staff_shifts(signed_in, make, event, role):
    make.invitation(event)
    assert signed_in(role).get(page_of(event)).status == 403


@pytest.mark.parametrize(("paper", "language"), [("a5", "sv"), ("a4", "en"), ("a3", "sv")])
def test_its_paper_carries_a_code_that_a_camera_reads_as_the_address(app, make, signed_in, event, paper, language):
    from PIL import Image

    row = make.invitation(event)
    path = f"{page_of(event)}/{row.id}/sheet.pdf?paper={paper}&language={language}"
    answer = signed_in("planner").client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    image = Image.open(io.BytesIO(picture(answer.data, 1200))).convert("L")
    assert read(image) == [address(app, row)]


@pytest.mark.parametrize("asked", ["paper=a9", "language=xx"])
def test_paper_that_there_is_not_is_not_found(make, signed_in, event, asked):
    row = make.invitation(event)
    assert signed_in("planner").get(f"{page_of(event)}/{row.id}/sheet.pdf?{asked}").status == 404
