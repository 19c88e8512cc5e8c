"""How do we keep SQLite honest? The settings of each connection, and transactions that begin when we say so.

The stock driver begins transactions by itself and late: then eleven of twelve concurrent units that read before they
write fail. Here the driver never begins one; we do, and a writing unit takes its lock at once. Called by `app/wiring.py`.
"""

import sqlite3
import time

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

from .db import is_writing
from .ready import forget_values

WAITS = 5  # seconds for another process to have written

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={1000 * WAITS}",
    "secure_delete=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
)

RESTED = 5  # seconds after which a connection to PostgreSQL is looked at before it is used


def engine_options(url: str) -> dict:
    """Options for `create_engine` for a database at that address."""
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "connect_args": {"isolation_level": None, "timeout": WAITS},
            "pool_size": 16,
            "max_overflow": 16,
        }
    return {
        "hide_parameters": True,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_use_lifo": True,
        "connect_args": {"connect_timeout": 5},
    }


def tune(engine: Engine) -> None:
    """Set up the connections of an engine."""
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    else:
        tune_postgres(engine)


def tune_postgres(engine: Engine) -> None:
    """See that nobody waits for a lock longer than on SQLite, and ask a connection that lay unused for a while whether it still
    stands before it is used. One that was cut off a moment ago is noticed by what is asked of it, at the cost of a 503."""

    @event.listens_for(engine, "connect")
    def wait_five_seconds(connection, record):
        connection.execute("SET lock_timeout = '5s'")
        connection.commit()

    @event.listens_for(engine, "handle_error")
    def tell_no_values(context):
        forget_values(context.original_exception, context.sqlalchemy_exception)

    @event.listens_for(engine, "checkin")
    def note_the_time(connection, record):
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection, record, fairy):
        if time.monotonic() - record.info.get("rests_since", float("inf")) < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.dbapi.Error as error:
            raise DisconnectionError from error


def tune_sqlite(engine: Engine) -> None:
    """Our settings on every connection, and transactions that we begin."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection, record):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection):
        if is_writing():
            take_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def take_turn(connection: Connection) -> None:
    """Begin to write, as soon as no other process does. SQLite itself looks again ever more seldom, up to a tenth of a second
    apart, and so comes last among processes that write often; we look every millisecond."""
    driver, until = connection.connection.dbapi_connection, time.monotonic() + WAITS
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        while time.monotonic() < until:
            try:
                return driver.execute("BEGIN IMMEDIATE").close()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(0.001)
    finally:
        driver.execute(f"PRAGMA busy_timeout={1000 * WAITS}").close()
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # which says what is wrong
