"""How is the year planned? The pages of events: the year, a new one, its facts, its state. The event's own page is the desk's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from .. import words
from ..accounts.access import here, may, me
from ..accounts.queries import assignment_types_of, functions_of
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..store.db import unit_of_work
from ..web.language import babel_locale
from . import actions, queries
from .access import event_for
from .asked import Asked, lacks_of
from .forms import EditForm, EventForm, StateForm, cancel_form, edit_form
from .plan import Plan
from .rules import KINDS, STATES, STRANDS, moves_from
from .when import When
from .year import Row, arranged, belongs, clock_words, lead_words

bp = Blueprint("events", __name__, url_prefix="/staff/events")
bp.add_app_template_filter(lambda key: STATES[key], "state_word")
bp.add_app_template_filter(lambda key: KINDS[key], "kind_word")
bp.add_app_template_filter(lambda key: STRANDS[key], "strand_word")


bp.add_app_template_filter(lambda when: lead_words(when, babel_locale()), "lead_words")
bp.add_app_template_filter(lambda when: clock_words(when, babel_locale()), "clock_words")
bp.add_app_template_filter(lambda day: words.month_words(day[0], day[1], babel_locale()), "month_words")
bp.add_app_template_filter(lambda week: words.week_words(week, babel_locale()), "week_words")
bp.add_app_template_filter(lambda day: words.weekday_name(day, babel_locale(), short=True), "weekday_word")


@bp.app_template_filter("span_words")
def span_words(span: tuple) -> str:
    """From one instant to another, or from one alone: `lör 6 sep kl. 10–16`."""
    begin, end = span
    if begin and end and end > begin:
        return When.between(begin, end).label(babel_locale(), short=True).rpartition(",")[0]
    return words.instant_words(begin, babel_locale(), short=True)


@bp.app_template_filter("short_label")
def short_label(when: When) -> str:
    """A `When` in few words, with its year only when it is not this one: `lör 6 sep kl. 10–16, v. 36`."""
    return when.label(babel_locale(), short=True, this_year=local_date(now()).year)


@bp.get("")
@may("see plans")
def year():
    """The year as a list, or month by month; filters stand in the address."""
    asked = Asked.read(request.args, today=local_date(now()))
    found = [Row(event, lacks_of(event)) for event in queries.events_of_year(here().organisation_id, asked.year)]
    found = [row for row in found if belongs(row.event.when, asked.year)]
    return render_template(
        "events/year.html",
        asked=asked,
        year=arranged(asked.year, asked.chosen(found)),
        facets=asked.facets(found),
        years=queries.years_of(here().organisation_id),
        total=len(found),
    )


@bp.route("/new", methods=["GET", "POST"])
@may("plan events")
def new():
    """Plan a new event; it starts as a draft."""
    form = EventForm()
    form.today = local_date(now())
    if form.sent_and_valid():
        try:
            with unit_of_work():
                plan = form.plan(here().organisation.languages)
                event = actions.plan_event(plan, key=form.key.data, unit=here(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("”%(title)s” är ett utkast. Bara ni ser det tills ni publicerar.", title=event.title))
            return redirect(url_for("desk.event", slug=event.slug))
    return render_template("events/new.html", form=form)


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@may("plan events")
def edit(slug):
    """Change everything that can be said of an event."""
    event = event_for(me(), slug)
    form = edit_form(
        event.organisation,
        functions_of(event.organisation_id),
        assignment_types_of(event.organisation_id),
        babel_locale(),
        data=EditForm.values_of(event, babel_locale()),
    )
    form.today, promised = local_date(now()), False
    if form.sent_and_valid():
        try:
            with unit_of_work():
                event = event_for(me(), slug)
                form.refuse_if_changed(event)
                plan = form.plan()
                refuse_unseen_promises(event, plan)
                changed = actions.change_event(event, plan, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
            promised = isinstance(why, Promised)
        else:
            flash(_saved_words(form.said(changed), event) if changed else _("Inget var ändrat."))
            return redirect(url_for("desk.event", slug=slug))
    return render_template("events/edit.html", form=form, event=event, promised=promised)


class Promised(Refused):
    """People have promised to come at the old time or place: it is said once before the event is changed."""


def refuse_unseen_promises(event, plan: Plan) -> None:
    """Refused, the first time, when the change concerns people on its shifts, or more than the event moves."""
    if "promised" in request.form:
        return
    if said := actions.concerns(event, plan, now=now()):
        changed = "when" if plan.when != event.when else "place" if plan.place != event.place else "address"
        raise Promised(" ".join([*said, _("Spara igen om det är rätt.")]), changed)


def _saved_words(what: str, event) -> dict | str:
    """What was saved; when it concerned people on shifts, with the way to them."""
    said = _("Sparat: %(what)s.", what=what)
    if "promised" not in request.form:
        return said
    return {"text": said, "link": url_for("staffing.index", slug=event.slug), "link_label": _("Se bemanningen")}


@bp.route("/<slug>/state", methods=["GET", "POST"])
@may("plan events")
def state(slug):
    """Move an event on to another state, or back with a reason."""
    event = event_for(me(), slug)
    form = StateForm(state=request.args.get("to")).offer(moves_from(event.state))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                event = event_for(me(), slug)
                actions.move_on(event, form.state.data, reason=form.reason.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Läget är nu: %(state)s.", state=STATES[event.state]))
            return redirect(url_for("desk.event", slug=slug))
    return render_template("events/state.html", form=form, event=event)


@bp.post("/<slug>/unpublish")
@may("plan events")
def unpublish(slug):
    """Back to a draft that only staff see."""
    with unit_of_work():
        actions.unpublish(event_for(me(), slug), by=me().actor, now=now())
    said = _("Aktiviteten syns inte längre för besökare.")
    flash({"text": said, "undo": url_for("desk.publish", slug=slug)}, "success")
    return redirect(url_for("desk.event", slug=slug))


@bp.route("/<slug>/cancel", methods=["GET", "POST"])
@may("plan events")
def cancel(slug):
    """The event does not happen; say what visitors are told."""
    event = event_for(me(), slug)
    form = cancel_form(event, babel_locale(), data={f"told-{tag}": text for tag, text in event.cancelled_note.items()})
    if form.sent_and_valid():
        try:
            with unit_of_work():
                actions.cancel(event_for(me(), slug), told=form.told(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Aktiviteten är inställd. Koderna fungerar och säger det."))
            return redirect(url_for("desk.event", slug=slug))
    return render_template("events/cancel.html", form=form, event=event, promised=actions.promised_to(event, now=now()))
