"""Where do we stand? The pages on which booths are added, changed and taken away. They are listed on the event's page."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import may, me
from ..clock import now
from ..errors import Refused
from ..events.access import event_for
from ..i18n import _, _n
from ..store.db import unit_of_work
from ..web.forms import PageForm
from . import actions
from .access import booth_for
from .forms import BoothForm, values_for, values_of

bp = Blueprint("booths", __name__, url_prefix="/staff/events/<slug>/booths")


@bp.route("/new", methods=["GET", "POST"])
@may("plan events")
def new(slug):
    """One more booth at an event."""
    event = event_for(me(), slug)
    form = BoothForm(data=values_for(event))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                event = event_for(me(), slug)
                booth = actions.add_booth(event, form.plan(), key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Montern ”%(name)s” finns nu.", name=booth.name))
            return _to_event(slug)
    return render_template("booths/new.html", form=form, event=event)


@bp.route("/<booth_id>", methods=["GET", "POST"])
@may("plan events")
def edit(slug, booth_id):
    """Change everything that can be said of a booth."""
    booth = booth_for(me(), slug, booth_id)
    form = BoothForm(data=values_of(booth))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                booth = booth_for(me(), slug, booth_id)
                changed, told = actions.change_booth(booth, form.plan(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            said = _n("%(num)s får besked.", "%(num)s får besked.", told) if told else ""
            flash(f"{_('Sparat.')} {said}".strip() if changed else _("Inget var ändrat."))
            return _to_event(slug)
    return render_template("booths/edit.html", form=form, booth=booth, event=booth.event)


@bp.route("/<booth_id>/delete", methods=["GET", "POST"])
@may("plan events")
def delete(slug, booth_id):
    """Take a booth away, after saying what goes."""
    booth, form = booth_for(me(), slug, booth_id), PageForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                actions.delete_booth(booth_for(me(), slug, booth_id), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Montern ”%(name)s” är borttagen.", name=booth.name))
            return _to_event(slug)
    return render_template("booths/delete.html", form=form, booth=booth, event=booth.event)


def _to_event(slug: str):
    return redirect(url_for("desk.event", slug=slug, _anchor="booths"))
