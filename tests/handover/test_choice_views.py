"""Can an administrator say why something goes back and where people are referred, without losing what was said before?"""

import pytest
from sqlalchemy import select

from app.handover.choices import choices_of
from app.handover.models import HandoverChoice, HandoverStep
from app.journal.models import JournalLine
from app.store.db import db

PAGE = "/staff/settings/handovers"


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


def offered(kind, organisation_id):
    db.session.rollback()
    db.session.expire_all()
    return [row.names["sv"] for row in choices_of(organisation_id, kind)]


def test_a_place_is_added_once_whatever_the_number_of_presses(admin, make):
    form = admin.get(f"{PAGE}/new?kind=referral", status=200).form("main form.form")
    for _press in range(2):
        assert form.send(name_sv="Kommunens egen bank", address="https://bank.example").errors == []
    assert offered("referral", make.first().id) == ["Familjehemsbanken", "FamiljehemSverige", "Kommunens egen bank"]


def test_an_address_that_cannot_be_opened_safely_is_refused_and_a_reason_has_none(admin, make):
    form = admin.get(f"{PAGE}/new?kind=referral").form("main form.form")
    page = form.send(name_sv="Banken", address="bank.example")
    assert page.errors == ["Skriv en adress som börjar med https://."]
    form.send(name_sv="Annat skäl", address="https://bank.example", kind="return")
    assert db.session.scalar(select(HandoverChoice.address).order_by(HandoverChoice.id.desc()).limit(1)) is None


def test_a_reason_that_was_given_is_renamed_and_retired_and_stays_where_it_was_given(admin, handing, make):
    reason = choices_of(make.first().id, "return")[0]
    row = handing.over()
    handing.step(row, "returned", reason=reason)
    page = admin.get(PAGE, status=200)
    assert "vald 1 gång" in page.text
    admin.get(f"{PAGE}/{reason.id}", status=200).form("main form.form").send(name_sv="Hör hemma hos andra")
    assert offered("return", make.first().id)[0] == "Hör hemma hos andra"
    admin.get(PAGE).form(f"form[action='{PAGE}/{reason.id}/close']").send()
    assert "Hör hemma hos andra" not in offered("return", make.first().id)
    assert db.session.scalar(select(HandoverStep.reason_id).where(HandoverStep.reason_id.is_not(None))) == reason.id
    assert "Hör hemma hos andra" in admin.get(f"/staff/handovers/{row.id}", status=200).text
    admin.get(PAGE).form(f"form[action='{PAGE}/{reason.id}/open']").send()
    assert "Hör hemma hos andra" in offered("return", make.first().id)
    lines = db.session.scalars(select(JournalLine.details).filter_by(kind="handover-choice.changed")).all()
    assert [line["fields"] for line in lines] == [["names"], ["closed_at"], ["closed_at"]]


def test_only_an_administrator_changes_them(signed_in):
    signed_in("coordinator").get(PAGE, status=403)
