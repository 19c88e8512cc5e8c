"""How are counts added up in rows, without asking first what stands there? An insert that adds where the row is already,
on both databases."""

from functools import cache

from .db import db, is_sqlite


@cache
def _add_up(model, column: str, on_sqlite: bool):
    if on_sqlite:
        from sqlalchemy.dialects.sqlite import insert as insert_into
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_into
    table = model.__table__
    insert = insert_into(table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={column: table.c[column] + insert.excluded[column]}
    )


def add_up(model, rows: list[dict], column: str = "number") -> None:
    """Insert rows, all with the same keys; where a row of that primary key is there, its `column` grows instead."""
    if rows:
        db.session.execute(_add_up(model, column, is_sqlite()), rows)
