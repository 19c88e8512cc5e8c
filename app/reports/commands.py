"""How does one take rows along from the command line? `monter export`."""

import sys

import click
from flask import current_app

from ..accounts.commands import organisation_asked_for
from ..clock import local_date, now
from ..errors import Stopped
from ..journal.actions import note
from ..journal.actors import OPERATOR
from ..store.command import with_app
from ..store.db import unit_of_work
from . import export as files


@click.command("export")
@click.argument("what", type=click.Choice([*files.KINDS, *files.NOT_YET]))
@click.option("--format", "form", type=click.Choice(list(files.FORMS)), default="jsonl", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True), help="Write to this file instead of the terminal."
)
@with_app
def export(what, form, out):
    """Write all rows of one kind as JSON lines, CSV or XLSX. Taking people along is written down in the journal."""
    if form == "xlsx" and not out and sys.stdout.isatty():
        raise Stopped("an XLSX file would spoil the terminal; say --out FILE.xlsx")
    organisation = organisation_asked_for()
    scope = files.Scope(organisation.id, public_url=current_app.config["PUBLIC_URL"], today=local_date(now()))
    pieces = files.stream(what, form, scope)
    if files.KINDS[what].personal:
        with unit_of_work():
            note(
                files.KINDS[what].noted, by=OPERATOR, now=now(), organisation_id=organisation.id,
                what=what, format=form, count=files.count(what, scope),
            )  # fmt: skip
    with click.open_file(out or "-", "wb") as file:
        for piece in pieces:
            file.write(piece)
