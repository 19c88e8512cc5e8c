"""Is it seen when somebody changes, deletes, puts in or moves a line that was written down, and where?"""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import delete, func, select, update

from app import upkeep
from app.clock import now
from app.journal import chain, head
from app.journal.actions import note
from app.journal.actors import OPERATOR
from app.journal.models import JournalAnchor, JournalLine, JournalSeal
from app.store.columns import new_id
from app.store.db import db, unit_of_work

LONG_AGO = timedelta(days=800)


@pytest.fixture
def sealed(make):
    """Ten lines of one organisation, an hour apart, all sealed; gives its id."""
    organisation_id = "o" * 20
    make.organisation()
    with unit_of_work() as session:
        session.execute(delete(JournalLine))
        for number in range(10):
            at = now() - timedelta(hours=20 - number)
            note("leads.listed", by=OPERATOR, now=at, organisation_id=organisation_id, count=number)
    head.forget(current_app.config["MONTER_HOME"])
    assert upkeep.seal_journal(now=now()) == 10
    return organisation_id


def looked() -> tuple[int, list[tuple[int, str]]]:
    db.session.rollback()
    known = head.read(current_app.config["MONTER_HOME"])
    number, wrong = chain.check(key=current_app.config["INSTANCE_KEY"], now=now(), known_heads=known)
    return number, [(place.number, place.what) for place in wrong]


def line_of(organisation_id: str, number: int) -> str:
    return db.session.scalar(select(JournalSeal.line_id).filter_by(chain=organisation_id, number=number))


@pytest.mark.both
def test_a_journal_that_nobody_touched_is_whole(sealed):
    assert looked() == (10, [])
    assert upkeep.seal_journal(now=now()) == 0


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        {"kind": "leads.searched"},
        {"actor": "staff:x"},
        {"subject": "y"},
        {"details": {"count": 99}},
        {"details": {}},
        {"at": now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_was_changed_is_found(sealed, change):
    with unit_of_work() as session:
        session.execute(update(JournalLine).where(JournalLine.id == line_of(sealed, 4)).values(change))
    assert looked() == (10, [(4, "changed")])


def test_a_line_that_was_deleted_is_found(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine).where(JournalLine.id == line_of(sealed, 7)))
    assert looked() == (10, [(7, "deleted")])


def test_a_line_that_was_deleted_with_its_seal_is_found(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine).where(JournalLine.id == line_of(sealed, 7)))
        session.execute(delete(JournalSeal).where(JournalSeal.number == 7))
    assert looked() == (9, [(7, "missing seals")])


def test_seals_that_were_numbered_anew_to_hide_it_are_found(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine).where(JournalLine.id == line_of(sealed, 7)))
        session.execute(delete(JournalSeal).where(JournalSeal.number == 7))
        for number in (8, 9, 10):
            session.execute(update(JournalSeal).where(JournalSeal.number == number).values(number=number - 1))
    assert looked() == (9, [(7, "changed"), (8, "changed"), (9, "changed"), (10, "cut off")])


def test_lines_cut_off_at_the_end_are_missed(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine).where(JournalLine.id.in_([line_of(sealed, 9), line_of(sealed, 10)])))
        session.execute(delete(JournalSeal).where(JournalSeal.number > 8))
    assert looked() == (8, [(10, "cut off")])


def test_what_is_sealed_after_lines_were_cut_off_does_not_hide_it(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine).where(JournalLine.id.in_([line_of(sealed, 9), line_of(sealed, 10)])))
        session.execute(delete(JournalSeal).where(JournalSeal.number > 8))
    for later in (3, 2, 1):
        with unit_of_work():
            note("leads.listed", by=OPERATOR, now=now() - timedelta(minutes=later), organisation_id=sealed, count=1)
        upkeep.seal_journal(now=now())
    assert looked() == (11, [(10, "cut off")])


def test_a_journal_that_was_emptied_is_missed(sealed):
    with unit_of_work() as session:
        session.execute(delete(JournalLine))
        session.execute(delete(JournalSeal))
    assert looked() == (0, [(10, "cut off")])


def test_a_line_that_was_put_in_is_found_before_and_after_it_is_sealed(sealed):
    with unit_of_work():
        note("leads.listed", by=OPERATOR, now=now() - timedelta(hours=15), organisation_id=sealed, count=1)
    assert looked() == (10, [(0, "put in")])
    with unit_of_work() as session:  # somebody sees to it that the worker takes it
        session.execute(update(JournalSeal).values(at=now() - timedelta(hours=15)))
    upkeep.seal_journal(now=now())
    with unit_of_work() as session:
        for seal, line in session.execute(
            select(JournalSeal, JournalLine).join(JournalLine, JournalLine.id == JournalSeal.line_id)
        ):
            seal.at = line.at
    assert looked() == (11, [(11, "put in")])


def test_two_lines_that_changed_places_are_found(sealed):
    first, second = line_of(sealed, 3), line_of(sealed, 4)
    with unit_of_work() as session:
        for number, id in ((3, new_id()), (4, first), (3, second)):
            session.execute(update(JournalSeal).where(JournalSeal.number == number).values(line_id=id))
    assert looked() == (10, [(3, "changed"), (4, "changed")])


def test_another_key_fits_no_line(sealed):
    number, wrong = chain.check(key=b"another key of the same length!!", now=now())
    assert (number, len(wrong)) == (10, 10)


def test_erased_details_leave_the_chain_whole_and_tell_nothing(sealed):
    with unit_of_work():
        chain.erase_details([line_of(sealed, 5)], by=OPERATOR, now=now(), organisation_id=sealed)
    assert looked() == (10, [])
    with unit_of_work() as session:
        session.execute(update(JournalLine).where(JournalLine.id == line_of(sealed, 5)).values(details={"count": 1}))
    assert looked() == (10, [(5, "changed")])


@pytest.mark.both
def test_the_oldest_lines_go_and_an_anchor_says_where_the_chain_begins(sealed):
    with unit_of_work():
        ids = [line_of(sealed, number) for number in (1, 2, 3, 5)]
        assert chain.shorten(ids, by=OPERATOR, now=now()) == 3  # the fifth is not next to them
    assert looked() == (7, [])
    assert upkeep.seal_journal(now=now() + timedelta(minutes=1)) == 1
    assert looked() == (8, [])
    with unit_of_work():
        assert chain.shorten([line_of(sealed, 4)], by=OPERATOR, now=now()) == 1
    assert (looked()[1], db.session.scalar(select(func.count()).select_from(JournalAnchor))) == ([], 1)


def test_an_anchor_that_was_made_up_is_found(sealed):
    fourth = db.session.scalar(select(JournalSeal).filter_by(number=4))
    with unit_of_work() as session:
        session.add(JournalAnchor(chain=sealed, number=4, mac=fourth.mac, at=now()))
        ids = list(session.scalars(select(JournalSeal.line_id).where(JournalSeal.number <= 4)))
        session.execute(delete(JournalLine).where(JournalLine.id.in_(ids)))
        session.execute(delete(JournalSeal).where(JournalSeal.number <= 4))
    assert looked() == (6, [(5, "beginning")])


def test_lines_are_sealed_in_order_a_thousand_at_a_time(make, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 7)
    with unit_of_work() as session:
        session.execute(delete(JournalLine))
        at = now() - timedelta(minutes=1)
        for number in range(20):
            note("leads.listed", by=OPERATOR, now=at, organisation_id=None, count=number)
    assert upkeep.seal_journal(now=now()) == 20
    assert looked()[1] == []


def test_the_command_says_where(sealed, app):
    from app.journal.commands import journal

    runner = app.test_cli_runner()
    whole = runner.invoke(journal, ["check"], obj={"app": lambda: app, "organisation": None})
    with unit_of_work() as session:
        session.execute(update(JournalLine).where(JournalLine.id == line_of(sealed, 4)).values(actor="nobody"))
    broken = runner.invoke(journal, ["check"], obj={"app": lambda: app, "organisation": None})
    assert (whole.output, broken.exit_code) == ("10 sealed lines, 0 wrong.\n", 1)
    assert "line 4 of" in broken.output
