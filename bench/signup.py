"""How many people can sign up in a second? Page, post and thanks, with the lead, all its rows and its letter durable.

The server is `monter serve` as people start it; the visitors are a process of their own on the same machine.
"""

import json
import os
import subprocess
import sys

from sqlalchemy import create_engine, func, select

from .server import ROOT, running

SECONDS, CONNECTIONS = 10, 8


def measure(report, address: str) -> None:
    """Whole sign-ups on a fresh database at that address."""
    with running("app.cli", "serve", database=address, prepare=placement) as monter:
        monter.wait_until_it_rests()
        came, spent = visitors(monter)
        leads, letters = counts(address)
    done = max(came["done"], 1)
    report.row("whole sign-ups at 8 connections", came["a_second"], "a second", "goal: at least 60")
    report.row("of these, failed", came["failed"], "", "goal: 0")
    report.row("sign-ups without their lead or letter", 2 * came["done"] - leads - letters, "", "goal: 0")
    report.row("page, post and thanks together, median", came["median_ms"], "ms")
    report.row("page, post and thanks together, 99 of 100", came["p99_ms"], "ms")
    report.row("processor time of one whole sign-up", 1000 * spent / done, "ms cpu")


def placement(settings: dict) -> str:
    """The code of a placement, made in the server's database before it starts."""
    program = (
        "from app import create_app\n"
        "from app.store.migrated import migrate\n"
        "from tests.make import Make\n"
        "with create_app().app_context():\n"
        "    migrate()\n"
        "    print(Make().placement().code.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split()[-1]


def visitors(monter) -> tuple[dict, float]:
    """What the process that plays the visitors says, and the server's processor time in seconds since forms were open."""
    command = [
        sys.executable,
        "-m",
        "bench.client",
        str(monter.port),
        f"/q/{monter.prepared}",
        str(SECONDS),
        str(CONNECTIONS),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        before = monter.processor_time()
        said = process.stdout.read()
        return json.loads(said), monter.processor_time() - before


def counts(url: str) -> tuple[int, int]:
    """(leads, letters) in the database."""
    from app.leads.models import Lead
    from app.mail.models import Letter

    engine = create_engine(url)
    with engine.connect() as connection:
        found = tuple(connection.scalar(select(func.count()).select_from(model.__table__)) for model in (Lead, Letter))
    engine.dispose()
    return found
