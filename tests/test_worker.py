"""Who does what nobody waits for? The worker, really running, and what it does by itself."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from app import worker
from app.accounts.models import SignInFailure, StaffSession
from app.capture.turns import Turns
from app.chores import regular_work
from app.clock import now
from app.errors import Stopped
from app.journal.actors import VISITOR
from app.leads.actions import record_lead
from app.leads.intake import Details, Met
from app.leads.models import AbuseCount
from app.mail.models import Letter
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.upkeep import end_old_sessions, forget_abuse_counts, forget_sign_in_failures
from tests.mail.servers import mail_server
from tests.make import Make
from tests.running import five_minutes_later, kill_the_worker, own_database, running, wait_for


def test_a_waking_is_one_task_however_many_letters_there_are_in_a_second(tmp_path, app):
    woken = queue_in(tmp_path, app)
    woken.wake()
    woken._woken_at += 60  # however long these take, it is within the second
    for _ in range(50):
        woken.wake()
    assert len(woken.huey) == 1
    woken._woken_at -= 61
    woken.wake()
    assert len(woken.huey) == 2


def queue_in(folder, app):
    """A queue of its own in that folder."""
    app.config["QUEUE_URL"], before = "", app.config["MONTER_HOME"]
    app.config["MONTER_HOME"] = folder
    try:
        return worker.Queue(app)
    finally:
        app.config["QUEUE_URL"], app.config["MONTER_HOME"] = "none:", before


def test_a_queue_that_cannot_be_reached_breaks_nothing(app, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "QUEUE_URL", "")
    monkeypatch.setitem(app.config, "MONTER_HOME", app.config["MONTER_HOME"] / "not" / "there")
    worker.wake()
    assert "could not be woken" in caplog.text
    app.extensions.pop("monter_queue", None)


def test_a_queue_that_is_not_known_says_what_is(app, monkeypatch):
    monkeypatch.setitem(app.config, "QUEUE_URL", "redis://127.0.0.1/0")
    with pytest.raises(Stopped, match="QUEUE_URL"):
        worker.open_queue(app.config)


def test_the_worker_forgets_what_is_a_day_old_and_ends_old_sign_ins(app, make):
    staff = make.staff()
    at = now()
    with unit_of_work():
        db.session.add_all(
            [
                AbuseCount(key="a", minute_at=at - timedelta(hours=25), number=1),
                AbuseCount(key="b", minute_at=at, number=1),
                SignInFailure(key="a", at=at - timedelta(hours=25)),
                SignInFailure(key="b", at=at),
                StaffSession(staff_id=staff.id, began_at=at - timedelta(hours=13)),
                StaffSession(staff_id=staff.id, began_at=at),
            ]
        )
    with unit_of_work():
        assert [f(now=at) for f in (forget_abuse_counts, forget_sign_in_failures, end_old_sessions)] == [1, 1, 1]
    with unit_of_work():
        assert [f(now=at) for f in (forget_abuse_counts, forget_sign_in_failures, end_old_sessions)] == [0, 0, 0]


def test_all_regular_work_can_be_done_on_an_empty_database(app, caplog):
    for name, often, do in regular_work():
        assert often in worker.TIMES
        worker.do_regular(app, name, do, threading.Event())
    assert "failed" not in caplog.text


def test_work_that_can_wait_lets_tablets_go_first(tmp_path):
    turns, over = Turns(tmp_path, 1), threading.Event()
    waiting = threading.Thread(target=worker.let_tablets_first, args=(turns, over, 20))
    with turns.take():
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(60)
    assert not waiting.is_alive()


def test_work_that_goes_on_is_not_begun_again(tmp_path):
    begun, go_on = [], threading.Event()
    alone = worker.Alone(lambda: (begun.append(1), go_on.wait(60)))
    first = threading.Thread(target=alone)
    first.start()
    alone()
    assert begun == [1]
    go_on.set()
    first.join()
    alone()
    assert begun == [1, 1]


@pytest.fixture
def served(tmp_path):
    """Monter running on a database of its own, which the test can reach too; its letters go to a real mail server."""
    with mail_server() as mail, own_database(tmp_path) as own:
        organisation_id = Make().organisation().id  # before it starts, so that it makes no demonstration
        with running(own.home, MAIL_URL=mail.url, **own.settings) as monter:
            monter.mail, monter.own, monter.organisation_id = mail, own, organisation_id
            yield monter


def sign_up(organisation_id: str, *addresses: str) -> None:
    """Somebody signs up, with all that hangs on it."""
    for address in addresses:
        with unit_of_work():
            record_lead(
                Details(name="Åsa", email=address), organisation_id=organisation_id, capture_id=new_id(), met=Met(),
                by=VISITOR, now=now(),
            )  # fmt: skip


def states() -> Counter:
    db.session.rollback()
    return Counter(db.session.scalars(db.select(Letter.state)))


def test_a_letter_goes_within_a_second_or_so(served):
    assert served.worker
    sign_up(served.organisation_id, "forst@exempel.se")
    wait_for(lambda: served.mail.letters, "the first letter", 60)
    began = time.monotonic()
    sign_up(served.organisation_id, *[f"a{number}@exempel.se" for number in range(5)])
    wait_for(lambda: len(served.mail.letters) == 6, "the other letters")
    assert time.monotonic() - began < 20  # and not the minute after which letters go in any case
    wait_for(lambda: states() == {"sent": 6}, "the marks")


def test_a_killed_worker_drops_nothing_and_repeats_at_most_the_letter_in_flight(served):
    addresses = [f"a{number}@exempel.se" for number in range(40)]
    kills = killed_while(served, addresses, times=2)
    assert set(served.mail.receivers) == set(addresses)
    assert len(served.mail.letters) - len(addresses) <= kills
    names = {(letter["To"], letter["Message-ID"]) for letter in served.mail.letters}
    assert len(names) == len(addresses)
    assert states() == {"sent": len(addresses)}


def killed_while(served, addresses: list[str], times: int) -> int:
    """Kill the worker while it delivers, `times` times, and wait until all is sent. Gives how often it was killed."""
    sign_up(served.organisation_id, *addresses)
    for _ in range(times):
        before = len(served.mail.letters)
        wait_for(lambda before=before: len(served.mail.letters) > before or not waiting(), "a letter", 60)
        kill_the_worker(served)
    wait_for(lambda: five_minutes_later() or not waiting(), "all letters", 90)
    return times


def waiting() -> int:
    """How many letters are not sent yet."""
    found = states()
    return found["queued"] + found["sending"]


@pytest.mark.proof
def test_a_worker_that_is_killed_again_and_again_drops_nothing(served):
    addresses = [f"a{number}@exempel.se" for number in range(300)]
    kills = killed_while(served, addresses, times=25)
    assert set(served.mail.receivers) == set(addresses)
    assert len(served.mail.letters) - len(addresses) <= kills
    assert len({letter["Message-ID"] for letter in served.mail.letters}) == len(addresses)
