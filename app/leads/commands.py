"""What can be done with leads from the command line? `monter recredit`."""

import sys

import click
from sqlalchemy import func, select

from ..accounts.commands import organisation_asked_for
from ..clock import now
from ..store.command import with_app
from ..store.db import db, unit_of_work
from . import crediting
from .models import Lead


@click.command()
@with_app
def recredit():
    """Compute anew what every lead is credited to. It can be stopped and run again at any time."""
    organisation = organisation_asked_for()
    total = db.session.scalar(select(func.count()).select_from(Lead).filter_by(organisation_id=organisation.id))
    done = changed = 0
    with click.progressbar(length=total, label="Leads", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for ids in crediting.all_leads(organisation.id):
            with unit_of_work():
                changed += crediting.recredit(ids, now=now())
            done += len(ids)
            bar.update(len(ids))
    click.echo(f"{done} leads credited, {changed} of them otherwise than before.")
