"""Does the worker find at night what intake could not see, once, and never what staff have decided?"""

import pytest
from sqlalchemy import select

from app.clock import now
from app.leads.models import DuplicateHint, Lead, Person
from app.people.nightly import look_for_duplicates
from app.store.db import db, unit_of_work

pytestmark = pytest.mark.both


def hints():
    db.session.rollback()
    rows = db.session.scalars(select(DuplicateHint).order_by(DuplicateHint.lead_id, DuplicateHint.other_lead_id))
    return [(row.lead_id, row.other_lead_id, tuple(row.why)) for row in rows]


def test_another_spelling_with_a_part_of_a_number_is_found_at_night(make):
    one = make.lead("Christina Karlsson", phone="+46701234567")
    other = make.lead("Carlson, Kristina Maria", phone="+46737774567")
    make.lead("Kristina Karlsson", phone="+46700000001")
    assert hints() == []
    assert look_for_duplicates(now=now()) == 1
    assert hints() == [(other.id, one.id, ("name",))]
    assert look_for_duplicates(now=now()) == 0


def test_what_intake_has_found_is_not_found_again_and_a_decision_stands(make):
    one, other = (make.lead(name, phone="+46701234567") for name in ("Åsa Ek", "Bo Ek"))
    with unit_of_work():
        row = db.session.get(DuplicateHint, (other.id, one.id))
        row.decision = "different"
    assert look_for_duplicates(now=now()) == 0
    assert db.session.get(DuplicateHint, (other.id, one.id)).decision == "different"


def test_those_of_one_household_two_that_are_closed_and_what_is_set_aside_are_left_alone(make):
    with_phone = {"phone": "+46701234567"}
    for change in ("household", "closed", "set aside"):
        pair = [make.lead(f"{change} {n}", **with_phone) for n in range(2)]
        with unit_of_work():
            db.session.query(DuplicateHint).delete()
            for lead in (db.session.get(Lead, row.id) for row in pair):
                if change == "household":
                    lead.person.household_id = "h"
                else:
                    lead.state = "withdrew" if change == "closed" else "quarantined"
        assert (change, [hint for hint in hints() if set(hint[:2]) == {row.id for row in pair}]) == (change, [])
        look_for_duplicates(now=now())
        assert (change, [hint for hint in hints() if set(hint[:2]) == {row.id for row in pair}]) == (change, [])
        with_phone = {"phone": f"+4670999{len(change):04}"}


def test_units_and_organisations_are_looked_through_apart(make):
    make.organisation()
    make.lead("Åsa", phone="+46701234567")
    make.lead("Åsa", phone="+46701234567", organisation=make.organisation("motala", "Motala kommun"))
    assert (look_for_duplicates(now=now()), hints()) == (0, [])


def test_more_pairs_than_fit_in_one_transaction_are_all_put(make, monkeypatch):
    from app.people import nightly

    monkeypatch.setattr(nightly, "READ", 3)
    monkeypatch.setattr(nightly, "WRITTEN", 2)
    for number in range(5):
        make.lead(f"Person {number}", phone="+46701234567")
    with unit_of_work():
        db.session.query(DuplicateHint).delete()
    assert (look_for_duplicates(now=now()), len(hints())) == (10, 10)
    assert db.session.query(Person).count() == 5
