"""How is everything kept safe, and brought back?"""

import os
import stat
import threading
import time

import pytest

from app.clock import now
from app.errors import Stopped
from app.journal.actions import note
from app.journal.actors import OPERATOR
from app.store import postgres
from app.store.backup import back_up, counts, counts_in, has_rows, restore
from app.store.db import db, is_sqlite, unit_of_work
from app.store.instance import WRONG_KEY, generation, refuse_wrong_key, remembered
from tests.make import Make
from tests.running import own_database, wait_for

KEY = b"k" * 32


@pytest.fixture
def own(tmp_path):
    """A database of this test's own, with an organisation, staff and an event in it."""
    with own_database(tmp_path) as found:
        refuse_wrong_key(KEY)
        make = Make()
        make.staff("planner")
        make.event(title="Blodomloppet")
        yield found


def rows():
    with db.engine.connect() as connection:
        return {name: number for name, number in counts(connection).items() if name != "instance"}


def test_a_backup_brings_back_what_was_there(own, tmp_path):
    before = rows()
    file = tmp_path / "backup"
    assert {name: number for name, number in back_up(file).items() if name != "instance"} == before
    Make().event(title="Något som kom sedan")
    assert rows() != before
    restore(file, key=KEY, replace=True)
    assert rows() == before


def test_a_backup_is_for_our_eyes_only_and_leaves_nothing_else_behind(own, tmp_path):
    file = tmp_path / "backup"
    back_up(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup", "home"]


def test_the_instance_key_is_not_in_it(own, tmp_path):
    file = tmp_path / "backup"
    back_up(file)
    content = file.read_bytes() if is_sqlite() else postgres.script_of(file)
    assert (KEY in content, KEY.hex().encode() in content) == (False, False)


def test_it_is_made_while_people_go_on_writing(own, tmp_path):
    stop, written = threading.Event(), []

    def write():
        with own.app.app_context():
            while not stop.is_set():
                with unit_of_work():
                    note("staff.signed-out", by=OPERATOR, now=now(), organisation_id=None)
                written.append(1)
                time.sleep(0.005)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        wait_for(lambda: written, "the first row")
        for number in range(3):
            back_up(tmp_path / f"backup{number}")
            before = len(written)
            wait_for(lambda before=before: len(written) > before, "another row")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert len(written) > 5


def test_a_restore_raises_the_generation_each_time(own, tmp_path):
    file = tmp_path / "backup"
    back_up(file)
    for expected in (1, 2):
        restore(file, key=KEY, replace=True)
        with db.engine.connect() as connection:
            assert generation(connection) == expected


def test_a_database_with_rows_is_not_replaced_unasked(own, tmp_path):
    file = tmp_path / "backup"
    back_up(file)
    before = rows()
    with pytest.raises(Stopped, match="--yes-replace"):
        restore(file, key=KEY, replace=False)
    assert rows() == before


def test_an_empty_database_is_filled_without_asking(own, tmp_path):
    file, other = tmp_path / "backup", tmp_path / "other"
    back_up(file)
    before = rows()
    other.mkdir()
    with own_database(other):
        with db.engine.connect() as connection:
            assert not has_rows(connection)
        restore(file, key=KEY, replace=False)
        assert rows() == before


def test_a_backup_under_another_key_is_refused_in_words(own, tmp_path):
    file = tmp_path / "backup"
    back_up(file)
    before = rows()
    with pytest.raises(Stopped) as refusal:
        restore(file, key=b"x" * 32, replace=True)
    assert (str(refusal.value), rows()) == (WRONG_KEY, before)


@pytest.mark.parametrize("content", [b"", b"hej", b"SQLite format 3\0" + b"x" * 5000, b"PGDMP" + b"x" * 5000])
def test_what_is_no_backup_is_refused_and_changes_nothing(own, tmp_path, content):
    file, before = tmp_path / "backup", rows()
    file.write_bytes(content)
    with pytest.raises(Stopped):
        restore(file, key=KEY, replace=True)
    assert rows() == before


def test_a_damaged_backup_is_refused(own, tmp_path):
    file, before = tmp_path / "backup", rows()
    back_up(file)
    content = bytearray(file.read_bytes())
    del content[len(content) // 2 :]
    file.write_bytes(content)
    with pytest.raises(Stopped):
        restore(file, key=KEY, replace=True)
    assert rows() == before


def test_nothing_is_written_over_an_older_backup(own, tmp_path):
    file = tmp_path / "backup"
    file.write_text("last year's")
    with pytest.raises(Stopped, match="exists already"):
        back_up(file)
    with pytest.raises(Stopped, match="no folder"):
        back_up(tmp_path / "not" / "there")
    assert file.read_text() == "last year's"


def test_the_rows_of_a_dump_can_be_counted_from_its_words():
    script = b"x\nCOPY public.leads (id, n) FROM stdin;\na\t1\nb\t2\n\\.\nCOPY public.touches (id) FROM stdin;\n\\.\nCREATE\n"
    assert counts_in(script) == {"leads": 2, "touches": 0}


def test_a_dump_is_counted_where_no_database_may_be_made(own, tmp_path):
    if not is_sqlite():
        file = tmp_path / "backup"
        assert counts_in(postgres.script_of((back_up(file), file)[1])) == rows() | {"instance": 1}


def test_a_wrong_key_is_refused_and_the_right_one_remembered(own):
    with db.engine.connect() as connection:
        noted = remembered(connection, "key_check")
    assert len(noted) == 32
    refuse_wrong_key(KEY)
    with pytest.raises(Stopped, match="instance key"):
        refuse_wrong_key(b"x" * 32)


def test_a_missing_program_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres.Path, "glob", lambda *_: [])
    monkeypatch.setitem(os.environ, "PATH", "/nowhere")
    with pytest.raises(Stopped, match="postgresql-client"):
        postgres.program("pg_dump")
