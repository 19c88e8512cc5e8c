"""Is the last place given once, whatever the parallelism? Fifty people press at the same moment."""

import threading
import time

import pytest

from app.errors import Refused
from app.journal.actors import OPERATOR, Actor
from app.staffing import actions, assigning
from app.staffing.models import Assignment, Helper, Shift
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at

MANY = 50


def together(app, presses) -> list[str]:
    """What each press came to, all let go at the same moment, each in a thread of its own."""
    start, came = threading.Barrier(len(presses)), []

    def press(do):
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    do()
                came.append("yes")
            except Refused as why:
                came.append(str(why))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press, args=(do,)) for do in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def taking(shift_id: str, helper_id: str):
    def take():
        shift, helper = db.session.get(Shift, shift_id), db.session.get(Helper, helper_id)
        assigning.take_place(shift, helper, key=new_id(), by=Actor("helper", helper.id), now=at(1, 9))

    return take


def answering(assignment_id: str):
    def answer():
        row = db.session.get(Assignment, assignment_id)
        assigning.say_yes(row, by=Actor("helper", row.helper_id), now=at(1, 9))

    return answer


@pytest.mark.parametrize("most", [1, 3])
def test_fifty_who_take_an_open_place_at_once_get_as_many_as_there_are(app, make, booth, most):
    shift = make.shift(booth, starts_at=at(10, 9), most=most)
    presses = [taking(shift.id, make.helper(f"Person {n}").id) for n in range(MANY)]
    came = together(app, presses)
    assert sorted(came) == sorted(["yes"] * most + ["Passet är fullt: alla platser är tagna."] * (MANY - most))
    db.session.rollback()
    rows = db.session.query(Assignment.state).filter_by(shift_id=shift.id).all()
    assert [state for (state,) in rows] == ["yes"] * most


def test_fifty_who_were_asked_and_say_yes_at_once_get_the_one_place(app, make, booth):
    shift = make.shift(booth, starts_at=at(10, 9))
    presses = [answering(make.assignment(shift, make.helper(f"Person {n}"), "asked").id) for n in range(MANY)]
    assert together(app, presses).count("yes") == 1
    db.session.rollback()
    assert db.session.query(Assignment).filter_by(shift_id=shift.id, state="yes").count() == 1


def test_one_who_presses_for_all_shifts_of_an_hour_at_once_gets_one(app, make, booth):
    helper = make.helper()
    shifts = [make.shift(booth, starts_at=at(10, 9, minute)) for minute in range(20)]
    came = together(app, [taking(shift.id, helper.id) for shift in shifts])
    assert came.count("yes") == 1


def test_the_same_press_fifty_times_is_one_place(app, make, booth):
    shift, helper = make.shift(booth, starts_at=at(10, 9), most=5), make.helper()
    assert together(app, [taking(shift.id, helper.id)] * MANY) == ["yes"] * MANY
    db.session.rollback()
    assert db.session.query(Assignment).count() == 1


def test_two_shifts_that_move_their_people_to_each_other_at_once_wait_and_drop_nobody(app, make, booth):
    for day in range(10, 16):
        pair = [make.shift(booth, starts_at=at(day, hour), most=9) for hour in (9, 13)]
        on = {one.id: [make.assignment(one, make.helper(f"{day} {n}")).id for n in range(3)] for one in pair}

        def cancelling(shift_id, other_id, shown):
            def cancel():
                to = db.session.get(Shift, other_id)
                actions.cancel_shift(
                    db.session.get(Shift, shift_id), shown=shown, move=dict.fromkeys(shown, to),
                    by=Actor("staff", "x"), now=at(1, 9),
                )  # fmt: skip

            return cancel

        one, other = (row.id for row in pair)
        came = together(app, [cancelling(one, other, on[one]), cancelling(other, one, on[other])])
        # the second sees whom the first moved to it, and is asked to look again
        assert sorted(came)[1] == "yes" and len(came) == 2 and "medan sidan var öppen" in sorted(came)[0]
        db.session.rollback()
        states = [state for (state,) in db.session.query(Assignment.state).filter(Assignment.shift_id.in_(on))]
        assert sorted(states) == ["asked"] * 3 + ["cancelled"] * 3 + ["yes"] * 3


def test_who_says_yes_while_their_shift_is_cancelled_is_told_one_way_or_the_other(app, make, booth):
    shift, other = make.shift(booth, starts_at=at(10, 9), most=9), make.shift(booth, starts_at=at(10, 13), most=9)
    rows = [make.assignment(shift, make.helper(f"Person {n}"), "asked") for n in range(8)]
    shown, shift_id, other_id = [row.id for row in rows], shift.id, other.id

    def cancel():
        to = db.session.get(Shift, other_id)
        actions.cancel_shift(
            db.session.get(Shift, shift_id), shown=shown, move=dict.fromkeys(shown, to),
            by=Actor("staff", "x"), now=at(1, 9),
        )  # fmt: skip

    came = together(app, [answering(one) for one in shown] + [cancel])
    assert set(came) <= {"yes", "Passet är inställt."}
    db.session.rollback()
    states = db.session.query(Assignment.shift_id, Assignment.state).all()
    assert sorted(states) == sorted([(shift_id, "cancelled")] * 8 + [(other_id, "asked")] * 8)


def test_a_shift_that_is_deleted_while_somebody_takes_it_stays_and_so_do_they(app, make, booth):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper(), "proposed")
    taken, said = threading.Event(), []
    shift_id, row_id, helper_id = shift.id, row.id, row.helper_id

    def take():
        taking(shift_id, helper_id)()
        taken.set()
        time.sleep(0.3)  # so long this yes is not there for the other one to see

    def delete():
        with app.app_context():
            assert taken.wait(10)
            with pytest.raises(Refused) as why, unit_of_work():
                actions.delete_shift(db.session.get(Shift, shift_id), by=OPERATOR, now=at(1, 9))
            said.append(str(why.value))
            db.session.remove()

    planner = threading.Thread(target=delete)
    planner.start()
    assert together(app, [take]) == ["yes"]
    planner.join()
    assert said == ["Någon har fått veta om passet. Ställ in det i stället, så att de får besked."]
    db.session.rollback()
    assert db.session.get(Assignment, row_id, populate_existing=True).state == "yes"
