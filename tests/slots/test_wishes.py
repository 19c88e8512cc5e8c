"""Does a time that a visitor wished for on the tablet become theirs, or do they hear that it is gone? Through HTTP."""

import pytest
from sqlalchemy import select

from app.capture.configuration import configuration
from app.clock import now
from app.journal.actors import OPERATOR, VISITOR
from app.leads import follow_up
from app.leads.clocks import chosen_by, offers_to
from app.leads.models import Lead
from app.mail.models import Letter
from app.slots import booking, wishes
from app.slots.models import SlotBooking
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.capture.tablet import Tablet


@pytest.fixture
def pool(make):
    return make.slot_pool(notice_hours=0)


@pytest.fixture
def tablet(app, make, pool):
    return Tablet(app).join(make.booth())


def lead_of(name):
    db.session.rollback()
    return next(one for one in db.session.scalars(select(Lead)) if one.person.name == name)


def bookings():
    db.session.rollback()
    return {(one.lead.person.name, f"{one.pool_id}.{int(one.starts_at.timestamp())}")
            for one in db.session.scalars(select(SlotBooking)) if one.place_no is not None}  # fmt: skip


def letters(template):
    db.session.rollback()
    return db.session.scalars(select(Letter).filter_by(template=template)).all()


def test_a_tablet_is_told_the_times_in_the_languages_of_its_form_and_none_where_there_are_none(app, make, tablet, pool):
    told = tablet.told["times"]
    assert (len(told), set(told[0]), set(told[0]["names"])) == (
        6,
        {"key", "kind", "at", "names"},
        {"sv", "en"},
    )
    assert told[0]["names"]["sv"].endswith("kl. 9.00, vi ringer")
    days = [one["at"][:10] for one in told]
    assert max(days.count(day) for day in days) == wishes.A_DAY
    with unit_of_work():
        db.session.get(type(pool), pool.id).closed_at = now()
    assert configuration(tablet.row, now=now()).told["times"] == []


def test_a_wish_is_booked_when_the_record_arrives_and_counts_from_when_it_was_made(tablet):
    wanted = tablet.told["times"][1]["key"]
    tablet.save("Åsa Ek", slot=wanted)
    before = tablet.told["config_version"]
    answer = tablet.sync()
    lead = lead_of("Åsa Ek")
    (chosen,) = chosen_by([lead])[lead.id]
    assert (bookings(), lead.state) == ({("Åsa Ek", wanted)}, "meeting_booked")
    assert set(offers_to(lead)) == {lead.captured_at} == {chosen.at}
    assert answer["config_version"] != before
    tablet.sync()
    assert (len(bookings()), len(letters("slot_booked"))) == (1, 1)


def test_who_comes_second_to_a_time_hears_that_it_is_gone_and_can_choose_another(tablet):
    wanted = tablet.told["times"][0]["key"]
    tablet.save("Åsa Ek", slot=wanted)
    tablet.save("Erik Lund", phone="070-999 45 67", slot=wanted)
    assert [ack["status"] for ack in tablet.sync()["acks"]] == ["stored", "stored"]
    assert bookings() == {("Åsa Ek", wanted)}
    (letter,) = letters("slot_missed")
    assert letter.ids == {"lead": lead_of("Erik Lund").id}
    assert lead_of("Erik Lund").state == "new"


@pytest.mark.parametrize("slot", [None, "", "nonsense", 7, "x" * 500, ["a"], "00000000000000000000.1700000000"])
def test_whatever_else_stands_for_a_wish_is_a_lead_all_the_same(tablet, slot):
    tablet.save("Åsa Ek", slot=slot)
    assert tablet.statuses() == ["stored"]
    assert (bookings(), lead_of("Åsa Ek").state) == (set(), "new")


def test_a_tablet_that_showed_no_times_offered_none(tablet):
    tablet.save("Åsa Ek")
    tablet.sync()
    assert offers_to(lead_of("Åsa Ek")) == []


def test_a_wish_changed_on_the_tablet_moves_the_time_but_never_undoes_a_later_choice(tablet):
    first, second, third = (one["key"] for one in tablet.told["times"][:3])
    asa = tablet.save("Åsa Ek", slot=first)
    bo = tablet.save("Bo Berg", phone="070-111 45 67", slot=second)
    tablet.sync(asa, bo)
    with unit_of_work():
        row = db.session.scalar(select(SlotBooking).filter_by(lead_id=lead_of("Bo Berg").id))
        booking.move(row, third, by=VISITOR, now=now(), staff=False)
    changed = tablet.save("Åsa Ek", slot=None, supersedes=asa["id"])
    again = tablet.save("Bo Berg", phone="070-111 45 67", slot=first, supersedes=bo["id"])
    tablet.sync(changed, again)
    assert bookings() == {("Bo Berg", third)}


def test_a_time_can_be_wished_for_by_many_tablets_and_is_given_as_often_as_it_has_places(make, app):
    pool = make.slot_pool(capacity=2, notice_hours=0)
    leads = [make.lead(f"Person {number}") for number in range(4)]
    wanted = wishes.offered_on_tablets(pool.function_id, now())[0].key
    for lead in leads:
        with unit_of_work():
            at = {"chosen_at": now(), "now": now()}
            wishes.grant(db.session.get(Lead, lead.id), wanted, key=new_id(), by=VISITOR, **at)
    assert (len(bookings()), len(letters("slot_missed"))) == (2, 2)


@pytest.fixture
def aside(make, pool):
    """Somebody who waits for staff, with the first time that there is."""
    return make.lead("Kanske Skräp", quarantined=True, slot=make.slot_time(pool, 0))


def let_in(signed_in, lead):
    """What staff see of its time before they let it in, and the page after that."""
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}", status=200)
    return room(page), page.form(f'form[action$="/{lead.id}/release"]').send()


def room(page):
    return page.soup.select_one("#slot").get_text(" ", strip=True)


def test_what_was_set_aside_has_the_time_that_it_waited_with_once_staff_let_it_in(signed_in, make, pool, aside):
    wanted = make.slot_time(pool, 0)
    before, page = let_in(signed_in, aside)
    assert "Tiden bokas när du släpper anmälan, om den är ledig då." in before
    assert "Anmälan är släppt. Tiden som personen valde är bokad:" in page.text
    assert bookings() == {("Kanske Skräp", wanted)}
    lead = lead_of("Kanske Skräp")
    (chosen,) = chosen_by([lead])[lead.id]
    assert (lead.state, chosen.at, len(letters("slot_booked"))) == ("meeting_booked", lead.captured_at, 1)


def test_staff_and_the_person_hear_what_was_wished_for_when_it_has_gone(signed_in, make, pool, aside):
    make.slot_booking(pool, make.lead("Erik Lund"))
    _before, page = let_in(signed_in, aside)
    assert "Personen önskade tiden" in page.text and "men den går inte att få längre. Erbjud en annan." in page.text
    assert "men den tiden gick inte att få." in room(page)
    assert (lead_of("Kanske Skräp").state, len(letters("slot_missed"))) == ("new", 1)


def test_a_record_of_a_tablet_that_is_set_aside_keeps_its_wish_too(tablet):
    wanted = tablet.told["times"][0]["key"]
    tablet.save("Åsa Ek", phone="12", slot=wanted)
    tablet.sync()
    lead = lead_of("Åsa Ek")
    assert (lead.state, bookings()) == ("quarantined", set())
    with unit_of_work():
        follow_up.release(db.session.get(Lead, lead.id), by=OPERATOR, now=now())
    assert bookings() == {("Åsa Ek", wanted)}
