"""How does a command get the application? `@with_app` starts it, checks the database and hands the organisation's slug on."""

from functools import wraps

import click

from ..errors import Stopped
from .migrated import is_migrated, migrate


def with_app(command):
    """Run a command inside the application, with a database that has all its migrations.

    An empty database is migrated by itself; one from another release is not touched unasked.
    """

    @wraps(command)
    @click.pass_context
    def within(context, *args, **kwargs):
        with context.find_root().obj["app"]().app_context():
            bring_up_to_date()
            return context.invoke(command, *args, **kwargs)

    return within


def bring_up_to_date() -> None:
    """Migrate; raises Stopped in words when the database cannot be reached."""
    try:
        if not is_migrated():
            migrate()
    except Exception as error:
        raise Stopped(
            f"the database could not be brought up to date ({type(error).__name__}); see docs/operating.md"
        ) from error
