"""Who was erased, so that they stay so when an older backup comes back? Kept outside the database, beside the instance key: keyed
hashes of random ids, which tell nothing of anybody.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from . import lines
from .tokens import keyed_hash

FILE = "erased.jsonl"
KIND = "erased"


def remember(names: Iterable[str], *, key: bytes, home: Path, now: datetime) -> None:
    """Write down, durably, that these were erased: before the erasure is committed, so that it is never missing."""
    more = [{"at": now.isoformat(), "hash": keyed_hash(key, KIND, name)} for name in names]
    lines.change(home / FILE, lambda known: known + more)


def remembered(home: Path) -> frozenset[str]:
    """The hashes of what was erased. The file is read again when it has changed: every record that a tablet brings asks."""
    file = home / FILE
    try:
        found = file.stat()
    except FileNotFoundError:
        return frozenset()
    return _read(file, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=1)
def _read(file: Path, _as_it_is: tuple) -> frozenset[str]:
    return frozenset(line["hash"] for line in lines.read(file) if isinstance(line.get("hash"), str))


def among(home: Path, key: bytes) -> Callable[[Iterable[str]], list[str]]:
    """Which of some ids were erased."""
    known = remembered(home)
    return lambda ids: [id for id in ids if known and keyed_hash(key, KIND, id) in known]
