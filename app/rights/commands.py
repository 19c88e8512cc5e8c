"""How is disposal run from the command line? `monter retention`."""

import sys

import click

from ..accounts.commands import organisation_asked_for
from ..clock import now
from ..errors import Refused, Stopped
from ..journal.actors import OPERATOR
from ..store.columns import is_id
from ..store.command import with_app
from ..store.db import db, unit_of_work
from . import disposal
from .models import DisposalRun
from .rules import WHY_DRY, WHY_REFUSED


@click.command()
@click.option("--dry-run", "dry", is_flag=True, help="Say what would go, and take nothing away.")
@click.option("--yes", "yes", metavar="RUN", help="Let this run go on, which asked since much would go at once.")
@click.option(
    "--clock-is-right", is_flag=True, help="Say that the clock is right, after it jumped or Monter stood still."
)
@click.option(
    "--chunk",
    default=disposal.AT_ONCE,
    show_default=True,
    type=click.IntRange(1, 5000),
    help="Rows in one transaction.",
)
@with_app
def retention(dry, yes, clock_is_right, chunk):
    """Dispose of what the retention policies say is over. It can be stopped at any time and goes on where it stood."""
    organisation = organisation_asked_for()
    with unit_of_work():
        if clock_is_right:
            disposal.believe_clock(by=OPERATOR, now=now())
        run = allowed(yes, organisation) if yes else disposal.begin(organisation, by=OPERATOR, now=now(), dry=dry)
    if run.state == "refused":
        raise Stopped(f"{WHY_REFUSED[run.why]} monter retention --clock-is-right")
    if run.state == "asks":
        tell(run)
        numbers = ", ".join(f"{due} of {total}" for due, total in disposal.pressing(run))
        raise Stopped(
            f"more than a fifth would go at once ({numbers}); look at it, then: monter retention --yes {run.id}"
        )
    if run.state == "running":
        work(run, chunk)
        if db.session.get(DisposalRun, run.id).state == "running":
            raise Stopped(f"{WHY_REFUSED['clock']} monter retention --clock-is-right")
    tell(db.session.get(DisposalRun, run.id))


def allowed(run_id: str, organisation) -> DisposalRun:
    """The run that somebody says yes to."""
    run = db.session.get(DisposalRun, run_id) if is_id(run_id) else None
    if run is None or run.organisation_id != organisation.id:
        raise Stopped(f"there is no run {run_id}; `monter retention` plans one")
    try:
        disposal.say_yes(run, by=OPERATOR, now=now())
    except Refused as why:
        raise Stopped(str(why)) from why
    return run


def work(run: DisposalRun, chunk: int) -> None:
    """Do it, with a bar on a terminal."""
    length = sum(line["due"] - line["gone"] for line in run.subjects if not line["dry"])
    with click.progressbar(length=length, label="Gallrar", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        disposal.carry_on(run.id, by=OPERATOR, clock=now, told=lambda: bar.update(chunk), at_once=chunk)


def tell(run: DisposalRun) -> None:
    """The protokoll, line by line."""
    click.echo(f"{run.id} {run.state} {run.began_at:%Y-%m-%d %H:%M} UTC")
    for line in run.subjects:
        why = f"  ({WHY_DRY[line['dry']]})" if line["dry"] else ""
        held = f", {line['held']} held" if line["held"] else ""
        click.echo(
            f"{line['subject']:12} {line['days']:5} days  {line['gone']} gone of {line['due']} due{held}, {line['total']} in all{why}"
        )
