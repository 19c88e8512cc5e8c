"""How is a row made at most once? An insert that does nothing where the row is there already, on both databases."""

from functools import cache

from sqlalchemy.dialects import postgresql, sqlite

from .db import db, is_sqlite


@cache
def _insert_once(model, on_sqlite: bool):
    insert = sqlite.insert if on_sqlite else postgresql.insert
    return insert(model.__table__).on_conflict_do_nothing()


def insert_once(model, rows: dict | list[dict]) -> int:
    """Insert one row or several, all with the same keys; what breaks a unique constraint is left out.

    Gives how many were made (for one row: 1 or 0; for several the database may not say, then -1).
    """
    return db.session.connection().execute(_insert_once(model, is_sqlite()), rows).rowcount
