"""Where did each chain of the journal end when it was last sealed? Kept outside the database, in a small file beside the instance
key, so that lines cut off at the end are missed. A restored database ends earlier; `forget` is called then.
"""

import contextlib
import json
import os
from pathlib import Path

NAME = "journal.heads"


def read(home: Path) -> dict[str, list]:
    """chain → [number, mac]; empty when there is none, or none that can be read."""
    try:
        found = json.loads((home / NAME).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(home: Path, heads: dict) -> None:
    """Keep them; a full disk leaves the older ones, which are still true."""
    begun = home / f"{NAME}.new"
    with contextlib.suppress(OSError):
        begun.write_text(json.dumps(heads, sort_keys=True))
        os.chmod(begun, 0o600)
        begun.replace(home / NAME)


def forget(home: Path) -> None:
    """Begin anew, after a restore."""
    (home / NAME).unlink(missing_ok=True)
