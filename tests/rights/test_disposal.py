"""Is everybody forgotten whose time is over, nobody else, and does what was reported stay the same?"""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from app import upkeep
from app.accounts.models import RetentionPolicy
from app.clock import local_date, now
from app.desk.queries import strip_of
from app.handover.models import AskAgain, Outcome
from app.journal import chain
from app.journal.actions import note
from app.journal.actors import OPERATOR, VISITOR
from app.leads.models import (
    Attempt,
    ChosenTime,
    ContactPoint,
    CreditRow,
    GoneCount,
    Lead,
    Person,
    Submission,
    Touch,
    Transition,
)
from app.mail.models import Letter, MailboxItem
from app.rights import consents, disposal, holds, nightly
from app.rights.models import BackupFile, DisposalRun
from app.slots import booking as slot_booking
from app.slots.models import SlotBooking
from app.staffing.models import Assignment, Helper
from app.store.columns import new_id
from app.store.db import db, unit_of_work

LONG_AGO = timedelta(days=400)


@pytest.fixture
def board(make):
    """A board that has decided on all its policies, and a hundred people who stay."""
    organisation = make.organisation()
    make.decisions()
    return organisation


def age(lead, by=LONG_AGO, state="new"):
    """As if all of it had happened so long ago."""
    with unit_of_work() as session:
        at = now() - by
        session.execute(
            update(Lead).where(Lead.id == lead.id).values(received_at=at, captured_at=at, updated_at=at, state=state)
        )
        session.execute(update(Transition).where(Transition.lead_id == lead.id).values(at=at))
        session.execute(update(Touch).where(Touch.lead_id == lead.id).values(at=at))
    return lead


def run(organisation, *, now=now, chunk=disposal.AT_ONCE, dry=False, yes=True) -> DisposalRun:
    """A whole run, with a yes where it asks."""
    with unit_of_work():
        found = disposal.begin(organisation, by=OPERATOR, now=now(), dry=dry)
        if found.state == "asks" and yes:
            disposal.say_yes(found, by=OPERATOR, now=now())
    if found.state == "running":
        disposal.carry_on(found.id, by=OPERATOR, clock=now, at_once=chunk)
    return db.session.get(DisposalRun, found.id)


def gone(found) -> dict:
    return {line["subject"]: line["gone"] for line in found.subjects if line["gone"]}


def number(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_an_open_lead_goes_half_a_year_after_the_last_attempt_and_no_sooner(make, board):
    age(make.lead("Gammal Ek"))
    tried, new = age(make.lead("Prövad Ek")), make.lead("Ny Ek")
    with unit_of_work() as session:
        at = now() - timedelta(days=179)
        facts = {"channel": "phone", "outcome": "no_answer", "by": "operator"}
        session.add(Attempt(organisation_id=board.id, lead_id=tried.id, at=at, noted_at=at, **facts))
    assert gone(run(board)) == {"open_lead": 1}
    assert set(db.session.scalars(select(Lead.id))) == {tried.id, new.id}


@pytest.mark.parametrize(
    ("state", "days", "subject"),
    [
        ("seeking", 180, "open_lead"), ("unreached", 180, "open_lead"), ("quarantined", 180, "open_lead"),
        ("handed_over", 180, "open_lead"), ("receipted", 90, "handed_over"), ("recruited", 90, "handed_over"),
        ("withdrew", 30, "declined"), ("not_relevant", 30, "declined"), ("referred", 30, "declined"),
        ("duplicate", 30, "declined"),
    ],
)  # fmt: skip
def test_each_state_has_its_days(make, board, state, days, subject):
    age(make.lead(), timedelta(days=days, hours=1), state)
    age(make.lead(), timedelta(days=days, hours=-1), state)
    assert (gone(run(board)), number(Lead)) == ({subject: 1}, 1)


@pytest.mark.both
def test_a_lead_stays_that_stands_for_one_which_is_held(make, board):
    kept, held = (age(make.lead("Åsa Ek")) for _each in range(2))
    other_id = age(make.lead("Maja Ek")).id
    make.hold(held)
    merge = make.merge(kept, held)
    for id in (merge.kept_lead_id, merge.merged_lead_id):
        age(db.session.get(Lead, id), state=db.session.get(Lead, id).state)
    assert (gone(run(board)), number(Lead)) == ({"open_lead": 1}, 2)
    assert db.session.get(Lead, other_id) is None


@pytest.mark.both
def test_what_was_told_of_an_outcome_goes_with_its_credit_row(make, board):
    outcome, _ask = make.outcome()
    with unit_of_work() as session:
        row = session.get(CreditRow, outcome.credit_id)
        row.lead_id, row.captured_month = None, "2015-01"
    assert gone(run(board)) == {"credit": 1}
    assert (number(Outcome), number(AskAgain)) == (0, 0)


@pytest.mark.both
def test_the_installation_s_own_lines_of_the_journal_go_with_the_first_organisation_s(make, board):
    other = make.organisation("mjolby", "Mjölby kommun")
    make.decisions(other)
    at = now() - timedelta(days=731)
    with unit_of_work():
        for organisation_id in (None, board.id, other.id):
            note("leads.listed", by=OPERATOR, now=at, organisation_id=organisation_id, count=1)
    upkeep.seal_journal(now=now() + timedelta(minutes=1))
    assert (gone(run(other)), gone(run(board))) == ({"journal": 1}, {"journal": 2})
    assert chain.check(key=current_app.config["INSTANCE_KEY"], now=now())[1] == []


@pytest.mark.both
@pytest.mark.parametrize(("days", "stays"), [(364 + 30, 1), (366 + 30, 0)])
def test_who_wants_to_be_asked_again_in_a_year_is_kept_until_then_and_no_longer(make, board, days, stays):
    lead = make.lead("Åsa Ek")
    told = {"language": "sv", "way": "phone", "evidence": "Sa ja till mig", "by": OPERATOR}
    with unit_of_work():
        consents.give(db.session.get(Lead, lead.id), "ask_again", now=now() - timedelta(days=days), **told)
    age(lead, timedelta(days=days + 1), "withdrew")
    run(board)
    assert number(Lead) == stays


def test_nothing_of_a_person_is_left_anywhere(make, board):
    event = make.event()
    lead = make.lead(
        "Qvarkil Marker", placement=make.placement(event), email="qvarkil@person.example", phone="+46701234599"
    )
    age(lead)
    run(board)
    left = [
        (table.name, row)
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table))
        if any(mark in str(row).lower() for mark in ("qvarkil", "701234599"))
    ]
    assert left == []
    assert [number(model) for model in (Person, ContactPoint, Lead, Submission, Touch, Transition)] == [0] * 6


def test_what_it_counted_for_stays_on_the_page_of_the_event(make, board):
    event = make.event()
    flyer, booth = make.placement(event), make.booth(event)
    for name, facts in [
        ("A", {"placement": flyer}),
        ("B", {"placement": flyer}),
        ("C", {"event": event, "booth_id": booth.id}),
    ]:
        age(make.lead(name, **facts))
    make.lead("D", placement=flyer)

    def told():
        strip = strip_of(event, now=now())
        lines = [(line.submissions, line.leads) for line in strip.placements]
        return strip.leads, strip.unplaced, lines, [line.leads for line in strip.booths]

    before = told()
    assert gone(run(board)) == {"open_lead": 3}
    assert (told(), number(Lead)) == (before, 1)


def test_a_credit_row_stays_without_the_lead_and_goes_after_five_years(make, board):
    age(make.lead(placement=make.placement()))
    run(board)
    (row,) = db.session.scalars(select(CreditRow)).all()
    assert (row.lead_id, row.created_by.get("grade"), number(GoneCount) > 0) == (None, "A", True)
    with unit_of_work() as session:
        session.execute(update(CreditRow).values(captured_month="2019-05"))
        session.execute(update(GoneCount).values(captured_on=local_date(now()).replace(year=2019, month=5, day=2)))
    assert (gone(run(board)), number(CreditRow), number(GoneCount)) == ({"credit": 1}, 0, 0)


def test_a_board_without_a_decision_disposes_of_nothing(make):
    board = make.organisation()
    age(make.lead())
    found = run(board)
    assert ({line["dry"] for line in found.subjects}, found.state, number(Lead)) == ({"decision"}, "done", 1)


def test_an_association_needs_none(make):
    association = make.organisation(kind="association")
    age(make.lead())
    assert gone(run(association)) == {"open_lead": 1}


def test_a_dry_run_says_what_would_go_and_takes_nothing(make, board):
    age(make.lead())
    found = run(board, dry=True)
    (line,) = [line for line in found.subjects if line["due"]]
    assert (line["subject"], line["due"], line["gone"], found.state, number(Lead)) == ("open_lead", 1, 0, "done", 1)


def test_what_is_held_stays_until_the_hold_is_lifted_or_over(make, board):
    kept, until = age(make.lead("Kvar Ek")), age(make.lead("Till Ek"))
    hold = make.hold(kept)
    make.hold(until, "dispute", local_date(now()) + timedelta(days=5))
    found = run(board)
    (line,) = [line for line in found.subjects if line["held"]]
    assert (line["held"], line["due"], number(Lead)) == (2, 0, 2)
    with unit_of_work():
        holds.lift(db.session.merge(hold), by=OPERATOR, now=now())
    assert gone(run(board)) == {"open_lead": 1}
    for days in range(1, 7):  # the clock is looked at each day
        later = now() + timedelta(days=days)
        with unit_of_work():
            disposal.watch_clock(now=later)
    assert gone(run(board, now=lambda: later)) == {"open_lead": 1}


def test_a_hold_on_everything_makes_a_run_dry(make, board):
    age(make.lead())
    with unit_of_work():
        holds.set_hold(board.id, "all", None, key=new_id(), reason="complaint", until_on=None, by=OPERATOR, now=now())
    assert ({line["dry"] for line in run(board).subjects}, number(Lead)) == ({"hold"}, 1)


def test_a_clock_that_jumped_stops_it_until_somebody_says_that_it_is_right(make, board):
    make.lead()
    run(board)
    later = now() + timedelta(days=365)
    found = run(board, now=lambda: later)
    assert (found.state, found.why, number(Lead)) == ("refused", "clock", 1)
    with unit_of_work():
        disposal.watch_clock(now=later)  # the worker alone does not come to believe it
    assert run(board, now=lambda: later).state == "refused"
    with unit_of_work():
        disposal.believe_clock(by=OPERATOR, now=later)
    assert gone(run(board, now=lambda: later)) == {"open_lead": 1}


def test_a_run_that_was_cut_off_waits_while_the_clock_has_jumped(make, board):
    age(make.lead("Åsa Ek"))
    make.hold(held := age(make.lead("Maja Ek")), until_on=local_date(now()) + timedelta(days=30))
    held_id = held.id
    with unit_of_work():
        found = disposal.begin(board, by=OPERATOR, now=now())
        disposal.say_yes(found, by=OPERATOR, now=now())
    disposal.carry_on(found.id, by=OPERATOR, clock=lambda: now() + timedelta(days=3650))
    assert (number(Lead), db.session.get(DisposalRun, found.id).state) == (2, "running")
    disposal.carry_on(found.id, by=OPERATOR, clock=now)
    assert (list(db.session.scalars(select(Lead.id))), db.session.get(DisposalRun, found.id).state) == (
        [held_id],
        "done",
    )


def test_more_than_a_fifth_waits_for_a_yes_and_takes_no_more_than_was_counted(make, board):
    for one in range(8):
        make.lead(f"Ny {one}")
    old = [age(make.lead(f"Gammal {one}")) for one in range(3)]
    found = run(board, yes=False)
    assert (found.state, disposal.shares(found)[0], number(Lead)) == ("asks", (3, 11), 11)
    assert run(board, yes=False).id == found.id
    with unit_of_work():
        row = db.session.get(DisposalRun, found.id)
        disposal.say_yes(row, by=OPERATOR, now=now())
    late = age(make.lead("Nyss gammal"), timedelta(days=500))
    disposal.carry_on(found.id, by=OPERATOR, clock=now)
    assert (number(Lead), db.session.get(DisposalRun, found.id).allowed) == (9, 3)
    assert (len(old), bool(late)) == (3, True)


@pytest.mark.both
def test_a_run_that_was_cut_off_goes_on_where_it_stood_under_the_same_protokoll(make, board):
    for one in range(30):
        make.lead(f"Ny {one}")
    for one in range(7):
        age(make.lead(f"Gammal {one}"))
    with unit_of_work():
        begun = disposal.begin(board, by=OPERATOR, now=now())
    for _ in range(2):
        with unit_of_work():
            disposal.step(begun.id, by=OPERATOR, now=now(), at_once=2)
    assert number(Lead) == 33
    found = run(board, chunk=2)
    assert (found.id, gone(found), found.state, number(Lead), number(DisposalRun)) == (
        begun.id, {"open_lead": 7}, "done", 30, 1,
    )  # fmt: skip


def test_a_helper_goes_a_year_after_the_last_shift_and_the_shift_stays_counted(make, board):
    shift = make.shift(starts_at=now() - timedelta(days=366), event=make.event(when=None))
    row = make.assignment(shift, make.helper("Qvarkil Lund", phone="+46701112233"), "done", note="Kommer gärna igen")
    make.helper("Ny Lund")
    with unit_of_work() as session:
        session.execute(update(Assignment).values(updated_at=now() - timedelta(days=366)))
        session.execute(update(Helper).where(Helper.id == row.helper_id).values(updated_at=now() - LONG_AGO))
    found = run(board)
    helper, kept = db.session.get(Helper, row.helper_id), db.session.get(Assignment, row.id)
    assert (gone(found), helper.name, helper.phone, helper.email, kept.state, kept.note) == (
        {"helper": 1},
        "",
        None,
        None,
        "done",
        None,
    )
    assert (helper.ended_at is not None, gone(run(board))) == (True, {})


def test_letters_go_a_week_after_they_went(make, board):
    make.lead(email="asa@person.example")
    with unit_of_work() as session:
        letter = session.scalar(select(Letter))
        letter.state, letter.queued_at = "sent", now() - timedelta(days=8)
        item = {"recipient": "asa@person.example", "subject": "Tack", "body": "Hej", "channel": "email"}
        session.add(MailboxItem(organisation_id=board.id, letter_id=letter.id, at=now(), **item))
    assert (gone(run(board)), number(Letter), number(MailboxItem)) == ({"message": 1}, 0, 0)


def test_by_night_each_organisation_is_disposed_of_once_a_day(make, board):
    age(make.lead())
    for one in range(5):
        make.lead(f"Ny {one}")
    assert nightly.dispose_by_night(now=now()) == 1
    assert (nightly.dispose_by_night(now=now()), number(DisposalRun)) == (0, 1)


def test_old_backups_are_thrown_away_but_never_the_newest_nor_what_is_no_backup(make, board, tmp_path):
    files = [tmp_path / name for name in ("old", "other", "last")]
    for file, head in zip(files, (b"SQLite format 3\0", b"letters home", b"PGDMP"), strict=True):
        file.write_bytes(head)
    with unit_of_work() as session:
        for file, days in zip(files, (50, 40, 36), strict=True):
            session.add(BackupFile(path=str(file), made_at=now() - timedelta(days=days)))
        assert nightly.throw_away_backups(now=now()) == 2
    assert [file.exists() for file in files] == [False, True, True]


def test_policies_that_were_taken_away_dispose_of_nothing(make, board):
    age(make.lead())
    with unit_of_work() as session:
        session.query(RetentionPolicy).filter_by(subject="open_lead").delete()
    assert "open_lead" not in {line["subject"] for line in run(board).subjects}


def test_lines_of_the_journal_go_after_two_years_and_the_chain_still_holds(make, board):
    with unit_of_work():
        for days in (740, 735, 20):
            note("leads.listed", by=OPERATOR, now=now() - timedelta(days=days), organisation_id=board.id, count=1)
    assert gone(run(board)) == {}  # nothing goes before it is sealed
    upkeep.seal_journal(now=now() + timedelta(minutes=1))
    assert gone(run(board)) == {"journal": 2}
    _looked_at, wrong = chain.check(key=current_app.config["INSTANCE_KEY"], now=now())
    assert wrong == []


def test_a_booked_time_goes_thirty_days_after_it_and_what_was_promised_stays_as_it_was(board, make):
    pool = make.slot_pool(capacity=4)
    leads = [make.lead(f"Person {number}") for number in range(3)]
    wanted = make.slot_time(pool)
    with unit_of_work():
        rows = [slot_booking.book(one, wanted, key=new_id(), by=VISITOR, now=now(), staff=False) for one in leads]
        rows[1].starts_at = rows[1].ends_at = now() - timedelta(days=31)
        rows[2].starts_at = rows[2].ends_at = now() - timedelta(days=31)
    make.hold(leads[2])
    found = run(board)
    assert gone(found) == {"booked": 1}
    assert set(db.session.scalars(select(SlotBooking.lead_id))) == {leads[0].id, leads[2].id}
    assert db.session.scalar(select(func.count()).select_from(ChosenTime)) == 3
