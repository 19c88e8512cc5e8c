"""How do we keep SQLite honest? The settings of each connection, and transactions that begin when we say so.

The stock driver begins transactions by itself and late: then eleven of twelve concurrent units that read before they
write fail. Here the driver never begins one; we do, and a writing unit takes its lock at once. Called by `app/wiring.py`.
"""

from sqlalchemy import Engine, event

from .db import is_writing

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
)


def engine_options(url: str) -> dict:
    """Options for `create_engine` for a database at that address."""
    if url.startswith("sqlite"):
        return {"connect_args": {"isolation_level": None, "timeout": 5}, "pool_size": 16, "max_overflow": 16}
    return {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def tune(engine: Engine) -> None:
    """Set up an SQLite engine; on another one, see that nobody waits for a lock longer than on SQLite."""
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "connect")
        def wait_five_seconds(connection, record):
            connection.execute("SET lock_timeout = '5s'")
            connection.commit()

        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection, record):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
