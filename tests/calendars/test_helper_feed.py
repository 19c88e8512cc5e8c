"""What does a helper's own calendar hold: their shifts, by what they said, and nobody's name?"""

from datetime import datetime, time, timedelta

import pytest

from app.clock import STOCKHOLM, local_date, now
from app.events import actions as event_actions
from app.journal.actors import OPERATOR, Actor
from app.staffing import answers, assigning
from app.staffing.models import Assignment, Helper, Shift
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.staffing.helping import path_of, press


def at(hour: int, days: int = 21) -> datetime:
    return datetime.combine(local_date(now()) + timedelta(days=days), time(hour), STOCKHOLM)


@pytest.fixture
def event(make):
    return make.event("Kväll om familjehem")


@pytest.fixture
def helper(make):
    return make.helper("Maja Lund")


@pytest.fixture
def shift(make, event):
    return make.shift(make.booth(event, "Tältet", place_number="B12"), starts_at=at(9), note="Ta med väst.", most=2)


def take(shift, helper) -> Assignment:
    with unit_of_work():
        shift, helper = db.session.get(Shift, shift.id), db.session.get(Helper, helper.id)
        return assigning.take_place(shift, helper, key=new_id(), by=Actor("helper", helper.id), now=now())


def told(events) -> list[tuple]:
    return [(str(event["SUMMARY"]), str(event["STATUS"]), str(event["TRANSP"])) for event in events]


def test_a_place_stands_there_with_time_place_and_what_to_know_and_nobodys_name(feeds, make, shift, helper):
    take(shift, helper)
    take(shift, make.helper("Bo Ek"))
    path = feeds.path("helper", helper.id)
    (event,) = feeds.events(path)
    assert told([event]) == [("Möta besökare", "CONFIRMED", "OPAQUE")]
    assert str(event["LOCATION"]) == "Stadsparken, Tältet, B12"
    assert (str(event["DESCRIPTION"]), event["DTSTART"].dt) == ("Ta med väst.", shift.starts_at)
    file = feeds.poll(path).data.decode()
    assert [word for word in ("Maja", "Lund", "Bo", "familjehem", "VALARM", "ATTENDEE", "/h/") if word in file] == []


def test_what_one_was_asked_is_tentative_and_a_proposal_is_nothing_yet(feeds, make, shift, helper):
    other = make.shift(event=shift.event, starts_at=at(13), role="Bygga upp")
    make.assignment(shift, helper, "asked", asked_at=now())
    make.assignment(other, helper, "proposed")
    assert told(feeds.events(feeds.path("helper", helper.id))) == [
        ("Tillfrågad: Möta besökare", "TENTATIVE", "TRANSPARENT")
    ]


@pytest.mark.parametrize("how", ["cannot", "taken off", "shift cancelled", "event cancelled"])
def test_what_one_gave_back_or_lost_stays_as_cancelled_under_the_same_id_and_a_higher_number(feeds, shift, helper, how):
    row, path = take(shift, helper), feeds.path("helper", helper.id)
    (before,) = feeds.events(path)
    later = now() + timedelta(minutes=1)
    with unit_of_work():
        row = db.session.get(Assignment, row.id)
        if how == "cannot":
            answers.cannot(row, by=OPERATOR, now=later)
        elif how == "taken off":
            assigning.release(row, by=OPERATOR, now=later)
        elif how == "shift cancelled":
            row.shift.cancelled_at, row.shift.updated_at, row.shift.sequence = later, later, row.shift.sequence + 1
        else:
            event_actions.cancel(row.shift.event, told={}, by=OPERATOR, now=later)
    (after,) = feeds.events(path)
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)
    assert told([after]) == [("Inställt: Möta besökare", "CANCELLED", "TRANSPARENT")]


def test_an_event_that_is_cancelled_sends_nobody_home_who_is_on_place(feeds, shift, helper):
    row, path = take(shift, helper), feeds.path("helper", helper.id)
    with unit_of_work():
        row = db.session.get(Assignment, row.id)
        assigning.mark(row, "on_place", by=OPERATOR, now=now())
        event_actions.cancel(row.shift.event, told={}, by=OPERATOR, now=now())
    assert told(feeds.events(path)) == [("Möta besökare", "CONFIRMED", "OPAQUE")]


def test_a_shift_to_which_one_did_not_come_was_held_all_the_same(feeds, shift, helper):
    row, path = take(shift, helper), feeds.path("helper", helper.id)
    (before,) = feeds.events(path)
    with unit_of_work():
        assigning.mark(db.session.get(Assignment, row.id), "absent", by=OPERATOR, now=now())
    (after,) = feeds.events(path)
    assert told([after]) == told([before]) == [("Möta besökare", "CONFIRMED", "OPAQUE")]


def test_taken_again_it_is_on_again_under_the_same_id(feeds, shift, helper):
    row, path = take(shift, helper), feeds.path("helper", helper.id)
    uid = feeds.events(path)[0]["UID"]
    with unit_of_work():
        answers.cannot(db.session.get(Assignment, row.id), by=OPERATOR, now=now())
    take(shift, helper)
    (event,) = feeds.events(path)
    assert (event["UID"], str(event["STATUS"])) == (uid, "CONFIRMED")


def test_an_unchanged_one_is_304_and_a_change_is_seen(feeds, shift, helper):
    row, path = take(shift, helper), feeds.path("helper", helper.id)
    tag = feeds.poll(path).headers["ETag"]
    assert feeds.poll(path, 304, If_None_Match=tag).data == b""
    with unit_of_work():
        found = db.session.get(Shift, row.shift_id)
        found.starts_at, found.updated_at = found.starts_at + timedelta(hours=1), now()
    assert feeds.poll(path, 200, If_None_Match=tag).headers["ETag"] != tag


def test_one_makes_it_oneself_chooses_an_alarm_and_makes_it_anew(feeds, visitor, make, shift, helper):
    row = take(shift, helper)
    path = path_of(helper)
    page = visitor.get(path).follow("Få dina pass i din egen kalender")
    assert page.soup.select("code") == []
    page = press(visitor, path + "/calendar", "/open")
    address = page.soup.select_one("code#address").text.removeprefix("http://localhost:8000")
    assert page.soup.select_one("a.button")["href"].startswith("webcal://")
    assert "VALARM" not in feeds.poll(address).data.decode()
    page = press(visitor, path + "/calendar", "/alarm", alarm="1440")
    assert page.soup.select_one("option[selected]").text == "Ett dygn före"
    (event,) = feeds.events(address)
    (alarm,) = event.walk("VALARM")
    assert (alarm["TRIGGER"].dt, str(alarm["DESCRIPTION"])) == (timedelta(days=-1), "Möta besökare")
    page = press(visitor, path + "/calendar", "/renew")
    fresh = page.soup.select_one("code#address").text.removeprefix("http://localhost:8000")
    assert (feeds.poll(address, 404).status, feeds.events(fresh)[0]["UID"]) == (404, event["UID"])
    assert event["UID"] == f"shift-{row.id}@localhost"


def test_an_alarm_that_is_not_offered_is_none(visitor, make, helper):
    visitor.post(path_of(helper) + "/calendar/open", {})
    assert visitor.post(path_of(helper) + "/calendar/alarm", {"alarm": "1"}).status == 404


def test_opening_the_page_makes_no_address(visitor, make, helper):
    page = visitor.get(path_of(helper) + "/calendar", status=200)
    assert ("Skapa min kalender" in page.text, "Set-Cookie" in page.headers) == (True, False)


def test_of_one_who_has_left_there_is_none(feeds, shift, helper):
    take(shift, helper)
    path = feeds.path("helper", helper.id)
    with unit_of_work():
        answers.leave(db.session.get(Helper, helper.id), by=OPERATOR, now=now())
    assert feeds.poll(path, 404).status == 404


@pytest.mark.parametrize("who", ["themselves", "the planner"])
def test_with_another_link_comes_another_address_and_the_old_one_tells_nothing(
    feeds, visitor, signed_in, shift, helper, who
):
    row, old = take(shift, helper), feeds.path("helper", helper.id)
    tag = feeds.poll(old).headers["ETag"]
    if who == "themselves":
        press(visitor, path_of(helper), "/renew")
    else:
        signed_in("planner").get(f"/staff/helpers/{helper.id}").form("form[action$='/link']").send()
    db.session.expire_all()
    gone = feeds.poll(old, 404, If_None_Match=tag).text
    assert [word for word in ("Möta besökare", "Stadsparken", "Maja") if word in gone] == []
    page = visitor.get(path_of(db.session.get(Helper, helper.id)), status=200)
    page = page.follow("Få dina pass i din egen kalender")
    fresh = page.soup.select_one("code#address").text.removeprefix("http://localhost:8000")
    assert (fresh != old, [str(event["UID"]) for event in feeds.events(fresh)]) == (True, [f"shift-{row.id}@localhost"])
    assert "Prenumerera på den här, och ta bort den gamla." in page.text


def test_a_first_address_is_no_new_one(feeds, visitor, helper):
    feeds.path("helper", helper.id)
    assert "Kalendern har en ny adress" not in visitor.get(path_of(helper) + "/calendar", status=200).text


def test_another_link_makes_no_calendar_for_one_who_has_none_and_tells_of_no_new_address(visitor, shift, helper):
    take(shift, helper)
    press(visitor, path_of(helper), "/renew")
    db.session.expire_all()
    page = visitor.get(path_of(db.session.get(Helper, helper.id)), status=200)
    assert "fick en ny adress" not in page.text
    page = page.follow("Få dina pass i din egen kalender")
    assert "Skapa min kalender" in page.text


def test_the_address_of_one_who_left_stays_gone_when_they_help_again(feeds, signed_in, make, shift, helper):
    old, planner = feeds.path("helper", helper.id), signed_in("planner")
    planner.get(f"/staff/helpers/{helper.id}").form("form[action$='/end']").send()
    assert feeds.poll(old, 404).status == 404
    planner.get(f"/staff/helpers/{helper.id}").form("form[action$='/end']").send()
    assert db.session.get(Helper, helper.id).ended_at is None
    assert feeds.poll(old, 404).status == 404


def test_it_speaks_the_helpers_language(feeds, make, shift):
    helper = make.helper(language="en")
    make.assignment(shift, helper, "asked", asked_at=now())
    file = feeds.poll(feeds.path("helper", helper.id)).data.decode()
    assert "PRODID:-//Monter//Kalender//EN" in file
