"""How does Monter run? One command holds everything: the web processes, and the worker beside them.

SQLite: one web process with four threads, one writer at a time (two processes wrote less, at ten times the longest wait).
PostgreSQL: several. The application is made once, before the web processes are forked from it, so that they start at once
and share its memory. The process that forks them has no thread but its first. Called by `monter serve`.
"""

import ctypes
import errno
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from multiprocessing.connection import wait

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .errors import Stopped
from .gate import Gate
from .processes import Child, Hearts, InHand, Pace, end_with
from .store.db import db, is_sqlite

log = logging.getLogger("monter")

CONNECTIONS = 4096  # that one web process holds at once, most of them waiting
HEADERS_WITHIN = 10_000  # milliseconds for a client to say what it wants
ENDS_WITHIN = 10  # seconds for requests in hand when Monter ends
LOOKS_EVERY = 0.25  # seconds between two looks at all processes
TURN = 0.0001  # seconds a thread computes before another may: a page asks the database four times, and waits for a turn after each
M_ARENA_MAX = -8  # of mallopt, in malloc.h
SILENT_AT_MOST = 60  # seconds for a web process to show that it lives


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


def gate(app: Flask, threads: int, beat: Callable[[], None], index: int, in_hand: InHand) -> Gate:
    """What the web process of that index serves: the application that was forked with it. `beat` tells the first process that it
    is well, `in_hand` all others how much it has to do."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)  # until granian takes them; the first process's handlers do nothing here
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal tells the first process, which ends us politely
    end_with(os.getppid())
    sys.setswitchinterval(TURN)
    later = threading.Timer(2, load_the_rest)
    later.daemon = True
    later.start()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with app.app_context():
        db.engine.dispose(close=False)
    return Gate(
        app.wsgi_app,
        threads=threads,
        body_limit=app.config["MAX_CONTENT_LENGTH"],
        beat=beat,
        lines=app.extensions["lines"],
        note=partial(in_hand.note, index),
        others=in_hand.all,
    )


def load_the_rest() -> None:
    """Load what only some pages need."""
    from .wiring import LOADED_LATER

    for name in LOADED_LATER:
        import_module(name)


def serve(app: Flask, *, say: Callable[[str], None]) -> None:
    """Serve until a signal ends it. `say` gets the lines for the terminal, once it answers."""
    host, port = app.config["HOST"], app.config["PORT"]
    with app.app_context():
        size = size_for(app.config, sqlite=is_sqlite(), cores=os.cpu_count() or 1)
        db.session.remove()
        db.engine.dispose()
    give_back_memory()
    more_open_files()
    multiprocessing.set_start_method("fork", force=True)
    server = Server(
        "app.serving:gate", address=host, port=port, interface=Interfaces.RSGI, workers=size.processes, websockets=False,
        backpressure=CONNECTIONS, backlog=1024, http=HTTPModes.http1, log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN), workers_kill_timeout=ENDS_WITHIN,
    )  # fmt: skip
    server.worker = Child(["worker"], {"MONTER_HOME": str(app.config["MONTER_HOME"])})
    server.say = partial(say, str(size))
    try:
        server.serve(target_loader=partial(gate, app, size.threads), wrap_loader=False)
    finally:
        server.worker.end(ENDS_WITHIN)


class Server(Granian):
    """Granian, looked after by us: this process has no other thread, so that a web process can be forked at any time.

    Granian itself has threads that wait for each web process, and gives up, all of Monter with it, when one dies twice
    soon. A web process that has not shown for a minute that it can still answer is killed, and started again like any other.
    """

    worker: Child
    say: Callable[[], None]

    def startup(self, *arguments) -> None:
        """Start the web processes."""
        self.hearts, self.paces = Hearts(self.workers), [Pace(soon=0.1) for _ in range(self.workers)]
        self.in_hand = InHand(self.workers)
        super().startup(*arguments)

    def signal_handler_reload(self, *_) -> None:
        """A closed terminal ends us, as any other signal does."""
        self.signal_handler_interrupt()

    def _spawn_worker(self, idx, target, callback_loader):
        """One more web process, with a heart of its own."""
        self.hearts.beat(idx)
        self.in_hand.note(idx, 0)
        self.paces[idx].start()
        web = super()._spawn_worker(
            idx, target, partial(callback_loader, partial(self.hearts.beat, idx), idx, self.in_hand)
        )
        web._watch = lambda: None
        return web

    def _serve_loop(self, *what) -> None:
        """Look after all processes in turn, until a signal. The worker is started once we answer: it shall not compete."""
        answered = False
        while not self.interrupt_signal:
            for idx in range(self.workers):
                self.look_after(idx, *what)
            if answered:
                self.worker.look()
            elif answered := answers(self.bind_addr, self.bind_port):
                self.say()
            wait([web.inner.sentinel for web in self.wrks if web.is_alive()], LOOKS_EVERY if answered else 0.02)

    def look_after(self, idx: int, *what) -> None:
        """Start one web process again when it is dead, and see that it is dead when it hangs."""
        web = self.wrks[idx]
        if web.is_alive() and self.hearts.silent_for(idx) > SILENT_AT_MOST:
            log.error("a web process showed no sign of life for %d seconds; it is started again", SILENT_AT_MOST)
            web.kill()
        elif self.paces[idx].is_due(web.inner.exitcode):
            self.wrks[idx] = self._spawn_worker(idx, *what)
            self.wrks[idx].start()


def give_back_memory() -> None:
    """What the start itself took (migrating, making the demonstration) is not inherited by the processes that are forked next, and
    their threads share two stores of freed memory instead of keeping eight each."""
    gc.collect()
    with suppress(OSError, AttributeError):  # glibc has both
        ctypes.CDLL(None).malloc_trim(0)
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def answers(host: str, port: int) -> bool:
    """Whether we answer there."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (only compared)
    with suppress(OSError, HTTPException), closing(HTTPConnection(name, port, timeout=1)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


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
