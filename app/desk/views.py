"""What is going on? Idag, the page of one event with all that hangs on it, and search: the pages that look at everything."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts.access import can, here, may, me
from ..accounts.queries import assignment_types_of
from ..clock import local_date, now
from ..errors import Refused
from ..events import actions as events
from ..events.access import event_for
from ..events.queries import publish_facts
from ..events.rules import Missing, missing_before_publishing, moves_from
from ..i18n import _
from ..journal.actions import note
from ..store.db import unit_of_work
from ..web.text import clean_line
from . import queries, search
from .today import of_today

bp = Blueprint("desk", __name__, url_prefix="/staff")

A_WEEK = timedelta(days=7)


@bp.app_template_global()
def there(endpoint: str) -> bool:
    """Whether that page exists in this installation."""
    return endpoint in current_app.view_functions


@bp.get("/")
@may("see plans")
def today():
    """What is coming, what misses something, what came in."""
    at, people = now(), can("see people")
    with unit_of_work():
        leads = queries.newest_leads(here().id, protected=can("see protected")) if people else []
        if leads:
            note("leads.listed", by=me().actor, now=at, organisation_id=me().organisation_id, count=len(leads))
    events = queries.open_events(me().organisation_id)
    held = queries.holders_of([event.owner_function_id for event in events], on=local_date(at))
    return render_template(
        "desk/today.html",
        desk=of_today(events, on=local_date(at), held=held),
        came=queries.came_in(here().id, since=at - A_WEEK),
        leads=leads,
        begun=bool(events) or queries.anything(me().organisation_id),
    )


@bp.get("/search", endpoint="search")
@may("see plans")
def find():
    """Everything with these words; looking for people is written down."""
    words = clean_line(request.args.get("q", ""))[:100]
    leads = []
    if words and can("see people"):
        with unit_of_work():
            leads = search.people_with(words, unit_id=here().id, protected=can("see protected"))
            note("leads.searched", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(leads))
    found = replace(search.plans_with(words, organisation_id=me().organisation_id), leads=leads)
    return render_template("desk/search.html", found=found, search_words=words)


@bp.get("/events/<slug>")
@may("see plans")
def event(slug):
    """One event as a strip: its state, what it misses, its booths, placements, what they led to and cost."""
    found = event_for(me(), slug)
    return render_template(
        "desk/event.html",
        event=found,
        strip=queries.strip_of(found, on=local_date(now())),
        missing=[] if found.public else missing_words(found),
        moves=[move for move in moves_from(found.state) if not move.needs_reason and move.to != "cancelled"],
        types={row.key: row for row in assignment_types_of(found.organisation_id)},
    )


@bp.route("/events/<slug>/publish", methods=["GET", "POST"])
@may("plan events")
def publish(slug):
    """Show it to everybody; as long as something is missing, this is the list of it."""
    found = event_for(me(), slug)
    if request.method == "POST":
        try:
            with unit_of_work():
                found = event_for(me(), slug)
                events.publish(found, notice_lacks=(), by=me().actor, now=now())
        except Refused as why:
            flash(str(why), "warning")
        else:
            flash(_("Publicerad. Nu kan alla se aktiviteten och anmäla intresse."))
            return redirect(url_for(".event", slug=slug))
    if found.public:
        return redirect(url_for(".event", slug=slug))
    return render_template("desk/publish.html", event=found, missing=missing_words(found))


def missing_words(event) -> list[dict]:
    """What is missing before publishing, each with the address where it is mended."""
    return [
        {"text": lack.sentence, "href": where_to_mend(event.slug, lack)}
        for lack in missing_before_publishing(publish_facts(event, notice_lacks=()))
    ]


def where_to_mend(slug: str, lack: Missing) -> str:
    """The address of the field that is missing: on the event's page of facts, or on the organisation's."""
    anchor = f"{lack.anchor}-0" if lack.anchor in ("main_strand", "languages") else lack.anchor
    if lack.page == "event":
        return url_for("events.edit", slug=slug, _anchor=anchor)
    return url_for("accounts.settings", _anchor=anchor) if there("accounts.settings") else url_for("desk.today")
