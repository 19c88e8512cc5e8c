"""Do booked times stand in the calendars of those who keep them, without a word of whom they are with?"""

from sqlalchemy import select

from app.accounts.actions import make_function
from app.calendars.actions import open_feed
from app.calendars.addresses import token_of
from app.clock import now
from app.journal.actors import OPERATOR
from app.slots import booking
from app.slots.models import SlotBooking
from app.store.db import db, unit_of_work


def feed(app, scope, of):
    with unit_of_work():
        row = open_feed(of.organisation_id, scope, of.id, key=app.config["INSTANCE_KEY"], by=OPERATOR, now=now())
    return f"/calendar/{token_of(row, app.config['INSTANCE_KEY'])}.ics"


def entries(client, path):
    text = client.get(path).get_data(as_text=True).replace("\r\n ", "")
    return [part for part in text.split("BEGIN:VEVENT")[1:] if "UID:slot-" in part]


def test_a_booked_time_stands_in_the_functions_and_its_holders_calendar_without_a_name(app, make, visitor):
    staff = make.staff("coordinator")
    lead = make.lead("Åsa Ek", interests=("foster_home",))
    row = make.slot_booking(lead=lead)
    for path in (feed(app, "function", make.function()), feed(app, "staff", staff)):
        (entry,) = entries(visitor.client, path)
        assert (f"UID:slot-{row.id}@localhost" in entry, "SUMMARY:Samtal (Resurssamordnare)" in entry) == (True, True)
        assert [word for word in ("Åsa", "Ek", "amiljehem", lead.id, "+46") if word in entry] == []


def test_a_moved_time_moves_and_a_cancelled_one_stays_as_cancelled(app, make, visitor):
    row, path = make.slot_booking(), feed(app, "function", make.function())
    (before,) = entries(visitor.client, path)
    with unit_of_work():
        mine = db.session.get(SlotBooking, row.id)
        booking.move(mine, make_other(make, mine), by=OPERATOR, now=now())
    (moved,) = entries(visitor.client, path)
    assert ("SEQUENCE:1" in moved, start(before) == start(moved)) == (True, False)
    with unit_of_work():
        booking.cancel(db.session.get(SlotBooking, row.id), by=OPERATOR, now=now())
    (gone,) = entries(visitor.client, path)
    assert ("STATUS:CANCELLED" in gone, "SEQUENCE:2" in gone, "TRANSP:TRANSPARENT" in gone) == (True, True, True)


def make_other(make, row):
    return make.slot_time(row.pool)


def start(entry):
    return next(line for line in entry.splitlines() if line.startswith("DTSTART"))


def test_a_meeting_that_many_come_to_is_one_entry_and_stays_when_the_last_one_moves_away(app, make, visitor):
    pool, path = (
        make.slot_pool(kind="meeting", where="place", place="Stadshuset", capacity=20),
        feed(app, "function", make.function()),
    )
    rows = [make.slot_booking(pool, make.lead(name)) for name in ("Åsa Ek", "Erik Lund")]
    (entry,) = entries(visitor.client, path)
    assert ("Träff\\, 2" in entry, "LOCATION:Stadshuset" in entry) == (True, True)
    for row in rows:
        with unit_of_work():
            mine = db.session.get(SlotBooking, row.id)
            booking.move(mine, make.slot_time(pool, 1), by=OPERATOR, now=now())
    states = {start(one): "STATUS:CANCELLED" in one for one in entries(visitor.client, path)}
    assert (states[start(entry)], sorted(states.values())) == (True, [False, True])
    assert len(db.session.scalars(select(SlotBooking)).all()) == 4


def test_a_time_that_moves_to_another_function_is_off_in_the_calendar_of_the_first(app, make, visitor):
    row, first = make.slot_booking(), feed(app, "function", make.function())
    with unit_of_work():
        other = make_function(make.function().unit, name="Fältgruppen", by=OPERATOR, now=now())
    second, pool = feed(app, "function", other), make.slot_pool(function=other)
    for to, path, left in ((make.slot_time(pool), second, first), (make.slot_time(row.pool), first, second)):
        with unit_of_work():
            booking.move(db.session.get(SlotBooking, row.id), to, by=OPERATOR, now=now())
        assert ["STATUS:CANCELLED" in entries(visitor.client, one)[0] for one in (path, left)] == [False, True]
    assert "SEQUENCE:2" in entries(visitor.client, first)[0]
