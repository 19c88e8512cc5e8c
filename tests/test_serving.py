"""How does Monter run? Really: its processes, its port, its end."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from app.serving import SILENT_AT_MOST, Size, size_for
from app.store.db import db
from app.version import VERSION
from tests.postgres import free_port
from tests.running import ROOT, Monter, lives, own_database, running, wait_for
from tests.some import many


@pytest.fixture(scope="module")
def served_all_along(tmp_path_factory):
    with running(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture
def monter(served_all_along):
    """One running Monter for all tests, started again when one has ended it."""
    if served_all_along.process.poll() is not None:
        served_all_along.start()
    return served_all_along


def test_sizes_follow_the_settings_and_the_database():
    auto = {"WEB_PROCESSES": 0, "WEB_THREADS": 0}
    assert size_for(auto, sqlite=True, cores=8) == Size(1, 4)
    assert size_for(auto, sqlite=False, cores=8) == Size(8, 4)
    assert size_for(auto, sqlite=False, cores=1) == Size(2, 4)
    assert size_for({"WEB_PROCESSES": 3, "WEB_THREADS": 2}, sqlite=True, cores=8) == Size(3, 2)
    assert [str(Size(1, 4)), str(Size(2, 1))] == ["1 worker, 4 threads", "2 workers, 1 thread"]


def test_it_says_where_it_is_and_how_many_work_there(monter):
    lines = monter.said.splitlines()
    first = next(line for line in lines if line.startswith("Monter"))
    assert first == f"Monter {VERSION} on http://127.0.0.1:{monter.port} (1 worker, 4 threads)"
    assert f"  staff      {monter.url}/staff/" in lines
    assert monter.get("/readyz").status == 200


def test_a_taken_port_is_one_line_that_says_what_to_do(monter, tmp_path):
    env = {**monter.surroundings, "MONTER_HOME": str(tmp_path)}
    second = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"monter: port {monter.port} is taken; end what listens there, or choose another: PORT={monter.port + 1}\n"
    )


def test_twenty_slow_clients_delay_nobody(monter):
    with ExitStack() as slow:
        for number in range(20):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", monter.port)))
            client.sendall(half_a_request(number))
        waits = []
        for _ in range(30):
            began = time.monotonic()
            assert monter.get("/healthz").status == 200
            waits.append(time.monotonic() - began)
        assert sorted(waits)[15] < 2, waits  # far below the minute that each may take for its body


def half_a_request(number: int) -> bytes:
    """The beginning of a request whose end never comes: a form's body, or already its headers."""
    if number % 2:
        return b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Sl"
    return b"POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\nname=A"


def test_clients_that_do_not_read_delay_nobody(monter):
    with ExitStack() as slow:
        for _ in range(20):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", monter.port)))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            client.sendall(b"GET /static/site.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
        # far below the half minute that each may take for its next piece
        assert monter.get("/healthz", within=20).status == 200


def test_a_large_body_is_answered_and_not_kept(monter):
    began = memory_of(monter.web)
    with socket.create_connection(("127.0.0.1", monter.port), timeout=60) as client:
        client.sendall(b"POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n")
        for _ in range(100):
            client.sendall(b"x" * 100_000)
        assert client.recv(100).startswith(b"HTTP/1.1 4")
    assert memory_of(monter.web) - began < 20_000


def memory_of(pid: int) -> int:
    """Resident memory in kilobytes."""
    return int(
        next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")).split()[1]
    )


def test_a_web_process_is_smaller_than_150_megabytes(monter):
    """As it is after any start but the very first, which has made the demonstration."""
    monter.end(signal.SIGTERM)
    monter.start()
    for _ in range(20):
        for page in ("/healthz", "/", "/staff/sign-in", "/accessibility"):
            assert monter.get(page).status == 200
        with pytest.raises(urllib.error.HTTPError):
            monter.get("/nothing-here")
    assert memory_of(monter.web) < 150_000


@pytest.mark.parametrize("how", many([signal.SIGTERM, signal.SIGINT, signal.SIGHUP], [signal.SIGTERM]))
def test_a_signal_ends_all_of_it(monter, how):
    assert monter.worker
    assert monter.end(how) == 0


def test_killed_outright_it_leaves_nothing_behind_and_can_start_again(monter):
    assert monter.worker
    monter.end(signal.SIGKILL)
    monter.start()
    assert monter.get("/readyz").status == 200


def test_what_dies_is_started_again(monter):
    worker, web = monter.worker, monter.web
    for pid in (worker, web):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: monter.worker not in (None, worker) and lives(monter.worker), "another worker")
    wait_for(lambda: answers(monter), "another web process")


def test_the_process_that_forks_has_no_thread_that_could_hold_a_lock_meanwhile(monter):
    assert monter.worker
    assert len(list(Path(f"/proc/{monter.process.pid}/task").iterdir())) == 1


def test_thirty_tablets_at_once_are_all_listened_to(monter):
    said = f"Booth {'0' * 20}.{'x' * 43}"
    request = (
        f"POST /api/booth/v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: {said}\r\nContent-Length: 2\r\n\r\n{{}}"
    )
    with ExitStack() as many:
        clients = [
            many.enter_context(socket.create_connection(("127.0.0.1", monter.port), timeout=60)) for _ in range(30)
        ]
        for client in clients:
            client.sendall(request.encode())
        assert {client.recv(13) for client in clients} == {b"HTTP/1.1 401 "}


@pytest.mark.proof
def test_a_web_process_that_hangs_is_started_again(monter):
    web = monter.web
    os.kill(web, signal.SIGSTOP)
    wait_for(lambda: not lives(web), "the end of what hangs", SILENT_AT_MOST + 30)
    wait_for(lambda: answers(monter), "another web process")


@pytest.mark.parametrize("after", many([0.3, 0.8, 1.6, 3.0], [0.8]))
def test_a_signal_while_it_starts_ends_it_without_a_word(tmp_path, after):
    env = {**os.environ, "MONTER_HOME": str(tmp_path), "PORT": str(free_port())}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], env=env, cwd=ROOT, stderr=subprocess.PIPE)
    time.sleep(after)
    process.terminate()
    assert "Traceback" not in process.communicate(timeout=120)[1].decode()


def answers(monter: Monter) -> bool:
    try:
        return monter.get("/readyz", within=10).status == 200
    except OSError:
        return False


def test_production_refuses_weak_settings_in_words(tmp_path):
    env = {**os.environ, "MONTER_HOME": str(tmp_path), "MONTER_MODE": "production", "PORT": str(free_port())}
    refused = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert [word in refused.stderr for word in ("SECRET_KEY", "PUBLIC_URL", "MAIL_URL", "Traceback")] == [
        True,
        True,
        True,
        False,
    ]


def test_production_leaves_another_release_alone_until_told(tmp_path):
    with own_database(tmp_path) as own:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
        refused = served_in_production(own)
    assert (refused.returncode, refused.stderr) == (
        1, "monter: the database is not at this release. Make a backup (monter backup FILE), then: monter serve --migrate\n",
    )  # fmt: skip


def served_in_production(own):
    """What comes of `monter serve` with settings that are good for production."""
    env = {
        **os.environ, **own.settings, "MONTER_HOME": str(own.home), "MONTER_MODE": "production", "PORT": str(free_port()),
        "SECRET_KEY": "0123456789abcdef" * 4, "PUBLIC_URL": "https://monter.example", "MAIL_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "monter@monter.example",
    }  # fmt: skip
    return subprocess.run([sys.executable, "-m", "app.cli", "serve"], env=env, cwd=ROOT, capture_output=True, text=True)
