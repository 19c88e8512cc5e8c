"""How are facts kept beside the database, so that no older backup takes them away? As lines of JSON in small files of MONTER_HOME.

Several processes write them, one at a time. What is written is durable when the call returns, and what a crash cut off spoils
neither what stood there nor what comes after it.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError

Lines = list[dict]


def read(file: Path) -> Lines:
    """Its lines; none where there is no file. What is no line, cut off or damaged, is left out."""
    return _read(file)[0]


def change(file: Path, how: Callable[[Lines], Lines]) -> None:
    """Let its lines be what `how` makes of those that are there. More at the end are appended; else a new file takes the place of
    the old one, whole or not at all. Raises OperationalError, as the database does, where the disk does not take it."""
    try:
        with _alone(file):
            before, whole = _read(file)
            after = how(list(before))
            if not whole or after[: len(before)] != before:
                _replace(file, after)
            elif len(after) > len(before):
                _append(file, after[len(before) :])
    except OSError as error:
        raise OperationalError(f"write {file.name}", None, error) from error


def _read(file: Path) -> tuple[Lines, bool]:
    """(its lines, whether nothing else is in it)."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return [], True
    parts, found = content.split(b"\n"), []
    for part in parts:
        with suppress(ValueError, RecursionError):
            if isinstance(line := json.loads(part), dict):
                found.append(line)
    return found, parts[-1] == b"" and len(found) == len(parts) - 1


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One at a time, of all threads and processes. The lock is a file of its own, since the file itself is replaced."""
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _append(file: Path, lines: Lines) -> None:
    new = not file.exists()
    _write(file, os.O_APPEND, lines)
    if new:
        _sync_folder(file)


def _replace(file: Path, lines: Lines) -> None:
    begun = file.with_name(f"{file.name}.new")
    _write(begun, os.O_TRUNC, lines)
    begun.replace(file)
    _sync_folder(file)


def _write(file: Path, how: int, lines: Lines) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | how, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.writelines(json.dumps(line) + "\n" for line in lines)
        opened.flush()
        os.fsync(opened.fileno())


def _sync_folder(file: Path) -> None:
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
