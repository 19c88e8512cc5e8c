"""How does a statement that runs thousands of times cost least? It is built once, and then only given its values.

Building a statement anew takes longer than running it, and so does the session's own bookkeeping; on the way from a scan to a
lead that is most of the work. Use it for that way only: elsewhere plain statements are clearer. What waits in the session is
not flushed by it.
"""

from functools import cache

from sqlalchemy import CursorResult, Executable, Table, insert

from .db import db, is_sqlite


class Ready:
    """A statement with `bindparam`s for its values; calling it with them runs it in the session's transaction."""

    def __init__(self, statement: Executable):
        self.statement = statement

    def __call__(self, **values) -> CursorResult:
        return db.session.connection().execute(self.statement, values)


def put(table: Table, rows: dict | list[dict], *, once: bool = False) -> CursorResult:
    """Insert one row or several with the same keys. `once` leaves out what breaks a unique constraint."""
    return db.session.connection().execute(_insert_once(table, is_sqlite()) if once else _insert(table), rows)


@cache
def _insert(table: Table):
    return insert(table)


@cache
def _insert_once(table: Table, on_sqlite: bool):
    if on_sqlite:
        from sqlalchemy.dialects.sqlite import insert as insert_into
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_into
    return insert_into(table).on_conflict_do_nothing()
