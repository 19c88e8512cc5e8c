"""How is Monter started? `monter serve` for all of it, `monter worker` for the worker alone."""

import logging

import click

from .clock import now
from .errors import Stopped
from .processes import end_with_whoever_started_us
from .store.db import unit_of_work
from .store.instance import refuse_wrong_key
from .store.migrated import is_migrated, migrate, revision
from .version import VERSION


@click.command()
@click.option("--migrate", "may_migrate", is_flag=True, help="Bring the database to this release first (production).")
@click.pass_context
def serve(context, may_migrate):
    """Serve Monter: web server and worker, until Ctrl-C."""
    from . import serving

    app = context.find_root().obj["app"]()
    host, port = app.config["HOST"], app.config["PORT"]
    serving.refuse_taken_port(host, port)
    demo = app.config["MONTER_MODE"] == "demo"
    with app.app_context():
        ensure_migrated(may_migrate or demo)
        refuse_wrong_key(app.config["INSTANCE_KEY"])
        if demo:
            ensure_demonstration()
    serving.serve(app, say=lambda size: click.echo(greeting(app.config, size)))


@click.command()
@click.pass_context
def worker(context):
    """Deliver letters and do the regular work (serve starts one by itself)."""
    from . import chores
    from .worker import work

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("huey", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    end_with_whoever_started_us()
    work(context.find_root().obj["app"](), chores.regular_work())


def ensure_migrated(may_migrate: bool) -> None:
    """Raises Stopped, with what to do, for a database of another release that we were not told to bring up. Fills an empty one."""
    try:
        if is_migrated():
            return
        if may_migrate or revision() is None:
            return migrate()
    except Exception as error:
        raise Stopped(f"the database does not answer ({type(error).__name__}); look at DATABASE_URL") from error
    raise Stopped(
        "the database is not at this release. Make a backup (monter backup FILE), then: monter serve --migrate"
    )


def ensure_demonstration() -> None:
    """The demonstration organisation, the first time."""
    from .accounts.queries import organisations

    if organisations():
        return

    from .demo.build import build_demo

    click.echo("Making the demonstration …")
    with unit_of_work():
        build_demo(now())


def greeting(config, size: str) -> str:
    """What one sees once it runs: where to look, and how to end it."""
    public = config["PUBLIC_URL"]
    lines = [
        f"Monter {VERSION} on http://{config['HOST']}:{config['PORT']} ({size})",
        f"  visitors   {public}/",
        f"  staff      {public}/staff/",
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines)
