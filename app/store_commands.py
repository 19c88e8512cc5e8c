"""Is it well, is it safe, can it come back? `monter doctor`, `monter backup FILE`, `monter restore FILE`."""

import json
import sys
from pathlib import Path

import click

from .clock import now
from .journal.actions import note
from .journal.actors import OPERATOR
from .store import backup as store
from .store.db import unit_of_work
from .store.doctor import examine
from .store.migrated import is_migrated

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, resolve_path=True))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(context, as_json):
    """Examine the database and the machine; exit status 1 when something is wrong."""
    from .wiring import questions

    app = context.find_root().obj["app"]()
    with app.app_context():
        home = app.config["MONTER_HOME"]
        findings = examine(key=app.config["INSTANCE_KEY"], home=home, now=now(), questions=questions())
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(map(str, findings)))
    sys.exit(not all(finding.good for finding in findings))


@click.command()
@FILE
@click.pass_context
def backup(context, file):
    """Write everything into one file, while people go on writing, and try it out."""
    with context.find_root().obj["app"]().app_context():
        found = store.back_up(file)
        if is_migrated():
            with unit_of_work():
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
        found = store.restore(file, key=app.config["INSTANCE_KEY"], replace=replace)
        with unit_of_work():
            note("restore.made", by=OPERATOR, now=now(), organisation_id=None)
    click.echo(f"{file}: {sum(found.values())} rows of {len(found)} tables are back.")
