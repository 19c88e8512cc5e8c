"""What is each lead credited to, as rows that say nothing of the person? On a real database."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.clock import now
from app.journal.actors import OPERATOR
from app.leads import known
from app.leads.commands import recredit as command
from app.leads.crediting import answers_of, bring_up_to_date, let_go, month_of, recredit, said_at_the_end_of
from app.leads.follow_up import MetAgain, move_on, note_touch
from app.leads.models import CreditRow, Lead
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.pages import no_more_than


def credited() -> list[CreditRow]:
    with unit_of_work():
        bring_up_to_date(now=now())
    return list(db.session.scalars(select(CreditRow).order_by(CreditRow.lead_id)))


def meet(lead, *, event=None, placement=None, kind="conversation", grade="B", days=0):
    with unit_of_work():
        met = MetAgain(
            new_id(),
            kind,
            now() - timedelta(days=days),
            grade,
            event.id if event else None,
            placement.id if placement else None,
        )
        return note_touch(db.session.get(Lead, lead.id), met, by=OPERATOR, now=now())


@pytest.fixture
def flyer(make):
    return make.placement(make.event("Blodomloppet"))


def test_a_scan_is_credited_to_its_placement_with_its_month_and_interests(make, flyer):
    lead = make.lead("Åsa Ek", placement=flyer, interests=("guardian",))
    (row,) = credited()
    assert (row.lead_id, row.captured_month, row.way, row.state, row.interests) == (
        lead.id, month_of(now()), "web", "new", ["guardian"],
    )  # fmt: skip
    assert row.created_by == row.first_known == {"event": flyer.event_id, "placement": flyer.id, "grade": "A"}
    assert (row.decisive, row.milestones) == ({}, {"new": month_of(now())})


def test_nothing_of_the_person_is_in_a_credit_row(make, flyer):
    make.lead("Åsa Ek", phone="+46701234567", email="asa@exempel.se", placement=flyer)
    written = repr([{c.name: getattr(row, c.name) for c in CreditRow.__table__.columns} for row in credited()])
    assert [part for part in ("Åsa", "Ek", "701234567", "exempel") if part in written] == []


def test_an_earlier_meeting_noted_later_is_where_it_began(make, flyer):
    lead, fair = make.lead(placement=flyer), make.event("Kärlekshelg")
    meet(lead, event=fair, days=300)
    (row,) = credited()
    assert (row.created_by["event"], row.first_known) == (flyer.event_id, {"event": fair.id, "grade": "B"})
    assert [part["event"] for part in row.contributing] == [fair.id, flyer.event_id]


def test_only_what_has_changed_is_computed_again(make, flyer):
    lead = make.lead(placement=flyer)
    credited()
    with unit_of_work():
        assert bring_up_to_date(now=now()) == 0
    meet(lead, event=make.event("Kärlekshelg"), days=300)
    with unit_of_work():
        assert bring_up_to_date(now=now()) == 1


def test_milestones_keep_the_month_in_which_each_was_first_reached(make, flyer):
    lead = make.lead(placement=flyer)
    for state in ("in_contact", "informed"):
        with unit_of_work():
            move_on(db.session.get(Lead, lead.id), state, reason=None, next_on=None, by=OPERATOR, now=now())
    (row,) = credited()
    assert row.milestones == dict.fromkeys(["new", "in_contact", "informed"], month_of(now()))


@pytest.mark.both
def test_a_row_keeps_what_it_said_at_the_end_of_each_month_also_when_the_person_is_gone(make, flyer):
    lead, start = make.lead(placement=flyer), now()
    months = [start + timedelta(days=days) for days in (0, 40, 80)]
    for at, state in zip(months, ("new", "in_contact", "informed"), strict=True):
        with unit_of_work():
            if state != "new":
                move_on(db.session.get(Lead, lead.id), state, reason=None, next_on=None, by=OPERATOR, now=at)
            recredit([lead.id], now=at)
    with unit_of_work():
        let_go([lead.id], now=months[-1])
    (row,) = db.session.scalars(select(CreditRow))
    states = {month_of(at): said_at_the_end_of(month_of(at), row)["state"] for at in months}
    assert list(states.values()) == ["new", "in_contact", "informed"]
    assert said_at_the_end_of(known.month_before(month_of(start)), row) is None
    assert (row.lead_id, set(row.past[known.month_before(month_of(months[1]))])) == (None, {"state", "milestones"})


def test_created_by_sums_to_all_leads_and_unknown_is_one_of_them(make, flyer):
    make.lead(placement=flyer)
    make.lead(placement=flyer)
    make.lead()
    rows = credited()
    by_event = [row.created_by.get("event") for row in rows]
    assert (len(rows), by_event.count(flyer.event_id), by_event.count(None)) == (3, 2, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_crediting_three_takes_as_many_queries_as_one(make, flyer, number):
    ids = [make.lead(placement=flyer).id for _ in range(number)]
    with no_more_than(8), unit_of_work():
        assert recredit(ids, now=now()) == number


def test_the_command_computes_all_of_them_and_twice_gives_the_same(app, make, flyer):
    for _ in range(3):
        make.lead(placement=flyer)
    said = [CliRunner().invoke(command, obj={"app": lambda: app, "organisation": None}).output for _ in range(2)]
    assert said == [
        "3 leads credited, 3 of them otherwise than before.\n",
        "3 leads credited, 0 of them otherwise than before.\n",
    ]


def test_the_page_of_a_lead_shows_three_answers_and_never_blends_them(signed_in, make, flyer):
    lead = make.lead(placement=flyer)
    meet(lead, event=make.event("Kärlekshelg"), days=300)
    card = " ".join(
        signed_in("coordinator").get(f"/staff/leads/{lead.id}").soup.select_one("#touches").get_text(" ").split()
    )
    assert [
        part
        for part in ("Skapad av Blodomloppet", "Först kände till Kärlekshelg", "Avgörande enligt personen Okänt")
        if part not in card
    ] == []
    assert answers_of(lead).decisive.grade is None
