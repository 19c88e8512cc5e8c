"""Is it well, is it safe, can it come back? `monter doctor`, `monter backup FILE`, `monter restore FILE`."""

import json
import logging
import sys
from pathlib import Path

import click
from sqlalchemy import text

from .capture import two_places
from .clock import now
from .journal import head
from .journal.actions import note
from .journal.actors import OPERATOR
from .rights import erasing
from .rights.models import BackupFile
from .store import backup as store
from .store.db import db, is_sqlite, unit_of_work
from .store.doctor import examine
from .store.instance import note_backup
from .store.migrated import is_migrated
from .store.scrub import scrub

log = logging.getLogger("monter.store")
OLDEST_UNIT = text(
    "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, resolve_path=True))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(context, as_json):
    """Examine the database and the machine; exit status 1 when something is wrong."""
    from .chores import questions

    app = context.find_root().obj["app"]()
    with app.app_context():
        home = app.config["MONTER_HOME"]
        findings = examine(key=app.config["INSTANCE_KEY"], home=home, now=now(), questions=questions())
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(map(str, findings)))
    sys.exit(not all(finding.good for finding in findings))


def settled_at():
    """An instant before which nothing is still on its way into the database: what was received until then is in a backup that
    begins now. A unit that goes on has its lock (SQLite), or tells when it began (PostgreSQL)."""
    with unit_of_work() as session:
        session.execute(text("SELECT 1"))
        at = now()
        oldest = None if is_sqlite() else session.scalar(OLDEST_UNIT)
    return min(at, oldest) if oldest else at


@click.command()
@FILE
@click.pass_context
def backup(context, file):
    """Write everything into one file, while people go on writing, and try it out."""
    with context.find_root().obj["app"]().app_context():
        begun = settled_at()
        found = store.back_up(file)
        if is_migrated():
            with unit_of_work() as session:
                note_backup(session.connection(), begun)
                session.add(BackupFile(path=str(file), made_at=begun))
                note("backup.made", by=OPERATOR, now=now(), organisation_id=None)
    click.echo(
        f"{file}: {sum(found.values())} rows of {len(found)} tables, tried out. Keep the instance key apart from it."
    )


@click.command()
@FILE
@click.option("--yes-replace", "replace", is_flag=True, help="Replace what is in the database now.")
@click.pass_context
def restore(context, file, replace):
    """Bring a backup back, in place of what is here."""
    app = context.find_root().obj["app"]()
    with app.app_context():
        key, home = app.config["INSTANCE_KEY"], app.config["MONTER_HOME"]
        keep_what_is_replaced(key, home)
        found = store.restore(file, key=key, replace=replace)
        head.forget(home)
        with unit_of_work():
            note("restore.made", by=OPERATOR, now=now(), organisation_id=None)
            erased = erasing.again(key=key, home=home, now=now())
        with unit_of_work():
            keys = two_places.take_up(key=key, home=home, by=OPERATOR, now=now())
        scrub()
    click.echo(f"{file}: {sum(found.values())} rows of {len(found)} tables are back.")
    told = {
        "that were erased since are erased again": erased,
        "keys of booths that were destroyed since are destroyed again": len(keys.destroyed),
        "keys of booths that were made since are back": len(keys.lost),
    }
    click.echo("".join(f"{number} {words}.\n" for words, number in told.items() if number), nl=False)
    click.echo("".join(f"{line}.\n" for line in two_places.not_taken_up(keys)), nl=False)


def keep_what_is_replaced(key: bytes, home: Path) -> None:
    """Keys of booths whose lines a crash kept from being written; nothing where there is no database yet, or a broken one."""
    try:
        two_places.write_down(key=key, home=home, now=now())
    except Exception as error:  # whatever is wrong with it, it is about to be replaced
        log.warning("keys of the database that is replaced could not be read: %s", type(error).__name__)
    finally:
        db.session.rollback()
