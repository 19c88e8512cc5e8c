"""Does a planner see to whom our letters do not come, and no longer than that holds?"""

from datetime import timedelta

import pytest

from app.accounts.queries import first_unit
from app.clock import now
from app.mail.models import Letter
from app.staffing.unreached import told_on_idag, unreached
from app.store.columns import new_id
from app.store.db import db, unit_of_work


@pytest.fixture
def row(make):
    """Somebody who was asked two hours ago."""
    return before(make.assignment(make.shift(), make.helper("Maja Lund"), "asked"))


def before(row):
    """The same, two hours ago."""
    with unit_of_work():
        row.created_at = now() - timedelta(hours=2)
    return row


def write(row, state: str, error: str | None = None, template: str = "shift_asked", hours: float = 1, **ids) -> None:
    """A letter to them, so many hours ago."""
    at = now() - timedelta(hours=hours)
    with unit_of_work():
        db.session.add(Letter(
            id=new_id(), organisation_id=row.organisation_id, template=template, channel="email", state=state, tries=1,
            ids=ids or {"assignment": row.id}, dedupe=new_id(), next_at=at, queued_at=at, last_error=error,
        ))  # fmt: skip


@pytest.mark.parametrize(
    ("state", "error", "lost"),
    [
        ("failed", "smtp 550 5.1.1", True),
        ("dropped", "no way to send", True),
        ("dropped", None, False),
        ("dropped", "smtp 421", False),  # put off once, and then it had nothing to say any more
        ("queued", "smtp 421", False),
        ("sent", None, False),
    ],
)
def test_what_failed_or_had_no_way_to_go_did_not_reach_them(row, state, error, lost):
    write(row, state, error)
    assert unreached([row], at=now()) == ({row.id} if lost else set())


def test_one_that_went_later_did_and_so_did_one_that_was_answered(make, row):
    write(row, "failed", "smtp 550")
    write(row, "sent", hours=0.5)
    assert unreached([row], at=now()) == set()
    write(row, "failed", "smtp 550", hours=0.4)
    assert unreached([row], at=now()) == {row.id}
    with unit_of_work():
        row.state, row.answered_at = "yes", now()
    assert unreached([row], at=now()) == set()


def test_a_lost_link_and_a_lost_word_that_it_is_off_count_too(make, signed_in):
    shift = make.shift(most=2)
    maja, bo = make.helper("Maja Lund", phone="+46701234567"), make.helper("Bo Ek")
    rows = [before(make.assignment(shift, maja, "yes")), before(make.assignment(shift, bo, "cancelled"))]
    write(rows[0], "dropped", "no way to send", "helper_link", helper=maja.id)
    write(rows[1], "failed", "smtp 550", "shift_thanked")
    planner, roster = signed_in("planner"), f"/staff/events/{shift.event.slug}/staffing"
    assert [item.get_text(" ", strip=True) for item in planner.get(roster, status=200).soup.select(".crew li")] == [
        "Maja Lund Ja Nåddes inte", "Bo Ek Avbokad Nåddes inte",
    ]  # fmt: skip
    assert "Vårt senaste brev eller sms kom inte fram. Ring i stället." in planner.get(f"{roster}/{shift.id}").text
    assert "Maja Lund Ja Nåddes inte" in planner.get(f"{roster}/day").text
    page = signed_in("planner").get("/staff/", status=200)
    assert "2 på passen nåddes inte av våra brev" in page.text
    assert page.follow(shift.event.title).h1


def test_another_unit_hears_nothing_of_it_and_nobody_does_once_it_is_over(make, row):
    write(row, "failed", "smtp 550")
    other = make.organisation(slug="motala", name="Motala kommun")
    unit_id = row.shift.event.unit_id
    assert [len(told_on_idag(id)) for id in (unit_id, first_unit(other.id).id)] == [1, 0]
    with unit_of_work():
        row.shift.starts_at, row.shift.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
    assert told_on_idag(unit_id) == []
