"""When were we in the media? The list, a new flight, another week or cost, and one that never was."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import here, may, me
from ..accounts.queries import all_assignment_types_of
from ..clock import local_date, now
from ..errors import Refused
from ..events.weeks import DAY, week, week_of, weeks_in
from ..i18n import _
from ..store.db import unit_of_work
from ..web.language import page_language
from . import flights, queries
from .access import flight_for
from .flight_form import FlightForm

bp = Blueprint("flights", __name__, url_prefix="/staff/results/media")


@bp.app_template_filter("weeks")
def weeks(row) -> str:
    """`v. 20 2017`, `v. 20–23 2017`, `hela 2017`: the ISO weeks of a flight."""
    first, last = week_of(row.from_on), week_of(row.until_on - DAY)
    if (first, last) == (week(first.year, 1), week(first.year, weeks_in(first.year))):
        return _("hela %(year)s", year=first.year)
    if first == last:
        return _("v. %(week)s %(year)s", week=first.number, year=first.year)
    if first.year == last.year:
        return _("v. %(first)s–%(last)s %(year)s", first=first.number, last=last.number, year=first.year)
    return f"{_('v. %(week)s %(year)s', week=first.number, year=first.year)} – {_('v. %(week)s %(year)s', week=last.number, year=last.year)}"


@bp.get("")
@may("see results")
def index():
    """All of them, the latest first."""
    return render_template("origin/flights.html", rows=queries.flights_of(here().id), names=_names())


@bp.route("/new", methods=["GET", "POST"])
@may("plan events")
def new():
    """One more."""
    form = FlightForm(data={"year": local_date(now()).year})

    def keep():
        flights.add(here(), form.flight(), key=form.key.data, by=me().actor, now=now())

    return _asked(form, None, keep, _("Sparat. Mediainsatsen syns vid sina veckor i resultatet."))


@bp.route("/<flight_id>", methods=["GET", "POST"])
@may("plan events")
def edit(flight_id):
    """Another week, channel or cost."""
    row = flight_for(me(), flight_id)
    form = FlightForm(data=FlightForm.of(row))

    def keep():
        flights.change(flight_for(me(), flight_id), form.flight(), by=me().actor, now=now())

    return _asked(form, row, keep, _("Sparat."))


def _asked(form: FlightForm, row, keep: Callable[[], None], done: str):
    """The form, until it is kept."""
    form.offer(_names())
    if form.sent_and_valid():
        try:
            with unit_of_work():
                keep()
        except Refused as why:
            form.refuse(why)
        else:
            flash(done)
            return redirect(url_for(".index"))
    return render_template("origin/flight.html", form=form, row=row)


@bp.post("/<flight_id>/remove")
@may("plan events")
def remove(flight_id):
    """It never was."""
    with unit_of_work():
        flights.remove(flight_for(me(), flight_id), by=me().actor, now=now())
    flash(_("Mediainsatsen är borttagen."))
    return redirect(url_for(".index"))


def _names() -> dict[str, str]:
    """Key of an assignment type → its name."""
    tag = page_language().tag
    return {row.key: row.names.get(tag) or row.names["sv"] for row in all_assignment_types_of(me().organisation_id)}
