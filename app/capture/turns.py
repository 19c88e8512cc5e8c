"""Whose turn is it to bring its records? So few syncs at once, over all processes, that people still get their pages.

A turn is a lock on a small file, which the system gives back when a process dies with it. Fifty tablets that come home from a
day without a network take turns. They wait in line before they take a thread (see app/gate.py); who is first there waits here for
those of other processes, and who was in no line comes again.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 8  # seconds that the first in line waits for those of other processes
LOOKS_EVERY = 0.005
REST = 1.5  # of the processor time that a sync takes, at most, for whoever waits for a page meanwhile
A_MOMENT = 0.0005  # seconds


class Turns:
    """So many at once, as files in `folder`."""

    def __init__(self, folder: Path, at_once: int):
        self.files = [folder / f"sync.{number}.lock" for number in range(max(1, at_once))]
        self.next = folder / "sync.next.lock"

    @contextmanager
    def take(self, *, patience: float = 0) -> Iterator[bool]:
        """Whether there is a turn within so many seconds; it ends with the block. One process waits for it at a time, so that
        another's next request does not come before it."""
        until = time.monotonic() + patience
        first = _soon([self.next], until) if patience else None
        held = _soon(self.files, until)
        if first is not None:
            os.close(first)
        try:
            yield held is not None
        finally:
            if held is not None:
                os.close(held)

    def are_taken(self) -> bool:
        """Whether there is none left just now."""
        free = next((file for file in map(_locked, self.files) if file is not None), None)
        if free is not None:
            os.close(free)
        return free is None


def _soon(files: list[Path], until: float) -> int | None:
    """One of them, locked; None when none is free by then. It looks once at least."""
    while (held := next((file for file in map(_locked, files) if file is not None), None)) is None:
        if time.monotonic() >= until:
            return None
        time.sleep(LOOKS_EVERY)
    return held


def _locked(path: Path) -> int | None:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    os.close(file)
    return None


def nobody() -> int:
    """No others are there."""
    return 0


class Breath:
    """Rests of one who computes for long while others wait for a page: in all at most REST times the processor time that it took."""

    def __init__(self, others: Callable[[], int] = nobody):
        self.others, self._began, self._rested = others, time.thread_time(), 0.0

    def take(self) -> None:
        """Rest while there are others, as far as may be."""
        while self.others() and self._rested < REST * (time.thread_time() - self._began):
            began = time.monotonic()
            time.sleep(A_MOMENT)
            self._rested += time.monotonic() - began
