"""Do the migrations hold with data in the tables, up and down?"""

import pytest
from sqlalchemy import bindparam, inspect, select, text

from app.clock import now
from app.events.models import Event, Tombstone
from app.journal.actors import VISITOR
from app.leads.actions import record_lead
from app.leads.intake import Details, Met
from app.mail.delivery import deliver_due
from app.staffing.models import Assignment
from app.store.columns import Instant, new_id
from app.store.db import db, unit_of_work
from app.store.migrated import downgrade_to, is_migrated, migrate, newest, revision
from tests.make import Make
from tests.running import own_database


@pytest.fixture
def own(tmp_path):
    """A database of this test's own with rows in it."""
    with own_database(tmp_path) as found:
        fill()
        yield found


def fill():
    """An organisation with staff, an event with its code and booth, a lead, and its letter delivered."""
    make = Make()
    make.staff("planner", "administrator")
    event = make.event()
    make.assignment(make.shift(make.booth(event)))
    make.placement(event)
    with unit_of_work():
        record_lead(
            Details(name="Åsa", email="asa@exempel.se"), organisation_id=event.organisation_id, capture_id=new_id(),
            met=Met(event_id=event.id), by=VISITOR, now=now(),
        )  # fmt: skip
    deliver_due()


def tables():
    return sorted(inspect(db.engine).get_table_names())


def test_the_newest_migration_is_known_without_asking_alembic(own):
    from alembic.script import ScriptDirectory

    from app.store.migrated import FOLDER

    assert newest() == ScriptDirectory(str(FOLDER)).get_current_head() == revision()


def test_the_migrations_make_what_the_models_say(own):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []


def test_everything_can_be_taken_away_and_made_again_with_rows_in_it(own):
    db.session.remove()
    downgrade_to("base")
    assert (tables(), is_migrated()) == (["alembic_version"], False)
    migrate()
    assert is_migrated()
    fill()


def test_migrating_twice_changes_nothing(own):
    before = tables()
    migrate()
    assert tables() == before


def test_a_reason_goes_on_excusing_what_it_excuses_now_and_nothing_later(own):
    make = Make()
    event = db.session.scalars(select(Event)).one()
    helper = make.helper(organisation=event.organisation)
    other, lone = (
        make.assignment(make.shift(event=event), helper),
        make.assignment(make.shift(event=event), make.helper(organisation=event.organisation)),
    )
    row = make.assignment(make.shift(event=event, sequence=2), helper, override_reason="Går mellan tälten")
    ids, overlaps = (row.id, lone.id), [[2, other.shift_id, 0]]
    db.session.remove()
    downgrade_to("0035")
    migrate()
    assert [db.session.get(Assignment, id).excused for id in ids] == [overlaps, []]


def test_a_deleted_event_is_told_of_by_the_same_feeds_before_and_after(own):
    event = db.session.scalars(select(Event)).one()
    told = {
        "id": "0" * 20,
        "org": event.organisation_id,
        "unit": event.unit_id,
        "function": event.owner_function_id,
        "at": now(),
    }
    insert = text(
        "INSERT INTO event_tombstones (id, organisation_id, unit_id, title, public, owner_function_id, sequence, deleted_at)"
        " VALUES (:id, :org, :unit, 'Utkast', false, :function, 3, :at)"
    ).bindparams(bindparam("at", type_=Instant()))
    db.session.remove()
    downgrade_to("0003")
    with unit_of_work():
        db.session.execute(insert, told)
    for _ in range(2):
        migrate()
        stones = db.session.execute(
            select(Tombstone.scope, Tombstone.of_id, Tombstone.row_id, Tombstone.sequence)
        ).all()
        assert sorted(stones) == [("function", told["function"], "0" * 20, 3), ("unit", told["unit"], "0" * 20, 3)]
        db.session.remove()
        downgrade_to("0003")
    migrate()
