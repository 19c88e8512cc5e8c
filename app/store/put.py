"""How do the rows of something new get in at the least cost? Inserts that are written out once, alone or all together.

A sign-up is a dozen rows of ten tables. On PostgreSQL each message there and back costs more than the row, so what is put
`together` goes as one statement; SQLite is no journey away and takes them one after the other. As `ready`, for the way from a
scan to a lead and what it calls.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache

from sqlalchemy import Connection, Table

from .db import db
from .ready import changes_in, run

Piece = tuple[Table, tuple[str, ...], bool]  # into which table, which columns, whether rows that are there are left out


class Together:
    """Rows that wait to be put, table by table in the order in which the tables were first named. `new`: how many of the deciding
    rows were not there already."""

    def __init__(self):
        self.rows: dict[Piece, list[dict]] = {}
        self.new = 0


_waiting: ContextVar[Together | None] = ContextVar("waiting", default=None)


def put(table: Table, rows: dict | list[dict], *, once: bool = False) -> int:
    """Insert one row or several with the same keys. `once` leaves out what breaks a unique constraint.

    Gives how many were made; -1 when the database does not say (for several rows, and while they wait to go together).
    """
    rows = rows if isinstance(rows, list) else [rows]
    piece = (table, tuple(rows[0]), once)
    if (together := _waiting.get()) is not None:
        together.rows.setdefault(piece, []).extend(rows)
        return -1
    return _put(db.session.connection(), piece, rows)


@contextmanager
def put_together(deciding: Table) -> Iterator[Together]:
    """What is put inside goes at the end of the block. Nothing goes when somebody else came first with each row of `deciding` (its
    unique constraint says so), which on SQLite cannot be, since one writes at a time. Who puts several such rows undoes it all
    where not every one was new."""
    together = Together()
    before = _waiting.set(together)
    try:
        yield together
    finally:
        _waiting.reset(before)
    connection = db.session.connection()
    if not together.rows:
        return
    if connection.dialect.name == "postgresql":
        together.new = _put_as_one(connection, together.rows, deciding)
        return
    for piece, rows in together.rows.items():
        _put(connection, piece, rows)
        together.new += len(rows) if piece[0] is deciding else 0


def put_new(table: Table, rows: list[dict]) -> set[str]:
    """Insert these at once, each of another id and all with the same keys; what breaks a unique constraint is left out. Gives the
    ids of those that were made."""
    if not rows:
        return set()
    connection, piece = db.session.connection(), (table, tuple(rows[0]), True)
    if connection.dialect.name != "postgresql":
        return {row["id"] for row in rows if _put(connection, piece, [row])}
    cursor = run(connection, _all_new(piece), [_as_json(piece, rows)])
    made = {id for (id,) in cursor.fetchall()}
    cursor.close()
    return made


def _put(connection: Connection, piece: Piece, rows: list[dict]) -> int:
    insert = _written(piece, connection.dialect.name)
    if len(rows) == 1:
        cursor = run(connection, insert.sql, insert.values(rows[0], connection.dialect))
    else:
        cursor = run(connection, insert.sql, [insert.values(row, connection.dialect) for row in rows], many=True)
    made = cursor.rowcount if len(rows) == 1 else -1
    cursor.close()
    return made


class _Insert:
    """An INSERT in one database's words, with the columns' defaults for what a row does not say."""

    def __init__(self, piece: Piece, database: str):
        table, keys, once = piece
        self.defaults = _defaults(table, keys)
        self.columns = [table.c[key] for key in (*keys, *self.defaults)]
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        marks = ", ".join(["%s" if database == "postgresql" else "?"] * len(self.columns))
        self.sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}){_unless_there(once)}'  # noqa: S608 (our names)
        self._changes = None

    def values(self, row: dict, dialect) -> list:
        """Those of this row, in order, as the driver takes them."""
        if self._changes is None:
            self._changes = [(column.key, changes_in(column.type, dialect)) for column in self.columns]
        row = _filled(row, self.defaults)
        return [change(row[key]) if change else row[key] for key, change in self._changes]


@cache
def _written(piece: Piece, database: str) -> _Insert:
    return _Insert(piece, database)


@cache
def _defaults(table: Table, keys: tuple[str, ...]) -> dict:
    """key → the default of each column that a row with these keys does not say."""
    return {column.key: column.default for column in table.c if column.default is not None and column.key not in keys}


def _filled(row: dict, defaults: dict) -> dict:
    return row | {key: found.arg if found.is_scalar else found.arg(None) for key, found in defaults.items()}


def _unless_there(once: bool) -> str:
    return " ON CONFLICT DO NOTHING" if once else ""


# All as one statement (PostgreSQL) -------------------------------------------------------------------------------------


def _put_as_one(connection: Connection, pieces: dict[Piece, list[dict]], deciding: Table) -> int:
    """How many deciding rows were new. The rows of a table travel as one JSON document, so that the statement is the same however
    many."""
    in_order = sorted(pieces, key=lambda piece: piece[0] is not deciding)
    documents = [_as_json(piece, pieces[piece]) for piece in in_order]
    cursor = run(connection, _as_one(tuple(in_order)), documents)
    new = cursor.fetchone()[0]
    cursor.close()
    return new


@cache
def _as_one(shape: tuple[Piece, ...]) -> str:
    """The deciding rows go first; all others go if any went. Foreign keys are looked at when all of it is done."""
    parts = []
    for place, piece in enumerate(shape):
        start, once = _from_json(piece), piece[2]
        if place == 0:
            parts.append(f"decided AS ({start} ON CONFLICT DO NOTHING RETURNING 1)")
        else:
            parts.append(f"part{place} AS ({start} WHERE EXISTS (SELECT FROM decided){_unless_there(once)})")
    return f"WITH {', '.join(parts)} SELECT count(*) FROM decided"  # noqa: S608


@cache
def _all_new(piece: Piece) -> str:
    return f'{_from_json(piece)} ON CONFLICT DO NOTHING RETURNING "id"'


def _from_json(piece: Piece) -> str:
    table, keys, _once = piece
    names = ", ".join(f'"{table.c[key].name}"' for key in (*keys, *_defaults(table, keys)))
    rows = f'json_populate_recordset(NULL::"{table.name}", %s::json)'
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {rows}'  # noqa: S608 (our own names)


def _as_json(piece: Piece, rows: list[dict]) -> str:
    defaults = _defaults(*piece[:2])
    return json.dumps([_filled(row, defaults) for row in rows], default=_in_json)


def _in_json(value) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant without a zone")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
