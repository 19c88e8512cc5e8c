"""Can one choose, move and give back a time without an account, and is the sign-up page as light as before?"""

import pytest
from sqlalchemy import select

from app.leads.models import Lead, Offer, Submission
from app.slots import queries
from app.slots.models import SlotBooking
from app.store.db import db
from tests.pages import no_more_than
from tests.public.visiting import ANNA, read_for, sign_up


@pytest.fixture
def path(make):
    return f"/q/{make.placement().code.code}"


def times_on(page):
    return [item["value"] for item in page.soup.select("input[name=slot]") if item["value"]]


def booked():
    db.session.expire_all()
    return db.session.scalars(select(SlotBooking).where(queries.LIVE)).all()


def own(page):
    """One's own page, from the thanks."""
    return page.follow("Se, ändra eller ta tillbaka")


def test_the_sign_up_page_offers_the_three_soonest_times(visitor, make, path):
    make.slot_pool(closes="12:00")
    page = visitor.get(path, status=200)
    assert len(times_on(page)) == 3
    assert ("kl. 9.00, vi ringer" in page.text, "Nej, hör av er när ni kan" in page.text) == (True, True)


def test_without_times_it_asks_nothing_of_them(visitor, path):
    assert "Vill du välja en tid" not in visitor.get(path).text


def test_it_is_as_light_with_times_as_without(visitor, make, path):
    make.slot_pool(closes="17:00", capacity=3)
    visitor.get(path)
    for address in (path, "/"):
        visitor.get(address)
        with no_more_than(4):
            page = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert len(page.data) < 13_500


def test_who_chooses_a_time_has_it_and_is_told(visitor, make, path):
    make.slot_pool()
    page = visitor.get(path)
    thanks = read_for(page).send(**ANNA, slot=times_on(page)[0])
    (row,) = booked()
    lead = db.session.get(Lead, row.lead_id)
    assert "Din tid är" in thanks.text
    assert (lead.state, lead.asked_on, row.by) == ("meeting_booked", lead.next_on, "visitor")
    assert sorted(db.session.scalars(select(Offer.way))) == ["booking", "page"]


def test_where_many_sign_up_at_once_the_press_more_takes_the_time(visitor, make, path, app, monkeypatch):
    make.slot_pool(capacity=3)
    app.extensions["sign_ups"]._counts.clear()
    monkeypatch.setattr(app.extensions["sign_ups"], "limit", 0.5)
    page = visitor.get(path)
    waits = read_for(page).send(**ANNA, slot=times_on(page)[0])
    assert ("Tryck en gång till" in waits.text, booked()) == (True, [])
    for _press in range(2):
        assert ("Din tid är" in waits.form().send().text, len(booked())) == (True, 1)


def test_the_same_press_twice_is_one_time(visitor, make, path):
    make.slot_pool(capacity=3)
    page = visitor.get(path)
    form = read_for(page)
    for _press in range(2):
        assert "Din tid är" in form.send(**ANNA, slot=times_on(page)[0]).text
    assert len(booked()) == 1


def test_who_leaves_it_to_us_was_still_offered_times(visitor, make, path):
    make.slot_pool()
    thanks = sign_up(visitor, path, slot="")
    assert ("Välj en tid när vi ska höras" in thanks.text, booked()) == (True, [])
    assert list(db.session.scalars(select(Offer.way))) == ["page"]


def test_nobody_is_lost_when_the_time_was_taken_meanwhile(visitor, make, path):
    pool = make.slot_pool()
    page = visitor.get(path)
    form, wanted = read_for(page), times_on(page)[0]
    make.slot_booking(pool, make.lead("Erik Lund"))
    thanks = form.send(**ANNA, slot=wanted)
    assert "Någon annan hann ta tiden som du valde." in thanks.text
    assert (len(booked()), db.session.scalar(select(Lead).filter_by(state="new")) is not None) == (1, True)
    again = thanks.follow("Välj en annan tid")
    done = again.form("main form").send(slot=times_on(again)[0])
    assert (len(booked()), "Din tid" in done.text) == (2, True)


def test_a_time_is_moved_and_given_back_by_the_secret_address(visitor, make, path):
    make.slot_pool()
    mine = own(sign_up(visitor, path, slot=""))
    choose = mine.follow("Välj en tid när vi ska höras")
    mine = choose.form("main form").send(slot=times_on(choose)[0])
    (row,) = booked()
    first = row.starts_at
    move = mine.follow("Flytta tiden")
    mine = move.form("main form").send(slot=times_on(move)[0])
    (row,) = booked()
    assert (row.starts_at == first, row.sequence) == (False, 1)
    mine = mine.follow("Avboka tiden").form("main form").send()
    assert (booked(), "Välj en tid när vi ska höras" in mine.text) == ([], True)


def test_opening_an_address_changes_nothing(visitor, make, path):
    make.slot_pool()
    page = visitor.get(path)
    mine = own(read_for(page).send(**ANNA, slot=times_on(page)[0]))
    for words in ("Flytta tiden", "Avboka tiden"):
        mine.follow(words)
    (row,) = booked()
    assert row.sequence == 0


def test_what_was_sent_by_somebody_else_opens_no_time(visitor, make, path):
    make.slot_pool()
    mine = own(sign_up(visitor, path))
    wrong = mine.path[:-1] + ("A" if mine.path[-1] != "A" else "B")
    assert [visitor.get(f"{wrong}/{page}").status for page in ("time", "time/cancel")] == [404, 404]


def test_a_full_page_says_so(visitor, make, path):
    pool = make.slot_pool()
    mine = own(sign_up(visitor, path, slot=""))
    page = mine.follow("Välj en tid när vi ska höras")
    make.slot_booking(pool, make.lead("Erik Lund"))
    answer = page.form("main form").send(slot=times_on(page)[0])
    assert (answer.status, answer.errors) == (422, ["Någon annan hann ta tiden. Välj en annan."])


def test_what_is_set_aside_takes_no_time_from_others(visitor, make, path):
    make.slot_pool()
    page = visitor.get(path)
    form = read_for(page, seconds=0)
    wanted = times_on(page)[0]
    form.send(**ANNA, slot=wanted)
    assert (booked(), db.session.scalar(select(Submission)).answers["slot"]) == ([], wanted)  # which waits with it
