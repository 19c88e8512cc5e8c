"""Is a placement made once, with a code that stays its own whatever happens to it?"""

from datetime import date

import pytest
from sqlalchemy import select

from app.clock import now
from app.errors import Refused
from app.flyers import actions, queries
from app.flyers.codes import is_code
from app.flyers.models import Code, Placement
from app.flyers.rules import PlacementPlan
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.columns import new_id
from app.store.db import db, unit_of_work

PLAN = PlacementPlan("flyer_batch", "Flyer, biblioteket", quantity_out=500, cost_ore=125_000)


def add(event, plan=PLAN, key=None):
    with unit_of_work():
        return actions.add_placement(event, plan, key=key or new_id(), by=OPERATOR, now=now())


def lines(kind):
    return db.session.scalars(select(JournalLine).filter_by(kind=kind)).all()


def test_a_placement_gets_a_code_and_is_written_down(make):
    event = make.event()
    row = add(event)
    assert is_code(row.code.code)
    assert (row.label, row.quantity_out, row.cost_ore, row.event_id) == ("Flyer, biblioteket", 500, 125_000, event.id)
    assert [(line.subject, line.details) for line in lines("placement.added")] == [
        (row.id, {"event": event.id, "kind": "flyer_batch"})
    ]


def test_the_same_key_again_is_the_same_placement(make):
    event, key = make.event(), new_id()
    assert add(event, key=key).id == add(event, key=key).id == key
    assert db.session.query(Placement).count() == db.session.query(Code).count() == 1


def test_anothers_key_is_refused(make):
    mine, theirs = make.event(), make.event(organisation=make.organisation("motala", "Motala kommun"))
    key = add(mine).id
    with pytest.raises(Refused):
        add(theirs, key=key)


def test_a_code_that_is_taken_is_not_given_again(make, monkeypatch):
    taken = add(make.event()).code.code
    minted = iter([taken, taken, "K7M4XW9P"])
    monkeypatch.setattr(actions.codes, "mint", lambda: next(minted))
    assert add(make.event()).code.code == "K7M4XW9P"


def test_a_change_names_what_changed_and_leaves_the_code(make):
    row = add(make.event())
    code = row.code.code
    with unit_of_work():
        row = queries.placement_by_id(row.id)
        plan = PlacementPlan(
            "poster", "Flyer, biblioteket", from_on=date(2027, 5, 1), quantity_out=500, cost_ore=125_000
        )
        assert actions.change_placement(row, plan, by=OPERATOR, now=now()) == ["kind", "from_on"]
    assert queries.placement_by_id(row.id).code.code == code
    assert lines("placement.changed")[0].details == {"fields": ["kind", "from_on"]}


def test_a_change_that_changes_nothing_is_not_written_down(make):
    row = add(make.event())
    with unit_of_work():
        assert actions.change_placement(queries.placement_by_id(row.id), PLAN, by=OPERATOR, now=now()) == []
    assert lines("placement.changed") == []


def test_the_event_behind_the_print_can_be_changed(make):
    before, after = make.event("Blodomloppet"), make.event("Kärlekshelg")
    row = add(before)
    with unit_of_work():
        actions.lead_to(queries.placement_by_id(row.id), after, by=OPERATOR, now=now())
    assert queries.placement_by_id(row.id).event_id == after.id
    assert lines("placement.moved")[0].details == {"before": before.id, "after": after.id}


def test_a_code_does_not_lead_to_what_is_cancelled_or_anothers(make):
    row = add(make.event())
    theirs = make.event(organisation=make.organisation("motala", "Motala kommun"))
    for event in (make.event(state="cancelled"), theirs):
        with pytest.raises(Refused), unit_of_work():
            actions.lead_to(queries.placement_by_id(row.id), event, by=OPERATOR, now=now())


def test_a_retired_placement_keeps_its_code_and_can_be_taken_up_again(make):
    row = add(make.event())
    for act, retired in ((actions.retire, True), (actions.retire, True), (actions.take_up, False)):
        with unit_of_work():
            act(queries.placement_by_id(row.id), by=OPERATOR, now=now())
        assert (queries.placement_by_id(row.id).retired_at is not None) is retired
    assert db.session.get(Code, row.code.code) is not None
    assert (len(lines("placement.retired")), len(lines("placement.taken-up"))) == (1, 1)


def test_retired_placements_come_last(make):
    event = make.event()
    first, second = add(event), add(event)
    with unit_of_work():
        actions.retire(queries.placement_by_id(first.id), by=OPERATOR, now=now())
    assert [row.id for row in queries.placements_of(event.id)] == [second.id, first.id]
