"""Are the milestones of an assignment rows that an administrator changes?"""

import pytest
from sqlalchemy import select

from app.accounts.milestones import BEGIN_WITH, milestones_of, open_milestones
from app.accounts.models import AssignmentType, Milestone
from app.journal.models import JournalLine
from app.store.db import db


@pytest.fixture
def kind(make):
    organisation = make.organisation()
    return db.session.scalar(select(AssignmentType).filter_by(organisation_id=organisation.id, key="foster_home"))


def names(kind):
    return [row.names["sv"] for row in milestones_of(kind.id)]


def test_a_new_type_begins_with_the_usual_ones_in_their_order(kind):
    rows = milestones_of(kind.id)
    assert [(row.key, row.names["sv"], row.names["en"], row.state, row.ends) for row in rows] == list(BEGIN_WITH)


def test_those_of_all_types_come_in_the_order_of_the_types(kind):
    found = open_milestones(kind.organisation_id)
    assert [row.key for row in found] == [one[0] for one in BEGIN_WITH] * 3


def test_an_administrator_adds_changes_moves_and_closes_one(signed_in, kind):
    browser = signed_in("administrator")
    page = browser.get(f"/staff/settings/assignments/{kind.id}").follow("Milstolpar")
    form = page.follow("Ny milstolpe").form("main form.form")
    assert form.send(name_sv="").errors == ["Skriv vad milstolpen heter."]
    page = form.send(name_sv="Förordnad", state="recruited")
    assert names(kind)[-1] == "Förordnad"
    page = page.follow("Förordnad").form("main form.form").send(name_sv="Förordnad av nämnden", name_en="Appointed")
    assert "Sparat." in page.text
    row = milestones_of(kind.id)[-1]
    assert (row.names, row.state) == ({"sv": "Förordnad av nämnden", "en": "Appointed"}, "recruited")
    at = f"/staff/settings/assignments/{kind.id}/milestones/{row.id}"
    token = browser.token(at)
    browser.post(f"{at}/up", {"csrf_token": [token]})
    assert names(kind)[-2:] == ["Förordnad av nämnden", "Blev inget uppdrag"]
    page = browser.post(f"{at}/close", {"csrf_token": [token]})
    assert (names(kind)[-1], "Används inte" in page.text) == ("Förordnad av nämnden", True)
    noted = db.session.scalars(select(JournalLine).filter_by(kind="milestone.changed", subject=row.id)).all()
    assert [line.details["fields"] for line in noted] == [["made"], ["names"], ["position"], ["closed_at"]]


def test_the_same_press_twice_is_one_milestone(signed_in, kind):
    form = (
        signed_in("administrator").get(f"/staff/settings/assignments/{kind.id}/milestones/new").form("main form.form")
    )
    for _ in range(2):
        form.send(name_sv="Förordnad")
    assert names(kind).count("Förordnad") == 1


def test_a_milestone_of_another_type_is_not_found_under_this_one(signed_in, kind):
    other = db.session.scalar(select(Milestone).where(Milestone.assignment_type_id != kind.id))
    signed_in("administrator").get(f"/staff/settings/assignments/{kind.id}/milestones/{other.id}", status=404)
