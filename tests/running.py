"""Monter as it really runs: `monter serve` in processes of its own, on a free port, ended and cleaned up whatever happens.

with running(home) as monter:
    monter.get("/healthz")
    os.kill(monter.process.pid, signal.SIGKILL)
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import create_engine, text, update

from app import create_app
from app.clock import now
from app.mail.delivery import CLAIMED_FOR
from app.mail.models import Letter
from app.store.db import db, unit_of_work
from app.store.migrated import migrate
from tests.postgres import free_port, roomy_folder

ROOT = Path(__file__).parents[1]


class Monter:
    """One running Monter. `said` is what it printed, `pids` its processes."""

    def __init__(self, home: Path, surroundings: dict):
        self.home, self.port = home, int(surroundings.get("PORT") or free_port())
        self.url = f"http://localhost:{self.port}"
        self.surroundings = {**os.environ, "MONTER_HOME": str(home), "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        self.surroundings |= {"PUBLIC_URL": self.url} | {name: str(value) for name, value in surroundings.items()}
        self.log = home / "log"
        self.process = None

    def start(self, *arguments: str):
        """Start it, and wait until it says where it is."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", *arguments], env=self.surroundings, cwd=ROOT,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        before = self.said.count("Ctrl-C")
        until = time.monotonic() + 60
        while self.said.count("Ctrl-C") == before:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, f"it did not start: {self.said}"
            time.sleep(0.05)
        return self

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def pids(self) -> list[int]:
        """The process itself and all that it started."""
        return [self.process.pid, *children_of(self.process.pid)]

    @property
    def worker(self) -> int:
        """The worker's process, waited for."""
        return wait_for(lambda: next((pid for pid in self.pids if "worker" in words_of(pid)), None), "a worker")

    @property
    def web(self) -> int:
        """The first web process, waited for. It is forked, so its command is the first process's own."""
        ours = words_of(self.process.pid)
        return wait_for(lambda: next((pid for pid in self.pids[1:] if words_of(pid) == ours), None), "a web process")

    def get(self, path: str, within: float = 30):
        return urllib.request.urlopen(self.url + path, timeout=within)

    def end(self, how: int = signal.SIGTERM):
        """End it and wait until nothing of it is left. Gives its exit status."""
        known = self.pids
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, how)
        status = self.process.wait(60)
        wait_for(lambda: not [pid for pid in known if lives(pid)], "the end of all processes")
        return status


@contextmanager
def running(home: Path, **surroundings):
    """A running Monter; in the end nothing of it is left."""
    home.mkdir(exist_ok=True)
    monter = Monter(home, surroundings)
    known = []
    try:
        monter.start()
        yield monter
        known = monter.pids
        if monter.process.poll() is None:
            monter.end()
    finally:
        for pid in {*known, *(monter.pids if monter.process else [])}:
            if lives(pid):
                os.kill(pid, signal.SIGKILL)
        if monter.process:
            monter.process.wait(30)


@dataclass
class Own:
    """A database of one test's own. `settings` give it to a Monter that runs."""

    home: Path
    settings: dict
    app: Flask


@contextmanager
def own_database(folder: Path):
    """A migrated database that a running Monter and the test share, on SQLite or PostgreSQL as all tests are."""
    home = folder / "home"
    home.mkdir()
    with database_for(home, migrated()) as url:
        app = create_app({"MONTER_HOME": home, "SQLALCHEMY_DATABASE_URI": url, "QUEUE_URL": ""})
        app.config["INSTANCE_KEY"] = bytes.fromhex(key_of(home))
        with app.app_context():
            migrate()
            yield Own(home, {"DATABASE_URL": url, "MONTER_INSTANCE_KEY": key_of(home)}, app)
            db.session.remove()
            db.engine.dispose()


@cache
def migrated() -> str:
    """The address of an empty database that has all migrations, made once for this process: others begin as its copies."""
    stack = ExitStack()
    atexit.register(stack.close)
    home = Path(stack.enter_context(TemporaryDirectory(prefix="monter-migrated-", dir=roomy_folder())))
    url = stack.enter_context(database_for(home))
    with create_app({"MONTER_HOME": home, "SQLALCHEMY_DATABASE_URI": url, "QUEUE_URL": ""}).app_context():
        migrate()
        db.session.remove()
        db.engine.dispose()
    return url


@contextmanager
def database_for(home: Path, like: str = ""):
    """The address of a new database, thrown away in the end; empty, or as that other one is."""
    server = os.environ.get("MONTER_TEST_DATABASE")
    if not server:
        file = home / "monter.sqlite3"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    name = f"monter_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {like.rpartition('/')[2]}" if like else "")))
    yield server.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def five_minutes_later(*, all_are_dead: bool = False) -> None:
    """What a dead worker had claimed is free again: its time is moved instead of the clock. Not what a living one sends, which
    takes it no ten seconds."""
    at = now()
    with unit_of_work() as session:
        age = timedelta(seconds=0 if all_are_dead else 10)
        stale = (Letter.state == "sending", Letter.claimed_until <= at + CLAIMED_FOR - age)
        session.execute(update(Letter).where(*stale).values(claimed_until=at))


def kill_the_worker(monter: Monter) -> None:
    """`kill -9`; what it had claimed is free by the time that the next one looks."""
    os.kill(killed := monter.worker, signal.SIGKILL)
    wait_for(lambda: not lives(killed), "the worker's end")
    five_minutes_later(all_are_dead=True)


def key_of(home: Path) -> str:
    """An instance key for that folder, made the first time."""
    path = home / "instance.key"
    if not path.exists():
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def wait_for(what, name: str, within: float = 60):
    """The first true answer of `what()`."""
    until = time.monotonic() + within
    while not (found := what()):
        assert time.monotonic() < until, f"waited in vain for {name}"
        time.sleep(0.05)
    return found


def children_of(pid: int) -> list[int]:
    """All processes below this one (Linux)."""
    with suppress(OSError):
        below = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for task in Path(f"/proc/{pid}/task").iterdir():
            below += [int(one) for one in (task / "children").read_text().split()]
        return [found for one in dict.fromkeys(below) for found in (one, *children_of(one))]
    return []


def words_of(pid: int) -> list[str]:
    """The words of a process's command."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def lives(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
