"""Has this database all its migrations, and how does it get them? Alembic, loaded only when it is needed.

Whether it has them is asked at every start, so that is answered without Alembic: from the names in the migrations' files.
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import column, inspect, select, table

from .db import db

FOLDER = Path(__file__).parents[2] / "migrations"
NAMED = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*[\"'](\w+)[\"']", re.MULTILINE)


def is_known(name: str) -> bool:
    """Whether this code has a migration of that id."""
    return ("revision", name) in _named()


@cache
def _named() -> tuple[tuple[str, str], ...]:
    return tuple(pair for file in (FOLDER / "versions").glob("*.py") for pair in NAMED.findall(file.read_text()))


@cache
def newest() -> str:
    """The id of the newest migration in the code: the one that no other follows."""
    (head,) = {name for kind, name in _named() if kind == "revision"} - {
        name for kind, name in _named() if kind != "revision"
    }
    return head


def revision() -> str | None:
    """The id of the newest migration that the database has; None when it has none."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def is_migrated() -> bool:
    """Whether the database is at the newest migration."""
    return revision() == newest()


def migrate() -> None:
    """Bring the database to the newest migration; nothing happens when it is there."""
    if not is_migrated():
        from alembic import command

        command.upgrade(alembic(), "head")


def downgrade_to(name: str) -> None:
    """Take migrations back, down to that one; `base` takes all."""
    from alembic import command

    command.downgrade(alembic(), name)


def alembic():
    """Alembic's configuration, for its commands; inside an application."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
