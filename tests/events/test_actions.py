"""What do the verbs keep? Numbers for calendars, one row for one key, journal lines, nothing lost."""

import pytest
from sqlalchemy import select

from app.accounts.queries import first_unit
from app.clock import now
from app.errors import Refused
from app.events import actions
from app.events.models import Event, Tombstone
from app.events.plan import Plan
from app.events.when import When
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.columns import new_id
from app.store.db import db, unit_of_work

BY = {"by": OPERATOR}


def act(verb, event, *args, **kwargs):
    with unit_of_work():
        return verb(db.session.get(Event, event.id), *args, by=OPERATOR, now=now(), **kwargs)


def plan(**facts):
    return Plan(**({"title": "Kärlekshelg", "kind": "booth", "main_strand": "grassroots"} | facts))


@pytest.fixture
def unit(make):
    return first_unit(make.organisation().id)


def planned(unit, key=None, **facts):
    with unit_of_work():
        return actions.plan_event(plan(**facts), key=key or new_id(), unit=unit, by=OPERATOR, now=now())


def test_an_event_starts_as_a_draft_that_the_entrance_function_owns(unit):
    event = planned(unit, when=When.read("2017-09"))
    assert (event.state, event.public, event.slug, event.when_text, event.sequence, event.strands) == (
        "idea", False, "karlekshelg", "2017-09", 0, ["grassroots"],
    )  # fmt: skip
    assert event.owner_function_id == unit.entrance_function_id


def test_the_same_key_twice_is_one_event(unit):
    key = new_id()
    assert planned(unit, key).id == planned(unit, key, title="Något annat").id == key
    assert [event.title for event in db.session.query(Event)] == ["Kärlekshelg"]


def test_two_of_one_title_have_two_addresses(unit):
    assert [planned(unit).slug, planned(unit).slug, planned(unit).slug] == [
        "karlekshelg", "karlekshelg-2", "karlekshelg-3",
    ]  # fmt: skip


def test_the_sequence_rises_only_when_time_place_or_state_changes(unit):
    event = planned(unit)
    seen = []
    for facts in ({"note": "Ring först"}, {"place": "Torget"}, {"place": "Torget", "when": When.read("2017-W20")}):
        act(actions.change_event, event, plan(**facts))
        seen.append(db.session.get(Event, event.id).sequence)
    act(actions.move_on, event, "planned", reason=None)
    assert (seen, db.session.get(Event, event.id).sequence) == ([0, 1, 2], 3)


def test_a_change_that_changes_nothing_leaves_no_trace(unit):
    event = planned(unit)
    before = event.updated_at
    owner = event.owner_function_id
    assert act(actions.change_event, event, plan(owner_function_id=owner)) == []
    assert db.session.get(Event, event.id).updated_at == before


def test_the_journal_names_the_fields_that_changed_and_never_their_values(unit):
    event = planned(unit)
    act(actions.change_event, event, plan(note="hemligt", owner_function_id=event.owner_function_id))
    line = db.session.query(JournalLine).filter_by(kind="event.changed").one()
    assert (line.subject, line.details) == (event.id, {"fields": ["note"]})


def test_going_back_needs_a_reason(make):
    event = make.event(state="done")
    with pytest.raises(Refused) as why:
        act(actions.move_on, event, "planned", reason=" ")
    assert why.value.field == "reason"


def test_a_cancelled_event_keeps_its_page_and_what_visitors_are_told(make):
    event = make.event()
    act(actions.cancel, event, told={"sv": "Vi ses i vår.", "en": ""})
    event = db.session.get(Event, event.id)
    assert (event.state, event.public, event.cancelled_note, event.sequence) == (
        "cancelled", True, {"sv": "Vi ses i vår."}, 1,
    )  # fmt: skip


def test_changing_what_visitors_are_told_does_not_cancel_twice(make):
    event = make.event()
    act(actions.cancel, event, told={"sv": "Vi ses i vår."})
    act(actions.cancel, event, told={"sv": "Vi ses i höst."})
    event = db.session.get(Event, event.id)
    assert (event.cancelled_note, event.sequence) == ({"sv": "Vi ses i höst."}, 1)
    assert db.session.query(JournalLine).filter_by(kind="event.cancelled").count() == 1


def test_publishing_makes_an_idea_planned(make):
    event = make.event(state="idea", public=False, published_at=None)
    act(actions.publish, event)
    event = db.session.get(Event, event.id)
    assert (event.public, event.state, event.published_at is None) == (True, "planned", False)


def test_nothing_is_published_that_lacks_something(make):
    event = make.event(public=False, published_at=None, pitches={"sv": "Hej"})
    with pytest.raises(Refused):
        act(actions.publish, event)


def test_nothing_is_published_while_the_information_text_lacks_a_part(make):
    event = make.event(public=False, published_at=None)
    with pytest.raises(Refused):
        act(actions.publish, event, notice_lacks=["ändamål"])


def test_a_copy_is_a_draft_with_the_same_words(make):
    event = make.event(note="Ta med tält", state="closed", registered=120)
    key = new_id()
    twin = act(actions.copy, event, When.read("2027-05"), title="Igen", key=key)
    again = act(actions.copy, event, When.read("2027-06"), title="Igen", key=key)
    assert (twin.id, again.id, twin.copied_from_id) == (key, key, event.id)
    assert (twin.title, twin.slug, twin.state, twin.public, twin.registered, twin.note, twin.pitches, twin.when_text) == (
        "Igen", "igen", "idea", False, None, "Ta med tält", event.pitches, "2027-05",
    )  # fmt: skip


def test_a_deleted_draft_leaves_a_stone_for_the_calendars(make):
    event = make.event(public=False, published_at=None, when="2027-05-12")
    act(actions.delete, event)
    assert db.session.get(Event, event.id) is None
    stones = db.session.scalars(select(Tombstone).filter_by(row_id=event.id).order_by(Tombstone.scope)).all()
    assert [(stone.scope, stone.title, stone.when_text, stone.sequence) for stone in stones] == [
        ("function", "Blodomloppet", "2027-05-12", 1),
        ("unit", "Blodomloppet", "2027-05-12", 1),
    ]


def test_an_event_with_a_code_cannot_be_deleted(make):
    event = make.event(public=False, published_at=None)
    make.placement(event)
    with pytest.raises(Refused):
        act(actions.delete, event)
    assert db.session.get(Event, event.id).title == "Blodomloppet"


def test_a_published_event_cannot_be_deleted(make):
    event = make.event()
    with pytest.raises(Refused):
        act(actions.delete, event)
