"""Has this database all its migrations, and how does it get them? Alembic through Flask-Migrate."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from .db import db

FOLDER = Path(__file__).parents[2] / "migrations"


@cache
def newest() -> str | None:
    """The id of the newest migration in the code."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def is_migrated() -> bool:
    """Whether the database is at the newest migration."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest()


def migrate() -> None:
    """Bring the database to the newest migration; nothing happens when it is there."""
    if not is_migrated():
        upgrade(directory=str(FOLDER))
