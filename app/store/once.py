"""How is a row made at most once? An insert that does nothing where the row is there already, on both databases."""

from .put import put, put_new


def insert_once(model, rows: dict | list[dict]) -> int:
    """Insert one row or several, all with the same keys; what breaks a unique constraint is left out.

    Gives how many were made (for one row: 1 or 0; for several the database may not say, then -1).
    """
    return put(model.__table__, rows, once=True)


def insert_new(model, rows: list[dict]) -> set[str]:
    """Insert those of these, each of another id and all with the same keys, that are not there already. Gives the ids of those
    that were made."""
    return put_new(model.__table__, rows)
