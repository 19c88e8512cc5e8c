"""Is anything lost when the computer's clock is ten years ahead for a while, and then right again?

Ten years are said to a real server by a `sitecustomize` of its own, before anything else is loaded there.
"""

import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.chores import questions
from app.clock import now
from app.leads.models import Lead, Submission
from app.mail.models import Letter
from app.store.db import db
from app.store.doctor import examine
from tests.journeys.test_killed import TOO_SOON, ask, filled, number_of, send
from tests.make import Make
from tests.running import ROOT, Monter, own_database, running, wait_for

LATER = """
import time
from datetime import timedelta

right = time.time
time.time = lambda: right() + 3653 * 86400

from app import clock

right_now = clock.now
clock.now = lambda: right_now() + timedelta(days=3653)
"""


@pytest.fixture
def stand(tmp_path):
    """A running Monter with one published event."""
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "sitecustomize.py").write_text(LATER)
    with own_database(tmp_path) as own:
        event = Make().event(title="Blodomloppet")
        db.session.remove()
        with running(own.home, SIGNUPS_PER_MINUTE=100_000, **own.settings) as monter:
            monter.own, monter.page, monter.later = own, f"{monter.url}/e/{event.slug}", tmp_path / "later"
            yield monter


def restart(monter: Monter, *folders: Path) -> None:
    """The same Monter again, with modules of these folders before its own."""
    monter.end()
    monter.surroundings["PYTHONPATH"] = ":".join(str(folder) for folder in (*folders, ROOT))
    monter.start()


def sign_up(monter: Monter, first: int, many: int) -> tuple[str, bytes]:
    """So many more people sign up, each of whom gets a letter. Gives another form, opened and not sent."""
    *forms, left = [filled(monter.page, number) for number in range(first, first + many + 1)]
    time.sleep(TOO_SOON)
    for form in forms:
        send(form, 30)
    wait_for(lambda: not waiting(), "their letters", 60)
    everybody = first + many
    assert [number_of(model) for model in (Submission, Lead, Letter)] == [everybody, everybody, everybody]
    return left


def waiting() -> int:
    """How many letters have not gone."""
    db.session.rollback()
    return len([state for state in db.session.scalars(db.select(Letter.state)) if state != "sent"])


def test_a_clock_that_is_ten_years_ahead_loses_nothing_and_neither_does_setting_it_right(stand):
    left = sign_up(stand, 0, 3)
    restart(stand, stand.later)
    assert answer_to(left) == 422  # opened ten years ago: a fresh form, with what was written
    left = sign_up(stand, 3, 3)
    assert max(lead.received_at for lead in db.session.scalars(db.select(Lead))).year > now().year + 9
    restart(stand)
    assert answer_to(left) == 303  # opened in ten years: recorded like any other
    sign_up(stand, 7, 3)
    found = examine(key=stand.own.app.config["INSTANCE_KEY"], home=stand.home, now=now(), questions=questions())
    assert [finding.name for finding in found if not finding.good] == [
        "clock"
    ]  # it says what was noted ten years ahead


def answer_to(form: tuple[str, bytes]) -> int:
    try:
        ask(urllib.request.Request(form[0], data=form[1]), timeout=20)
    except urllib.error.HTTPError as answer:
        return answer.code
