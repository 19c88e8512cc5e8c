"""`monter demo`: the demonstration organisation, once."""

import click

from ..clock import now
from ..store.command import with_app
from ..store.db import unit_of_work


@click.command()
@with_app
def demo():
    """Make the demonstration organisation; nothing happens when there is an organisation already."""
    from .build import build_demo

    with unit_of_work():
        made = build_demo(now())
    click.echo(
        "The demonstration is ready: Linköpings kommun." if made else "There is an organisation already; nothing done."
    )
