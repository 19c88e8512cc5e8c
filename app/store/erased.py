"""Who was erased, so that they stay so when an older backup comes back? Kept outside the database, beside the instance key: keyed
hashes of random ids, which tell nothing of anybody.
"""

import json
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from .tokens import keyed_hash

FILE = "erased.jsonl"
KIND = "erased"


def remember(names: Iterable[str], *, key: bytes, home: Path, now: datetime) -> None:
    """Write down, durably, that these were erased: before the erasure is committed, so that it is never missing."""
    lines = [json.dumps({"at": now.isoformat(), "hash": keyed_hash(key, KIND, name)}) + "\n" for name in names]
    handle = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def remembered(home: Path) -> set[str]:
    """The hashes of what was erased. A line that was cut off by a crash is left out."""
    found = set()
    if (home / FILE).is_file():
        for line in (home / FILE).read_text().splitlines():
            try:
                found.add(json.loads(line)["hash"])
            except (ValueError, KeyError):
                continue
    return found


def among(home: Path, key: bytes) -> Callable[[Iterable[str]], list[str]]:
    """Which of some ids were erased."""
    known = remembered(home)
    return lambda ids: [id for id in ids if known and keyed_hash(key, KIND, id) in known]
