"""How do our processes live and die together? The web processes and the worker end when the one that started them does.

A process that is killed outright cannot tell its children; each child looks for itself. The one that starts the others has
no thread but its first: a process that is forked while another thread holds a lock would wait for that lock for ever. So it
looks after each of them in turn, and nothing here waits. Plain Python, called by `app/serving.py` and the worker.
"""

import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

HOME = Path(__file__).parents[1]
PARENT = "MONTER_PARENT"  # in a child's surroundings: the process that it ends with
LONG = 5  # seconds after which one that dies had been well
AT_MOST = 10  # seconds before one that keeps dying is started again


def end_with(parent: int) -> None:
    """Have this process end (politely, then not) once `parent` is gone."""

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def end_with_whoever_started_us() -> None:
    """The same for a child that `Child` started; nothing for a process that somebody started by hand."""
    if parent := os.environ.get(PARENT):
        end_with(int(parent))


class Pace:
    """When is what ended started again? Soon; ever later while it ends by itself at once.

    Who was killed from outside did nothing wrong, and is missed: it does not wait longer the next time.
    """

    def __init__(self, soon: float):
        self.soon = self.wait = soon
        self.began = self.due = float("-inf")
        self.runs = False

    def start(self) -> None:
        """It is started now."""
        self.began, self.runs = time.monotonic(), True

    def is_due(self, status: int | None) -> bool:
        """Whether to start it. `status` is how it ended, below zero by a signal; None while it runs."""
        if status is None:
            return False
        if self.runs:
            self.runs, now = False, time.monotonic()
            if status < 0 or now - self.began > LONG:
                self.wait = self.soon
            self.due, self.wait = now + self.wait, min(self.wait * 2, AT_MOST)
        return time.monotonic() >= self.due


class Child:
    """`monter …` in a process of its own, started again when it ends, for as long as somebody calls `look`."""

    def __init__(self, arguments: Sequence[str], surroundings: dict[str, str]):
        self.command = [sys.executable, "-m", "app.cli", *arguments]
        self.surroundings = {**os.environ, **surroundings, PARENT: str(os.getpid())}
        self.process: subprocess.Popen | None = None
        self.pace = Pace(soon=0.5)

    def look(self) -> None:
        """Start it when it does not run and its time has come."""
        if self.pace.is_due(self.process.poll() if self.process else 0):
            self.pace.start()
            self.process = subprocess.Popen(self.command, env=self.surroundings, cwd=HOME, start_new_session=True)  # noqa: S603

    def end(self, within: float = 10) -> None:
        """End it politely, then not; nothing when it never ran."""
        process, self.process = self.process, None
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(within)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Shared:
    """A number for each of several processes, in memory that all who are forked from here share."""

    def __init__(self, processes: int):
        self.numbers = memoryview(mmap.mmap(-1, 8 * processes)).cast("d")


class InHand(Shared):
    """How many requests does each process answer just now?"""

    def note(self, index: int, count: int) -> None:
        """That one answers so many now."""
        self.numbers[index] = count

    def all(self) -> int:
        """All of them together."""
        return int(sum(self.numbers))


class Hearts(Shared):
    """When did each process last show that it is well?"""

    def beat(self, index: int) -> None:
        """That one is well now."""
        self.numbers[index] = time.monotonic()

    def silent_for(self, index: int) -> float:
        """Seconds since it showed that."""
        return time.monotonic() - self.numbers[index]
