"""How do our processes live and die together? The web processes and the worker end when the one that started them does.

A process that is killed outright cannot tell its children; each child looks for itself. Plain Python, called by
`app/serving.py`, `app/gate.py` and the worker.
"""

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


class Child:
    """`monter …` in a process of its own, started again when it dies, until `end`."""

    def __init__(self, arguments: Sequence[str], surroundings: dict[str, str]):
        self.command = [sys.executable, "-m", "app.cli", *arguments]
        self.surroundings = {**os.environ, **surroundings, PARENT: str(os.getpid())}
        self.process: subprocess.Popen | None = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._keep, name=f"keep {arguments[0]}", daemon=True)

    def start(self) -> None:
        """Start it, and whoever looks after it."""
        self.thread.start()

    def _keep(self) -> None:
        """Start it again whenever it dies; ever more slowly while it keeps dying at once."""
        wait = 0.5
        while not self.ended.is_set():
            began = time.monotonic()
            self.process = subprocess.Popen(self.command, env=self.surroundings, cwd=HOME, start_new_session=True)  # noqa: S603
            self.process.wait()
            wait = 0.5 if time.monotonic() - began > 5 else min(wait * 2, 10)
            self.ended.wait(wait)

    def end(self, within: float = 10) -> None:
        """End it politely, then not, and do not start it again."""
        self.ended.set()
        process = self.process
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(within)
            except subprocess.TimeoutExpired:
                process.kill()
        self.thread.join(within)
