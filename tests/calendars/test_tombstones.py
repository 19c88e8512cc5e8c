"""What does a feed go on saying of something that left it? Cancelled, once, in every feed that had it and in no other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.accounts.queries import first_unit
from app.booths import actions as booths
from app.booths.models import Booth
from app.clock import now
from app.events import actions as events
from app.events.when import When
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work


@pytest.fixture
def said(feeds):
    """What a feed says: of each entry its id, title, state and sequence."""

    def read(path):
        return [
            (str(event["UID"]).split("-")[0], str(event["SUMMARY"]), str(event["STATUS"]), event["SEQUENCE"])
            for event in feeds.events(path)
        ]

    return read


def act(verb, row, *arguments, **more):
    with unit_of_work():
        return verb(db.session.get(type(row), row.id), *arguments, by=OPERATOR, now=now(), **more)


def other_function(make):
    from app.accounts.actions import make_function

    with unit_of_work():
        return make_function(first_unit(make.first().id), name="Projektledare", by=OPERATOR, now=now())


def test_a_deleted_draft_is_cancelled_in_the_plan_and_was_never_public(feeds, make, said):
    event = make.event(public=False)
    public, unit, function = (feeds.path(scope) for scope in ("public", "unit", "function"))
    tag = feeds.poll(unit).headers["ETag"]
    act(events.delete, event)
    assert feeds.poll(unit).headers["ETag"] != tag
    assert said(unit) == said(function) == [("event", "Inställt: Blodomloppet", "CANCELLED", 1)]
    assert said(public) == []


def test_an_event_that_is_no_longer_public_is_cancelled_there_and_on_in_the_plan(feeds, make, said):
    event = make.event()
    public, unit = feeds.path("public"), feeds.path("unit")
    before = feeds.events(public)[0]["UID"]
    act(events.unpublish, event)
    assert said(public) == [("event", "Inställt: Blodomloppet", "CANCELLED", 1)]
    assert said(unit) == [("event", "Blodomloppet", "CONFIRMED", 0)]
    assert feeds.events(public)[0]["UID"] == before


def test_one_published_again_is_on_again_with_a_higher_sequence(feeds, make, said):
    event = make.event()
    public = feeds.path("public")
    act(events.unpublish, event)
    act(events.publish, event)
    assert said(public) == [("event", "Blodomloppet", "CONFIRMED", 2)]


def test_one_handed_to_another_function_leaves_the_first_and_comes_back_whole(feeds, make, said):
    event, other = make.event(), other_function(make)
    mine, theirs = feeds.path("function"), feeds.path("function", other.id)

    act(events.hand_to, event, other.id)
    assert said(mine) == [("event", "Inställt: Blodomloppet", "CANCELLED", 1)]
    assert said(theirs) == [("event", "Blodomloppet", "CONFIRMED", 0)]
    act(events.hand_to, event, make.function().id)
    assert said(mine) == [("event", "Blodomloppet", "CONFIRMED", 2)]
    assert said(theirs) == [("event", "Inställt: Blodomloppet", "CANCELLED", 1)]


def test_a_day_that_is_no_longer_known_is_cancelled_where_only_days_are_told(feeds, make, said):
    event = make.event(when="2027-05-12")
    act(events.move_event, event, When.read("2027-05"))
    assert said(feeds.path("public")) == [("event", "Inställt: Blodomloppet", "CANCELLED", 1)]
    assert said(feeds.path("unit")) == [("event", "Blodomloppet (maj 2027)", "CONFIRMED", 1)]


def test_a_deleted_booth_is_cancelled_in_the_plan(feeds, make, said):
    event = make.event()
    at = now() + timedelta(days=21)
    booth = make.booth(event, setup_at=at, takedown_at=at + timedelta(hours=9))
    unit = feeds.path("unit")
    before = {str(entry["UID"]) for entry in feeds.events(unit)}
    act(booths.delete_booth, booth)
    assert [row[:3] for row in sorted(said(unit))] == [
        ("event", "Blodomloppet", "CONFIRMED"),
        ("setup", "Inställt: Bygg upp: Tältet, Blodomloppet", "CANCELLED"),
        ("takedown", "Inställt: Plocka ner: Tältet, Blodomloppet", "CANCELLED"),
    ]
    assert {str(entry["UID"]) for entry in feeds.events(unit)} == before


def test_a_booth_that_nobody_sets_up_any_more_keeps_what_is_taken_down(feeds, make, said):
    at = now() + timedelta(days=21)
    booth = make.booth(make.event(), setup_at=at, takedown_at=at + timedelta(hours=9))
    unit = feeds.path("unit")
    row = db.session.get(Booth, booth.id)
    act(booths.change_booth, row, replace(booths.said_of(row), setup_at=None))
    assert [row[1] for row in sorted(said(unit))[1:]] == [
        "Inställt: Bygg upp: Tältet, Blodomloppet",
        "Plocka ner: Tältet, Blodomloppet",
    ]
    row = db.session.get(Booth, booth.id)
    act(booths.change_booth, row, replace(booths.said_of(row), setup_at=at))
    assert [row[1] for row in sorted(said(unit))[1:]] == [
        "Bygg upp: Tältet, Blodomloppet",
        "Plocka ner: Tältet, Blodomloppet",
    ]


def test_a_booth_that_must_stay_leaves_nothing_behind(feeds, make, said):
    from app.errors import Refused

    booth = make.booth(make.event(), setup_at=now() + timedelta(days=21))
    make.placement(booth.event, booth_id=booth.id)
    with pytest.raises(Refused):
        act(booths.delete_booth, booth)
    assert [row[2] for row in said(feeds.path("unit"))] == ["CONFIRMED", "CONFIRMED"]


def test_a_date_alone_notices_a_booth_that_is_gone(feeds, make):
    booth = make.booth(make.event(), setup_at=now())
    path = feeds.path("unit")
    before = feeds.poll(path).headers["Last-Modified"]
    with unit_of_work():
        booths.delete_booth(db.session.merge(booth), by=OPERATOR, now=now() + timedelta(seconds=2))
    feeds.poll(path, 200, If_Modified_Since=before)
