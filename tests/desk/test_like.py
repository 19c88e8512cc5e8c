"""Is the load of a coming event reckoned from events like it that were measured, and from the hours that are planned?"""

from datetime import datetime, time, timedelta

import pytest

from app.accounts.queries import assignment_types_of
from app.clock import STOCKHOLM, local_date, now
from app.desk.like import ahead_of
from app.events import duty
from app.events.when import When
from app.journal.actors import OPERATOR
from app.store.columns import new_id
from app.store.db import unit_of_work


def a_saturday(weeks=2):
    today = local_date(now())
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7 * weeks)


def over(make, leads, **facts):
    """An event that is over and gave so many."""
    event = make.event(when=When.days(local_date(now()) - timedelta(days=40)), state="done", **facts)
    booth = make.booth(event)
    for _number in range(leads):
        make.lead(event=event, booth_id=booth.id)
    return event


def read(browser, event, page=""):
    return browser.get(f"/staff/events/{event.slug}{page}", status=200)


def ahead(event):
    return ahead_of(event, assignment_types_of(event.organisation_id), now=now())


def of_load(page):
    return " ".join(page.soup.select_one("#load").get_text(" ").split())


def test_events_of_the_same_kind_and_strand_that_were_measured_are_what_one_goes_by(make):
    event = make.event(when=When.days(a_saturday()))
    found = {over(make, number).id for number in (0, 2, 1)}
    over(make, 1, main_strand="media")
    make.event(when=When.days(local_date(now()) - timedelta(days=40)), state="done")
    make.event(kind="conference", when=When.days(local_date(now()) - timedelta(days=40)), state="done")
    theirs = make.organisation("mjolby", "Mjölby kommun")
    over(make, 1, organisation=theirs)
    found_ahead = ahead(event)
    assert {one.id for one, _leads in found_ahead.like} == found
    assert (found_ahead.load.expected.counts, found_ahead.same_strand, found_ahead.unmeasured) == ((0, 1, 2), True, 1)


def test_with_too_few_of_the_strand_the_kind_alone_is_gone_by(make):
    event = make.event(when=When.days(a_saturday()))
    over(make, 1)
    for number in (0, 2, 0):
        over(make, number, main_strand="media")
    found_ahead = ahead(event)
    assert (found_ahead.load.expected.counts, found_ahead.same_strand) == ((0, 0, 1, 2), False)


def test_the_hours_are_those_until_the_promise_and_duty_hours_are_among_them(make):
    event = make.event(when=When.days(a_saturday()))
    pool = make.slot_pool(weekday=1, capacity=2)
    before = ahead(event).load.staffed
    monday = datetime.combine(a_saturday() + timedelta(days=2), time(16, 30), STOCKHOLM)
    assert (before.hours, before.duty, before.due_at) == (timedelta(hours=8.5), timedelta(), monday)
    tuesdays = 2 * pool.capacity * 2  # two times of an hour, in the two weeks until a time is promised
    assert before.free in (tuesdays // 2, tuesdays, tuesdays + tuesdays // 2)
    with unit_of_work():
        sunday = duty.Duty(a_saturday() + timedelta(days=1), time(10), time(14))
        duty.plan_duty(event, event.owner, sunday, key=new_id(), by=OPERATOR, now=now())
    after = ahead(event).load.staffed
    assert (after.hours, after.duty) == (timedelta(hours=4), timedelta(hours=4))


@pytest.mark.parametrize("when", [When.year(2031), None])
def test_without_a_day_nobody_knows_the_hours(make, when):
    assert ahead(make.event(when=when)).load.staffed is None


def test_the_page_of_an_event_and_that_before_publishing_say_what_to_expect_or_that_nobody_knows(signed_in, make):
    event = make.event(when=When.days(a_saturday()))
    planner = signed_in("planner")
    assert "Vet inte Ni har inte haft någon sådan aktivitet än" in of_load(read(planner, event))
    for number in (0, 2, 1):
        over(make, number)
    said = of_load(read(planner, event))
    assert "0–2 Aktiviteter som den här ger så många minst 5 gånger av 10" in said
    assert "2 av 3" in said
    draft = make.event("Utkast", when=When.days(a_saturday()), public=False, state="planned")
    assert "0–2" in of_load(read(planner, draft, "/publish"))
