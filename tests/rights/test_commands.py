"""Does `monter retention` dispose, ask, refuse and go on after it was killed outright? Really: processes of its own."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select, text

from app.leads.models import Lead
from app.rights.models import DisposalRun
from app.store.db import db
from tests.make import Make
from tests.rights.many import ORGANISATION, fill
from tests.running import own_database, wait_for


@pytest.fixture
def own(tmp_path):
    """A database of this test's own, with a board that has decided."""
    with own_database(tmp_path) as found:
        yield found


def monter(own, *arguments, **options):
    """`monter …` as a process, begun."""
    environment = {**os.environ, "MONTER_HOME": str(own.home), **{k: str(v) for k, v in own.settings.items()}}
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def ran(own, *arguments) -> tuple[int, str, str]:
    process = monter(own, *arguments)
    out, wrong = process.communicate(timeout=600)
    return process.returncode, out, wrong.strip()


def leads() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Lead))


def killed_half_way(own, *, total: int, old: int, chunk: int) -> None:
    """The proof, at any size: `old` of `total` go, the run killed outright on its way and begun again."""
    make = Make()
    make.organisation(ORGANISATION)
    make.decisions()
    fill(total=total, old=old)
    process = monter(own, "retention", "--chunk", str(chunk))
    until = time.monotonic() + 300
    while leads() > total - old // 5 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005 if total < 10_000 else 1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    process.stderr.close()
    left = leads()
    db.session.rollback()
    begun = db.session.scalars(select(DisposalRun)).one()
    line = next(line for line in begun.subjects if line["subject"] == "open_lead")
    assert (begun.state, total - old < left < total, line["gone"]) == ("running", True, total - left)
    code, out, wrong = ran(own, "retention", "--chunk", str(max(chunk, 50)))
    assert (code, wrong, leads(), f"{old} gone of {old} due" in out) == (0, "", total - old, True)
    db.session.expire_all()
    assert [run.state for run in db.session.scalars(select(DisposalRun))] == ["done"]
    for table in ("people", "contact_points", "submissions", "touches", "transitions", "credits"):
        kept = db.session.scalar(text("SELECT count(*) FROM " + table))
        assert (table, kept) == (table, total if table == "credits" else total - old)
    db.session.rollback()


def then_asks(own, *, total: int, old: int) -> str:
    """More than a fifth of what is left has grown old: nothing goes before somebody says yes. Gives what to say yes to."""
    fill(total=0, old=0, age_more=old)
    code, _out, wrong = ran(own, "retention")
    assert (code, f"({old} of {total})" in wrong, leads()) == (1, True, total)
    return re.search(r"--yes (\w+)", wrong).group(1)


@pytest.mark.both
def test_a_run_that_was_killed_outright_goes_on_and_more_than_a_fifth_asks(own):
    killed_half_way(own, total=1000, old=150, chunk=2)
    code, _out, wrong = ran(own, "retention", "--yes", then_asks(own, total=850, old=200))
    assert (code, wrong, leads()) == (0, "", 650)


@pytest.mark.proof
@pytest.mark.both
def test_a_large_database_too(own):
    total = 1_000_000 if db.engine.dialect.name == "sqlite" else 100_000
    killed_half_way(own, total=total, old=total * 15 // 100, chunk=500)
    left = total * 85 // 100
    process = monter(own, "retention", "--yes", then_asks(own, total=left, old=total * 19 // 100))
    wait_for(lambda: leads() < left, "the first that go", within=120)
    process.kill()
    process.communicate()
