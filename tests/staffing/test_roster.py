"""Is a roster in the order in which one reads it, and does each line know what it lacks?"""

import pytest

from app.clock import now
from app.staffing.queries import shifts_of
from app.staffing.roster import line_of, name_of, roster_of
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at


@pytest.fixture
def read(booth):
    """`read()` is the roster of the booth's event as it is now, or at another time."""

    def again(then=None):
        db.session.expire_all()
        return roster_of(shifts_of(booth.event_id), now=then or now())

    return again


def test_days_come_in_order_and_on_each_the_events_own_shifts_first(make, booth, read):
    make.shift(booth, starts_at=at(11, 9))
    make.shift(make.booth(booth.event, "Scenen"), starts_at=at(10, 8))
    make.shift(booth, starts_at=at(10, 11))
    make.shift(booth, starts_at=at(10, 9))
    make.shift(event=booth.event, starts_at=at(10, 15), role="Köra bilen")
    found = [
        (day.on.day, place.name, [line.shift.starts_at for line in place.lines])
        for day in read().days
        for place in day.places
    ]
    assert found == [
        (10, None, [at(10, 15)]), (10, "Scenen", [at(10, 8)]), (10, "Tältet", [at(10, 9), at(10, 11)]),
        (11, "Tältet", [at(11, 9)]),
    ]  # fmt: skip


def test_those_with_a_place_stand_first_and_those_who_left_stand_apart(make, booth, read):
    shift = make.shift(booth, starts_at=at(10, 9), least=3, most=4)
    for name, state in (("Åke", "asked"), ("Bo", "no"), ("Maja", "yes"), ("Cia", "confirmed"), ("Dan", "cancelled")):
        make.assignment(shift, make.helper(name), state)
    (line,) = read().lines
    assert ([name_of(row) for row in line.people], [name_of(row) for row in line.left]) == (
        ["Maja", "Cia", "Åke"],
        ["Bo", "Dan"],
    )
    assert (line.there, line.missing, line.free, line.silent) == (2, 1, 2, 1)


def test_a_language_counts_when_one_with_a_place_speaks_it(make, booth, read):
    shift = make.shift(booth, starts_at=at(10, 9), languages=["ar", "so"], most=3)
    make.assignment(shift, make.helper(languages=["sv", "ar"]), "yes")
    make.assignment(shift, make.helper(languages=["so"]), "asked")
    assert read().lines[0].languages_missing == ["so"]


def test_a_cancelled_shift_lacks_nobody_and_counts_no_hours(make, booth, read):
    shift = make.shift(booth, starts_at=at(10, 9), least=3, most=3, languages=["ar"], cancelled_at=now())
    line = line_of(shift, now=now())
    assert (line.missing, line.free, line.languages_missing) == (0, 0, [])
    assert (read().missing, read().hours.wanted.total_seconds()) == (0, 0)


def test_a_roster_of_many_shifts_takes_two_questions(make, booth, queries):
    event_id = booth.event_id
    for hour in (9, 11, 13):
        make.assignment(make.shift(booth, starts_at=at(10, hour)), make.helper())
    db.session.rollback()
    with queries() as ran:
        roster_of(shifts_of(event_id), now=now())
    assert len(ran) == 2


def test_setting_up_the_booth_is_within_its_time_though_the_event_has_not_begun(make, read, booth):
    with unit_of_work():
        booth.setup_at, booth.takedown_at = at(9, 15), at(12, 20)
    for day, hour in ((9, 15), (9, 11), (14, 9)):
        make.shift(booth, starts_at=at(day, hour))
    found = {line.shift.starts_at: line.outside for day in read().days for place in day.places for line in place.lines}
    assert found == {at(9, 15): False, at(9, 11): True, at(14, 9): True}


def test_what_is_over_lacks_nobody_any_more_but_a_word_of_who_came(make, booth, read):
    shift = make.shift(booth, starts_at=at(10, 9), least=4, most=6, languages=["ar"])
    for name, state in (("Maja", "done"), ("Bo", "confirmed"), ("Cia", "absent"), ("Dan", "asked")):
        make.assignment(shift, make.helper(name), state)
    (before,), (after,) = read(at(10, 10)).lines, read(at(10, 11)).lines
    assert (before.missing, before.free, before.languages_missing, before.lacked, before.unmarked) == (
        2,
        4,
        ["ar"],
        0,
        0,
    )
    assert (after.missing, after.free, after.languages_missing, after.lacked, after.unmarked) == (0, 0, [], 2, 1)
    assert (read(at(10, 10)).over, read(at(10, 11)).over, read(at(10, 11)).unmarked) == (False, True, 1)
