"""Do the unit's plan and one's own calendar hold the shifts, without anybody's name?"""

import pytest

from app.clock import now
from app.events import actions as event_actions
from app.journal.actors import OPERATOR
from app.staffing import actions
from app.staffing.models import Assignment, Shift
from app.store.db import db, unit_of_work


@pytest.fixture
def shift(make):
    event = make.event("Mässan")
    return make.shift(make.booth(event, "Tältet"), role="Möta besökare", least=2, most=2)


def duties(feeds, path, what="duty-") -> list:
    """The entries of shifts in a feed."""
    return [one for one in feeds.events(path) if str(one["UID"]).startswith(what)]


def test_the_units_plan_says_when_somebody_is_needed_and_how_many_not_who(feeds, make, shift):
    make.assignment(shift, make.helper("Maja Lund"), "yes")
    path = feeds.path("unit")
    (entry,) = duties(feeds, path)
    assert (str(entry["SUMMARY"]), str(entry["DESCRIPTION"])) == ("Pass: Möta besökare, Mässan", "2 personer behövs.")
    assert (entry["DTSTART"].dt, entry["TRANSP"]) == (shift.starts_at, "TRANSPARENT")
    assert "Maja" not in feeds.poll(path).data.decode()


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_a_shift_that_is_off_stays_as_cancelled_under_the_same_id(feeds, shift, how):
    path = feeds.path("unit")
    (before,), mark = duties(feeds, path), feeds.poll(path).headers["ETag"]
    with unit_of_work():
        row = db.session.get(Shift, shift.id)
        if how == "deleted":
            actions.delete_shift(row, by=OPERATOR, now=now())
        else:
            actions.cancel_shift(row, shown=[], by=OPERATOR, now=now())
    (after,) = duties(feeds, path)
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"] and feeds.poll(path).headers["ETag"] != mark


@pytest.mark.parametrize(
    ("state", "told"),
    [("on_place", ("Pass: Möta besökare, Mässan", "CONFIRMED")), ("yes", ("Inställt: Pass: Möta besökare, Mässan", "CANCELLED"))],
)  # fmt: skip
def test_a_cancelled_event_takes_its_shifts_along_but_those_where_somebody_stands(feeds, make, shift, state, told):
    make.assignment(shift, make.helper("Maja Lund"), state)
    with unit_of_work():
        event_actions.cancel(db.session.get(Shift, shift.id).event, told={}, by=OPERATOR, now=now())
    (entry,) = duties(feeds, feeds.path("unit"))
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == told


def test_a_colleagues_own_calendar_holds_their_own_shifts(feeds, make, shift):
    mine, other = make.staff("planner"), make.staff("planner")
    row = make.assignment(shift, mine, "yes", answered_at=now())
    path = feeds.path("staff", mine.id)
    (entry,) = duties(feeds, path, "shift-")
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == ("Möta besökare", "CONFIRMED")
    assert duties(feeds, feeds.path("staff", other.id), "shift-") == []
    mark = feeds.poll(path).headers["ETag"]
    with unit_of_work():
        found = db.session.get(Assignment, row.id)
        found.state, found.updated_at = "cancelled", now()
    assert feeds.poll(path).headers["ETag"] != mark
