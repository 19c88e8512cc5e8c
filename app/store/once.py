"""How is a row made at most once? An insert that does nothing where the row is there already, on both databases."""

from .put import put


def insert_once(model, rows: dict | list[dict]) -> int:
    """Insert one row or several, all with the same keys; what breaks a unique constraint is left out.

    Gives how many were made (for one row: 1 or 0; for several the database may not say, then -1).
    """
    return put(model.__table__, rows, once=True)
