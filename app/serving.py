"""How does Monter run? One command holds everything: the web processes, and the worker beside them.

SQLite: one web process with four threads, one writer at a time (two processes wrote less, at ten times the longest wait).
PostgreSQL: several. The application is made once, before the web processes are forked from it, so that they start at once
and share its memory. Called by `monter serve`.
"""

import errno
import logging
import os
import resource
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .errors import Stopped
from .gate import Gate
from .processes import Child, end_with, end_with_whoever_started_us
from .store.db import db, is_sqlite

log = logging.getLogger("monter")

CONNECTIONS = 4096  # that one web process holds at once, most of them waiting
HEADERS_WITHIN = 10_000  # milliseconds for a client to say what it wants
ENDS_WITHIN = 10  # seconds for requests in hand when Monter ends


@dataclass(frozen=True)
class Size:
    """How many web processes, and threads in each."""

    processes: int
    threads: int

    def __str__(self) -> str:
        workers, threads = "workers" if self.processes > 1 else "worker", "threads" if self.threads > 1 else "thread"
        return f"{self.processes} {workers}, {self.threads} {threads}"


def size_for(config, *, sqlite: bool, cores: int) -> Size:
    """What the settings say, where they say anything."""
    processes = config["WEB_PROCESSES"] or (1 if sqlite else max(2, min(cores, 8)))
    return Size(processes, config["WEB_THREADS"] or 4)


_app: Flask | None = None
_size = Size(1, 4)


def gate(target: str = "") -> Gate:
    """What a web process serves: the application that was forked with it, or in a fresh interpreter a new one."""
    end_with(os.getppid())
    later = threading.Timer(2, load_the_rest)
    later.daemon = True
    later.start()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if _app is None:
        from . import create_app

        app = create_app()
        threads = size_for(
            app.config, sqlite=app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"), cores=2
        ).threads
    else:
        app, threads = _app, _size.threads
        with app.app_context():
            db.engine.dispose(close=False)
    return Gate(app.wsgi_app, threads=threads, body_limit=app.config["MAX_CONTENT_LENGTH"])


def load_the_rest() -> None:
    """Load what only some pages need."""
    from .wiring import LOADED_LATER

    for name in LOADED_LATER:
        import_module(name)


def serve(app: Flask, *, say: Callable[[str], None]) -> None:
    """Serve until a signal ends it. `say` gets the lines for the terminal, once it answers."""
    global _app, _size
    host, port = app.config["HOST"], app.config["PORT"]
    with app.app_context():
        _app, _size = app, size_for(app.config, sqlite=is_sqlite(), cores=os.cpu_count() or 1)
        db.session.remove()
        db.engine.dispose()
    more_open_files()
    worker = Child(["worker"], {"MONTER_HOME": str(app.config["MONTER_HOME"])})
    server = Server(
        "app.serving:gate", address=host, port=port, interface=Interfaces.RSGI, workers=_size.processes, websockets=False,
        backpressure=CONNECTIONS, backlog=1024, http=HTTPModes.http1, log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN), respawn_failed_workers=True, respawn_interval=0.1,
        workers_kill_timeout=ENDS_WITHIN,
    )  # fmt: skip
    server.then = partial(when_it_answers, host, port, worker, partial(say, str(_size)))
    try:
        server.serve(target_loader=gate)
    finally:
        worker.end(ENDS_WITHIN)


class Server(Granian):
    """Granian, which ends with whoever started us and when the terminal closes, and goes on to `then` once it has begun.

    Threads begin after the web processes are forked: one that held a lock at that moment would hold it for ever in them.
    """

    then: Callable[[], None]
    respawned_at = float("-inf")

    def startup(self, *arguments) -> None:
        """Start the web processes, then all else."""
        super().startup(*arguments)
        signal.signal(signal.SIGHUP, self.signal_handler_interrupt)
        threading.Thread(target=self.then, name="then", daemon=True).start()
        end_with_whoever_started_us()

    def _respawn_workers(self, *arguments, **options) -> None:
        """Start dead web processes again, always: granian itself gives up, and all of Monter ends, when one dies twice soon."""
        time.sleep(max(0.0, min(1.0, 5 - (time.monotonic() - self.respawned_at))))
        self.respawned_at = time.monotonic()
        super()._respawn_workers(*arguments, **options)
        self.respawned_wrks.clear()


def when_it_answers(host: str, port: int, worker: Child, say: Callable[[], None]) -> None:
    """Say where it is once it answers, and start the worker then, so that it does not compete with the first pages."""
    name = host if host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 (only compared)
    asked = threading.Event()
    for _ in range(600):
        with suppress(OSError), closing(urllib.request.urlopen(f"http://{_bracketed(name)}:{port}/healthz", timeout=5)):
            say()
            break
        asked.wait(0.05)
    worker.start()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Stopped when somebody else listens there, before anything is touched."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stopped(
                    f"port {port} is taken; end what listens there, or choose another: PORT={port + 1}"
                ) from None
            raise Stopped(f"cannot listen on {host}:{port}: {error.strerror}; see HOST and PORT") from None


def more_open_files() -> None:
    """As many open files as the machine lets us have: each waiting client is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
