"""With what do we measure? Processor time of requests, a bare Flask route to compare with, databases, a report."""

import gc
import statistics
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

BARE = "<!doctype html><html lang=sv><title>{{ title }}</title><h1>{{ title }}</h1>{% for n in rows %}<p>{{ n }}</p>{% endfor %}</html>"


class Report:
    """Prints a line a figure: what, how much, the goal, and the ratio if there is one. `good` until something is not what it must be."""

    good = True

    def heading(self, words: str) -> None:
        """A part of the report."""
        print(f"\n{words}\n{'-' * len(words)}", flush=True)

    def row(self, what: str, value: float, unit: str, goal: str = "", ratio: float | None = None) -> None:
        """One figure."""
        beside = f"{ratio:6.1f} × bare" if ratio is not None else " " * 13
        said = f"{value:.2f}" if 0 < abs(value) < 1 else f"{value:.1f}"
        print(f"{what:<52}{said:>10} {unit:<10}{beside}  {goal}", flush=True)

    def must(self, what: str, value: int, wanted: int) -> None:
        """A figure that no machine may change."""
        self.row(what, value, "", f"must be {wanted}")
        self.good = self.good and value == wanted


def bare_route() -> Flask:
    """A Flask application with one template route and nothing else."""
    app = Flask("bare", template_folder=None)
    app.jinja_loader = DictLoader({"page.html": BARE})

    @app.get("/")
    def page():
        return render_template("page.html", title="Bare", rows=range(20))

    return app


def processor_ms(ask, times: int = 200) -> float:
    """Median processor time of a call in milliseconds, of this process, after ten calls to warm up."""
    for _ in range(10):
        ask()
    gc.collect()
    taken = []
    for _ in range(times):
        began = time.process_time()
        ask()
        taken.append(time.process_time() - began)
    return 1000 * statistics.median(taken)


def wall_ms(ask) -> float:
    """Time of one call in milliseconds."""
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


@contextmanager
def database(server: str | None):
    """The address of a fresh database of its own: on that server, else an SQLite file."""
    if not server:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/monter.sqlite3"
        return
    name = f"bench_{uuid.uuid4().hex[:10]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextmanager
def application(address: str):
    """Monter on that database, migrated, in demonstration mode, with limits raised."""
    from app import create_app
    from app.store.db import db
    from app.store.migrated import migrate

    with tempfile.TemporaryDirectory() as home:
        app = create_app(
            {
                "SQLALCHEMY_DATABASE_URI": address,
                "MONTER_HOME": Path(home),
                "SIGNUPS_PER_MINUTE": 10**9,
                "TALLY_SECONDS": 5,
            }
        )
        with app.app_context():
            migrate()
            yield app
            app.extensions["scans"].flush()  # what it still counts could not be written once the database is gone
            db.session.remove()
            db.engine.dispose()
