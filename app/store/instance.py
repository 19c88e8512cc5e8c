"""Is this database ours, and how often was it restored? What the installation remembers of itself, beside the rows.

The instance key is kept outside the database and its backups; a keyed check inside tells when the two do not belong together,
before a wrong key makes links that open nothing. The store generation rises with each restore. The edge commits.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ..errors import Stopped
from .db import db, unit_of_work
from .tokens import keyed_hash, same

KEY_CHECK, GENERATION, BACKED_UP = "key_check", "store_generation", "backed_up_through"
RESTORED_AS = "restored_as"  # made anew by each restore
WRONG_KEY = (
    "the instance key is not the one that this database was made with. Put the right one into MONTER_HOME/instance.key "
    "(or MONTER_INSTANCE_KEY); with another, the links that people have been given open nothing"
)


def _table():
    return db.metadata.tables["instance"]


def remembered(connection: Connection, name: str) -> str | None:
    """One value."""
    return connection.scalar(select(_table().c.value).where(_table().c.key == name))


def remember(connection: Connection, name: str, value: str) -> None:
    """Write one value, over what stood there."""
    connection.execute(delete(_table()).where(_table().c.key == name))
    connection.execute(insert(_table()).values(key=name, value=value))


def check_of(key: bytes) -> str:
    """What is kept of the key: enough to know it again, nothing to find it by."""
    return keyed_hash(key, "instance", "the key of this instance")


def key_fits(connection: Connection, key: bytes) -> bool | None:
    """Whether this is the database's key; None when it has never been told one."""
    known = remembered(connection, KEY_CHECK)
    return None if known is None else same(known, check_of(key))


def refuse_wrong_key(key: bytes) -> None:
    """Raises Stopped for a key that is not the database's; a database that has none yet takes this one."""
    with unit_of_work() as session:
        connection = session.connection()
        fits = key_fits(connection, key)
        if fits is None:
            remember(connection, KEY_CHECK, check_of(key))
        elif not fits:
            raise Stopped(WRONG_KEY)


def generation(connection: Connection) -> int:
    """How often this data has been restored from a backup."""
    return int(remembered(connection, GENERATION) or 0)


def generation_told(connection: Connection) -> int | str:
    """The generation as tablets are told it, which send all again when it is another: the same backup brought back twice, each time
    where nothing was, is two of them."""
    mark = remembered(connection, RESTORED_AS)
    return f"{generation(connection)}-{mark}" if mark else generation(connection)


def durable_through(connection: Connection) -> datetime | None:
    """When the last backup began: all that was committed before is in it. None before the first."""
    known = remembered(connection, BACKED_UP)
    return datetime.fromisoformat(known) if known else None


def note_backup(connection: Connection, begun: datetime) -> None:
    """Remember that a backup which began then was written and tried out."""
    remember(connection, BACKED_UP, begun.isoformat())
