"""How is a tablet let in from the command line, and a sealed file brought in? `monter pair`, `monter import sealed FILE`."""

from pathlib import Path

import click
from flask import current_app

from ..accounts.commands import organisation_asked_for
from ..booths.queries import booth_by_id
from ..clock import now
from ..errors import Refused, Stopped
from ..events.commands import import_
from ..flyers import codes
from ..journal.actors import OPERATOR
from ..store.command import with_app
from ..store.db import unit_of_work
from . import pairing
from .exports import LARGEST_FILE
from .importing import bring_in


@click.command()
@click.option("--booth", "booth_id", required=True, help="The booth's id; `monter export booths` lists them.")
@click.option("--allow", is_flag=True, help="Approve the first tablet that uses the code.")
@with_app
def pair(booth_id, allow):
    """Print a code by which one tablet may be paired with a booth, within ten minutes."""
    organisation = organisation_asked_for()
    try:
        with unit_of_work():
            booth = booth_by_id(booth_id)
            if booth is None or booth.organisation_id != organisation.id:
                raise Stopped(f"no booth {booth_id!r} here; `monter export booths` lists them")
            key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
            _row, code = pairing.invite(booth, key=key, home=home, by=OPERATOR, now=now(), allows=allow)
    except Refused as why:
        raise Stopped(str(why)) from why
    click.echo(codes.shown(code))
    click.echo(f"{current_app.config['PUBLIC_URL']}/booth/#{code}")


@import_.command("sealed")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_app
def import_sealed(file):
    """Bring in what a tablet saved in FILE. Again, and nothing is doubled."""
    if file.stat().st_size > LARGEST_FILE:
        raise Stopped(f"{file} is too large to come from a tablet")
    content, id = file.read_bytes(), organisation_asked_for().id
    key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
    try:
        told = bring_in(content, id, key=key, home=home, unit=unit_of_work, by=OPERATOR, now=now())
    except Refused as why:
        raise Stopped(str(why)) from why
    if told is None:
        raise Stopped(f"{file} was not saved by a tablet of this organisation; choose the file that it saved")
    click.echo(", ".join(f"{number} {status}" for status, number in sorted(told.items())) or "nothing in it")
