"""What is the address of a feed? `monter feed` prints it, and makes it new when asked."""

import click
from flask import current_app
from sqlalchemy import select

from ..accounts.commands import organisation_asked_for
from ..accounts.models import Function, Organisation, Staff, Unit
from ..accounts.queries import first_unit
from ..clock import now
from ..errors import Stopped
from ..journal.actors import OPERATOR
from ..staffing.models import Helper
from ..store.command import with_app
from ..store.db import db, unit_of_work
from . import actions
from .addresses import links_to

MODELS = {"unit": Unit, "function": Function, "staff": Staff, "helper": Helper}


@click.command()
@click.option("--scope", required=True, type=click.Choice(["public", "unit", "function", "staff", "helper"]))
@click.option("--of", "of", metavar="ID", help="Of which unit, function or person (id, name or e-mail address).")
@click.option("--new", is_flag=True, help="Give it a new address; the old one is not found any more.")
@with_app
def feed(scope, of, new):
    """Print the address of a calendar feed."""
    organisation = organisation_asked_for()
    of_id = subject_id(organisation, scope, of)
    key, at = current_app.config["INSTANCE_KEY"], now()
    with unit_of_work():
        row = actions.open_feed(organisation.id, scope, of_id, key=key, by=OPERATOR, now=at)
        if new and row.made_at != at:
            actions.renew(row, key=key, by=OPERATOR, now=at)
    click.echo(links_to(row, key, current_app.config["PUBLIC_URL"]).address)


def subject_id(organisation: Organisation, scope: str, of: str | None) -> str:
    """The id of what the feed is of. Raises Stopped with what to say instead."""
    if scope == "public":
        return organisation.id
    if of is None:
        return _first(organisation, scope)
    model = MODELS[scope]
    called = model.email == of.strip().lower() if scope in ("staff", "helper") else model.name == of
    row = db.session.scalar(select(model).where(model.organisation_id == organisation.id, (model.id == of) | called))
    if row is None:
        raise Stopped(f"there is no {scope} {of!r} here; give its id or its name")
    return row.id


def _first(organisation: Organisation, scope: str) -> str:
    unit = first_unit(organisation.id)
    if scope == "unit":
        return unit.id
    if scope == "function" and unit.entrance_function_id:
        return unit.entrance_function_id
    said = {"staff": "an e-mail address", "helper": "the id or the e-mail address of a helper"}
    raise Stopped(f"say whose: --of with {said.get(scope, f'the name of a {scope}')}")
