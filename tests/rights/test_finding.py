"""Does one search find everything on a person, and does erasing them leave nothing, also after a restore?"""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import JSON, LargeBinary, func, select, update

from app import upkeep
from app.capture.models import TabletConflict, TabletRecord
from app.clock import now
from app.journal import chain
from app.journal.actions import note
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads.models import Attempt, Lead, Person, Transition
from app.mail.models import Letter, MailboxItem
from app.origin import consent
from app.origin.models import Ambassador, Tip
from app.rights import consents, erasing, finding, reach
from app.rights.finding import Asked
from app.staffing.models import Assignment, Helper
from app.store import erased
from app.store.backup import back_up, restore
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.store.scrub import scrub

MARK = "Qvarkil"


def texts(table) -> list:
    """The personal columns in which a mark can stand."""
    return [
        c
        for c in reach.personal_columns(table)
        if not isinstance(c.type, LargeBinary) and c.name not in finding.SECRETS
    ]


@pytest.fixture
def everywhere(make):
    """A person in every table that has something of a person and hangs on leads: a mark in each."""
    organisation = make.organisation()
    event = make.event()
    lead = make.lead(
        f"{MARK} Ek", placement=make.placement(event), email="qvarkil@person.example", phone="+46701234599"
    )
    make.assignment(
        make.shift(make.booth(event)),
        make.helper(f"{MARK} Lund", phone="+46701234598", email="maja@person.example"),
        note=f"{MARK} kommer",
    )
    make.staff("reader", name=f"{MARK} Alm")
    with unit_of_work() as session:
        at = now()
        session.add(Attempt(organisation_id=organisation.id, lead_id=lead.id, channel="phone", outcome="reached", note=f"{MARK} ringde", at=at, noted_at=at, by="operator"))  # fmt: skip
        letter = session.scalar(select(Letter).limit(1))
        session.add(MailboxItem(organisation_id=organisation.id, letter_id=letter.id, channel="email", recipient="qvarkil@person.example", subject="Tack", body=f"Hej {MARK}", at=at))  # fmt: skip
        note("lead.viewed", by=OPERATOR, now=at, organisation_id=organisation.id, subject=lead.id)
        told = {"language": "sv", "way": "phone", "by": OPERATOR, "now": at}
        consents.give(session.get(Lead, lead.id), "story", evidence=f"{MARK} sa ja", **told)
        session.execute(update(Transition).where(Transition.lead_id == lead.id).values(reason=f"{MARK} ångrade sig"))
        session.execute(update(Person).where(Person.id == lead.person_id).values(protected_why=f"{MARK}"[:20]))
    make.handover(f"{MARK} Gran")
    make.merge(make.lead(f"{MARK} Asp"), make.lead(f"{MARK} Asp"))
    make.tip(f"{MARK} Tall", told_by=f"{MARK} Rönn")
    make.ambassador(f"{MARK} Lind", contact="qvarkil.lind@person.example")
    conflict = make.conflict()
    with unit_of_work() as session:
        session.execute(
            update(TabletConflict).where(TabletConflict.id == conflict.id).values(reason=f"{MARK} två gånger")
        )
        session.execute(update(TabletRecord).where(TabletRecord.id == conflict.record_id).values(lead_id=lead.id))
    return lead


def marked() -> set[str]:
    """The tables in which the mark stands."""
    db.session.rollback()
    found = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            if MARK.lower() in str(row).lower() or "7012345" in str(row):
                found.add(table.name)
    return found


def test_the_mark_stands_in_each_table_that_a_lead_a_helper_or_a_colleague_fills(everywhere):
    assert marked() >= {
        "people",
        "contact_points",
        "submissions",
        "attempts",
        "helpers",
        "assignments",
        "staff",
        "mailbox",
    }


@pytest.mark.both
def test_one_search_finds_everything_and_one_file_holds_it(everywhere):
    found = finding.search(Asked(name=MARK), everywhere.organisation_id)
    tables = finding.everything(found)
    whole = finding.as_json(tables, asked_at=now(), organisation="Linköping")
    assert (len(found.leads), len(found.helpers), len(found.staff)) == (5, 1, 1)
    assert (len(found.ambassadors), len(found.tips)) == (1, 1)
    assert marked() - tables.keys() == set()
    assert {"journal", "letters", "touches", "transitions"} <= tables.keys()
    assert MARK in whole
    assert "password" not in whole


@pytest.mark.both
def test_every_personal_column_is_looked_through(everywhere):
    """A word that stands in one column of one row, and nowhere else, leads to its owner: for each such column."""
    missed = []
    for table in reach.personal_tables():
        for column in texts(table):
            row = db.session.execute(select(table).where(column.is_not(None)).limit(1)).first()
            if row is None:
                missed.append(f"{table.name}.{column.name}: nothing stands there")
                continue
            it = [key == row._mapping[key] for key in table.primary_key.columns]
            word = f"zork{new_id()[-8:]}"
            value = {"name": word} if isinstance(column.type, JSON) else word
            with unit_of_work() as session:
                session.execute(update(table).where(*it).values({column.name: value}))
            if not finding.search(Asked(name=word), everywhere.organisation_id):
                missed.append(f"{table.name}.{column.name}")
            with unit_of_work() as session:
                session.execute(
                    update(table)
                    .where(*[column == word if one.left is column else one for one in it])
                    .values({column.name: row._mapping[column]})
                )
    assert missed == []


@pytest.mark.parametrize(
    "asked", [Asked(phone="+46701234599"), Asked(email="Qvarkil@Person.example"), Asked(name="qvarkil ek")]
)
def test_any_of_the_three_finds_the_person(everywhere, asked):
    assert finding.search(asked, everywhere.organisation_id).leads == {everywhere.id}


def test_nobody_of_another_organisation_is_found(everywhere, make):
    other = make.organisation("mjolby", "Mjölby kommun")
    assert not finding.search(Asked(name=MARK), other.id)


def erase(lead_ids=(), helper_ids=(), *, organisation_id, **carriers):
    with unit_of_work():
        told = {"organisation_id": organisation_id, "by": OPERATOR, "now": now()} | carriers
        names = erasing.erase(list(lead_ids), list(helper_ids), **told)
        config = current_app.config
        erased.remember(names, key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now())
    scrub()


@pytest.mark.both
def test_an_erased_person_is_nowhere_and_the_journal_holds(everywhere):
    upkeep.seal_journal(now=now() + timedelta(minutes=1))
    found = finding.search(Asked(name=MARK), everywhere.organisation_id)
    carriers = {"ambassador_ids": sorted(found.ambassadors), "tip_ids": sorted(found.tips)}
    erase(found.leads, found.helpers, organisation_id=everywhere.organisation_id, **carriers)
    assert marked() == {"staff"}
    assert db.session.scalar(select(func.count()).select_from(JournalLine).filter_by(kind="lead.viewed")) == 1
    assert chain.check(key=current_app.config["INSTANCE_KEY"], now=now())[1] == []


def test_nothing_of_an_erased_person_lies_in_the_files_of_the_database(everywhere):
    if db.engine.dialect.name != "sqlite":
        return
    erase([everywhere.id], organisation_id=everywhere.organisation_id)
    path = db.engine.url.database
    files = [Path(path), Path(f"{path}-wal")]
    left = [file.name for file in files if file.is_file() and b"qvarkil@person" in file.read_bytes()]
    assert left == []


def test_a_restored_backup_is_rid_of_who_was_erased_since(everywhere, tmp_path):
    if db.engine.dialect.name != "sqlite":
        return
    other, lead_id, person_id = (
        db.session.scalar(select(func.count()).select_from(Lead)),
        everywhere.id,
        everywhere.person_id,
    )
    back_up(tmp_path / "backup")
    erase([lead_id], organisation_id=everywhere.organisation_id)
    config = current_app.config
    restore(tmp_path / "backup", key=config["INSTANCE_KEY"], replace=True)
    assert db.session.scalar(select(func.count()).select_from(Lead)) == other
    with unit_of_work():
        assert erasing.again(key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now()) == 1
    assert (db.session.get(Lead, lead_id), db.session.get(Person, person_id)) == (None, None)


def test_whoever_stopped_handing_out_cards_or_tipping_does_not_come_back_with_a_backup(everywhere, tmp_path, visitor):
    if db.engine.dialect.name != "sqlite":
        return
    config = current_app.config
    ambassador, tip = db.session.scalar(select(Ambassador)), db.session.scalar(select(Tip))
    path, tipped = consent.path_of(ambassador, config["INSTANCE_KEY"]), tip.lead_id
    back_up(tmp_path / "backup")
    visitor.get(f"{path}/stop").form("main form").send()
    erase(organisation_id=everywhere.organisation_id, tip_ids=[tip.id])
    restore(tmp_path / "backup", key=config["INSTANCE_KEY"], replace=True)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Ambassador)) == 1
    with unit_of_work():
        assert erasing.again(key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now()) == 2
    assert db.session.scalar(select(func.count()).select_from(Ambassador)) == 0
    assert [(row.told_by, row.lead_id) for row in db.session.scalars(select(Tip))] == [(None, tipped)]


def test_who_tipped_us_is_told_of_their_own_name_and_of_nobody_else(everywhere):
    found = finding.search(Asked(name=f"{MARK} Rönn"), everywhere.organisation_id)
    tables = finding.everything(found)
    assert (found.leads, tables.keys()) == (set(), {"tips"})
    assert tables["tips"][0].keys() == {"id", "told_by", "created_at"}


def test_what_is_held_is_not_erased(everywhere, make):
    make.hold(everywhere)
    with pytest.raises(erasing.Refused), unit_of_work():
        erasing.erase([everywhere.id], [], organisation_id=everywhere.organisation_id, by=OPERATOR, now=now())
    assert db.session.get(Lead, everywhere.id) is not None


def test_what_is_held_keeps_the_lead_that_stands_for_it(make):
    kept, held = make.lead("Åsa Ek"), make.lead("Åsa Ek")
    make.hold(held)
    make.merge(kept, held)
    with pytest.raises(erasing.Refused), unit_of_work():
        erasing.erase([kept.id], [], organisation_id=kept.organisation_id, by=OPERATOR, now=now())


def test_a_helper_who_is_erased_leaves_the_shift_counted(everywhere):
    helper = db.session.scalar(select(Helper))
    erase([], [helper.id], organisation_id=helper.organisation_id)
    assert [(row.name, row.phone) for row in db.session.scalars(select(Helper))] == [("", None)]


def test_a_helper_who_is_erased_stands_on_no_shift_ahead(make):
    helper = make.helper("Maja Lund")
    ahead, behind = (
        make.assignment(make.shift(), helper, "yes"),
        make.assignment(make.shift(starts_at=now() - timedelta(days=3)), helper, "done"),
    )
    erase((), [helper.id], organisation_id=helper.organisation_id)
    db.session.expire_all()
    assert [db.session.get(Assignment, row.id).state for row in (ahead, behind)] == ["no", "done"]
