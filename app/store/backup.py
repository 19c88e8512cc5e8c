"""How is everything kept safe, and brought back? One file, made while people go on writing, and tried out before we call it done.

SQLite: `VACUUM INTO`, which copies one moment. PostgreSQL: `pg_dump` in its custom format, from one snapshot. The instance
key is never in it: whoever has the file alone cannot make anybody's links. Called by the command line.
"""

import os
import sqlite3
import uuid
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, func, inspect, make_url, select, table, text

from ..errors import Stopped
from . import postgres
from .db import db, is_sqlite, unit_of_work
from .instance import GENERATION, RESTORED_AS, WRONG_KEY, generation, key_fits, remember
from .migrated import is_known, migrate

Counts = dict[str, int]
SQLITE, POSTGRES = b"SQLite format 3\0", b"PGDMP"


def counts(connection: Connection) -> Counts:
    """How many rows each table has."""
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in names}


def back_up(file: Path) -> Counts:
    """Write a backup to a new file that only we can read, and try it out. Gives its counts; raises Stopped, leaving nothing."""
    if file.exists():
        raise Stopped(f"{file} exists already; choose another name")
    if not file.parent.is_dir():
        raise Stopped(f"there is no folder {file.parent}")
    begun = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        os.close(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        found = _back_up_sqlite(begun) if is_sqlite() else _back_up_postgres(begun)
        with begun.open("rb+") as written:
            os.fsync(written.fileno())
        begun.rename(file)
    except OSError as error:
        raise Stopped(f"{file} could not be written: {error.strerror}") from error
    finally:
        begun.unlink(missing_ok=True)
    return found


def _back_up_sqlite(file: Path) -> Counts:
    """Copy, then open the copy as if it had been restored: whole, no loose ends, and as many rows as there were."""
    with db.engine.connect() as connection:
        before = counts(connection)
    with closing(sqlite3.connect(sqlite_path(), timeout=30)) as source:
        source.execute("VACUUM INTO ?", (str(file),))
    with db.engine.connect() as connection:
        after = counts(connection)
    found = _read_sqlite(file)
    for name in before.keys() | after.keys():
        least, most = sorted((before.get(name, 0), after.get(name, 0)))
        if not least - CHURN <= found.get(name, -1) <= most + CHURN:
            raise Stopped(f"the backup was not complete ({name}: {found.get(name)} rows of {least}); try again")
    return found


CHURN = 200  # rows that may come and go in one table while it is copied


def _read_sqlite(file: Path) -> Counts:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            loose = copy.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise Stopped(f"{file} cannot be read as a backup: {error}") from error
    if not whole or loose:
        raise Stopped(f"{file} is damaged; take another backup")
    with reading(URL.create("sqlite", database=f"file:{file}", query={"mode": "ro", "uri": "true"})) as connection:
        return counts(connection)


def _back_up_postgres(file: Path) -> Counts:
    """Dump one snapshot, restore the dump into a database made for it, and compare the counts of the same snapshot."""
    url = db.engine.url
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = counts(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        options = (f"--snapshot={snapshot}", "--format=custom", f"--file={file}", "--no-owner", "--no-privileges")
        postgres.run("pg_dump", url, *options)
    script = postgres.script_of(file)
    with db.engine.connect() as connection:
        may_create = connection.scalar(
            text("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        )
    if (_counts_in_scratch(url, script) if may_create else counts_in(script)) != found:
        raise Stopped("the backup was not complete; try again")
    return found


def _counts_in_scratch(url: URL, script: bytes) -> Counts:
    name = f"monter_check_{uuid.uuid4().hex[:12]}"
    with reading(url, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            scratch = url.set(database=name)
            postgres.run("psql", scratch, *QUIETLY, script=script)
            with reading(scratch) as restored:
                return counts(restored)
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def counts_in(script: bytes) -> Counts:
    """How many rows a dump holds for each table, read from its SQL: for who may not create a database to try it in."""
    found, name = Counter(), None
    for line in script.split(b"\n"):
        if line.startswith(b"COPY public.") and line.endswith(b"FROM stdin;"):
            name = line.split(b" ")[1].removeprefix(b"public.").strip(b'"').decode()
            found[name] = 0
        elif line == b"\\.":
            name = None
        elif name:
            found[name] += 1
    return dict(found)


QUIETLY = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-")


def restore(file: Path, *, key: bytes, replace: bool) -> Counts:
    """Bring a backup back in place of what is here, migrate it, and raise the store generation. Gives the counts.

    Raises Stopped, having changed nothing: for a file that is no backup, one of the other database or of a newer release,
    one made under another instance key, and for a database that has rows unless `replace`.
    """
    if not file.is_file():
        raise Stopped(f"there is no file {file}")
    with file.open("rb") as opened:
        kind = opened.read(len(SQLITE))
    if not kind.startswith((SQLITE, POSTGRES)):
        raise Stopped(f"{file} is no backup of Monter")
    if (kind == SQLITE) != is_sqlite():
        made, here = ("SQLite", "PostgreSQL") if kind == SQLITE else ("PostgreSQL", "SQLite")
        raise Stopped(
            f"{file} was made on {made} and this is {here}; restore it where DATABASE_URL is a {made} database"
        )
    with db.engine.connect() as connection:
        had_rows, risen = has_rows(connection), generation(connection) if _is_there(connection, "instance") else 0
    if had_rows and not replace:
        raise Stopped("this database has rows; make a backup of it, then add --yes-replace")
    return (_restore_sqlite if is_sqlite() else _restore_postgres)(file, key, risen)


def has_rows(connection: Connection) -> bool:
    """Whether there is anything here that one could miss."""
    return any(number for name, number in counts(connection).items() if name not in ("alembic_version", "instance"))


def _restore_sqlite(file: Path, key: bytes, risen: int) -> Counts:
    found = _read_sqlite(file)
    with reading(URL.create("sqlite", database=f"file:{file}", query={"mode": "ro", "uri": "true"})) as connection:
        refuse_strange(connection, file, key)
    db.engine.dispose()
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(sqlite_path(), timeout=30)) as target:
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            raise Stopped(f"the database is in use ({error}); end Monter first") from error
    _finish(risen)
    return found


def _restore_postgres(file: Path, key: bytes, risen: int) -> Counts:
    """Into a database made for it first, to look at it; then in place, all of it or nothing."""
    script = postgres.script_of(file)
    refuse_strange_script(script, file, key)
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
    db.session.remove()
    db.engine.dispose()
    away = "".join(f'DROP TABLE IF EXISTS public."{name}" CASCADE;\n' for name in names).encode()
    postgres.run("psql", db.engine.url, *QUIETLY, script=away + script)
    _finish(risen)
    return counts_in(script)


def refuse_strange(connection: Connection, file: Path, key: bytes) -> None:
    """Raises Stopped for a backup that this Monter cannot be."""
    if not _is_there(connection, "alembic_version") or not _is_there(connection, "instance"):
        raise Stopped(f"{file} is no backup of Monter")
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    _refuse_unknown(revision, file)
    if key_fits(connection, key) is False:
        raise Stopped(WRONG_KEY)


def refuse_strange_script(script: bytes, file: Path, key: bytes) -> None:
    """The same for a dump, whose two small tables are read from its SQL."""
    rows = {name: _rows_in(script, name) for name in (b"alembic_version", b"instance")}
    if not rows[b"alembic_version"]:
        raise Stopped(f"{file} is no backup of Monter")
    _refuse_unknown(rows[b"alembic_version"][0][0], file)
    with reading(URL.create("sqlite")) as connection:
        db.metadata.tables["instance"].create(connection)
        for name, value in rows[b"instance"]:
            remember(connection, name, value)
        if key_fits(connection, key) is False:
            raise Stopped(WRONG_KEY)


def _rows_in(script: bytes, name: bytes) -> list[list[str]]:
    _, _, after = script.partition(b"COPY public." + name + b" (")
    body = after.partition(b"FROM stdin;\n")[2].partition(b"\\.\n")[0]
    return [line.decode().split("\t") for line in body.split(b"\n") if line]


def _refuse_unknown(revision: str | None, file: Path) -> None:
    if not revision or not is_known(revision):
        raise Stopped(f"{file} was made by a newer Monter; restore it with that one or a newer")


def _finish(risen: int) -> None:
    """Bring what was restored to this release, and remember that it was."""
    migrate()
    with unit_of_work() as session:
        connection = session.connection()
        remember(connection, GENERATION, str(max(risen, generation(connection)) + 1))
        remember(connection, RESTORED_AS, uuid.uuid4().hex[:8])


def _is_there(connection: Connection, name: str) -> bool:
    return inspect(connection).has_table(name)


def sqlite_path() -> str:
    """The file of our SQLite database."""
    return make_url(db.engine.url).database


@contextmanager
def reading(url: URL, **options):
    """A connection to another database, closed with all that belongs to it."""
    engine = create_engine(url, **options)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
