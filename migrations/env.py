"""How does Alembic reach our database? Through the running application, with batch mode for SQLite."""

from alembic import context

from app.store.columns import Instant
from app.store.db import db


def render_item(kind, item, autogen_context):
    """Write our column types as what the database sees, so that a migration needs nothing of ours."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AsaList":
        return "sa.UnicodeText()"
    return False


def run() -> None:
    """Run the migrations that are asked for, in one transaction each."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
