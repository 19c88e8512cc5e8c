"""Is a place given once, and does what hangs on it follow? On a real database."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import local_date, now
from app.errors import Refused
from app.journal.actors import OPERATOR, VISITOR
from app.leads import corrections, follow_up
from app.leads.clocks import attempts_of, chosen_by, clock_of, hours_of, offers_to
from app.leads.models import Lead, Offer, Submission
from app.mail.delivery import deliver_due
from app.mail.models import Letter, MailboxItem
from app.slots import actions, booking, queries
from app.slots.models import SlotBooking, SlotPool
from app.store.columns import new_id
from app.store.db import db, unit_of_work


def again(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def book(lead, wanted, *, key=None, **how):
    with unit_of_work():
        return booking.book(lead, wanted, key=key or new_id(), by=OPERATOR, now=now(), **how)


def test_a_booked_time_is_a_meeting_on_the_day_that_was_chosen(make):
    lead, pool = make.lead(), make.slot_pool()
    row = book(lead, make.slot_time(pool))
    lead, day = again(lead), local_date(row.starts_at)
    assert (lead.state, lead.next_on, lead.asked_on) == ("meeting_booked", day, day)
    assert (row.place_no, row.ends_at - row.starts_at) == (0, timedelta(minutes=30))


def test_the_same_press_twice_is_one_booking(make):
    lead, pool, key = make.lead(), make.slot_pool(capacity=2), new_id()
    wanted = make.slot_time(pool)
    assert book(lead, wanted, key=key).id == book(lead, wanted, key=key).id
    assert db.session.scalar(select(func.count()).select_from(SlotBooking)) == 1


def test_a_full_time_is_taken_and_another_is_not(make):
    pool = make.slot_pool()
    first = make.slot_time(pool)
    book(make.lead(), first)
    with pytest.raises(Refused, match="hann ta tiden"):
        book(make.lead("Erik Lund"), first)
    assert make.slot_time(pool) != first


def test_a_lead_has_one_coming_time_of_a_kind(make):
    lead, pool = make.lead(), make.slot_pool()
    book(lead, make.slot_time(pool))
    with pytest.raises(Refused, match="redan"):
        book(lead, make.slot_time(pool))


@pytest.mark.parametrize("wanted", ["", "nonsense", "00000000000000000000.1700000000"])
def test_what_is_no_time_is_not_booked(make, wanted):
    make.slot_pool()
    with pytest.raises(Refused):
        book(make.lead(), wanted)


def test_people_cannot_take_what_is_for_staff_alone(make):
    pool = make.slot_pool(offered=False)
    with pytest.raises(Refused):
        book(make.lead(), make.slot_time(pool), staff=False)


@pytest.mark.parametrize("capacity", [1, 3])
def test_fifty_at_once_get_exactly_the_places_there_are(app, make, capacity):
    pool = make.slot_pool(capacity=capacity)
    leads, wanted = [make.lead(f"Person {n}", phone=f"+46701740{n:03}") for n in range(50)], make.slot_time(pool)
    got, refused, wrong, gate = [], [], [], threading.Barrier(50)

    def press(lead_id):
        with app.app_context():
            try:
                gate.wait()
                with unit_of_work():
                    lead = db.session.get(Lead, lead_id)
                    got.append(booking.book(lead, wanted, key=new_id(), by=VISITOR, now=now(), staff=False).id)
            except Refused as why:
                refused.append(str(why))
            except Exception as error:
                wrong.append(repr(error))
            finally:
                db.session.remove()

    crowd = [threading.Thread(target=press, args=(lead.id,)) for lead in leads]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    db.session.rollback()
    rows = db.session.scalars(select(SlotBooking.place_no).where(queries.LIVE)).all()
    assert (wrong, sorted(rows)) == ([], list(range(capacity)))
    assert (len(got), len(refused)) == (capacity, 50 - capacity)


def test_a_moved_time_frees_its_old_place_and_keeps_its_row(make):
    lead, pool = make.lead(), make.slot_pool()
    first, second = make.slot_time(pool), make.slot_time(pool, 1)
    row = book(lead, first)
    with unit_of_work():
        booking.move(db.session.get(SlotBooking, row.id), second, by=VISITOR, now=now(), staff=False)
    moved = again(row)
    assert (moved.sequence, f"{pool.id}.{int(moved.starts_at.timestamp())}") == (1, second)
    assert (make.slot_time(pool), again(lead).next_on) == (first, local_date(moved.starts_at))


def test_nothing_moves_to_a_time_that_is_taken(make):
    pool = make.slot_pool()
    first, second = make.slot_time(pool), make.slot_time(pool, 1)
    row = book(make.lead(), first)
    book(make.lead("Erik Lund"), second)
    with pytest.raises(Refused, match="hann ta tiden"), unit_of_work():
        booking.move(db.session.get(SlotBooking, row.id), second, by=VISITOR, now=now())
    assert f"{pool.id}.{int(again(row).starts_at.timestamp())}" == first


def test_a_cancelled_time_is_free_again_and_the_lead_is_taken_up_soon(make):
    lead, pool = make.lead(), make.slot_pool()
    wanted = make.slot_time(pool)
    row = book(lead, wanted)
    with unit_of_work():
        booking.cancel(db.session.get(SlotBooking, row.id), by=VISITOR, now=now())
    row, lead = again(row), again(lead)
    assert (row.place_no, row.cancelled_at is not None, row.sequence) == (None, True, 1)
    assert (make.slot_time(pool), lead.asked_on, lead.next_on is not None) == (wanted, None, True)
    with pytest.raises(Refused, match="redan avbokad"), unit_of_work():
        booking.cancel(row, by=VISITOR, now=now())


def test_who_takes_back_their_interest_gives_back_their_time(make):
    lead = make.lead()
    row = make.slot_booking(lead=lead)
    with unit_of_work():
        corrections.withdraw(db.session.scalar(select(Submission)), by=VISITOR, now=now())
    assert again(row).place_no is None


def test_who_declines_gives_back_their_time(make):
    lead = make.lead()
    row = make.slot_booking(lead=lead)
    with unit_of_work():
        follow_up.move_on(again(lead), "withdrew", reason=None, next_on=None, by=OPERATOR, now=now())
    assert again(row).place_no is None


def letters():
    deliver_due()
    rows = db.session.scalars(select(MailboxItem).order_by(MailboxItem.at, MailboxItem.id)).all()
    return {row.subject: row.body for row in rows if "tid" in row.subject.lower()}


def test_letters_say_when_and_how_and_nothing_of_whom_or_what(make):
    lead = make.lead("Åsa Ek", phone=None, email="asa@exempel.se", interests=("foster_home",))
    row = make.slot_booking(lead=lead)
    found = letters()
    assert list(found) == ["Din tid är bokad"]
    body = found["Din tid är bokad"]
    assert ("/s/" in body, "kl. 9.00" in body, "Vi ringer dig då." in body) == (True, True, True)
    assert [word for word in ("Åsa", "amiljehem") if word in body] == []
    reminder = db.session.scalar(select(Letter).filter_by(template="slot_reminder"))
    assert row.starts_at - reminder.next_at == timedelta(hours=24)


def test_a_reminder_of_what_was_moved_is_not_sent(make):
    lead, pool = make.lead(phone=None, email="asa@exempel.se"), make.slot_pool()
    row = make.slot_booking(pool, lead)
    with unit_of_work():
        booking.move(again(row), make.slot_time(pool), by=VISITOR, now=now())
    deliver_due(clock=lambda: row.starts_at - timedelta(hours=23))
    sent = db.session.scalars(select(Letter.state).filter_by(template="slot_reminder").order_by(Letter.dedupe)).all()
    assert sent == ["dropped", "sent"]


def test_times_are_offered_first_by_the_letter_that_says_so_or_by_being_booked(make):
    make.slot_pool()
    lead = make.lead(phone=None, email="asa@exempel.se")
    deliver_due()
    lead = again(lead)
    body = db.session.scalar(select(MailboxItem)).body
    assert "välja en tid" in body
    offers = offers_to(lead)
    clock = clock_of(lead, attempts_of([lead])[lead.id], [], hours_of(lead, now()), offers)
    assert (len(offers), clock.first_slot.state(now())) == (1, "kept")
    assert clock.acknowledgement.done_at == lead.acknowledged_at == offers[0]


def test_without_times_the_thanks_say_nothing_of_them_and_nothing_was_offered(make):
    lead = make.lead(phone=None, email="asa@exempel.se")
    deliver_due()
    assert "välja en tid" not in db.session.scalar(select(MailboxItem)).body
    assert (offers_to(lead), db.session.scalar(select(func.count()).select_from(Offer))) == ([], 0)


def test_a_rule_stays_while_somebody_has_its_times(make):
    pool = make.slot_pool(capacity=2)
    row = make.slot_booking(pool)
    with pytest.raises(Refused, match="bokat en tid den dagen"), unit_of_work():
        actions.take_day_off(again(pool), local_date(row.starts_at), by=OPERATOR, now=now())
    with unit_of_work():
        actions.close_pool(again(pool), by=OPERATOR, now=now())
    assert (again(row).place_no, queries.free_by_function(pool.unit_id, now(), most=9)) == (0, {})


def test_a_day_off_has_no_times(make):
    pool = make.slot_pool()
    first = make.slot_time(pool)
    day = queries.free_by_function(pool.unit_id, now(), most=1)[pool.function_id][0].day
    with unit_of_work():
        actions.take_day_off(again(pool), day, by=OPERATOR, now=now())
    assert make.slot_time(pool) != first
    with unit_of_work():
        actions.give_day_back(again(pool), day, by=OPERATOR, now=now())
    assert make.slot_time(pool) == first


def test_what_a_closing_function_has_goes_to_the_one_that_takes_over(make):
    from app.accounts import actions as accounts
    from app.accounts import closing

    row = make.slot_booking()
    old = make.function()
    with unit_of_work():
        new = accounts.make_function(old.unit, name="Samordnare", by=OPERATOR, now=now())
        closing.close_function(old, to=new, by=OPERATOR, now=now())
    assert (again(row).function_id, db.session.scalar(select(SlotPool.function_id))) == (new.id, new.id)


def first_attempt(lead):
    lead = again(lead)
    return clock_of(lead, [], [], hours_of(lead, now()), chosen=chosen_by([lead])[lead.id]).first_attempt


def test_a_time_that_the_person_chose_is_when_they_are_promised_a_call_and_ours_is_not(make):
    lead, other, pool = (
        make.lead(),
        make.lead("Erik Lund"),
        make.slot_pool(weekday=(local_date(now()).weekday() + 6) % 7),
    )
    wanted = make.slot_time(pool, 1)
    plain = first_attempt(lead).due_at
    with unit_of_work():
        row = booking.book(lead, wanted, key=new_id(), by=VISITOR, now=now(), staff=False)
    assert (first_attempt(lead).due_at, first_attempt(lead).chosen) == (row.ends_at, True)
    with unit_of_work():
        booking.cancel(again(row), by=OPERATOR, now=now())
    assert (first_attempt(lead).due_at, first_attempt(lead).chosen) == (plain, False)
    book(other, wanted)
    assert first_attempt(other).chosen is False


def test_a_time_that_needs_two_of_us_is_offered_when_two_are_there_and_staff_hear_who_is_missing(make):
    make.staff("coordinator")
    pool, lead = make.slot_pool(kind="visit", where="home", staff_needed=2, capacity=2), make.lead("Åsa Ek")
    wanted = make.slot_time(pool)

    def offered():
        return len(queries.offered_to_people(pool.function_id, now(), most=2))

    assert offered() == 0
    with pytest.raises(Refused), unit_of_work():
        booking.book(lead, wanted, key=new_id(), by=VISITOR, now=now(), staff=False)
    make.staff("coordinator")
    assert offered() == 2
    with unit_of_work():
        row = booking.book(lead, wanted, key=new_id(), by=VISITOR, now=now(), staff=False)
    other = make.lead("Bo Alm")
    with pytest.raises(Refused), unit_of_work():  # two visits at once are four of us
        booking.book(other, wanted, key=new_id(), by=VISITOR, now=now(), staff=False)
    with unit_of_work():
        booking.book(other, wanted, key=new_id(), by=OPERATOR, now=now())
    assert queries.missing_of_us(row.pool, row.starts_at) == 2
