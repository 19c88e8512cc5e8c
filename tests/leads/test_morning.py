"""Who waits for us this morning? Letters to functions, on a real database, read in the outbox as they would go out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Function
from app.clock import STOCKHOLM, local_date, now
from app.leads.board import board_of
from app.leads.models import Lead
from app.leads.morning import adrift_in_words, escalated, late, morning, write_in_the_morning
from app.mail.models import Letter
from app.store.db import db, unit_of_work

MONDAY = datetime(2031, 9, 8, 7, 17, tzinfo=STOCKHOLM)


@pytest.fixture
def waiting(make):
    """A function with an address, and somebody who has waited for it since long before that Monday."""
    lead = make.lead("Åsa Ek", phone="+46701234567")
    with unit_of_work():
        function = make.function()
        function.email = "resurs@linkoping.example"
        row = db.session.get(Lead, lead.id)
        row.next_on = local_date(now())
        row.captured_at = row.received_at = now() - timedelta(days=30)
    return function


def letters():
    return [
        (letter.template, letter.dedupe.split(":")[-1])
        for letter in db.session.scalars(
            select(Letter).where(Letter.template.in_(["morning", "escalated"])).order_by(Letter.template)
        )
    ]


def write(at):
    with unit_of_work():
        return write_in_the_morning(now=at)


def test_a_function_that_somebody_waits_for_gets_one_letter_a_morning(waiting):
    assert [write(MONDAY), write(MONDAY + timedelta(hours=1))] == [1, 1]
    assert letters() == [("morning", "2031-09-08")]


@pytest.mark.parametrize(
    "at", [MONDAY - timedelta(days=1), MONDAY + timedelta(hours=5), datetime(2031, 12, 24, 7, 17, tzinfo=STOCKHOLM)]
)
def test_nobody_is_written_to_on_a_sunday_at_noon_or_on_christmas_eve(waiting, at):
    assert (write(at), letters()) == (0, [])


def test_nobody_waits_and_nobody_is_written_to(make):
    make.first()
    assert (write(MONDAY), letters()) == (0, [])


def test_the_letter_has_counts_and_a_link_and_no_names(waiting):
    words = morning({"function": waiting.id}, "sv", public_url="https://monter.example")
    assert (words.to, words.subject) == ("resurs@linkoping.example", "Att göra idag: 1")
    assert "1 person väntar på att höra av er idag." in words.body
    assert "1 har väntat längre än ni har lovat." in words.body
    assert "https://monter.example/staff/board?show=mine" in words.body
    assert [part for part in ("Åsa", "Ek", "701234567") if part in words.subject + words.body] == []


def test_a_broken_promise_is_told_to_the_deputy_function(waiting, make):
    with unit_of_work():
        deputy = Function(
            organisation_id=waiting.organisation_id,
            unit_id=waiting.unit_id,
            name="Enhetschef",
            email="chef@linkoping.example",
            created_at=now(),
        )
        db.session.add(deputy)
        db.session.flush()
        db.session.get(Function, waiting.id).deputy_id = deputy.id
    write(MONDAY)
    assert letters() == [("escalated", "2031-09-08"), ("morning", "2031-09-08")]
    words = escalated({"function": waiting.id}, "sv", public_url="https://monter.example")
    assert (words.to, words.subject) == ("chef@linkoping.example", "Väntar för länge: 1")
    assert "Det gäller Resurssamordnare" in words.body


def test_a_day_that_the_person_chose_is_no_neglect_until_it_has_passed(waiting):
    for asked_on, said in ((MONDAY.date(), 0), (MONDAY.date() - timedelta(days=1), 1)):
        with unit_of_work():
            lead = db.session.scalar(select(Lead))
            lead.state, lead.next_on, lead.asked_on = "thinking", asked_on, asked_on
        board = board_of(waiting.unit_id, show="all", held=[], now=MONDAY)
        assert (board.total, late(board, MONDAY)) == (1, said)


def test_a_deputy_that_has_closed_is_not_written_to(waiting):
    with unit_of_work():
        deputy = Function(
            organisation_id=waiting.organisation_id, unit_id=waiting.unit_id, name="Enhetschef", created_at=now(),
            email="chef@linkoping.example", closed_at=now(),
        )  # fmt: skip
        db.session.add(deputy)
        db.session.flush()
        db.session.get(Function, waiting.id).deputy_id = deputy.id
    write(MONDAY)
    assert letters() == [("morning", "2031-09-08")]
    assert escalated({"function": waiting.id}, "sv", public_url="https://monter.example") is None


def test_a_letter_for_whom_nobody_waits_any_more_is_not_sent(waiting):
    with unit_of_work():
        db.session.scalar(select(Lead)).state = "withdrew"
    assert morning({"function": waiting.id}, "sv", public_url="https://monter.example") is None


def test_what_nobody_owns_is_told_to_the_entrance_once_a_week(waiting):
    with unit_of_work():
        row = db.session.scalar(select(Lead))
        row.owner_function_id, function_id = None, row.owner_function_id
        function = db.session.get(Function, function_id)
    assert (
        adrift_in_words(function, MONDAY)
        == "1 intresse saknar ansvarig eller nästa dag. Det står för sig bland Att göra."
    )
    assert adrift_in_words(function, MONDAY + timedelta(days=1)) is None
    assert (write(MONDAY), letters()) == (1, [("morning", "2031-09-08")])
    with unit_of_work():
        db.session.scalar(select(Lead)).owner_function_id = function_id
    assert adrift_in_words(db.session.get(Function, function_id), MONDAY) is None
