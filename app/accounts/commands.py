"""How are people let in from the command line? `monter invite`, `monter sign-in-link`, and which organisation is meant."""

import click
from flask import current_app, url_for

from ..clock import now
from ..errors import Stopped
from ..journal.actors import OPERATOR
from ..store.command import with_app
from ..store.db import unit_of_work
from . import actions, queries, signing_in
from .models import Organisation
from .rules import ROLES


def organisation_asked_for() -> Organisation:
    """The organisation of `monter --organisation SLUG`, else the first. Raises Stopped in words when there is none."""
    context = click.get_current_context(silent=True)
    slug = (context.find_root().obj or {}).get("organisation") if context else None
    known = queries.organisations()
    if not known:
        raise Stopped(
            "there is no organisation yet; `monter demo` makes one to try, `monter import plan FILE` a real one"
        )
    found = next((row for row in known if slug in (None, row.slug)), None)
    if found is None:
        raise Stopped(f"no organisation {slug!r}; there are: {', '.join(row.slug for row in known)}")
    return found


def address_of_link(token: str) -> str:
    """The one-time address, as it is sent to a person."""
    with current_app.test_request_context():
        return current_app.config["PUBLIC_URL"] + url_for("accounts.open_link", token=token)


@click.command()
@click.argument("email")
@click.option("--role", "roles", type=click.Choice(list(ROLES)), multiple=True, required=True)
@click.option("--name", help="The person's name; the address until it is changed.")
@with_app
def invite(email, roles, name):
    """Make an account and print the one-time address that lets its owner in."""
    unit = queries.first_unit(organisation_asked_for().id)
    at = now()
    with unit_of_work():
        staff = actions.invite(unit, email=email, name=name or email.split("@")[0], roles=roles, by=OPERATOR, now=at)
        token = signing_in.open_link(staff, now=at)
    click.echo(address_of_link(token))


@click.command("sign-in-link")
@click.argument("email")
@with_app
def sign_in_link(email):
    """Print a one-time address that signs this account in; earlier ones stop working."""
    staff = queries.staff_by_email(email)
    if staff is None or staff.organisation_id != organisation_asked_for().id or not staff.active:
        raise Stopped(f"no active account {email}; `monter invite {email} --role …` makes one")
    with unit_of_work():
        token = signing_in.open_link(staff, now=now())
    click.echo(address_of_link(token))
