"""Can two people on a Saturday lay up times, see who comes, and book one in a tap? Through HTTP, on a real database."""

import pytest
from sqlalchemy import select

from app.clock import local_date, now
from app.leads.follow_up import Tried, note_attempt
from app.leads.models import Attempt, Lead
from app.slots import queries
from app.slots.models import SlotBooking, SlotPool
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.pages import no_more_than


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def again(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def new_pool(browser, **facts):
    facts = {"opens": "17:00", "closes": "19:00", "weekday": "3", "kind": "visit", "where": "home", "minutes": "60",
             "staff_needed": "2"} | facts  # fmt: skip
    return browser.get("/staff/slots/pools/new", status=200).form("main form.form").send(**facts)


def test_times_are_laid_up_once_and_return_every_week(coordinator):
    page = new_pool(coordinator)
    assert "Torsdag 17.00–19.00" in page.text
    pool = db.session.scalar(select(SlotPool))
    assert (pool.minutes, pool.staff_needed, pool.offered, pool.until_on) == (60, 2, True, None)
    days = {one.day for one in queries.free_by_function(pool.unit_id, now(), most=20)[pool.function_id]}
    assert ({day.weekday() for day in days}, len(days) > 1) == ({3}, True)  # some Thursdays at Christmas are holidays


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"closes": "16:00"}, "Sluttiden måste komma efter starttiden."),
        ({"minutes": "200"}, "Det ryms ingen tid."),
        ({"where": "place"}, "Det går inte att ses så."),
        ({"kind": "meeting", "where": "place"}, "Skriv var ni ses"),
        ({"minutes": "2"}, "Skriv ett tal mellan 5 och 480."),
        ({"last_on": "2020-01-01"}, "Sista dagen kommer före den första."),
    ],
)
def test_a_rule_that_makes_no_times_says_how_to_mend_it(coordinator, facts, said):
    assert [line for line in new_pool(coordinator, **facts).errors if line.startswith(said)]


def test_the_same_press_twice_is_one_pool(coordinator):
    form = coordinator.get("/staff/slots/pools/new").form("main form.form").fill(opens="09:00", closes="10:00")
    form.send()
    form.send()
    assert len(db.session.scalars(select(SlotPool)).all()) == 1


def test_a_pool_is_changed_until_somebody_has_a_time_of_it(coordinator, make):
    pool = make.slot_pool()
    path = f"/staff/slots/pools/{pool.id}"
    coordinator.get(path, status=200).form("main form.form").send(minutes="20")
    assert again(pool).minutes == 20
    make.slot_booking(pool)
    page = coordinator.get(path).form("main form.form").send(minutes="30")
    assert [line[:24] for line in page.errors] == ["Det finns bokade tider. "]


def test_a_day_off_is_taken_and_given_back(coordinator, make):
    pool, day = make.slot_pool(), local_date(now()).isoformat()
    page = coordinator.get(f"/staff/slots/pools/{pool.id}").form("#days-off form").send(day=day)
    assert again(pool).days_off == [day]
    page.form("#days-off ul form").send()
    assert again(pool).days_off == []


def test_a_pool_closes_and_what_is_booked_stays(coordinator, make):
    row = make.slot_booking()
    coordinator.get(f"/staff/slots/pools/{row.pool_id}").form("#close form").send()
    assert (again(row).place_no, again(row.pool).closed_at is not None) == (0, True)


def test_the_week_shows_who_comes_when_and_what_is_free(coordinator, make):
    row = make.slot_booking(make.slot_pool(capacity=2), make.lead("Åsa Ek"))
    page = coordinator.get(f"/staff/slots?week={row.starts_at:%G-W%V}", status=200)
    assert ("Åsa Ek" in page.text, "1 av 2 lediga" in page.text, "Ledig" in page.text) == (True, True, True)
    assert "Åsa Ek" not in coordinator.get("/staff/slots?week=2020-W03", status=200).text


def test_the_week_keeps_who_is_protected_to_those_who_may_see_them(signed_in, make):
    lead = make.lead("Åsa Ek")
    row = make.slot_booking(lead=lead)
    lead.person.protected = True
    db.session.commit()
    path = f"/staff/slots?week={row.starts_at:%G-W%V}"
    seen = ["Skyddad person" in signed_in(role).get(path).text for role in ("coordinator", "caseworker")]
    assert seen == [False, True]


@pytest.mark.parametrize("number", [1, 4])
def test_the_week_costs_the_same_however_many_come(coordinator, make, number):
    pool = make.slot_pool(capacity=9)
    rows = [make.slot_booking(pool, make.lead(f"Person {n}")) for n in range(number)]
    with no_more_than(10):
        coordinator.get(f"/staff/slots?week={rows[0].starts_at:%G-W%V}")


def on_the_board(make, *names):
    from datetime import timedelta

    for name in names:
        lead = make.lead(name)
        row = db.session.get(Lead, lead.id)
        row.captured_at = row.received_at = now() - timedelta(days=1)
        row.next_on = local_date(now())
        db.session.commit()


def test_one_tap_on_the_board_says_reached_and_books(coordinator, make):
    make.slot_pool()
    on_the_board(make, "Åsa Ek")
    page = coordinator.get("/staff/board")
    button = page.soup.select_one("form.taps button[name=slot]")
    form = page.form("form.taps")
    said = coordinator.post(button["formaction"], {**form.values, "slot": button["value"]})
    row, attempt = db.session.scalar(select(SlotBooking)), db.session.scalar(select(Attempt))
    assert (said.path, "Åsa Ek har tid" in said.text) == ("/staff/board", True)
    assert (attempt.outcome, again(row).lead.state) == ("reached", "meeting_booked")


def test_a_time_that_was_taken_meanwhile_is_said_and_nothing_is_logged(coordinator, make):
    pool = make.slot_pool()
    on_the_board(make, "Åsa Ek")
    page = coordinator.get("/staff/board")
    button = page.soup.select_one("form.taps button[name=slot]")
    make.slot_booking(pool, make.lead("Erik Lund"))
    said = coordinator.post(button["formaction"], {**page.form("form.taps").values, "slot": button["value"]})
    assert "Någon annan hann ta tiden." in said.text
    assert db.session.scalars(select(Attempt)).all() == []


def test_who_books_from_the_board_hears_who_was_first(signed_in, make):
    pool = make.slot_pool()
    on_the_board(make, "Åsa Ek")
    first, second = (make.staff("coordinator", name=name) for name in ("Maria Lind", "Amina Farah"))
    maria, amina = signed_in(staff=first), signed_in(staff=second)
    page = amina.get("/staff/board?show=all")
    form, button = page.form("form.taps"), page.soup.select_one("form.taps button[name=slot]")

    def books():
        return amina.post(button["formaction"], {**form.values, "slot": button["value"]})

    lead = db.session.scalar(select(Lead))
    maria.get(f"/staff/leads/{lead.id}").form("#slot form").send(slot=make.slot_time(pool, 1))
    assert "Maria Lind hann före: Åsa Ek har tid" in books().text
    with unit_of_work():
        row = db.session.scalar(select(SlotBooking))
        row.by = "visitor"
    assert "Åsa Ek har själv valt en tid" in books().text
    with unit_of_work():
        note_attempt(
            db.session.get(Lead, lead.id), Tried(new_id(), "phone", "no_answer", now()), by=first.actor, now=now()
        )
    assert "Maria Lind hann före med Åsa Ek: inget svar" in books().text
    assert len(db.session.scalars(select(SlotBooking)).all()) == len(db.session.scalars(select(Attempt)).all()) == 1


@pytest.mark.parametrize("number", [1, 30])
def test_the_board_costs_at_most_twelve_queries(coordinator, make, number):
    make.slot_pool()
    on_the_board(make, *(f"Person {n}" for n in range(number)))
    with no_more_than(12):
        coordinator.get("/staff/board")


def test_a_leads_page_books_moves_and_cancels(coordinator, make):
    lead, _pool = make.lead("Åsa Ek"), make.slot_pool()
    page = coordinator.get(f"/staff/leads/{lead.id}")
    wanted = page.soup.select_one("#slot button[name=slot]")["value"]
    page = page.form("#slot form").send(slot=wanted)
    row = db.session.scalar(select(SlotBooking))
    assert "Åsa Ek har tid" in page.text
    choose = page.follow("Flytta")
    other = choose.soup.select_one("main form button[name=slot]")["value"]
    page = choose.form("main form").send(slot=other)
    assert again(row).sequence == 1
    page = page.form("#slot form").send()
    assert ("Tiden är avbokad" in page.text, again(row).place_no) == (True, None)


def test_without_times_one_is_shown_how_to_lay_them_up(coordinator, make):
    lead = make.lead()
    page = coordinator.get(f"/staff/slots/leads/{lead.id}", status=200)
    assert "Lägg upp tider" in page.text


def test_who_may_not_work_leads_sees_no_times_of_people(signed_in, make):
    row = make.slot_booking()
    assert signed_in("planner").get("/staff/slots").status == 403
    assert signed_in("reader").client.post(f"/staff/slots/bookings/{row.id}/cancel").status_code in (400, 403)


def test_a_booked_time_that_needs_two_of_us_says_when_only_one_has_the_function(coordinator, make):
    pool = make.slot_pool(kind="visit", where="home", staff_needed=2)
    booked = make.slot_booking(pool)
    week = f"/staff/slots?week={booked.starts_at:%G-W%V}"
    assert "1 av oss saknas" in coordinator.get(week, status=200).text
    make.staff("coordinator")
    assert "av oss saknas" not in coordinator.get(week, status=200).text
