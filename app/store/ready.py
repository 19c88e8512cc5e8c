"""How does a statement that runs thousands of times cost least? It is put into words once, and then only given its values.

SQLAlchemy takes several times as long for a small statement as the database does. On the way from a scan to a lead the
statements are therefore written out once for each kind of database and handed to its driver, in the session's own transaction;
values are changed on the way in and out by SQLAlchemy's own types. Use it for that way only: elsewhere plain statements are
clearer. What waits in the session is not flushed by it.
"""

from collections import namedtuple
from collections.abc import Callable

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError

from .db import db

# Told of each statement (by tests that count them): these do not pass SQLAlchemy's own events.
heard: list[Callable[[str], None]] = []


class Ready:
    """A SELECT with `bindparam`s for its values and a name of its own for each column; rows are named tuples."""

    def __init__(self, statement: Select):
        self.statement = statement
        self._written: dict[str, _Written] = {}

    def all(self, **values) -> list:
        """The rows for these values."""
        connection = db.session.connection()
        written = self._written.get(connection.dialect.name)
        if written is None:
            written = self._written[connection.dialect.name] = _Written(self.statement, connection.dialect)
        return written.rows(connection, values)

    def first(self, **values):
        """The first row for these values, or None. The statement itself should have a limit."""
        found = self.all(**values)
        return found[0] if found else None


class _Written:
    """That statement in one database's words, with what changes values on their way in and rows on their way out."""

    def __init__(self, statement: Select, dialect):
        compiled = statement.compile(dialect=dialect)
        columns = statement.selected_columns
        self.sql, self.order = compiled.string, compiled.positiontup
        binds = compiled.binds.items()
        self.into = {key: change for key, bind in binds if (change := changes_in(bind.type, dialect))}
        self.fixed = {key: self._changed(key, bind.value) for key, bind in binds if not bind.required}
        changes = [changes_out(column.type, dialect) for column in columns]
        self.out = [(place, change) for place, change in enumerate(changes) if change]
        self.make = namedtuple("Row", [column.key for column in columns], rename=True)._make

    def _changed(self, key: str, value):
        return self.into[key](value) if key in self.into else value

    def rows(self, connection: Connection, values: dict) -> list:
        given = self.fixed | {key: self._changed(key, value) for key, value in values.items()}
        cursor = run(connection, self.sql, [given[key] for key in self.order] if self.order else given)
        found = cursor.fetchall()
        cursor.close()
        return [self.make(self._read(row)) for row in found] if self.out else list(map(self.make, found))

    def _read(self, row: tuple) -> list:
        read = list(row)
        for place, change in self.out:
            read[place] = change(read[place])
        return read


def changes_in(kind, dialect) -> Callable | None:
    """What makes a value of that column type the driver's, if anything must."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


def changes_out(kind, dialect) -> Callable | None:
    """What makes the driver's value that column type's, if anything must."""
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def forget_values(error: BaseException, told_as: BaseException | None = None) -> None:
    """What PostgreSQL says of a row or a value that it refuses may hold somebody's name or number, and errors are logged: only its
    own words are left, and of a value (class 22) not even these."""
    said = getattr(error, "diag", None)
    if said and said.sqlstate:
        own_words = None if said.sqlstate.startswith("22") else said.message_primary
        known = (said.sqlstate, own_words, said.constraint_name, said.table_name, said.column_name)
        for one in filter(None, (error, told_as)):
            one.args = (" ".join(filter(None, known)),)


def run(connection: Connection, sql: str, values, *, many: bool = False):
    """The driver's cursor, after it ran this. What goes wrong is told as SQLAlchemy tells it, but without the values."""
    for hear in heard:
        hear(sql)
    dialect, cursor = connection.dialect, connection.connection.cursor()
    try:
        if many:
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
    except dialect.dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
        if lost:
            connection.invalidate(error)
        forget_values(error)
        raise DBAPIError.instance(
            sql, None, error, dialect.dbapi.Error, hide_parameters=True, connection_invalidated=lost, dialect=dialect
        ) from error
    return cursor
