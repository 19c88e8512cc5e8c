"""What exactly did a merge change, and how is it put back? Rows that were moved, values that were set, rows that were made.

Everything is written down as plain values that fit into JSON, in the order in which it was done, and put back in the opposite
order: a value only where it is still what the merge made it, a row only where it still is. What has been changed or added since
stays. Every column that refers to a lead, a person or a credit row says beside itself what a merge does with it
(`info={"merge": …}`, leads/models.py), so that no table is forgotten. The edge commits.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Column, Table, and_, delete, select, update
from sqlalchemy.exc import IntegrityError

from ..store.db import Base, db, each_alone

OF_LEADS, OF_PEOPLE, OF_CREDITS = "leads", "people", "credits"
NAMED = {"lead_id": OF_LEADS, "merged_into_id": OF_LEADS, "person_id": OF_PEOPLE, "credit_id": OF_CREDITS}


def referring() -> Iterator[tuple[Column, str]]:
    """Every column of every table that refers to a lead, a person or a credit row, and to which of them."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.column.table.name for key in column.foreign_keys} or {NAMED.get(column.name)}
            if of := next(iter(targets & {OF_LEADS, OF_PEOPLE, OF_CREDITS}), None):
                yield column, of


def that_move(of: str) -> list[Column]:
    """The columns whose rows go along to the one that stays."""
    return [column for column, target in referring() if target == of and column.info.get("merge") == "moves"]


class Record:
    """What is changed through it is written down. `as_kept` is what a merge keeps of it."""

    def __init__(self, kept: dict | None = None):
        self.as_kept = kept or {"steps": [], "points": []}

    def move_all(self, column: Column, before: str, after: str) -> None:
        """Have all rows that refer to the one refer to the other. Where a constraint forbids it, a row stays."""
        keys = [dict(row._mapping) for row in db.session.execute(select(*_key(column.table)).where(column == before))]
        for key in sorted(keys, key=lambda key: sorted(key.items())):
            self.move(column, key, before, after)

    def move(self, column: Column, key: dict, before: str, after: str) -> bool:
        """Have one row refer to another; whether it could."""
        try:
            with each_alone():
                db.session.execute(update(column.table).where(_is(column.table, key)).values({column.name: after}))
        except IntegrityError:
            return False
        there = key | ({column.name: after} if column.name in key else {})
        self._did("moved", column.table, there, column.name, before, after)
        return True

    def set(self, table: Table, key: dict, **values) -> None:
        """Give a row other values."""
        now = db.session.execute(select(*(table.c[name] for name in values)).where(_is(table, key))).one()._mapping
        changed = {name: value for name, value in values.items() if now[name] != value}
        if changed:
            db.session.execute(update(table).where(_is(table, key)).values(changed))
        for name, value in changed.items():
            self._did("set", table, key, name, plain(now[name]), plain(value))

    def made(self, table: Table, key: dict) -> None:
        """Write down that a row was made, so that it is taken away again."""
        self._did("made", table, key, None, None, None)

    def _did(self, *step) -> None:
        what, table, key, name, before, after = step
        self.as_kept["steps"].append([what, table.name, key, name, before, after])

    def moved(self, table: Table) -> list[dict]:
        """The keys of the rows of this table that were moved."""
        return [key for what, name, key, *_rest in self.as_kept["steps"] if (what, name) == ("moved", table.name)]

    def put_back(self) -> None:
        """Undo all of it, the last first."""
        for what, name, key, column, before, after in reversed(self.as_kept["steps"]):
            table = Base.metadata.tables[name]
            if what == "made":
                db.session.execute(delete(table).where(_is(table, key)))
            else:
                _put_back(table, key, table.c[column], _read(table.c[column], before), _read(table.c[column], after))


def _put_back(table: Table, key: dict, column: Column, before, after) -> None:
    still = column.is_(None) if after is None else column == after
    try:
        with each_alone():
            db.session.execute(update(table).where(_is(table, key), still).values({column.name: before}))
    except IntegrityError:
        return  # somebody has put another in its place since


def _key(table: Table) -> list[Column]:
    return list(table.primary_key.columns)


def _is(table: Table, key: dict):
    return and_(*(table.c[name] == _read(table.c[name], value) for name, value in key.items()))


def plain(value):
    """A value of a column as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _read(column: Column, value):
    """A value from JSON as the column has it."""
    kind = getattr(column.type, "impl", column.type).python_type if isinstance(value, str) else None
    return kind.fromisoformat(value) if kind in (date, datetime) else value
