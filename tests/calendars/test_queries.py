"""What `app.calendars.queries` finds for a feed."""

from datetime import date, timedelta

import pytest

from app.accounts.models import Holding
from app.accounts.queries import first_unit
from app.calendars.entries import Window
from app.calendars.queries import (
    calls_in,
    events_in,
    extent_of,
    feeds_of,
    fingerprint,
    function_ids_held,
    subscription_by_hash,
)
from app.clock import now
from app.events.models import Event
from app.events.when import When
from app.leads.models import Lead, Person
from app.leads.pipeline import OURS, STATES
from app.store.db import db, unit_of_work

WINDOW = Window(date(2026, 10, 22), date(2027, 11, 21))


@pytest.fixture
def extent(feeds):
    """The rows of a feed of ours in the window."""
    return lambda scope: extent_of(subscription_by_hash(feeds.open(scope).token_hash), WINDOW)


def lead(make, **facts):
    organisation, at = make.first(), now()
    with unit_of_work():
        unit = first_unit(organisation.id)
        person = Person(
            organisation_id=organisation.id, unit_id=unit.id, name="Anna Ek", name_key="anna ek", created_at=at
        )
        db.session.add(person)
        db.session.flush()
        facts = {"owner_function_id": make.function().id, "state": "new", "next_on": date(2026, 11, 23)} | facts
        row = Lead(
            organisation_id=organisation.id, unit_id=unit.id, person_id=person.id, way="web",
            captured_at=at, received_at=at, updated_at=at, **facts,
        )  # fmt: skip
        db.session.add(row)


def test_a_feed_is_known_by_hash_with_its_name_and_language(feeds, make):
    feed = feeds.open("unit")
    found = subscription_by_hash(feed.token_hash)
    assert (found.feed_id, found.scope, found.name, found.language, found.inside, found.coarse) == (
        feed.id, "unit", "Frivilligcentrum", "sv", True, True,
    )  # fmt: skip
    assert subscription_by_hash("0" * 64) is None


def test_events_are_those_that_touch_the_window(extent, make):
    for day in ("2026-10-21", "2026-10-22", "2027-11-20", "2027-11-21"):
        make.event(day, when=When.read(day))
    assert sorted(event.title for event in events_in(extent("public"))) == ["2026-10-22", "2027-11-20"]


@pytest.mark.parametrize("state", STATES)
def test_a_call_is_counted_as_long_as_it_is_ours_to_make(extent, make, state):
    lead(make, state=state)
    assert [call.number for call in calls_in(extent("function"))] == ([1] if state in OURS else [])


def test_calls_are_counted_by_day(extent, make):
    for day in (23, 23, 24):
        lead(make, next_on=date(2026, 11, day))
    lead(make, next_on=None)
    lead(make, next_on=date(2026, 10, 21))
    lead(make, owner_function_id=None)
    assert [(call.function_name, call.on.day, call.number) for call in calls_in(extent("function"))] == [
        ("Resurssamordnare", 23, 2), ("Resurssamordnare", 24, 1),
    ]  # fmt: skip


def test_a_function_is_held_from_its_first_day_until_before_its_last(make):
    staff = make.staff("planner")
    with unit_of_work():
        holding = db.session.scalar(db.select(Holding).filter_by(staff_id=staff.id))
        holding.from_on, holding.until_on = date(2026, 11, 1), date(2026, 11, 21)
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 21)]
    assert [len(function_ids_held(staff.id, day)) for day in days] == [0, 1, 1, 0]


def test_a_fingerprint_changes_with_any_row_of_the_feed_and_with_no_other(extent, make):
    inside = make.event(when=When.read("2026-12-05"))
    outside = make.event(when=When.read("2029-12-05"))
    scope = extent("public")
    before = fingerprint(scope)
    for event, changes in ((outside, False), (inside, True)):
        with unit_of_work():
            db.session.get(Event, event.id).updated_at = now() + timedelta(seconds=3)
        assert (fingerprint(scope).rows != before.rows) == changes


def test_the_latest_change_is_that_of_the_whole_plan_so_that_what_left_is_noticed(extent, make):
    make.event(when=When.read("2026-12-05"))
    hidden = make.event(public=False)
    latest = now() + timedelta(seconds=5)
    with unit_of_work():
        db.session.get(Event, hidden.id).updated_at = latest
    assert fingerprint(extent("public")).changed_at == latest


def test_an_empty_plan_has_a_fingerprint_too(extent):
    assert fingerprint(extent("unit")).changed_at is None


def test_living_feeds_are_found_together(feeds, make):
    organisation = make.first()
    public, unit = feeds.open("public"), feeds.open("unit")
    found = feeds_of(organisation.id, [public.of_id, unit.of_id])
    assert {key: feed.id for key, feed in found.items()} == {
        ("public", public.of_id): public.id,
        ("unit", unit.of_id): unit.id,
    }
