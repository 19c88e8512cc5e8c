"""Does everything still hold? This runs it all and says so in a last line.

    sh setup/python setup/suite.py check     style and house rules, in a minute or two
    sh setup/python setup/suite.py test      everything that must pass, on SQLite and PostgreSQL, in a real browser
    sh setup/python setup/suite.py proof     the long ones, on SQLite and PostgreSQL
    sh setup/python setup/suite.py webkit    the tablet in Safari's engine, which needs packages that few machines have
    sh setup/python setup/suite.py bench     the benchmarks

Chromium and PostgreSQL are installed where they are missing and we may; otherwise the end says what was not run, which
fails under CI=true. The tests find a PostgreSQL server in MONTER_TEST_DATABASE, and are on SQLite without it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import environment
import machine
from environment import PYTHON, ROOT, say

sys.path.insert(1, str(ROOT))
from tests import postgres

OURS = ("MONTER_", "DATABASE_URL", "HOST", "PORT", "PUBLIC_URL", "SECRET_KEY", "MAIL_URL", "SMS_URL")


@dataclass
class Outcome:
    """What came out so far: tests by their result, steps that failed, and what could not be run."""

    passed: int = 0
    failed: int = 0
    steps: list = field(default_factory=list)
    not_run: list = field(default_factory=list)

    def note(self, title, went_well, seconds):
        self.steps.append((title, went_well, seconds))

    @property
    def good(self):
        missing_counts = os.environ.get("CI") == "true" and self.not_run
        return all(went_well for _, went_well, _ in self.steps) and not missing_counts


def main(what):
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, lambda *_: sys.exit("Stopped."))
    environment.main("test")
    outcome = Outcome()
    {"check": check, "test": test, "proof": proof, "webkit": webkit, "bench": bench}[what](outcome)
    for title, went_well, seconds in outcome.steps:
        say(f"{'ok    ' if went_well else 'FAILED'}  {seconds:5.0f} s  {title}")
    for reason in outcome.not_run:
        say(f"NOT RUN          {reason}")
    if outcome.passed + outcome.failed:
        say(f"{outcome.passed} passed, {outcome.failed} failed")
    sys.exit(not outcome.good)


def check(outcome):
    style(outcome)
    pytest(outcome, "house rules", "not proof", "tests/house")


def test(outcome):
    style(outcome)
    browser = "" if has_chromium(outcome) else " and not browser"
    pytest(outcome, "SQLite", f"not proof{browser}")
    with database(outcome) as url:
        if url:
            both = "" if browser else " or both"
            pytest(outcome, "PostgreSQL", f"not proof and (not browser{both})", url=url)


def proof(outcome):
    browser = "" if has_chromium(outcome) else " and not browser"
    pytest(outcome, "proof on SQLite", f"proof and not webkit{browser}")
    with database(outcome) as url:
        if url:
            both = "" if browser else " or both"
            pytest(outcome, "proof on PostgreSQL", f"proof and not webkit and (not browser{both})", url=url)


def webkit(outcome):
    if has_webkit(outcome):
        pytest(outcome, "the tablet in Safari's engine", "webkit")


def bench(outcome):
    with database(outcome, durable=True) as url:
        step(outcome, "benchmarks", "bench", url=url)


def style(outcome):
    step(outcome, "ruff check", "ruff", "check", ".")
    step(outcome, "ruff format --check", "ruff", "format", "--check", ".")


def has_chromium(outcome):
    if machine.chromium() or machine.install("chromium", "fonts-liberation"):
        return True
    outcome.not_run.append("the browser tests: Chromium is missing (on Debian: apt-get install chromium)")
    return False


def has_webkit(outcome):
    if machine.webkit() or machine.install("webkit2gtk-driver", "xvfb", "xauth"):
        return True
    outcome.not_run.append(
        "the tablet in Safari's engine: WebKitGTK is missing (on Debian: apt-get install webkit2gtk-driver xvfb)"
    )
    return False


@contextlib.contextmanager
def database(outcome, *, durable=False):
    """Yield the URL of a PostgreSQL server that lives as long as the block, or None and a note why not."""
    if not postgres.programs():
        machine.install("postgresql")
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server(durable=durable))
        except postgres.Unavailable as why:
            outcome.not_run.append(f"everything on PostgreSQL: {why} (on Debian: apt-get install postgresql)")
            url = None
        yield url


def pytest(outcome, title, marks, *paths, url=None):
    """Run the tests that the marker expression picks, two at a time, and count them."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        two_at_a_time = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
        options = (*two_at_a_time, "--durations", "5", f"--junitxml={report}", "-m", marks)
        step(outcome, title, "pytest", *options, *paths, url=url)
        for suite in ElementTree.parse(report).iter("testsuite") if report.exists() else ():  # noqa: S314 (our own file)
            total, skipped, *bad = (int(suite.get(name)) for name in ("tests", "skipped", "failures", "errors"))
            outcome.failed += sum(bad)
            outcome.passed += total - skipped - sum(bad)


def step(outcome, title, *command, url=None):
    """Run one Python module with its arguments; note whether it went well and how long it took."""
    say(f"\n── {title}")
    began = time.monotonic()
    process = subprocess.Popen(
        [PYTHON, "-m", *command], cwd=ROOT, env=settings(url), stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait()
    except SystemExit:
        interrupt(process)
        raise
    outcome.note(title, code == 0, time.monotonic() - began)


def interrupt(process):
    """Ask the tests and all that they started to end, with time to tidy up; then insist."""
    for how, patience in ((signal.SIGINT, 15), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, how)
            process.wait(patience)


def settings(url):
    """The surroundings without the settings of a Monter that runs on this machine: tests must never reach its data. Each worker
    reads what another has compiled."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = [str(PYTHON.parent), str(postgres.programs() or ""), kept.get("PATH", os.defpath)]
    kept["PATH"] = os.pathsep.join(filter(None, folders))
    return {**kept, "MONTER_TEST_DATABASE": url} if url else kept


if __name__ == "__main__":
    main(*sys.argv[1:])
