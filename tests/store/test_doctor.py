"""Is everything well?"""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, text, update

from app.chores import questions
from app.clock import now
from app.journal.actors import VISITOR
from app.leads.actions import record_lead
from app.leads.intake import Details, Met
from app.leads.models import Touch
from app.mail.models import Letter
from app.store.columns import new_id
from app.store.db import db, is_sqlite, unit_of_work
from app.store.doctor import examine
from app.store.instance import refuse_wrong_key
from app.store.migrated import newest
from app.store_commands import doctor

NAMES = [
    "integrity",
    "migrations",
    "foreign keys",
    "instance key",
    "clock",
    "disk",
    "tablets",
    "keys",
    "journal",
    "outbox",
    "letters",
    "leads",
    "rows",
]


@pytest.fixture
def findings(app):
    """`findings()` examines; the answers by name."""

    def ask(**changes):
        facts = {
            "key": app.config["INSTANCE_KEY"],
            "home": app.config["MONTER_HOME"],
            "now": now(),
            "questions": questions(),
        }
        return {finding.name: finding for finding in examine(**facts | changes)}

    return ask


@pytest.fixture
def lead(make):
    organisation = make.organisation()
    with unit_of_work():
        return record_lead(
            Details(name="Åsa", email="asa@exempel.se"), organisation_id=organisation.id, capture_id=new_id(),
            met=Met(), by=VISITOR, now=now(),
        )  # fmt: skip


def test_all_is_well_with_a_lead_and_its_letter(findings, lead):
    found = findings()
    assert list(found) == NAMES
    assert [str(finding) for finding in found.values() if not finding.good] == []
    assert found["outbox"].text == "1 waiting, 0 failed, 0 sent"
    assert "leads 1" in found["rows"].text


def test_letters_that_nobody_takes_are_wrong(findings, lead):
    with unit_of_work() as session:
        session.execute(update(Letter).values(next_at=now() - timedelta(hours=2)))
    assert (findings()["outbox"].good, findings()["outbox"].text) == (
        False, "1 letters should have gone an hour ago: is the worker running?",
    )  # fmt: skip


def test_letters_of_no_organisation_are_wrong(findings, lead):
    with unit_of_work() as session:
        session.execute(update(Letter).values(organisation_id="nowhere"))
    assert findings()["letters"].text == "1 letters of no organisation"


def test_a_lead_that_lost_the_touch_that_made_it_is_wrong(findings, lead):
    with unit_of_work() as session:
        session.execute(delete(Touch))
    assert findings()["leads"].text == "1 leads with not exactly one touch that made them"


def test_rows_that_point_at_nothing_are_found(findings, lead):
    off, on = ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON") if is_sqlite() else REPLICA
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    for statement in (off, "UPDATE touches SET organisation_id = 'nowhere'", on):
        cursor.execute(statement)
    cursor.close()
    connection.commit()
    connection.close()
    assert findings()["foreign keys"].text == "rows without what they point at: touches.organisation_id 1"


REPLICA = ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")


def test_a_foreign_key_to_the_instance_is_told_plainly(findings, app):
    refuse_wrong_key(app.config["INSTANCE_KEY"])
    assert findings()["instance key"].text == "fits"
    assert (findings(key=b"x" * 32)["instance key"].good, findings()["instance key"].good) == (False, True)


def test_a_clock_that_went_back_is_noticed(findings, lead):
    assert findings(now=now() - timedelta(days=1))["clock"].good is False


def test_a_database_without_its_migrations_is_told_how_to_get_them(findings, app):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
    try:
        found = findings()["migrations"]
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest()})
    assert (found.good, found.text) == (False, f"at old, should be at {newest()}: monter serve --migrate")


def test_the_command_says_it_line_by_line_or_as_json(app, lead):
    obj = {"app": lambda: app, "organisation": None}
    plain = CliRunner().invoke(doctor, [], obj=obj)
    assert [line[:6].strip() for line in plain.output.splitlines()] == ["ok"] * len(NAMES)
    assert plain.exit_code == 0
    as_json = CliRunner().invoke(doctor, ["--json"], obj=obj)
    assert [finding["name"] for finding in json.loads(as_json.output)] == NAMES


def test_the_command_fails_when_something_is_wrong(app, lead):
    with unit_of_work() as session:
        session.execute(delete(Touch))
    assert CliRunner().invoke(doctor, [], obj={"app": lambda: app, "organisation": None}).exit_code == 1
