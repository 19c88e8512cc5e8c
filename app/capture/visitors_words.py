"""What does the tablet say to visitors in languages that it does not have itself? Its sentences by their keys, and the usual names
of assignments where an organisation has not written its own. Files that the program brings along; pure.

The app has Swedish and English; these travel with the configuration of a booth that wants them, so that they are there without a
network too, and no other tablet carries them.
"""

import json
from functools import cache
from pathlib import Path

from ..i18n import AT_THE_STAND

FOLDER = Path(__file__).parent / "spoken"


@cache
def _file(tag: str) -> dict:
    return json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8"))


def words_in(tag: str) -> dict[str, str] | None:
    """{key: sentence} for a visitor's screens; None for a language that the app speaks by itself."""
    return _file(tag)["words"] if tag in AT_THE_STAND else None


def kinds_in(tags: list[str], key: str) -> dict[str, str]:
    """{tag: the usual name of an assignment} in those of the languages that have one."""
    found = {tag: _file(tag)["kinds"].get(key) for tag in tags if tag in AT_THE_STAND}
    return {tag: name for tag, name in found.items() if name}
