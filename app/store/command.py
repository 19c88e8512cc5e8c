"""How does a command get the application? `@with_app` starts it, checks the database and hands the organisation's slug on."""

from functools import wraps

import click

from ..errors import Stopped
from .instance import refuse_wrong_key
from .migrated import is_migrated, migrate, revision


def with_app(command):
    """Run a command inside the application, with a database that has all its migrations.

    An empty database is migrated by itself; one from another release is not touched unasked.
    """

    @wraps(command)
    @click.pass_context
    def within(context, *args, **kwargs):
        app = context.find_root().obj["app"]()
        with app.app_context():
            bring_up_to_date()
            refuse_wrong_key(app.config["INSTANCE_KEY"])
            return context.invoke(command, *args, **kwargs)

    return within


def bring_up_to_date() -> None:
    """Migrate an empty database; raises Stopped in words for one of another release, or one that does not answer."""
    try:
        if is_migrated():
            return
        if revision() is None:
            return migrate()
    except Exception as error:
        raise Stopped(f"the database does not answer ({type(error).__name__}); look at DATABASE_URL") from error
    raise Stopped(
        "the database is of another release. Make a backup (monter backup FILE), then: monter serve --migrate"
    )
