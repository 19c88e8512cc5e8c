"""How does somebody come onto a shift, and off it?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import now
from app.errors import Refused
from app.journal.actors import OPERATOR, Actor
from app.journal.models import JournalLine
from app.staffing import actions, assigning
from app.staffing.models import Assignment, Shift
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at

BY = {"by": OPERATOR, "now": at(1, 9)}


def on(shift, who, **facts):
    with unit_of_work():
        return assigning.assign(shift, who, key=new_id(), **({"by": OPERATOR, "now": at(1, 9)} | facts))


def state(row) -> str:
    db.session.rollback()
    return db.session.get(Assignment, row.id).state


def do(verb, row, **facts):
    with unit_of_work():
        return verb(row, **({"by": OPERATOR, "now": at(1, 9)} | facts))


def test_somebody_is_proposed_then_asked_says_yes_is_confirmed_comes_and_is_done(make, booth, letters):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = on(shift, make.helper())
    states = [state(row)]
    do(assigning.ask, row)
    states.append(state(row))
    do(assigning.say_yes, row)
    states.append(state(row))
    do(assigning.confirm, row)
    states.append(state(row))
    do(assigning.mark, row, to="on_place")
    states.append(state(row))
    with unit_of_work():
        assigning.finish(now=at(10, 11))
    assert [*states, state(row)] == ["proposed", "asked", "yes", "confirmed", "on_place", "done"]
    assert letters() == [("shift_asked", row.id)]


def test_each_step_stands_in_the_journal_without_a_name(make, booth):
    row = on(make.shift(booth, starts_at=at(10, 9)), make.helper("Maja Lund"))
    do(assigning.say_yes, row, by=Actor("helper", row.helper_id))
    lines = db.session.query(JournalLine).filter(JournalLine.subject == row.id).order_by(JournalLine.id)
    assert [(line.kind, line.details) for line in lines] == [
        ("assignment.made", {"shift": row.shift_id, "overridden": False}),
        ("assignment.moved-on", {"shift": row.shift_id, "before": "proposed", "after": "yes"}),
    ]


def test_who_was_asked_is_remembered_so_that_others_are_asked_next_time(make, booth):
    helper = make.helper()
    do(assigning.ask, on(make.shift(booth, starts_at=at(10, 9)), helper))
    db.session.refresh(helper)
    assert helper.last_asked_at == at(1, 9)


def test_a_thumb_that_slips_asks_once_and_later_it_asks_again(make, booth, letters):
    row = on(make.shift(booth, starts_at=at(10, 9)), make.helper())
    for minutes in (0, 1, 30):
        do(assigning.ask, row, now=at(1, 9) + timedelta(minutes=minutes))
    assert letters() == [("shift_asked", row.id)] * 2


def test_time_alone_makes_nobody_say_yes(make, booth):
    row = on(make.shift(booth, starts_at=at(10, 9)), make.helper())
    do(assigning.ask, row)
    with unit_of_work():
        assigning.finish(now=at(20, 9))
    assert state(row) == "asked"


def test_the_same_person_twice_is_one_assignment(make, booth):
    shift, helper = make.shift(booth, starts_at=at(10, 9)), make.helper()
    assert on(shift, helper).id == on(shift, helper).id
    assert db.session.query(Assignment).count() == 1


def test_who_said_no_can_be_proposed_and_asked_anew(make, booth):
    shift, helper = make.shift(booth, starts_at=at(10, 9)), make.helper()
    row = on(shift, helper)
    do(assigning.ask, row)
    do(assigning.say_no, row, note_text="Är bortrest")
    assert db.session.get(Assignment, row.id).note == "Är bortrest"
    assert (on(shift, helper).id, state(row)) == (row.id, "proposed")


def test_a_no_after_a_yes_frees_the_place(make, booth):
    shift = make.shift(booth, starts_at=at(10, 9), most=1)
    first, second = on(shift, make.helper()), on(shift, make.helper())
    do(assigning.say_yes, first)
    with pytest.raises(Refused, match="Passet är fullt"):
        do(assigning.say_yes, second)
    do(assigning.say_no, first)
    do(assigning.say_yes, second)
    assert (state(first), state(second)) == ("no", "yes")


def test_nobody_is_in_two_places_at_once_unless_somebody_says_why(make, booth):
    helper = make.helper("Maja Lund")
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "confirmed")
    other = make.shift(make.booth(booth.event, "Scenen"), starts_at=at(10, 10))
    with pytest.raises(Refused, match=r"Maja Lund står redan på ”Möta besökare” kl\. 9\.00–11\.00, Blodomloppet"):
        on(other, helper)
    row = on(other, helper, reason="Går mellan tälten")
    do(assigning.say_yes, row)
    assert (state(row), row.override_reason) == ("yes", "Går mellan tälten")


def test_a_reason_counts_for_somebody_who_is_on_the_shift_already(make, booth):
    helper = make.helper()
    row = on(make.shift(booth, starts_at=at(10, 10)), helper)
    make.assignment(make.shift(make.booth(booth.event, "Scenen"), starts_at=at(10, 9)), helper, "confirmed")
    with pytest.raises(Refused, match="skriv varför det går ändå"):
        do(assigning.say_yes, row)
    assert on(row.shift, helper, reason="Går mellan tälten").id == row.id
    do(assigning.say_yes, row)
    assert (state(row), row.override_reason) == ("yes", "Går mellan tälten")


def test_a_reason_excuses_the_overlap_that_it_was_written_for_and_no_later_one(make, booth):
    helper, scene = make.helper(), make.booth(booth.event, "Scenen")
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "confirmed")
    row = on(make.shift(scene, starts_at=at(10, 10)), helper, reason="Går mellan tälten")
    make.assignment(make.shift(scene, starts_at=at(10, 11), role="Dela ut flyers"), helper, "yes")
    with pytest.raises(Refused, match="står redan på ”Dela ut flyers”"):
        do(assigning.say_yes, row)
    assert on(row.shift, helper, reason="Någon annan delar ut").id == row.id
    do(assigning.say_yes, row)
    assert (state(row), row.override_reason) == ("yes", "Någon annan delar ut")


@pytest.mark.parametrize("moved", ["the other", "its own"])
def test_a_reason_excuses_no_overlap_of_other_times(make, booth, moved):
    helper = make.helper()
    before = make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "confirmed")
    row = on(make.shift(make.booth(booth.event), starts_at=at(10, 10)), helper, reason="Bara en timme")
    with unit_of_work():
        shift = db.session.get(Shift, before.shift_id if moved == "the other" else row.shift_id)
        plan = replace(actions.said_of(shift), ends_at=at(10, 13))
        actions.change_shift(shift, plan, shown=[before.id], by=OPERATOR, now=at(1, 9))
    if moved == "the other":
        do(assigning.say_yes, before)
    with pytest.raises(Refused, match="står redan på"):
        do(assigning.say_yes, row)


def test_what_excused_an_overlap_holds_no_more_once_the_shift_has_moved(make, booth):
    helper = make.helper()
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "confirmed")
    row = on(make.shift(make.booth(booth.event, "Scenen"), starts_at=at(10, 8)), helper, reason="Bara en timme")
    do(assigning.say_yes, row)
    do(assigning.ask_again, row)
    with pytest.raises(Refused, match="Du står redan"):
        do(assigning.say_yes, row, by=Actor("helper", helper.id))


def test_a_helper_reads_what_is_in_the_way_and_whom_to_ask(make):
    helper = make.helper("Maja Lund", language="en")
    booth = make.booth(make.event(when="2027-05-10", titles={"en": "The run"}))
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "confirmed")
    row = make.assignment(make.shift(event=booth.event, starts_at=at(10, 10)), helper, "asked")
    with pytest.raises(Refused) as refused:
        do(assigning.say_yes, row, by=Actor("helper", helper.id))
    assert str(refused.value) == (
        "Du står redan på ”Möta besökare” 9:00–11:00, The run. Säg först att du inte kan det passet, eller hör av dig till oss "
        "om du kan båda."
    )


def test_a_colleague_who_answers_for_themselves_reads_whom_to_ask_too(make, booth):
    colleague = make.staff(name="Bo Ek")
    make.assignment(make.shift(booth, starts_at=at(10, 9)), colleague, "yes")
    row = make.assignment(make.shift(event=booth.event, starts_at=at(10, 10)), colleague, "asked")
    with pytest.raises(Refused, match=r"^Du står redan på .* be den som planerar att skriva varför"):
        do(assigning.say_yes, row, by=Actor("staff", colleague.id))


def test_half_open_times_let_one_shift_follow_another(make, booth):
    helper = make.helper()
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper)
    assert state(on(make.shift(booth, starts_at=at(10, 11)), helper)) == "proposed"


def test_two_asked_for_the_same_time_can_say_yes_to_one_only(make, booth):
    helper = make.helper()
    rows = [on(make.shift(booth, starts_at=at(10, hour)), helper) for hour in (9, 10)]
    do(assigning.say_yes, rows[0])
    with pytest.raises(Refused, match="står redan"):
        do(assigning.say_yes, rows[1])


def test_colleagues_are_on_the_same_roster_with_the_same_rules(make, booth, letters):
    colleague = make.staff(name="Bo Ek")
    row = on(make.shift(booth, starts_at=at(10, 9)), colleague)
    do(assigning.ask, row)
    do(assigning.say_yes, row)
    assert (row.staff_id, row.helper_id, state(row), letters()) == (
        colleague.id,
        None,
        "yes",
        [("shift_asked", row.id)],
    )
    with pytest.raises(Refused, match="Bo Ek står redan"):
        on(make.shift(event=booth.event, starts_at=at(10, 10)), colleague)


def test_a_helper_takes_an_open_place_and_the_same_press_again_is_the_same_place(make, booth):
    shift, helper, key = make.shift(booth, starts_at=at(10, 9)), make.helper(), new_id()
    for _press in range(2):
        with unit_of_work():
            assigning.take_place(shift, helper, key=key, by=Actor("helper", helper.id), now=at(1, 9))
    assert [(row.id, row.state) for row in db.session.query(Assignment)] == [(key, "yes")]


def test_who_is_taken_off_after_a_yes_is_thanked_or_asked_about_another_shift(make, booth, letters):
    shift, other = make.shift(booth, starts_at=at(10, 9), most=2), make.shift(booth, starts_at=at(10, 13))
    thanked, moved = (make.assignment(shift, make.helper(), "yes") for _ in range(2))
    do(assigning.release, thanked)
    there = do(assigning.release, moved, move_to=other)
    assert [state(row) for row in (thanked, moved, there)] == ["cancelled", "cancelled", "asked"]
    assert there.helper_id == moved.helper_id
    assert letters() == [("shift_thanked", thanked.id), ("shift_thanked", moved.id), ("shift_asked", there.id)]


def test_who_was_only_proposed_never_hears_of_it(make, booth, letters):
    do(assigning.release, on(make.shift(booth, starts_at=at(10, 9)), make.helper()))
    assert letters() == []


def test_a_slip_on_the_day_is_mended(make, booth):
    row = make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper(), "confirmed")
    seen = []
    for to in ("absent", "on_place", "confirmed", "on_place"):
        do(assigning.mark, row, to=to)
        seen.append(state(row))
    assert seen == ["absent", "on_place", "confirmed", "on_place"]


@pytest.mark.parametrize("gone", ["shift", "helper", "colleague"])
def test_nobody_is_put_where_something_has_ended(make, booth, gone):
    shift = make.shift(booth, starts_at=at(10, 9), cancelled_at=now() if gone == "shift" else None)
    who = make.staff() if gone == "colleague" else make.helper(ended_at=now() if gone == "helper" else None)
    if gone == "colleague":
        with unit_of_work():
            who.active = False
    with pytest.raises(Refused, match="inställt" if gone == "shift" else "inte med längre"):
        on(shift, who)
