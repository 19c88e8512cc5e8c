"""Can an administrator say how a unit is reached and when it works, and close a function without losing what it has in hand?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.actions import make_function
from app.accounts.models import Function, Holding, Unit
from app.accounts.queries import first_unit
from app.clock import local_date, now
from app.events.models import Event
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads.models import Lead
from app.store.db import db, unit_of_work


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


@pytest.fixture
def other(make):
    with unit_of_work():
        return make_function(first_unit(make.first().id), name="Projektledare", by=OPERATOR, now=now())


def closed_at(function):
    return db.session.scalar(select(Function.closed_at).filter_by(id=function.id))


def form_of(browser, unit):
    return browser.get(f"/staff/settings/units/{unit.id}", status=200).form("main form.form")


def test_a_unit_is_reached_and_works_as_one_says(admin, make):
    unit = first_unit(make.first().id)
    form_of(admin, unit).send(
        name="Volontärcentrum",
        email="Hej@linkoping.example",
        phone="013-20 60 00",
        hours_0="8–12, 13–16.30",
        hours_5="",
    )
    row = db.session.get(Unit, unit.id)
    assert (row.name, row.email, row.phone, row.working_hours["0"], row.working_hours.get("5")) == (
        "Volontärcentrum", "Hej@linkoping.example", "+4613206000", [["08:00", "12:00"], ["13:00", "16:30"]], None,
    )  # fmt: skip
    shown = form_of(admin, unit).values
    assert (shown["phone"], shown["hours_0"]) == (["013-20 60 00"], ["8.00–12.00, 13.00–16.30"])


def test_hours_that_cannot_be_read_are_refused_beside_their_day(admin, make):
    page = form_of(admin, first_unit(make.first().id)).send(hours_2="alltid")
    assert page.errors == ["Tiden går inte att läsa. Skriv till exempel 8–16.30, eller lämna tomt för stängt."]


def test_the_journal_names_the_fields_of_a_unit_and_none_of_their_values(admin, make):
    form_of(admin, first_unit(make.first().id)).send(phone="013-20 60 00")
    [line] = db.session.scalars(select(JournalLine).filter_by(kind="unit.changed"))
    assert line.details == {"fields": ["phone"]}


def test_a_function_with_nothing_in_hand_closes_and_opens_again(admin, other, make):
    page = admin.get(f"/staff/settings/functions/{other.id}", status=200).follow("Stäng funktionen")
    assert "inget öppet arbete" in page.text
    page = page.form("main form.form").send()
    assert "Projektledare är stängd." in page.text
    assert closed_at(other) is not None
    admin.get(f"/staff/settings/functions/{other.id}").form("#state form").send()
    assert closed_at(other) is None


def test_a_function_with_work_in_hand_closes_only_when_another_takes_it_all(admin, other, make):
    mine = make.function()
    ahead, _past = make.event("Kommande"), make.event("Förra", when=str(local_date(now()) - timedelta(days=9)))
    make.lead("Åsa", event=ahead)
    page = admin.get(f"/staff/settings/functions/{mine.id}/close", status=200)
    assert [item.get_text() for item in page.soup.select("main form li")] == [
        "1 kommande aktivitet", "1 öppet intresse", "det som kommer in utan aktivitet",
    ]  # fmt: skip
    refused = page.form("main form.form").send()
    assert (refused.errors, closed_at(mine)) == (
        ["Funktionen har arbete kvar. Välj vem som tar över det."], None,
    )  # fmt: skip
    page.form("main form.form").send(to=other.id)
    owners = [*db.session.scalars(select(Event.owner_function_id)), *db.session.scalars(select(Lead.owner_function_id))]
    assert owners == [other.id] * 3
    assert first_unit(make.first().id).entrance_function_id == other.id
    assert closed_at(mine) is not None
    assert {held.until_on for held in db.session.scalars(select(Holding).filter_by(function_id=mine.id))} == {
        local_date(now())
    }


def test_the_only_function_of_a_unit_cannot_close(admin, make):
    page = admin.get(f"/staff/settings/functions/{make.function().id}/close", status=200)
    assert "Enheten har ingen annan öppen funktion." in page.text
    assert page.soup.select_one("main button.danger") is None


def test_nobody_takes_over_who_is_closed_or_in_another_unit(admin, other, make):
    mine = make.function()
    with unit_of_work():
        from app.accounts.actions import make_unit

        board = make_unit(make.first(), name="Socialförvaltningen", by=OPERATOR, now=now(), kind="receiving")
        foreign = make_function(board, name="Handläggare", by=OPERATOR, now=now())
    form = admin.get(f"/staff/settings/functions/{mine.id}/close").form("main form.form")
    for strange in (foreign.id, mine.id):
        assert form.send(to=strange).errors == ["Välj en annan öppen funktion i samma enhet."]
