"""Can a planner say when a function answers, and does the response clock go by it? Pages through HTTP, on a real database."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.accounts.actions import make_function
from app.accounts.assignment_types import change_assignment_type
from app.accounts.hours import kept_until, week_words
from app.accounts.models import AssignmentType, Function
from app.accounts.queries import first_unit
from app.clock import STOCKHOLM, local_date, now
from app.errors import Refused
from app.events import actions, duty
from app.events.models import DutyHours
from app.events.when import When
from app.journal.actors import OPERATOR
from app.leads.clocks import clock_of, hours_of, promise_of
from app.leads.models import Lead
from app.leads.response import Promise
from app.leads.search import interests_of
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.calendars.conftest import Feeds


@pytest.fixture
def feeds(app, make, visitor):
    return Feeds(app, make, visitor)


@pytest.fixture
def planner(signed_in):
    return signed_in("planner")


def a_saturday(weeks=3):
    today = local_date(now())
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7 * weeks)


@pytest.fixture
def saturday(make):
    """A festival on a Saturday."""
    return make.event("Kärlekshelgen", when=When.days(a_saturday()))


def wall(day, clock):
    return datetime.combine(day, time.fromisoformat(clock), STOCKHOLM)


def form_of(browser, event):
    return browser.get(f"/staff/events/{event.slug}/duty", status=200).form("#new form")


def plan(event, day, opens="10:00", closes="14:00", function=None, at=None):
    with unit_of_work():
        return duty.plan_duty(
            event, function or event.owner, duty.Duty(day, time.fromisoformat(opens), time.fromisoformat(closes)),
            key=new_id(), by=OPERATOR, now=at or now(),
        )  # fmt: skip


def met(lead, way, at):
    with unit_of_work():
        row = db.session.get(Lead, lead.id)
        row.way, row.captured_at, row.received_at = way, at, at + timedelta(minutes=1)


def first_due(lead, at):
    db.session.expire_all()
    lead = db.session.get(Lead, lead.id)
    return clock_of(lead, [], [], hours_of(lead, at)).first_attempt.due_at


def test_who_is_met_on_a_saturday_is_promised_an_answer_in_the_duty_hours_of_the_sunday(planner, make, saturday):
    lead = make.lead(event=saturday)
    met(lead, "tablet", wall(a_saturday(), "13:00"))
    later = wall(a_saturday(), "20:00")
    monday = a_saturday() + timedelta(days=2)
    assert first_due(lead, later).date() >= monday
    page = form_of(planner, saturday).send(
        day=(a_saturday() + timedelta(days=1)).isoformat(), opens="10:00", closes="14:00"
    )
    assert "Resurssamordnare" in page.text
    assert first_due(lead, later) == wall(a_saturday() + timedelta(days=1), "14:00")
    planner.get(f"/staff/events/{saturday.slug}/duty").form("[action$=drop]").send()
    assert (db.session.scalar(select(DutyHours)), first_due(lead, later).date() >= monday) == (None, True)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"closes": "09:00"}, "Sluttiden måste komma efter starttiden. Ändra den ena av dem."),
        ({"day": "2020-01-01"}, "Välj en dag under aktiviteten eller de två veckorna efter den."),
        ({"day": ""}, "Välj vilken dag."),
        ({"opens": ""}, "Skriv från vilken tid någon svarar."),
    ],
)
def test_what_is_wrong_with_duty_hours_is_said_beside_the_field(planner, saturday, facts, said):
    facts = {"day": a_saturday().isoformat(), "opens": "10:00", "closes": "14:00"} | facts
    assert form_of(planner, saturday).send(**facts).errors == [said]


def test_duty_hours_that_overlap_have_begun_or_are_of_no_day_are_refused(make, saturday):
    plan(saturday, a_saturday())
    with pytest.raises(Refused, match="har redan jour då"):
        plan(saturday, a_saturday(), "13:00", "15:00")
    with pytest.raises(Refused, match="redan börjat"):
        plan(saturday, a_saturday(), "15:00", "16:00", at=wall(a_saturday(), "15:30"))
    with pytest.raises(Refused, match="Sätt aktivitetens dag först"):
        plan(make.event(when=When.year(2031)), a_saturday())
    row = db.session.scalar(select(DutyHours))
    with pytest.raises(Refused, match="kan inte tas bort"), unit_of_work():
        duty.drop_duty(row, by=OPERATOR, now=wall(a_saturday(), "10:01"))


def test_duty_hours_move_with_their_event_and_go_when_it_is_cancelled(saturday):
    plan(saturday, a_saturday())
    later = When.days(a_saturday() + timedelta(days=7))
    assert len(duty.would_follow(saturday, later)) == 1
    with unit_of_work():
        before, saturday.when = saturday.when, later
        actions._tell_moved(saturday, before, by=OPERATOR, now=now())
    assert db.session.scalar(select(DutyHours.from_at)) == wall(a_saturday() + timedelta(days=7), "10:00")
    with unit_of_work():
        actions.cancel(saturday, told={}, by=OPERATOR, now=now())
    assert db.session.scalar(select(DutyHours)) is None


def test_another_week_holds_from_tomorrow_and_what_was_promised_in_the_old_one_stays(planner, make, saturday):
    lead = make.lead(event=saturday)
    monday = a_saturday() - timedelta(days=5)
    met(lead, "web", wall(monday, "09:00"))
    assert first_due(lead, now()) == wall(monday + timedelta(days=1), "16:30")
    with unit_of_work():
        other = make_function(first_unit(lead.organisation_id), name="Projektledare", by=OPERATOR, now=now())
    form = planner.get(f"/staff/hours/{saturday.owner_function_id}", status=200).form("main form.form")
    page = form.send(hours_1="10–12, 13–15", hours_2="10–12", deputy=other.id)
    assert "tis 10.00–12.00, 13.00–15.00, ons 10.00–12.00" in page.text
    row = db.session.get(Function, saturday.owner_function_id)
    assert (row.deputy_id, row.former_hours) == (
        other.id,
        [[(local_date(now()) + timedelta(days=1)).isoformat(), None]],
    )
    assert first_due(lead, now()) == wall(monday + timedelta(days=1), "15:00")
    lead = db.session.get(Lead, lead.id)
    assert hours_of(lead, now()).spans_on(a_saturday() - timedelta(days=35)) == []
    friday = a_saturday() - timedelta(days=36)
    assert [span[1] for span in hours_of(lead, now()).spans_on(friday)] == [wall(friday, "16:30")]


def test_hours_that_cannot_be_read_and_a_deputy_of_its_own_are_refused(planner, saturday):
    form = planner.get(f"/staff/hours/{saturday.owner_function_id}").form("main form.form")
    assert form.send(hours_0="alltid").errors == [
        "Tiden går inte att läsa. Skriv till exempel 8–16.30, eller lämna tomt för stängt."
    ]
    with pytest.raises(Refused, match="annan funktion"), unit_of_work():
        duty.change_week(saturday.owner, {}, deputy=saturday.owner, by=OPERATOR, now=now())


def test_a_week_reads_as_one_line_and_two_changes_on_a_day_keep_what_was_before():
    office, friday = [["08:00", "16:30"]], [["08:00", "15:00"]]
    week = {str(day): office for day in range(4)} | {"4": friday}
    assert week_words(week) == "mån–tors 8.00–16.30, fre 8.00–15.00"
    assert week_words(None) == ""
    day = a_saturday()
    assert kept_until(kept_until(None, week, day), {}, day) == [[day.isoformat(), week]]


def test_another_promise_is_for_who_comes_from_tomorrow_on(make):
    organisation = make.organisation()
    lead, later = make.lead(interests=("guardian",)), make.lead("Erik Lund", interests=("guardian",))
    (kind,) = interests_of([lead])[lead.id]
    before = promise_of([kind], local_date(now()))
    with unit_of_work():
        row = db.session.get(AssignmentType, kind.id)
        change_assignment_type(row, {"promise_days": 5, "contact_days": 8, "slot_days": 20}, by=OPERATOR, now=now())
        change_assignment_type(row, {"names": row.names}, by=OPERATOR, now=now())
    met(later, "web", now() + timedelta(days=3))
    db.session.expire_all()
    (kind,) = interests_of([later])[later.id]
    first, second = (clock_of(one, [], [kind], hours_of(one, now())) for one in (lead, later))
    assert before == promise_of([kind], local_date(now())) == Promise(1, 3, 10)
    assert promise_of([kind], local_date(now()) + timedelta(days=1)) == Promise(5, 8, 20)
    assert second.first_attempt.due_at - first.first_attempt.due_at > timedelta(days=5)
    assert organisation.id == kind.organisation_id


def on_call(feeds, path):
    return {str(one["UID"]): one for one in feeds.events(path) if str(one["UID"]).startswith("oncall-")}


def test_duty_hours_stand_in_the_calendars_of_those_who_answer_and_follow_their_event(make, saturday, feeds):
    staff = make.staff("coordinator")
    row = plan(saturday, a_saturday())
    paths = [feeds.path("function"), feeds.path("staff", staff.id)]
    for path in paths:
        (entry,) = on_call(feeds, path).values()
        assert (str(entry["SUMMARY"]), entry.start) == (
            "Jour: Kärlekshelgen (Resurssamordnare)", wall(a_saturday(), "10:00"),
        )  # fmt: skip
    assert on_call(feeds, feeds.path("unit")) == {}
    with unit_of_work():
        event = db.session.get(type(saturday), saturday.id)
        before, event.when = event.when, When.days(a_saturday() + timedelta(days=7))
        actions._tell_moved(event, before, by=OPERATOR, now=now())
    for path in paths:
        (entry,) = on_call(feeds, path).values()
        assert (entry["SEQUENCE"], entry.start) == (1, wall(a_saturday() + timedelta(days=7), "10:00"))
    with unit_of_work():
        duty.drop_duty(db.session.get(DutyHours, row.id), by=OPERATOR, now=now())
    for path in paths:
        (entry,) = on_call(feeds, path).values()
        assert (str(entry["STATUS"]), entry["SEQUENCE"], str(entry["SUMMARY"])) == (
            "CANCELLED", 2, "Inställt: Jour: Kärlekshelgen",
        )  # fmt: skip


def test_duty_hours_that_another_function_takes_over_leave_the_calendar_of_the_first(make, saturday, feeds):
    first = plan(saturday, a_saturday()).function_id
    with unit_of_work():
        to = make_function(first_unit(saturday.organisation_id), name="Fältgruppen", by=OPERATOR, now=now())
        duty.WORK.hand_over(db.session.get(Function, first), to, by=OPERATOR, now=now())
    (gone,), (taken,) = (on_call(feeds, feeds.path("function", of)).values() for of in (first, to.id))
    assert (str(gone["STATUS"]), str(taken["SUMMARY"])) == ("CANCELLED", "Jour: Kärlekshelgen (Fältgruppen)")
