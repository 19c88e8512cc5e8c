"""Is the journal as it was written? `monter journal check`."""

import sys

import click
from flask import current_app

from ..clock import now
from ..store.command import with_app
from . import chain, head


@click.group()
def journal():
    """Who did what, when: sealed line by line."""


@journal.command("check")
@with_app
def check():
    """Look at every seal; say where lines were changed, deleted, put in or moved. Exit status 1 when they were."""
    config = current_app.config
    looked_at, wrong = chain.check(key=config["INSTANCE_KEY"], now=now(), known_heads=head.read(config["MONTER_HOME"]))
    for place in wrong:
        click.echo(f"{place.chain or 'installation'} {place}", err=True)
    click.echo(f"{looked_at} sealed lines, {len(wrong)} wrong.")
    sys.exit(bool(wrong))
