"""What must somebody decide, that a part of the house found which Idag does not know? A list of those who are asked, filled in
`app/wiring.py`. Each takes the unit's id and gives facts: `title`, `why`, and the `endpoint` with its `values` where it is mended.
"""

from collections.abc import Callable

asked: list[Callable[[str], list[dict]]] = []


def alarms_of(unit_id: str) -> list[dict]:
    """All of them, in the order of the list."""
    return [alarm for ask in asked for alarm in ask(unit_id)]
