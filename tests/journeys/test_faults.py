"""Is anything lost when what Monter stands on fails under it? Really: processes, a port, a database that others hold."""

import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from app.store.db import db, is_sqlite
from tests.journeys.test_killed import TOO_SOON, ask, everything_is_there, open_forms
from tests.make import Make
from tests.running import own_database, running

HELD = 10  # seconds for which somebody else holds the database


@pytest.fixture
def stand(tmp_path):
    """A running Monter with one published event."""
    with own_database(tmp_path) as own:
        event = Make().event(title="Blodomloppet")
        db.session.remove()
        with running(own.home, SIGNUPS_PER_MINUTE=100_000, **own.settings) as monter:
            monter.own, monter.page = own, f"{monter.url}/e/{event.slug}"
            yield monter


@contextmanager
def held():
    """Somebody else holds the database: all of it on SQLite, the tables of a sign-up on PostgreSQL."""
    lock = "BEGIN EXCLUSIVE" if is_sqlite() else "LOCK TABLE leads, submissions, letters IN ACCESS EXCLUSIVE MODE"
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute(lock)
        yield
        driver.rollback()


def press(form: tuple[str, bytes], answers: list) -> None:
    """Press once. Keeps the status, how long it took, and when to come back."""
    began = time.monotonic()
    try:
        ask(urllib.request.Request(form[0], data=form[1]), timeout=60)
    except urllib.error.HTTPError as answer:
        answers.append((answer.code, time.monotonic() - began, answer.headers["Retry-After"]))


def test_while_somebody_else_holds_the_database_people_wait_or_are_told_to_come_back(stand):
    forms, first, again = open_forms(stand, 8), [], []
    time.sleep(TOO_SOON)
    with held():
        people = [threading.Thread(target=press, args=(form, first)) for form in forms]
        for one in people:
            one.start()
        with stand.get("/healthz", within=HELD + 20) as well:
            assert well.status == 200
        time.sleep(HELD)
    for one in people:
        one.join(90)
    assert {(status, later) for status, _, later in first} <= {(303, None), (503, "30")}
    assert (503, "30") in {(status, later) for status, _, later in first}
    assert max(waited for _, waited, _ in first) < 2 * HELD + 15
    for form in forms:
        press(form, again)
    assert [status for status, _, _ in again] == [303] * len(forms)
    everything_is_there(stand, len(forms))
