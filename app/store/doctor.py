"""Is everything well? A few questions to the database and the machine, each answered in one line.

Features add questions of their own through a list in `app/wiring.py`: a name, and a function that gives what is wrong, line
by line. Nothing is changed. Called by `monter doctor`, and by the tests after each fault they cause.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, ForeignKeyConstraint, Text, and_, cast, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from .backup import counts
from .db import db, is_sqlite
from .instance import WRONG_KEY, generation, key_fits
from .migrated import newest, revision

LEAST_FREE = 200 * 2**20  # bytes
CLOCKS_DIFFER = timedelta(minutes=5)

Question = Callable[[datetime], Sequence[str]]


@dataclass(frozen=True)
class Finding:
    """One answer. `text` says what was found, well or not."""

    name: str
    good: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok    ' if self.good else 'WRONG '} {self.name}: {self.text}"


def examine(*, key: bytes, home: Path, now: datetime, questions: Sequence[tuple[str, Question]] = ()) -> list[Finding]:
    """All findings. A question that cannot be asked is a finding too."""
    asked = [
        ("integrity", integrity),
        ("migrations", migrations),
        ("foreign keys", foreign_keys),
        ("instance key", lambda: instance_key(key)),
        ("clock", lambda: clock(now)),
        ("disk", lambda: disk(home)),
        *((name, lambda ask=ask: of_a_feature(ask, now)) for name, ask in questions),
        ("rows", rows),
    ]
    return list(answers(asked))


def answers(asked) -> Iterator[Finding]:
    """Ask one after the other; after the first that the database does not answer, ask no more of it."""
    for name, ask in asked:
        try:
            good, said = ask()
        except SQLAlchemyError as error:
            db.session.rollback()
            yield Finding(name, False, f"the database did not answer ({type(error).__name__})")
        except Exception as error:
            yield Finding(name, False, f"could not be found out ({type(error).__name__}: {error})")
        else:
            yield Finding(name, good, said)


def integrity() -> tuple[bool, str]:
    """SQLite looks through its whole file; on PostgreSQL every row is read, and no index may be invalid."""
    with db.engine.connect() as connection:
        if is_sqlite():
            found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
            return found == ["ok"], "the file is whole" if found == ["ok"] else "; ".join(found[:3])
        for table in db.metadata.sorted_tables:
            whole_row = cast(func.row_to_json(table.table_valued()), Text)
            connection.execute(select(func.sum(func.length(whole_row))).select_from(table))
        invalid = connection.scalars(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")).all()
        return (
            not invalid,
            f"invalid: {', '.join(invalid)}" if invalid else "every row can be read, every index is valid",
        )


def migrations() -> tuple[bool, str]:
    """At the newest that the code has."""
    have, want = revision(), newest()
    return (
        have == want,
        f"at {have}" if have == want else f"at {have or 'nothing'}, should be at {want}: monter serve --migrate",
    )


def foreign_keys() -> tuple[bool, str]:
    """No row points at one that is not there."""
    with db.engine.connect() as connection:
        loose = [f"{name} {number}" for name, number in loose_ends(connection) if number]
    return (
        not loose,
        f"rows without what they point at: {', '.join(loose)}" if loose else "nothing points at what is not there",
    )


def loose_ends(connection: Connection) -> Iterator[tuple[str, int]]:
    """For each foreign key: its table and column, and how many rows point at nothing."""
    for table in db.metadata.sorted_tables:
        for constraint in (c for c in table.constraints if isinstance(c, ForeignKeyConstraint)):
            column, target = constraint.elements[0].parent, constraint.elements[0].column
            other = target.table.alias("other")
            count = select(func.count()).select_from(table.outerjoin(other, column == other.c[target.name]))
            yield (
                f"{table.name}.{column.name}",
                connection.scalar(count.where(and_(column.is_not(None), other.c[target.name].is_(None)))),
            )


def instance_key(key: bytes) -> tuple[bool, str]:
    """The key beside the database is the one it was made with."""
    with db.engine.connect() as connection:
        fits, times = key_fits(connection, key), generation(connection)
    words = {True: "fits", None: "not noted yet; monter serve notes it", False: WRONG_KEY}[fits]
    return fits is not False, words + (f"; restored {times} times" if times else "")


def clock(now: datetime) -> tuple[bool, str]:
    """This machine's clock agrees with the database's and with what was written last."""
    journal = db.metadata.tables["journal"]
    with db.engine.connect() as connection:
        last = connection.scalar(select(func.max(journal.c.at)))
        theirs = now if is_sqlite() else connection.scalar(select(func.now()))
    if abs(theirs - now) > CLOCKS_DIFFER:
        return False, f"here it is {now:%Y-%m-%d %H:%M} UTC, in the database {theirs:%Y-%m-%d %H:%M}"
    if last and last - now > CLOCKS_DIFFER:
        return (
            False,
            f"it is {now:%Y-%m-%d %H:%M} UTC, and something was noted at {last:%Y-%m-%d %H:%M}, which is later",
        )
    return True, f"{now:%Y-%m-%d %H:%M} UTC"


def disk(home: Path) -> tuple[bool, str]:
    """Room to write."""
    free = shutil.disk_usage(home).free
    return free >= LEAST_FREE, f"{free / 2**30:.1f} GiB free in {home}"


def of_a_feature(ask: Question, now: datetime) -> tuple[bool, str]:
    """A feature's own question: what is wrong, or nothing. A line that begins with a blank is only told."""
    said = list(ask(now))
    wrong = [line for line in said if not line.startswith(" ")]
    return not wrong, "; ".join(line.strip() for line in wrong or said) or "nothing amiss"


def rows() -> tuple[bool, str]:
    """How many there are of everything that there is."""
    with db.engine.connect() as connection:
        found = counts(connection)
    return True, ", ".join(f"{name} {number}" for name, number in found.items() if number) or "none"
