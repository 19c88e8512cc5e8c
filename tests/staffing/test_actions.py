"""Can shifts be planned, changed and cancelled without anybody who said yes being dropped in silence?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.accounts import leaving
from app.accounts.models import Staff
from app.errors import Refused
from app.events.when import When
from app.journal.actors import OPERATOR
from app.mail.models import Letter
from app.mail.words import write
from app.staffing import actions, answers, assigning, queries
from app.staffing.models import Assignment, Shift
from app.staffing.pattern import Pattern
from app.staffing.plan import ShiftPlan
from app.staffing.roster import roster_of
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at

BY = {"by": OPERATOR, "now": at(1, 9)}
TWO_HOURS = timedelta(hours=2)


def shift_now(shift) -> Shift:
    db.session.rollback()
    return db.session.get(Shift, shift.id, populate_existing=True)


def states(*rows) -> list[str]:
    db.session.rollback()
    return [db.session.get(Assignment, row.id, populate_existing=True).state for row in rows]


def change(shift, *, shown=(), **values):
    with unit_of_work():
        shift = db.session.get(Shift, shift.id)
        return actions.change_shift(shift, replace(actions.said_of(shift), **values), shown=shown, **BY)


def cancel(shift, *, shown=(), move=None):
    with unit_of_work():
        return actions.cancel_shift(shift, shown=shown, move=move, **BY)


def plan(booth, **values) -> ShiftPlan:
    return ShiftPlan(
        **({"role": "Möta besökare", "starts_at": at(10, 9), "ends_at": at(10, 11), "booth_id": booth.id} | values)
    )


def test_the_same_press_twice_is_one_shift(booth):
    key = new_id()
    for _press in range(2):
        with unit_of_work():
            actions.plan_shift(booth.event, plan(booth, least=2, most=3, languages=("sv", "ar")), key=key, **BY)
    row = db.session.query(Shift).one()
    assert (row.id, row.booth_id, row.least, row.most, row.languages) == (key, booth.id, 2, 3, ["sv", "ar"])


@pytest.mark.parametrize(("values", "said"), [
    ({"ends_at": at(10, 9)}, "Sluttiden måste komma efter"), ({"ends_at": at(12, 9)}, "högst ett dygn"),
    ({"least": 3, "most": 2}, "kan inte vara mindre"), ({"booth_id": "finns-inte"}, "Montern finns inte"),
])  # fmt: skip
def test_what_cannot_be_is_refused(booth, values, said):
    with pytest.raises(Refused, match=said), unit_of_work():
        actions.plan_shift(booth.event, plan(booth, **values), key=new_id(), **BY)


def apply(booth, *, remove=False, key=None, begins=9, ends=17):
    spans = Pattern([date(2027, 5, 10)], time(begins), time(ends), TWO_HOURS).spans()
    with unit_of_work():
        done = actions.plan_pattern(
            booth.event, plan(booth, least=2, most=2), spans, remove=remove, key=key or new_id(), **BY
        )
        return len(done.known), len(done.new), len(done.empty), len(done.peopled)


def test_a_pattern_is_applied_once_however_often_it_is_pressed(booth):
    key = new_id()
    assert [apply(booth, key=key), apply(booth, key=key), apply(booth)] == [(0, 4, 0, 0), (4, 0, 0, 0), (4, 0, 0, 0)]
    assert {(row.least, row.most, row.role) for row in db.session.query(Shift)} == {(2, 2, "Möta besökare")}


def test_a_new_pattern_takes_away_empty_shifts_but_never_one_with_somebody_on_it(make, booth):
    apply(booth)
    first = db.session.query(Shift).order_by(Shift.starts_at).first()
    row = make.assignment(first, make.helper(), "proposed")
    assert apply(booth, begins=10, ends=16, remove=True) == (0, 3, 3, 1)
    assert db.session.query(Shift).count() == 4
    assert states(row) == ["proposed"]


def test_a_pattern_leaves_other_booths_roles_and_days_alone(make, booth):
    others = [make.shift(booth, starts_at=at(11, 9)), make.shift(booth, starts_at=at(10, 10), role="Köra bilen"),
              make.shift(make.booth(booth.event, "Scenen"), starts_at=at(10, 10))]  # fmt: skip
    assert apply(booth, remove=True) == (0, 4, 0, 0)
    assert {row.id for row in others} <= {row.id for row in db.session.query(Shift)}


def test_other_times_need_a_new_yes_from_everybody_who_gave_one(make, booth, letters):
    shift = make.shift(booth, starts_at=at(10, 9), most=5)
    rows = [make.assignment(shift, make.helper(), state) for state in ("proposed", "asked", "yes", "confirmed", "no")]
    told = [row.id for row in rows[1:4]]
    assert change(shift, starts_at=at(10, 10), ends_at=at(10, 12), shown=told) == (["ends_at", "starts_at"], 3)
    assert states(*rows) == ["proposed", "asked", "asked", "asked", "no"]
    assert sorted(letters()) == sorted(("shift_changed", one) for one in told)
    assert shift_now(shift).sequence == 1


def test_another_place_or_role_is_told_and_the_yes_stands(make, booth, letters):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper(), "yes")
    assert change(shift, role="Köra bilen", shown=[row.id]) == (["role"], 1)
    assert (states(row), letters()) == (["yes"], [("shift_changed", row.id)])


def test_numbers_and_languages_are_told_to_nobody(make, booth, letters):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper(), "yes")
    assert change(shift, most=4, languages=("ar",)) == (["languages", "most"], 0)
    assert (states(row), letters()) == (["yes"], [])


def test_whoever_answers_while_the_page_is_open_is_not_overlooked(make, booth, letters):
    shift = make.shift(booth, starts_at=at(10, 9), most=2)
    seen, unseen = (make.assignment(shift, make.helper(), "yes") for _ in range(2))
    with pytest.raises(Refused, match="Fler har svarat"):
        change(shift, starts_at=at(10, 8), shown=[seen.id])
    with pytest.raises(Refused, match="Fler har svarat"):
        cancel(shift, shown=[seen.id])
    assert (states(seen, unseen), letters()) == (["yes", "yes"], [])


def test_nobody_who_said_yes_is_pushed_out_by_a_smaller_number(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), most=2)
    for _ in range(2):
        make.assignment(shift, make.helper(), "yes")
    with pytest.raises(Refused, match="2 har redan sagt ja"):
        change(shift, most=1)


def test_a_cancelled_shift_tells_everybody_who_knew_and_asks_those_who_are_moved(make, booth, letters):
    shift, other = make.shift(booth, starts_at=at(10, 9), most=3), make.shift(booth, starts_at=at(10, 13))
    proposed, asked, moved = (
        make.assignment(shift, make.helper(), state) for state in ("proposed", "asked", "confirmed")
    )
    assert cancel(shift, shown=[asked.id, moved.id], move={moved.id: other}) == 2
    there = db.session.query(Assignment).filter_by(shift_id=other.id).one()
    assert (states(proposed, asked, moved, there), there.helper_id) == (["cancelled"] * 3 + ["asked"], moved.helper_id)
    assert sorted(letters()) == sorted(
        [("shift_cancelled", asked.id), ("shift_cancelled", moved.id), ("shift_asked", there.id)]
    )
    assert cancel(shift) == 0


def test_a_shift_with_somebody_on_place_is_not_moved_or_cancelled(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper(), "on_place")
    for verb in (lambda: cancel(shift, shown=[row.id]), lambda: change(shift, ends_at=at(10, 12), shown=[row.id])):
        with pytest.raises(Refused, match="redan på plats"):
            verb()


def test_a_shift_that_nobody_knows_of_is_deleted_and_any_other_is_not(make, booth):
    unknown, known = make.shift(booth, starts_at=at(10, 9)), make.shift(booth, starts_at=at(10, 13))
    make.assignment(unknown, make.helper(), "proposed")
    make.assignment(known, make.helper(), "no")
    with unit_of_work():
        actions.delete_shift(unknown, **BY)
    with pytest.raises(Refused, match="Någon har fått veta"), unit_of_work():
        actions.delete_shift(known, **BY)
    assert [row.id for row in db.session.query(Shift)] == [known.id]


def follow(event, before, **facts):
    with unit_of_work():
        actions.follow_event(event, before, **(BY | facts))


def test_shifts_follow_an_event_that_is_moved_and_everybody_is_asked_anew(make, letters):
    event = make.event(when=When.times(datetime(2027, 5, 10, 9), datetime(2027, 5, 10, 17)))
    shift = make.shift(event=event, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper(), "confirmed")
    before = event.when
    with unit_of_work():
        event.when = When.times(datetime(2027, 5, 12, 11), datetime(2027, 5, 12, 19))
    follow(event, before)
    assert (shift_now(shift).starts_at, shift_now(shift).ends_at) == (at(12, 11), at(12, 13))
    assert (states(row), letters()) == (["asked"], [("shift_changed", row.id)])


def test_what_has_been_stays_when_an_event_is_moved(make):
    event = make.event(when="2027-05-10/2027-05-11")
    shift = make.shift(event=event, starts_at=at(10, 9))
    make.assignment(shift, make.helper(), "done")
    follow(event, When.read("2027-05-03/2027-05-04"))
    assert shift_now(shift).starts_at == at(10, 9)


def test_a_day_that_is_over_stays_though_nobody_was_marked_when_an_event_is_moved(make, letters):
    event = make.event(when="2027-05-10/2027-05-11")
    over, ahead = make.shift(event=event, starts_at=at(10, 9)), make.shift(event=event, starts_at=at(11, 9))
    stood, row = make.assignment(over, make.helper(), "yes"), make.assignment(ahead, make.helper(), "yes")
    follow(event, When.read("2027-05-03/2027-05-04"), now=at(10, 20))
    assert (shift_now(over).starts_at, shift_now(ahead).starts_at) == (at(10, 9), at(18, 9))
    assert (states(stood, row), letters()) == (["yes", "asked"], [("shift_changed", row.id)])


def test_a_telephone_rings_at_night_when_the_shift_would_have_been_tomorrow(make, booth):
    shift = make.shift(booth, starts_at=at(10, 6))
    row = make.assignment(shift, make.helper(phone="+46701234567"), "yes")
    with unit_of_work():
        plan = replace(actions.said_of(db.session.get(Shift, shift.id)), starts_at=at(17, 6), ends_at=at(17, 8))
        actions.change_shift(db.session.get(Shift, shift.id), plan, shown=[row.id], by=OPERATOR, now=at(9, 23))
    assert [letter.next_at for letter in db.session.query(Letter)] == [at(9, 23)]


def test_an_event_whose_day_nobody_knows_any_more_leaves_nobody_waiting(make, letters):
    event = make.event(when="2027-05-10/2027-05-11")
    past, ahead = make.shift(event=event, starts_at=at(10, 9)), make.shift(event=event, starts_at=at(11, 9))
    came, row = make.assignment(past, make.helper(), "done"), make.assignment(ahead, make.helper(), "yes")
    before = event.when
    with unit_of_work():
        event.when = When.read("2027-06")
    follow(event, before, now=at(10, 20))
    assert (states(came, row), letters()) == (["done", "cancelled"], [("shift_cancelled", row.id)])
    assert (shift_now(past).cancelled_at, shift_now(ahead).cancelled_at) == (None, at(10, 20))


def test_a_cancelled_event_cancels_what_lies_ahead_of_it(make, letters):
    event = make.event(when="2027-05-10/2027-05-11", state="cancelled")
    past, ahead = make.shift(event=event, starts_at=at(10, 9)), make.shift(event=event, starts_at=at(11, 9))
    came, row = make.assignment(past, make.helper(), "done"), make.assignment(ahead, make.helper(), "yes")
    follow(event, event.when, now=at(10, 20))
    assert (states(came, row), letters()) == (["done", "cancelled"], [("shift_cancelled", row.id)])
    assert (shift_now(past).cancelled_at, shift_now(ahead).cancelled_at) == (None, at(10, 20))


@pytest.mark.parametrize("becomes", ["cancelled", "without a day", "another day"])
def test_where_somebody_is_on_place_the_shift_goes_on_and_its_hours_count_whatever_becomes_of_the_event(
    make, letters, becomes
):
    event = make.event(when="2027-05-10", state="cancelled" if becomes == "cancelled" else "confirmed")
    shift = make.shift(event=event, starts_at=at(10, 9), most=4)
    there, unmarked = make.assignment(shift, make.helper(), "on_place"), make.assignment(shift, make.helper(), "yes")
    before = event.when
    if becomes != "cancelled":
        with unit_of_work():
            event.when = When.read("2027-06" if becomes == "without a day" else "2027-05-20")
    assert queries.promises_at(event, now=at(10, 10)) == 0
    follow(event, before, now=at(10, 10))
    assert (states(there, unmarked), letters()) == (["on_place", "yes"], [])
    with unit_of_work():
        assigning.mark(db.session.get(Assignment, unmarked.id), "on_place", by=OPERATOR, now=at(10, 10))
        assigning.finish(now=at(10, 12))
    hours = roster_of(queries.shifts_of(event.id), now=at(10, 12)).hours
    assert (shift_now(shift).starts_at, hours.done) == (at(10, 9), 2 * (shift.ends_at - shift.starts_at))


def test_whoever_has_not_answered_is_not_waited_for_where_a_cancelled_event_still_has_somebody_on_place(make, letters):
    event = make.event(when="2027-05-10", state="cancelled")
    shift = make.shift(event=event, starts_at=at(10, 9), most=4)
    make.assignment(shift, make.helper(), "on_place")
    asked, proposed = make.assignment(shift, make.helper(), "asked"), make.assignment(shift, make.helper(), "proposed")
    follow(event, event.when, now=at(10, 10))
    assert (states(asked, proposed), letters()) == (["cancelled", "cancelled"], [("shift_thanked", asked.id)])


def test_a_shift_that_is_over_is_neither_moved_nor_cancelled_and_nobody_hears_of_it(make, booth, letters):
    shift = make.shift(booth, starts_at=at(1, 6))
    row = make.assignment(shift, make.helper(), "yes")
    for verb in (lambda: change(shift, ends_at=at(1, 10), shown=[row.id]), lambda: cancel(shift, shown=[row.id])):
        with pytest.raises(Refused, match="Passet är över"):
            verb()
    assert (states(row), letters()) == (["yes"], [])


def test_a_colleague_whose_account_is_closed_leaves_their_shifts_and_the_functions_hear_of_it(make, booth, letters):
    make.staff("administrator")
    bo, shift = make.staff(name="Bo Ek"), make.shift(booth, starts_at=at(10, 9))
    with unit_of_work():
        booth.event.unit.email = "centrum@exempel.se"
    row, past = (
        make.assignment(shift, bo, "confirmed"),
        make.assignment(make.shift(booth, starts_at=at(1, 6)), bo, "yes"),
    )
    with unit_of_work():
        leaving.close_account(db.session.get(Staff, bo.id), **BY)
    assert (states(row, past), letters()) == (["no", "yes"], [("shift_freed", row.id)])
    assert write("shift_freed", {"assignment": row.id}, "sv").to == "centrum@exempel.se"


def test_a_new_link_that_a_planner_makes_rings_no_telephone_at_night(make):
    helper, mailed = make.helper(phone="+46701234567"), make.helper(email="maja@exempel.se")
    with unit_of_work():
        answers.send_link(helper, asked_for=False, now=at(9, 23))
        answers.send_link(mailed, asked_for=False, now=at(9, 23))
        answers.send_link(helper, now=at(9, 22, 30))
    rows = db.session.query(Letter).order_by(Letter.id)
    assert [letter.next_at for letter in rows] == [at(10, 8), at(9, 23), at(9, 22, 30)]
