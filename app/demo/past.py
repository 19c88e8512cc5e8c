"""What does the report say of 2017? The real input, carried as our own demonstration data, read and planned as it stands."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

from ..accounts.models import Unit
from ..events.commands import numbered
from ..events.imports import import_besides, import_events, read_plan
from ..journal.actors import OPERATOR

FILE = Path(__file__).with_name("linkoping-2017.json")


@cache
def report() -> dict:
    """The file, whole."""
    return json.loads(FILE.read_text())


def organisation() -> dict:
    """Name, kind, unit, registry number."""
    return report()["organisation"]


def functions() -> list[str]:
    """The posts; two of one name are told apart by a number."""
    return numbered([name.capitalize() for name in report()["functions"]])


def receiving_units() -> list[str]:
    """Who takes over."""
    return report()["receiving_units"]


def plan(unit: Unit, *, now: datetime) -> None:
    """Every event of 2017, with dates as precise as the report gives them, and when we were in the media."""
    file = read_plan(FILE)
    import_events(file, unit=unit, by=OPERATOR, now=now)
    import_besides(file, unit=unit, by=OPERATOR, now=now)
