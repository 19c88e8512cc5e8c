"""What is going on? Idag, the page of one event with all that hangs on it, and search: the pages that look at everything."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts.access import can, here, may, me
from ..accounts.queries import assignment_types_of, held_by
from ..booths.queries import booths_of
from ..clock import local_date, now
from ..errors import Refused
from ..events import actions as events
from ..events.access import event_for
from ..events.queries import publish_facts
from ..events.rules import BEFORE_DONE, Missing, missing_before_publishing, moves_from
from ..flyers.queries import placements_of
from ..i18n import _
from ..journal.actions import note
from ..leads.board import how_many_wait
from ..leads.queries import what_the_notice_lacks
from ..staffing.queries import own_shifts, shifts_of, shifts_that_miss_people
from ..store.db import unit_of_work
from ..web.forms import PageForm
from ..web.language import babel_locale
from ..web.sealed import opened, seal
from ..web.text import clean_line
from . import actions, copying, queries, search
from .alarms import alarms_of
from .forms import copy_form
from .like import ahead_of
from .today import of_today

bp = Blueprint("desk", __name__, url_prefix="/staff")

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


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
        alarms=_alarms(),
        own=own_shifts(me().id, since=at),
        short=shifts_that_miss_people(me().organisation_id, since=at, until=at + 2 * A_WEEK),
        came=queries.came_in(here().id, since=at - A_WEEK),
        calls=how_many_wait(
            here().id, held=held_by(me().id, local_date(at)), today=local_date(at), protected=can("see protected")
        )
        if people
        else None,
        leads=leads,
        begun=bool(events) or queries.anything(me().organisation_id),
    )


def _alarms() -> list[dict]:
    """What waits for somebody, as far as the one who asks may open the page where it is mended."""
    views = current_app.view_functions
    return [alarm for alarm in alarms_of(here().id) if can(views[alarm["endpoint"]].guard)]


@bp.post("/search")
@may("see plans")
def look():
    """What one searches for may be a name, so it is sent, and stands sealed in the address of the answer."""
    return redirect(url_for(".search", q=seal(clean_line(request.form.get("q", ""))[:100])))


@bp.get("/search", endpoint="search")
@may("see plans")
def find():
    """Everything with these words; looking for people is written down."""
    words = clean_line(opened(request.args.get("q")))[:100]
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
    found, at = event_for(me(), slug), now()
    types = assignment_types_of(found.organisation_id)
    return render_template(
        "desk/event.html",
        event=found,
        near=found.state != "cancelled" and found.when.touches(local_date(at) - A_DAY, local_date(at) + 2 * A_DAY),
        strip=queries.strip_of(found, now=at),
        ahead=found.state in BEFORE_DONE,
        coming=ahead_of(found, types, now=now()) if found.state in BEFORE_DONE else None,
        missing=missing_words(found) if found.state in BEFORE_DONE and not found.public else [],
        public_address=current_app.config["PUBLIC_URL"] + url_for("public.event", slug=slug),
        moves=[move for move in moves_from(found.state) if not move.needs_reason and move.to != "cancelled"],
        types={row.key: row for row in types},
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
                events.publish(found, notice_lacks=notice_lacks(found), by=me().actor, now=now())
        except Refused as why:
            flash(str(why), "warning")
        else:
            said = _("Publicerad. Nu kan alla se aktiviteten och anmäla intresse.")
            flash({"text": said, "undo": url_for("events.unpublish", slug=slug)}, "success")
            return redirect(url_for(".event", slug=slug))
    if found.public:
        return redirect(url_for(".event", slug=slug))
    coming = ahead_of(found, assignment_types_of(found.organisation_id), now=now())
    return render_template("desk/publish.html", event=found, missing=missing_words(found), coming=coming)


@bp.route("/events/<slug>/copy", methods=["GET", "POST"])
@may("plan events")
def copy(slug):
    """The same event another time: choose the date, see what moves to when, then make it."""
    found = event_for(me(), slug)
    booths, placements = booths_of(found.id), placements_of(found.id)
    shifts = shifts_of(found.id)
    form = copy_form(found, booths, placements)
    form.today = local_date(now())
    step = request.form.get("step")
    if form.sent_and_valid() and step != "change":
        try:
            when = copying.target(found.when, form.when_known())
            chosen = [[row for row in rows if row.id in field.data] for rows, field in
                      ((booths, form.booths), (placements, form.placements))]  # fmt: skip
            along = copying.shifts_that_follow(shifts, form.booths.data, 0) if form.shifts.data else []
            moves = copying.rows(found, when, *chosen, babel_locale(), along)
            if step == "make":
                return _made_copy(slug, when, form)
        except Refused as why:
            form.refuse(why)
        else:
            return render_template("desk/copy_preview.html", event=found, form=form, moves=moves)
    return render_template("desk/copy.html", event=found, form=form, shifts=shifts)


def _made_copy(slug, when, form):
    with unit_of_work():
        twin = actions.copy_event(
            event_for(me(), slug), when, title=form.title.data, booths=form.booths.data, placements=form.placements.data,
            shifts=form.shifts.data,
            key=form.key.data, by=me().actor, now=now(),
        )  # fmt: skip
    flash(_("Kopian är ett utkast. Bara ni ser den tills ni publicerar."))
    return redirect(url_for(".event", slug=twin.slug))


@bp.route("/events/<slug>/delete", methods=["GET", "POST"])
@may("plan events")
def delete(slug):
    """Take a draft away, after saying what goes."""
    found, form = event_for(me(), slug), PageForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                actions.delete_event(event_for(me(), slug), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Utkastet ”%(title)s” är borttaget.", title=found.title))
            return redirect(url_for("events.year"))
    return render_template("desk/delete.html", event=found, form=form, booths=booths_of(found.id))


def missing_words(event) -> list[dict]:
    """What is missing before publishing, each with the address where it is mended. What the information text lacks is the
    organisation's to mend: whoever may not is told whom to ask."""
    lacks = notice_lacks(event)
    found = missing_before_publishing(publish_facts(event, notice_lacks=lacks))
    own = [{"text": lack.sentence, "href": where_to_mend(event.slug, lack)} for lack in found if lack.page == "event"]
    theirs = [lack.sentence for lack in found if lack.page != "event" and lack.key != "notice"] + lacks
    if can("manage organisation"):
        return own + [{"text": text, "href": url_for("settings.organisation")} for text in theirs]
    as_it_is = url_for("public.privacy", slug=event.organisation.slug)
    return own + [{"text": _("Be er administratör: %(what)s", what=text), "href": as_it_is} for text in theirs]


def notice_lacks(event) -> list[str]:
    """The parts that the information text lacks in the event's languages, a sentence each."""
    return what_the_notice_lacks(event.organisation, event.languages)


def where_to_mend(slug: str, lack: Missing) -> str:
    """The address of the field that is missing."""
    anchor = f"{lack.anchor}-0" if lack.anchor in ("main_strand", "languages") else lack.anchor
    return url_for("events.edit", slug=slug, _anchor=anchor)
