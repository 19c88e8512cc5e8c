"""How do several small questions cost one trip to the database? Their SELECTs go side by side in one UNION ALL.

Each question keeps its own columns and names; the union gives every kind of column (text, instant, day, number, yes or no, JSON)
as many places as the widest question needs. Rows come back by question, unordered: sort the few there are.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence

from sqlalchemy import JSON, Boolean, Date, Integer, Select, String, cast, literal, null, select, union_all

from .columns import Instant
from .db import db

KINDS = (String, Instant, Date, Boolean, Integer, JSON)


class Together:
    """SELECTs by the name of their question, with `bindparam`s for what they are told and a name for each column."""

    def __init__(self, questions: Mapping[str, Select]):
        self.made = {
            name: namedtuple(f"Row_{name}", asked.selected_columns.keys()) for name, asked in questions.items()
        }
        self.places = {name: _places(asked) for name, asked in questions.items()}
        wide = sorted({place for places in self.places.values() for place in places})
        self.at = {place: number for number, place in enumerate(wide, start=1)}
        self.statement = union_all(*(self._padded(name, asked, wide) for name, asked in questions.items()))

    def _padded(self, name: str, asked: Select, wide: Sequence[tuple[int, int]]) -> Select:
        inner = asked.subquery()
        own = dict(zip(self.places[name], inner.c, strict=True))
        said = [own[place] if place in own else cast(null(), KINDS[place[0]]()) for place in wide]
        return select(literal(name).label("asked"), *(one.label(f"c{number}") for number, one in enumerate(said)))

    def rows(self, **told) -> dict[str, list]:
        """Question → its rows, each with the names of its own columns. One query."""
        found: dict[str, list] = {name: [] for name in self.made}
        for row in db.session.execute(self.statement, told):
            found[row[0]].append(self.made[row[0]](*(row[self.at[place]] for place in self.places[row[0]])))
        return found


def _places(asked: Select) -> list[tuple[int, int]]:
    """For each column its kind and which one of that kind it is."""
    seen, places = [0] * len(KINDS), []
    for column in asked.selected_columns:
        kind = next(number for number, one in enumerate(KINDS) if isinstance(column.type, one))
        places.append((kind, seen[kind]))
        seen[kind] += 1
    return places
