"""Who is reminded, when, how often, and what if the worker dies or the clock jumps?"""

import threading
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app import chores
from app.clock import STOCKHOLM, local_date, now
from app.journal.actors import OPERATOR
from app.mail.models import Letter
from app.mail.words import write
from app.staffing import assigning
from app.staffing.models import Assignment, Reminder, Shift
from app.staffing.reminders import queue_reminders
from app.staffing.times import short_words
from app.staffing.unreached import unreached
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at

STARTS = at(11, 10)
WEEK_BEFORE, DAY_BEFORE = at(4, 10), at(10, 10)


@pytest.fixture
def shift(make, booth):
    return make.shift(booth, starts_at=STARTS, most=3)


def on(make, shift, state: str = "yes", **reached):
    return make.assignment(shift, make.helper(**reached), state, answered_at=at(1, 9))


def remind(now: datetime) -> int:
    with unit_of_work():
        return queue_reminders(now=now)


def move(shift, by: timedelta) -> None:
    with unit_of_work():
        row = db.session.get(Shift, shift.id)
        row.starts_at, row.ends_at = row.starts_at + by, row.ends_at + by


def sent() -> list[str]:
    return [
        row.dedupe.split(":")[1] for row in db.session.scalars(select(Letter).order_by(Letter.queued_at, Letter.id))
    ]


def test_the_worker_does_it_by_itself_every_hour():
    assert [(often, do) for name, often, do in chores.regular_work() if name == "reminders queued"] == [
        ("hour", queue_reminders)
    ]


def test_one_is_reminded_a_week_and_a_day_before_and_never_twice(make, shift):
    on(make, shift)
    hours = (WEEK_BEFORE + timedelta(hours=n) for n in range(-30, 24 * 7 + 5))
    assert [(now.day, now.hour) for now in hours for n in range(remind(now))] == [(4, 10), (10, 10)]
    assert sent() == ["week", "day"]


@pytest.mark.parametrize(
    ("reached", "channel"), [({"email": "maja@exempel.se"}, "email"), ({"phone": "+46701234567"}, "sms")]
)
def test_by_the_way_that_they_are_reached(make, shift, reached, channel):
    on(make, shift, **reached)
    remind(DAY_BEFORE)
    assert db.session.scalars(select(Letter.channel)).all() == [channel]


def test_colleagues_are_reminded_too(make, shift):
    make.assignment(shift, make.staff("planner"), "confirmed", answered_at=at(1, 9))
    assert remind(DAY_BEFORE) == 1


@pytest.mark.parametrize("state", ["proposed", "asked", "no", "cancelled", "absent"])
def test_nobody_is_reminded_who_has_not_said_yes(make, shift, state):
    on(make, shift, state)
    assert remind(DAY_BEFORE) == 0


def test_nobody_is_reminded_of_what_is_off(make, booth, shift):
    on(make, shift)
    off = make.shift(make.booth(make.event(when=booth.event.when, state="cancelled")), starts_at=STARTS)
    on(make, off)
    with unit_of_work():
        db.session.get(Shift, shift.id).cancelled_at = at(2, 9)
    assert remind(DAY_BEFORE) == 0


def test_a_reminder_moves_with_its_shift(make, shift):
    on(make, shift)
    assert remind(WEEK_BEFORE) == 1
    move(shift, timedelta(days=7))
    assert [remind(now) for now in (DAY_BEFORE, WEEK_BEFORE + timedelta(days=7), DAY_BEFORE + timedelta(days=7))] == [
        0,
        1,
        1,
    ]


def test_moved_away_and_back_nobody_is_told_the_same_twice(make, shift):
    on(make, shift)
    remind(WEEK_BEFORE)
    move(shift, timedelta(days=7))
    move(shift, -timedelta(days=7))
    assert remind(WEEK_BEFORE + timedelta(hours=1)) == 0


def test_at_night_nobody_is_woken(make, booth):
    on(make, make.shift(booth, starts_at=at(11, 6)))
    assert [remind(now) for now in (at(10, 6), at(10, 7, 59), at(10, 8), at(10, 9))] == [0, 0, 1, 0]


def test_a_worker_that_was_away_for_a_day_catches_up_once(make, shift):
    on(make, shift)
    assert [remind(WEEK_BEFORE + timedelta(hours=25)), remind(WEEK_BEFORE + timedelta(hours=26))] == [1, 0]


def test_a_worker_killed_before_its_commit_leaves_nothing_and_the_next_one_does_it(make, shift):
    on(make, shift)
    with pytest.raises(KeyboardInterrupt), unit_of_work():
        assert queue_reminders(now=DAY_BEFORE) == 1
        raise KeyboardInterrupt
    assert (sent(), db.session.scalars(select(Reminder)).all()) == ([], [])
    assert (remind(DAY_BEFORE), sent()) == (1, ["day"])


def test_two_workers_at_once_remind_once(app, make, shift):
    for _ in range(3):
        on(make, shift)
    db.session.remove()
    start = threading.Barrier(4)

    def work():
        with app.app_context():
            start.wait()
            remind(DAY_BEFORE)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent() == ["day"] * 3


def test_a_clock_that_jumps_and_comes_back_neither_floods_nor_loses(make, shift):
    on(make, shift)
    assert [remind(now) for now in (WEEK_BEFORE, at(4, 12) + timedelta(days=3650), at(4, 12), DAY_BEFORE)] == [
        1,
        0,
        0,
        1,
    ]


@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 31)])
def test_over_a_change_of_the_clock_it_is_the_same_hour_on_the_wall(make, month, day):
    starts = datetime(2027, month, day, 10, tzinfo=STOCKHOLM)
    row = on(make, make.shift(make.booth(make.event(when=f"2027-{month:02}-{day:02}")), starts_at=starts))
    before = datetime(2027, month, day - 1, 10, tzinfo=STOCKHOLM)
    with unit_of_work():
        db.session.get(Assignment, row.id).answered_at = before - timedelta(days=9)
    assert [remind(before - timedelta(minutes=1)), remind(before)] == [0, 1]


def test_whoever_has_to_say_yes_again_is_not_reminded_until_they_have(make, shift):
    row = on(make, shift)
    with unit_of_work():
        assigning.ask_again(db.session.get(Assignment, row.id), by=OPERATOR, now=at(2, 9))
    assert remind(DAY_BEFORE) == 0


def ahead(days: int, hour: int, minute: int = 0) -> datetime:
    """So many days from now: a letter about what is over is not written."""
    return datetime.combine(local_date(now()) + timedelta(days=days), time(hour, minute), STOCKHOLM)


def of_a_morning(make, **reached) -> list[Assignment]:
    """Two shifts of one helper that both begin before one may write, and a third later that day."""
    helper, event = make.helper(**reached), make.event()
    shifts = [make.shift(event=event, starts_at=ahead(20, *begins), hours=1) for begins in ((6,), (7, 30), (10,))]
    return [make.assignment(shift, helper, "yes", answered_at=now()) for shift in shifts]


def said(row: Assignment) -> str:
    return short_words(row.shift.starts_at, row.shift.ends_at, "sv")


def test_two_shifts_of_a_morning_are_one_text_that_names_both_and_is_about_both(make):
    rows = of_a_morning(make, phone="+46701234567")
    assert [remind(ahead(19, hour)) for hour in (8, 9, 10)] == [1, 0, 1]
    first, _second = db.session.scalars(select(Letter).order_by(Letter.queued_at, Letter.id))
    text = write(first.template, first.ids, "sv").body
    assert text.startswith(f"Påminnelse: du har pass {said(rows[0])}, {said(rows[1])}. Mer, ")
    with unit_of_work():
        first.state = "failed"
    assert unreached([db.session.get(Assignment, row.id) for row in rows], at=ahead(19, 9)) == {
        row.id for row in rows[:2]
    }


def test_of_two_that_one_letter_was_to_name_it_names_the_one_that_still_holds(make):
    rows = of_a_morning(make)
    remind(ahead(19, 8))
    with unit_of_work():
        assigning.say_no(db.session.get(Assignment, rows[0].id), by=OPERATOR, now=ahead(19, 8))
    letter = db.session.scalars(select(Letter)).one()
    assert write(letter.template, letter.ids, "sv").subject == f"Påminnelse: ditt pass {said(rows[1])}"


def test_shifts_of_two_people_or_two_days_are_letters_of_their_own(make, booth):
    helper = make.helper()
    for starts, who in ((at(11, 6), helper), (at(11, 7), make.helper()), (at(12, 6), helper)):
        make.assignment(make.shift(booth, starts_at=starts, hours=1), who, "yes", answered_at=at(1, 9))
    assert [remind(now) for now in (at(10, 8), at(11, 8))] == [2, 1]


def test_a_hundred_reminders_take_as_few_questions_as_one(make, booth, queries):
    shift = make.shift(booth, starts_at=STARTS, most=9)
    on(make, shift)
    remind(DAY_BEFORE)
    with queries() as few:
        remind(DAY_BEFORE)
    for _ in range(5):
        on(make, shift)
    remind(DAY_BEFORE)
    with queries() as many:
        remind(DAY_BEFORE)
    assert len(many) == len(few) == 2
