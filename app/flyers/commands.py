"""How is paper made from the command line? `monter flyer` writes one PDF, a page for each code and language."""

from pathlib import Path

import click
from flask import current_app

from ..accounts.commands import organisation_asked_for
from ..clock import now
from ..errors import Stopped
from ..events.models import Event
from ..events.queries import event_by_slug
from ..i18n import AT_THE_STAND, LANGUAGES, _
from ..journal.actors import OPERATOR
from ..store.columns import new_id
from ..store.command import with_app
from ..store.db import unit_of_work
from . import actions, codes, preflight, queries
from .message import sheet_of
from .models import Placement
from .rules import PlacementPlan
from .sheet import PAPERS, SCREEN, VARIANTS


@click.command()
@click.option("--event", "slug", required=True, help="The event's slug.")
@click.option("--code", "asked", multiple=True, help="Only these codes; all that are in use when left out.")
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a5", show_default=True)
@click.option("--variant", type=click.Choice(VARIANTS), default=SCREEN, show_default=True)
@click.option(
    "--language",
    "languages",
    type=click.Choice([*LANGUAGES, *AT_THE_STAND]),
    multiple=True,
    default=["sv"],
    show_default=True,
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_app
def flyer(slug, asked, paper, variant, languages, out):
    """Write flyers, posters or a roll-up as PDF, their codes read back. An event without placements gets its first."""
    event = event_by_slug(slug)
    if event is None or event.organisation_id != organisation_asked_for().id:
        raise Stopped(f"no event {slug!r} here; `monter export events` lists them")
    rows = chosen(event, asked)
    public_url, folder = current_app.config["PUBLIC_URL"], current_app.config["FONTS"]
    sheets = [sheet_of(event, row.code.code, tag, public_url) for row in rows for tag in languages]
    made = preflight.made(sheets, PAPERS[paper], variant, folder)
    with unit_of_work():
        for row in rows:
            actions.note_flyer(row, paper, variant, by=OPERATOR, now=now())
    try:
        out.write_bytes(made)
    except OSError as error:
        raise Stopped(f"{out} could not be written ({error.strerror}); give another --out") from error
    click.echo(f"{out}: {len(sheets)} page{'s' if len(sheets) > 1 else ''}, every code read back")


def chosen(event: Event, asked: tuple[str, ...]) -> list[Placement]:
    """The placements of these codes, else those in use, else a first batch of flyers. Raises Stopped for a strange code."""
    rows = queries.placements_of(event.id)
    by_code = {row.code.code: row for row in rows}
    if asked:
        wanted = [codes.read(one) for one in asked]
        if strange := [codes.shown(one) for one in wanted if one not in by_code]:
            raise Stopped(
                f"{', '.join(strange)} does not lead to {event.slug}; `monter export placements` lists the codes"
            )
        return [by_code[one] for one in wanted]
    return [row for row in rows if row.retired_at is None] or [first_batch(event)]


def first_batch(event: Event) -> Placement:
    """A first batch of flyers for an event that has nothing to print."""
    with unit_of_work():
        event = event_by_slug(event.slug)
        plan = PlacementPlan("flyer_batch", _("Flyer"))
        return actions.add_placement(event, plan, key=new_id(), by=OPERATOR, now=now())
