"""What can be done with events from the command line? `monter import plan`, `monter event move`, `monter event cancel`."""

import sys
from datetime import datetime
from pathlib import Path

import click

from ..accounts import actions as accounts
from ..accounts import assignment_types
from ..accounts.commands import organisation_asked_for
from ..accounts.models import Unit
from ..accounts.queries import assignment_types_of, first_unit, functions_of, organisations, units_of
from ..clock import STOCKHOLM, local_date, now
from ..errors import Stopped
from ..journal.actors import OPERATOR
from ..store.command import with_app
from ..store.db import unit_of_work
from . import actions, imports, queries
from .models import Event
from .rules import slug_from
from .when import When


@click.group("import")
def import_():
    """Bring in what was kept elsewhere."""


@import_.command("plan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strand", help="For the rows that name none: varumärke, nätverk, media, samverkan or gräsrot.")
@with_app
def import_plan(file, strand):
    """Bring in the events of FILE (JSON, CSV or XLSX), and when a JSON plan says that we were in the media. Again, and only
    what is new is made, and dates that became known kept."""
    plan = imports.read_plan(file, today=local_date(now()), strand=strand)
    with unit_of_work():
        unit = unit_for(plan)
        done = imports.import_events(plan, unit=unit, by=OPERATOR, now=now(), progress=_with_bar)
        besides = imports.import_besides(plan, unit=unit, by=OPERATOR, now=now())
    click.echo(f"{done.made} events made, {done.known} known already.")
    if done.dated:
        click.echo(f"{done.dated} of those got the date that is known now.")
    for line in besides:
        click.echo(line)
    if plan.unread:
        click.echo(f"Not read yet: {', '.join(plan.unread)}.")


def _with_bar(rows):
    with click.progressbar(rows, label="Events", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def unit_for(plan: imports.PlanFile) -> Unit:
    """The unit that the events go to; organisation, units, functions and assignment types come along where missing."""
    if not organisations():
        if not plan.organisation.get("name"):
            raise Stopped(
                "there is no organisation yet, and the file names none; import a JSON plan that does, or `monter demo`"
            )
        _make_organisation(plan.organisation)
    organisation = organisation_asked_for()
    unit = first_unit(organisation.id)
    _make_what_is_missing(organisation, unit, plan.organisation)
    return unit


def _make_organisation(about: dict) -> None:
    kind = "association" if about.get("kind") == "association" else "board"
    organisation = accounts.make_organisation(
        slug=slug_from(about["name"].removesuffix(" kommun").removesuffix("s")), name=about["name"], kind=kind,
        by=OPERATOR, now=now(), registry_number=about.get("registry_number"),
    )  # fmt: skip
    accounts.make_unit(organisation, name=about.get("unit") or about["name"], by=OPERATOR, now=now())


def _make_what_is_missing(organisation, unit, about: dict) -> None:
    at = now()
    for name in about.get("receiving_units", ()):
        if name not in {row.name for row in units_of(organisation.id)}:
            accounts.make_unit(organisation, name=name, by=OPERATOR, now=at, kind="receiving")
    wanted = numbered([name.capitalize() for name in about.get("functions", ())] or ["Samordnare"])
    held = functions_of(organisation.id)
    if not held:
        for name in wanted:
            accounts.make_function(unit, name=name, by=OPERATOR, now=at)
    known = {row.names.get("sv", "").casefold() for row in assignment_types_of(organisation.id)}
    for position, name in enumerate(about.get("assignment_types", ())):
        if name.casefold() not in known:
            assignment_types.add_assignment_type(
                organisation,
                key=slug_from(name).replace("-", "_"),
                names={"sv": name.capitalize()},
                position=position,
                now=at,
            )


def numbered(names: list[str]) -> list[str]:
    """Posts of one name told apart by a number."""
    return [f"{name} {names[:at].count(name) + 1}" if names.count(name) > 1 else name for at, name in enumerate(names)]


@click.group()
def event():
    """Change one event."""


def event_named(slug: str) -> Event:
    """The event of that slug in the organisation asked for. Raises Stopped."""
    found = queries.event_by_slug(slug)
    if found is None or found.organisation_id != organisation_asked_for().id:
        raise Stopped(f"no event {slug!r}; `monter export events` lists them")
    return found


TIME = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@event.command("move")
@click.argument("slug")
@click.option("--start", type=TIME, required=True, help="Swedish wall clock: 2027-05-12T10:00")
@click.option("--end", type=TIME, required=True)
@with_app
def move(slug, start, end):
    """Give an event another time; calendars follow."""
    with unit_of_work():
        found = event_named(slug)
        actions.move_event(found, When.times(_wall(start), _wall(end)), by=OPERATOR, now=now())
        words = found.when.label("sv")
    click.echo(f"{slug}: {words}")


def _wall(at: datetime) -> datetime:
    """A Swedish wall clock's time, whatever zone was typed."""
    return at.astimezone(STOCKHOLM).replace(tzinfo=None) if at.tzinfo else at


@event.command("cancel")
@click.argument("slug")
@with_app
def cancel(slug):
    """Cancel an event; its codes keep working and say so."""
    with unit_of_work():
        actions.cancel(event_named(slug), told={}, by=OPERATOR, now=now())
    click.echo(f"{slug}: cancelled")
