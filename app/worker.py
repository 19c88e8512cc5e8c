"""Who does what nobody waits for? The worker: it delivers letters within a second or so, and does the regular work.

What is to be done stands in the database (the outbox); the queue (huey) only wakes the worker, so that a lost queue loses
nothing: every minute all that is due is looked for anyway. `wake` is called after each commit that queued a letter.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from flask import Flask, current_app

from .capture.turns import Turns
from .clock import now
from .errors import Stopped
from .store.db import unit_of_work

log = logging.getLogger("monter.worker")

LISTENS_FOR = 1.5  # seconds that a woken worker keeps looking; more than the second in which only one call wakes it
LOOKS_EVERY = 0.3
STOPS_WITHIN = 8
TABLETS_FIRST = 20  # seconds that work which can wait is put off at most, each piece of it, while tablets sync
LETTER_WAITS = 0.5  # seconds that the next letter is put off at most, for the same
POLITE = 5  # steps of priority (nice) below the web processes; more would leave what it holds locked for too long
TIMES = {"minute": {}, "hour": {"minute": "17"}, "day": {"hour": "3", "minute": "41"}}
# name, how often (a key of TIMES), an action that takes now= and counts, maybe InPieces
Regular = Sequence[tuple[str, str, "Callable | InPieces"]]


class Queue:
    """The queue of one process, with the tasks that it knows."""

    def __init__(self, app: Flask, regular: Regular = ()):
        from huey import crontab

        self.app, self.stopping = app, threading.Event()
        self.huey = open_queue(app.config)
        deliverer = Deliverer(app, self.stopping)
        self.deliver = self.huey.task(name="deliver", expires=120)(deliverer.run)
        self.regular = [self.huey.periodic_task(crontab(), name="letters", expires=50)(deliverer.run)]
        for name, often, do in regular:
            task = self.huey.periodic_task(crontab(**TIMES[often]), name=name, expires=3600)
            self.regular.append(task(Alone(partial(do_regular, app, name, do, self.stopping))))
        self._woken_at, self._lock = float("-inf"), threading.Lock()

    def wake(self) -> None:
        """Have letters delivered soon; at most once a second, since one waking listens for longer than that."""
        with self._lock:
            if time.monotonic() - self._woken_at < 1:
                return
            self._woken_at = time.monotonic()
        self.deliver()


class Alone:
    """What is not begun again while it goes on: a minute's work may take two, and all work is done once at the start."""

    def __init__(self, do: Callable[[], None]):
        self._do, self._lock = do, threading.Lock()

    def __call__(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._do()
            finally:
                self._lock.release()


class Deliverer:
    """Delivers what is due, and goes on looking for a while; woken again meanwhile, it looks for longer."""

    def __init__(self, app: Flask, stopping: threading.Event):
        self.app, self.stopping = app, stopping
        self._lock, self._until, self._busy = threading.Lock(), 0.0, False

    def run(self) -> None:
        """One waking. Returns at once when another thread is at it."""
        from .mail.delivery import deliver_due

        with self._lock:
            self._until = time.monotonic() + LISTENS_FOR
            if self._busy:
                return
            self._busy = True
        try:
            while not self._over():
                with self.app.app_context():
                    deliver_due(stopping=self.stopping.is_set, rest=self._rest)
                self.stopping.wait(LOOKS_EVERY)
        finally:
            self._busy = False

    def _rest(self) -> None:
        """Between two letters: tablets that bring what they have go first, though not for long, since somebody waits for it."""
        let_tablets_first(self.app.extensions["syncs"], self.stopping, LETTER_WAITS)

    def _over(self) -> bool:
        with self._lock:
            if time.monotonic() < self._until and not self.stopping.is_set():
                return False
            self._busy = False
            return True


@dataclass(frozen=True)
class InPieces:
    """Work that takes a few things at a time and gives how many, done again until none is left. Each piece is a transaction of
    its own, so that people who sign up meanwhile wait for one piece at most."""

    do: Callable


def do_regular(app: Flask, name: str, do: Callable | InPieces, stopping: threading.Event) -> None:
    """One piece of regular work, committed (unless it says `in_chunks` and does that itself); what goes wrong is logged and
    tried again next time."""
    with app.app_context():
        try:
            count = sum(pieces(do.do, stopping)) if isinstance(do, InPieces) else piece(do)
        except Exception:
            log.exception("%s failed", name)
        else:
            if count:
                log.info("%s: %s", name, count)


def pieces(do: Callable, stopping: threading.Event) -> Iterator[int]:
    """How many things each piece took. Tablets that bring what they have go before each, for a while."""
    while not stopping.is_set():
        let_tablets_first(current_app.extensions["syncs"], stopping, TABLETS_FIRST)
        began = time.monotonic()
        if not (count := piece(do)):
            return
        yield count
        stopping.wait(time.monotonic() - began)  # so that others who wait to write have their turn


def let_tablets_first(turns: Turns, stopping: threading.Event, most: float) -> None:
    """Wait until no tablet syncs, for so many seconds at most: there may always be one."""
    until = time.monotonic() + most
    while turns.are_taken() and time.monotonic() < until and not stopping.wait(0.1):
        pass


def piece(do: Callable) -> int:
    """Done and durable."""
    with nullcontext() if getattr(do, "in_chunks", False) else unit_of_work():
        return do(now=now())


def open_queue(config):
    """The queue: a file in MONTER_HOME, which the processes of one machine share. Raises Stopped for an unknown QUEUE_URL."""
    from huey import SqliteHuey

    if config["QUEUE_URL"] not in ("", "none:"):
        raise Stopped("QUEUE_URL is not known; leave it empty, or give none: to have letters go by the minute")
    file = str(config["MONTER_HOME"] / "queue.sqlite3")
    return SqliteHuey("monter", filename=file, fsync=False, results=False, cache_mb=1)


def wake() -> None:
    """Wake the worker, after a commit. Never fails: what is due goes within a minute in any case."""
    app = current_app._get_current_object()
    if app.config["QUEUE_URL"] == "none:":
        return
    try:
        queue_of(app).wake()
    except Exception as error:
        log.warning("the worker could not be woken: %s", type(error).__name__)


_opening = threading.Lock()


def queue_of(app: Flask) -> Queue:
    """This process's queue, opened when it is first needed."""
    with _opening:
        if "monter_queue" not in app.extensions:
            app.extensions["monter_queue"] = Queue(app)
        return app.extensions["monter_queue"]


def work(app: Flask, regular: Regular) -> None:
    """Be the worker until a signal ends it; the letter in hand is finished first. All regular work is done once at once.
    People who wait for a page come first."""
    os.nice(POLITE)
    queue = Queue(app, regular)
    consumer = queue.huey.create_consumer(
        workers=2, initial_delay=0.1, max_delay=0.4, shutdown_timeout=STOPS_WITHIN, check_worker_health=False
    )
    for task in queue.regular:
        task()
    consumer.start()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: queue.stopping.set())
    while not queue.stopping.wait(0.5):
        if not all(thread.is_alive() for _, thread in consumer.worker_threads) or not consumer.scheduler.is_alive():
            raise Stopped("a thread of the worker died; it must be started anew")
    consumer.stop(graceful=True)
