"""Is anything lost when the disk under SQLite is full, or the power fails in the middle of a write?

Of SQLite's own files, so not for PostgreSQL, which has its own care for them.
"""

import os
import random
import resource
import signal
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from app.chores import questions
from app.clock import now
from app.leads.models import ContactPoint, Lead, Submission
from app.mail.models import Letter
from app.store.db import db
from app.store.doctor import examine
from tests import running
from tests.journeys.test_faults import press
from tests.journeys.test_killed import TOO_SOON, everything_is_there, open_forms, sign_up_all
from tests.make import Make

FRAME = 24  # bytes before each page in a write-ahead log, after 32 for the log itself
HEAD, SALT = 32, slice(16, 24)  # of a write-ahead log


@pytest.fixture
def stand(tmp_path):
    """A running Monter on SQLite with one published event."""
    with running.own_database(tmp_path) as own:
        event = Make().event(title="Blodomloppet")
        db.session.remove()
        with running.running(own.home, SIGNUPS_PER_MINUTE=100_000, **own.settings) as monter:
            monter.own, monter.page = own, f"{monter.url}/e/{event.slug}"
            yield monter


@contextmanager
def full_disk(monter):
    """No process of Monter can make any file longer: what it is told is what a full disk says."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in (monter.web, monter.worker)}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def test_on_a_full_disk_people_are_told_to_come_back_and_then_all_goes_on(stand):
    forms, first, again = open_forms(stand, 12), [], []
    time.sleep(TOO_SOON)
    for form in forms[:4]:
        press(form, again)
    with full_disk(stand):
        for form in forms[4:8]:
            press(form, first)
        assert [stand.get(path).status for path in ("/healthz", "/readyz")] == [200, 200]
        with stand.get(stand.page.removeprefix(stand.url)) as page:
            assert page.status == 200
    for form in forms[4:]:
        press(form, again)
    assert [(status, later) for status, _, later in first] == [(503, "30")] * 4
    assert [status for status, _, _ in again] == [303] * 12
    everything_is_there(stand, 12)


def test_what_was_acknowledged_is_there_wherever_the_power_cut_the_log(stand, tmp_path):
    cut_the_log(stand, tmp_path / "cut", times=15)


@pytest.mark.proof
def test_what_was_acknowledged_is_there_wherever_the_power_cut_the_log_by_the_hundred(stand, tmp_path):
    cut_the_log(stand, tmp_path / "cut", times=120)


def cut_the_log(monter, folder: Path, times: int) -> None:
    """Copy database and log while people sign up; cut the log anywhere after what was surely written, and open each.

    What was acknowledged before we noted the log's length had been written through to the disk: it must be there whatever
    becomes of the bytes after that. A reader, open meanwhile, keeps SQLite from moving those into the database, since a
    database with pages of a log that then loses them cannot come of a power cut. Later sign-ups are there or are not, in the
    order in which they were written, each with all that belongs to it.
    """
    forms = open_forms(monter, 60)
    time.sleep(TOO_SOON)
    acknowledged, go = {}, threading.Semaphore(20)
    people = sign_up_all(forms, acknowledged, go, patience=60)
    running.wait_for(lambda: len(acknowledged) == 20, "the first sign-ups", 60)
    with closing(sqlite3.connect(monter.home / "monter.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM leads").fetchone() == (20,)
        sure, log = set(acknowledged), (monter.home / "monter.sqlite3-wal").read_bytes()
        go.release(20)
        running.wait_for(lambda: len(acknowledged) > 30, "more sign-ups", 60)
        copied = copy_at_an_instant(monter)
    go.release(60)
    for one in people:
        one.join(60)
    goes_on = copied[1][SALT] == log[SALT]  # else all that it held is in the database, and it began anew
    logs = cuts(copied[1], written(log) if goes_on else HEAD, times)
    seen = [found_after(copied, cut, monter.own, folder) for cut in logs]
    assert all(fewer <= more for fewer, more in pairwise(seen))
    assert {f"person{number}@exempel.se" for number in sure} <= seen[0]
    assert len(seen[-1]) > 30 >= len(seen[0])
    everything_is_there(monter, 60)


def copy_at_an_instant(monter) -> tuple[bytes, bytes]:
    """Database and log as they are at one moment, every writer held still for it."""
    writers = (monter.web, monter.worker)
    for pid in writers:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(0.2)
        return tuple((monter.home / name).read_bytes() for name in ("monter.sqlite3", "monter.sqlite3-wal"))
    finally:
        for pid in writers:
            os.kill(pid, signal.SIGCONT)


def written(log: bytes) -> int:
    """Bytes of a write-ahead log that are of this time: old frames after them carry another salt."""
    size, salt, end = int.from_bytes(log[8:12], "big"), log[SALT], HEAD
    while log[end + 8 : end + 16] == salt:
        end += FRAME + size
    return end


def cuts(log: bytes, shortest: int, times: int) -> list[tuple[int, bytes]]:
    """Logs cut at random places, the shortest first: some end there, some go on with what the disk happened to hold."""
    chance, end = random.Random(20261122), written(log)
    lengths = sorted([shortest, end, *(chance.randint(shortest, end) for _ in range(times - 2))])
    return [log[:length] + chance.choice([b"", bytes(5000), chance.randbytes(5000)]) for length in lengths]


def found_after(copied, log: bytes, own, folder: Path) -> set[str]:
    """Whose leads are there when that database is opened with that log; all that belongs together is."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("monter.sqlite3*"):
        old.unlink()
    (folder / "monter.sqlite3").write_bytes(copied[0])
    (folder / "monter.sqlite3-wal").write_bytes(log)
    app = application(own, folder)
    with app.app_context():
        found = examine(key=app.config["INSTANCE_KEY"], home=folder, now=now(), questions=questions())
        assert [str(finding) for finding in found if not finding.good] == []
        of_each = (Lead.id, Submission.lead_id, Letter.id, ContactPoint.value)
        there = [set(db.session.scalars(select(column))) for column in of_each]
        db.session.remove()
        db.engine.dispose()
    assert len({len(rows) for rows in there}) == 1
    return there[-1]


_applications = {}


def application(own, folder: Path):
    """One application for all cuts of one test."""
    if folder not in _applications:
        address = f"sqlite:///{folder / 'monter.sqlite3'}"
        _applications[folder] = create_app({"MONTER_HOME": folder, "SQLALCHEMY_DATABASE_URI": address})
        _applications[folder].config["INSTANCE_KEY"] = own.app.config["INSTANCE_KEY"]
    return _applications[folder]
