"""Is what was deleted really gone from the disk? SQLite overwrites deleted pages by itself (`secure_delete`), but keeps old ones
in the WAL file until it is emptied; PostgreSQL keeps dead rows until they are vacuumed. Called after disposals and erasures,
outside any unit of work.
"""

import logging

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from .db import db, is_sqlite

log = logging.getLogger("monter.store")


def scrub() -> bool:
    """Empty the WAL file, or vacuum. False when readers stood in the way; then the next time does it."""
    db.session.rollback()
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not is_sqlite():
                connection.execute(text("VACUUM"))
                return True
    except DBAPIError as error:
        log.warning("deleted rows lie on the disk a while longer: %s", type(error).__name__)
        return False
    return _emptied()


def _emptied() -> bool:
    connection = db.engine.raw_connection()
    try:
        busy, _pages, _moved = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        connection.close()
