"""How are servers started to be measured? Each as people start it, on a free port of this machine, with a home of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESTS = 25  # hundredths of a second of processor time in a second


@dataclass
class Server:
    """One that answers. `pid` is of the process that holds the others."""

    port: int
    pid: int
    prepared: str

    def processor_time(self) -> float:
        """Seconds of processor time that its web processes have used (Linux)."""
        ticks = sum(_ticks(pid) for pid in [self.pid, *_children(self.pid)] if not _is_worker(pid))
        return ticks / os.sysconf("SC_CLK_TCK")

    def wait_until_it_rests(self) -> None:
        """Until the worker too has come up, so that its start is not measured."""
        for _ in range(15):
            before = self._all_ticks()
            time.sleep(1)
            if any(map(_is_worker, _children(self.pid))) and self._all_ticks() - before < RESTS:
                return

    def _all_ticks(self) -> int:
        return sum(_ticks(pid) for pid in [self.pid, *_children(self.pid)])


@contextlib.contextmanager
def running(*command: str, database: str, prepare) -> Iterator[Server]:
    """`python -m COMMAND` on that database until the end of the block. `prepare(settings)` is called before it starts."""
    with tempfile.TemporaryDirectory(prefix="monter-bench-") as home:
        port = free_port()
        settings = {
            "MONTER_HOME": home, "PORT": str(port), "MONTER_MODE": "demo", "SIGNUPS_PER_MINUTE": "1000000", "DATABASE_URL": database,
        }  # fmt: skip
        prepared = prepare(settings)
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(port, process)
            yield Server(port, process.pid, prepared)
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int, process) -> None:
    """Until it answers."""
    for _ in range(1200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        if process.poll() is not None:
            raise SystemExit(f"the server ended with status {process.returncode}")
        time.sleep(0.05)
    raise SystemExit("the server did not answer")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _is_worker(pid: int) -> bool:
    return "worker" in Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
