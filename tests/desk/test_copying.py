"""Does a copy move what it should, show it first, and take nothing that belongs to the old one?"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booths.models import Booth
from app.clock import here
from app.desk.copying import booth_moved, days_between, target
from app.events.models import Event, Tombstone
from app.events.when import When, instant
from app.flyers.models import Code, Placement
from app.store.db import db


def old_one(make):
    event = make.event(
        "Mässan", when=When.times(datetime(2026, 9, 12, 10), datetime(2026, 9, 12, 16)), note="Ta med tält"
    )
    booth = make.booth(event, from_at=event.starts_at, until_at=event.ends_at, bring="Duk")
    make.placement(event, "Flygblad A5", quantity_out=500, cost_ore=145000, booth_id=booth.id,
                   from_on=date(2026, 9, 1), until_on=date(2026, 9, 13))  # fmt: skip
    make.placement(event, "Affisch", "poster")
    return event


def preview(browser, event, **values):
    form = browser.get(f"/staff/events/{event.slug}/copy", status=200).form("main form.form")
    return form.send(step="preview", **values)


def test_first_it_is_shown_what_moves_to_when(signed_in, make):
    event = old_one(make)
    page = preview(signed_in("planner"), event, when="11 sep 2027", title="Mässan 2027")
    assert page.rows() == [
        ["Aktivitet Mässan", "lördag 12 september 2026 kl. 10.00–16.00", "lördag 11 september 2027 kl. 10.00–16.00"],
        ["Monter Tältet: öppet från", "lördag 12 september 2026 kl. 10.00", "lördag 11 september 2027 kl. 10.00"],
        ["Monter Tältet: öppet till", "lördag 12 september 2026 kl. 16.00", "lördag 11 september 2027 kl. 16.00"],
        ["Placering Flygblad A5", "1–12 september 2026", "31 augusti–11 september 2027, ny kod"],
        ["Placering Affisch", "utan datum", "utan datum, ny kod"],
    ]
    assert db.session.query(Event).count() == 1


def test_then_it_is_made_as_a_draft_with_new_codes_and_no_counts(signed_in, make):
    event = old_one(make)
    page = (
        preview(signed_in("planner"), event, when="11 sep 2027", title="Mässan 2027")
        .form("main form")
        .send(step="make")
    )
    assert (page.path, page.h1) == ("/staff/events/massan-2027", "Mässan 2027")
    twin = db.session.query(Event).filter_by(slug="massan-2027").one()
    assert (twin.state, twin.public, twin.note, twin.copied_from_id) == ("idea", False, "Ta med tält", event.id)
    booth = db.session.query(Booth).filter_by(event_id=twin.id).one()
    assert (booth.bring, f"{here(booth.from_at):%Y-%m-%d %H:%M}") == ("Duk", "2027-09-11 10:00")
    rows = db.session.query(Placement).filter_by(event_id=twin.id).order_by(Placement.label).all()
    assert [(row.label, row.quantity_out, row.cost_ore, row.from_on, row.booth_id) for row in rows] == [
        ("Affisch", None, None, None, None), ("Flygblad A5", None, None, date(2027, 8, 31), booth.id),
    ]  # fmt: skip
    assert db.session.query(Code).count() == len({code.code for code in db.session.query(Code)}) == 4


def test_the_same_press_twice_is_one_copy(signed_in, make):
    event = old_one(make)
    form = preview(signed_in("planner"), event, when="11 sep 2027").form("main form")
    assert form.send(step="make").path == form.send(step="make").path
    assert (db.session.query(Event).count(), db.session.query(Booth).count(), db.session.query(Placement).count()) == (
        2,
        2,
        4,
    )


def test_one_chooses_what_comes_along_and_can_change_ones_mind(signed_in, make):
    event = old_one(make)
    poster = db.session.query(Placement).filter_by(label="Affisch").one()
    page = preview(signed_in("planner"), event, when="maj 2027", booths=None, placements=[poster.id])
    assert [row[0] for row in page.rows()] == ["Aktivitet Mässan", "Placering Affisch"]
    back = page.form("main form").send(step="change")
    assert back.form("main form.form").values["placements"] == [poster.id]
    page.form("main form").send(step="make")
    twin = db.session.query(Event).filter_by(copied_from_id=event.id).one()
    assert (twin.when_text, db.session.query(Booth).filter_by(event_id=twin.id).count()) == ("2027-05", 0)


def test_times_wait_when_the_new_day_is_not_known(signed_in, make):
    page = preview(signed_in("planner"), old_one(make), when="v. 20 2027")
    assert [row[2] for row in page.rows()] == [
        "v. 20 2027", "bestäms senare", "bestäms senare", "utan datum, ny kod", "utan datum, ny kod",
    ]  # fmt: skip


def test_a_time_that_the_clock_skips_is_refused_in_words(signed_in, make):
    event = make.event(when="2026-03-21")
    make.booth(event, setup_at=instant(datetime(2026, 3, 21, 2, 30)))
    page = preview(signed_in("planner"), event, when="2027-03-28")
    assert page.errors == [
        "Klockan 2.30 finns inte söndag 28 mars 2027: då ställs klockan fram till sommartid. Välj en annan tid."
    ]


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(DAYS, DAYS, st.integers(3, 20), st.integers(1, 90))
def test_a_booths_clock_time_and_its_distance_from_the_event_stay(first, then, hour, length):
    old = When.days(first, first + timedelta(days=length % 5))
    new = target(old, When.days(then))
    opens = datetime.combine(first, datetime.min.time()) + timedelta(hours=hour)
    moved = booth_moved(Booth(name="A", network="unknown", from_at=instant(opens)), days_between(old, new))
    assert here(moved.from_at).replace(tzinfo=None) == opens + (then - first)
    assert (new.until_on - new.first_on) == (old.until_on - old.first_on)


def test_a_draft_is_taken_away_with_its_booths_after_a_question(signed_in, make):
    event = make.event("Utkast", public=False, published_at=None)
    make.booth(event)
    page = signed_in("planner").get(f"/staff/events/{event.slug}/delete", status=200)
    assert "Dess monter försvinner också: Tältet." in page.text
    assert page.form("main form.form").send().path == "/staff/events"
    assert (db.session.query(Event).count(), db.session.query(Booth).count()) == (0, 0)
    assert db.session.query(Tombstone.title).distinct().all() == [("Utkast",)]


def test_what_has_a_code_stays_with_its_booths(signed_in, make):
    event = make.event(public=False, published_at=None)
    make.booth(event)
    make.placement(event)
    page = signed_in("planner").get(f"/staff/events/{event.slug}/delete").form("main form.form").send()
    assert page.errors == ["Aktiviteten har spårkoder eller intressen och måste finnas kvar. Ställ in den i stället."]
    assert (db.session.query(Event).count(), db.session.query(Booth).count()) == (1, 1)


@pytest.mark.parametrize("page", ["copy", "delete"])
def test_another_organisations_event_is_as_missing_as_none(signed_in, make, page):
    make.organisation()
    foreign = make.event(organisation=make.organisation(slug="motala", name="Motala kommun"))
    browser = signed_in("planner")
    assert [browser.get(f"/staff/events/{slug}/{page}").status for slug in (foreign.slug, "finns-inte")] == [404, 404]


@pytest.mark.parametrize("page", ["copy", "delete"])
def test_a_reader_copies_and_deletes_nothing(signed_in, make, page):
    event = make.event()
    assert signed_in("reader").get(f"/staff/events/{event.slug}/{page}").status == 403
