"""How long until it answers, and how much memory does the web process take? `monter serve` as it is run."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]


def measure(report, address: str) -> None:
    """Start twice on that database, look at `/` until it is warm, and read what the kernel says of the processes."""
    with tempfile.TemporaryDirectory() as home:
        for what in ("first start, with the demonstration", "cold start"):
            port = free_port()
            settings = os.environ | {
                "MONTER_HOME": home,
                "DATABASE_URL": address,
                "PORT": str(port),
                "MONTER_MODE": "demo",
            }
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL
            )
            try:
                wait_for(f"http://127.0.0.1:{port}/readyz")
                report.row(what, time.perf_counter() - began, "s", "goal: at most 2.5" if "cold" in what else "")
                if "cold" in what:
                    for _ in range(300):
                        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
                    report.row(
                        "web process after 300 pages", heaviest_web_process(process.pid), "MB", "goal: below 150"
                    )
            finally:
                process.terminate()
                process.wait(30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(url: str) -> None:
    """Until it answers 200."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def heaviest_web_process(parent: int) -> float:
    """Resident megabytes of the heaviest process below `parent` that is not the worker."""
    below, sizes = {parent}, []
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            status = dict(
                line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line
            )
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if int(status["PPid"]) in below:
            below.add(int(folder.name))
            if "worker" not in command and "VmRSS" in status:
                sizes.append(int(status["VmRSS"].split()[0]) / 1000)
    return max(sizes, default=0.0)
