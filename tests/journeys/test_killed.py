"""Is anything lost when Monter is killed outright while people sign up? Really: processes, a port, `kill -9`."""

import os
import signal
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode, urljoin

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.chores import questions
from app.clock import now
from app.leads.models import Lead, Submission
from app.mail.models import Letter, MailboxItem
from app.store.db import db
from app.store.doctor import examine
from tests.make import Make
from tests.running import five_minutes_later, kill_the_worker, own_database, running, wait_for

TOO_SOON = 2.2  # seconds after which a form is believed
PEOPLE = 4  # who sign up at once


@pytest.fixture
def stand(tmp_path):
    """A running Monter with one published event."""
    with own_database(tmp_path) as own:
        event = Make().event(title="Blodomloppet")
        db.session.remove()
        with running(own.home, SIGNUPS_PER_MINUTE=100_000, **own.settings) as monter:
            monter.own, monter.page = own, f"{monter.url}/e/{event.slug}"
            yield monter


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


ask = urllib.request.build_opener(NoRedirect).open


def open_forms(monter, many: int) -> list[tuple[str, bytes]]:
    """As many forms as people, each opened and filled in: where it goes and what it sends."""
    return [filled(monter.page, number) for number in range(many)]


def filled(page: str, number: int) -> tuple[str, bytes]:
    with ask(page, timeout=20) as answer:
        form = BeautifulSoup(answer.read(), "html.parser").select_one("form[method=post]")
    values = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    values[form.select_one("[autocomplete=name]")["name"]] = f"Person Nummer {number}"
    values[form.select_one("[autocomplete=email]")["name"]] = f"person{number}@exempel.se"
    return urljoin(page, form.get("action") or page), urlencode(values).encode()


def send(form: tuple[str, bytes], patience: float) -> str:
    """Press until it is acknowledged, as people do; the same press again is the same sign-up. Gives the thanks' address."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            ask(urllib.request.Request(form[0], data=form[1]), timeout=30)
        except urllib.error.HTTPError as answer:
            if answer.code == 303:
                return answer.headers["Location"]
            assert answer.code == 503, f"{answer.code}: {answer.read()[:2000]}"
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it was never acknowledged")


def sign_up_all(forms, acknowledged: dict, go: threading.Semaphore, patience: float) -> list[threading.Thread]:
    """People who sign up at once, each taking the next form as soon as one more may `go`."""
    left, lock = list(enumerate(forms)), threading.Lock()

    def person():
        while go.acquire(timeout=patience):
            with lock:
                if not left:
                    return
                number, form = left.pop()
            acknowledged[number] = send(form, patience)

    people = [threading.Thread(target=person) for _ in range(PEOPLE)]
    for one in people:
        one.start()
    return people


def kill_while_they_sign_up(monter, *, many: int, victims: list[str], patience: float = 120) -> None:
    """Let `many` people sign up and kill a process in the midst of each batch of them; then see that all is there, once."""
    forms = open_forms(monter, many)
    time.sleep(TOO_SOON)
    acknowledged, go = {}, threading.Semaphore(0)
    people = sign_up_all(forms, acknowledged, go, patience)
    each = many // (len(victims) + 1)
    for victim in victims:
        before = len(acknowledged)
        go.release(each)
        wait_for(lambda before=before: len(acknowledged) > before + each // 3, "sign-ups", patience)
        kill(monter, victim)
    go.release(many)
    for one in people:
        one.join(patience)
    assert len(acknowledged) == many
    everything_is_there(monter, many)


def kill(monter, victim: str) -> None:
    """`kill -9` of the web process or the worker, which come back by themselves, or of all by their master."""
    if victim == "master":
        monter.end(signal.SIGKILL)
        five_minutes_later(all_are_dead=True)
        monter.start()
    elif victim == "worker":
        kill_the_worker(monter)
    else:
        os.kill(monter.web, signal.SIGKILL)


def everything_is_there(monter, many: int) -> None:
    """Every acknowledged sign-up is one submission, one lead, one letter; nothing else is; and the doctor is content."""
    wait_for(lambda: five_minutes_later() or number_of(MailboxItem) >= many, f"{many} letters", 60)
    assert number_of(MailboxItem) == many
    assert [number_of(model) for model in (Submission, Lead, Letter)] == [many] * 3
    db.session.rollback()
    found = examine(key=monter.own.app.config["INSTANCE_KEY"], home=monter.home, now=now(), questions=questions())
    assert [str(finding) for finding in found if not finding.good] == []


def number_of(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_every_acknowledged_sign_up_survives_kill_9(stand):
    kill_while_they_sign_up(stand, many=24, victims=["web", "worker", "master"])


@pytest.mark.proof
def test_every_acknowledged_sign_up_survives_fifty_times_kill_9(stand):
    victims = ["web", "worker", "worker", "web", "master"] * 10
    kill_while_they_sign_up(stand, many=600, victims=victims, patience=300)
