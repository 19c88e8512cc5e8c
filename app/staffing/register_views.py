"""Who helps? The register of helpers: a list, one helper with shifts and secret link, add, change, end."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts.access import here, may, me
from ..clock import now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..store.db import unit_of_work
from ..web.contact import show_phone
from . import answers, queries, register
from .access import helper_for
from .forms import HelperForm, values_of_helper
from .links import helper_path

bp = Blueprint("register", __name__, url_prefix="/staff/helpers")
bp.add_app_template_filter(lambda e164: show_phone(e164) if e164 else "", "shown_phone")


@bp.get("")
@may("see rosters")
def index():
    """Everybody who helps, by name; that it was looked at is written down."""
    ended = request.args.get("show") == "ended"
    with unit_of_work():
        rows = queries.helpers_of(me().organisation_id, ended=ended)
        note("helpers.listed", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(rows))
        coming = queries.coming_by_helper(me().organisation_id, since=now())
    return render_template("staffing/helpers.html", rows=rows, coming=coming, ended=ended)


@bp.route("/new", methods=["GET", "POST"])
@may("staff shifts")
def new():
    """One more helper."""
    form = HelperForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = register.add_helper(here(), form.plan(), key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("%(name)s finns nu i registret.", name=row.name))
            return redirect(url_for(".helper", helper_id=row.id))
    return render_template("staffing/helper_new.html", form=form)


@bp.get("/<helper_id>")
@may("see rosters")
def helper(helper_id):
    """One helper: how they are reached, their shifts, their secret link."""
    with unit_of_work():
        row = helper_for(me(), helper_id)
        note("helper.viewed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id)
        rows = queries.shifts_of_helper(row.id)
    at = now()
    return render_template(
        "staffing/helper.html", helper=row,
        coming=[one for one in reversed(rows) if one.shift.ends_at > at],
        been=[one for one in rows if one.shift.ends_at <= at],
        address=current_app.config["PUBLIC_URL"] + helper_path(row, current_app.config["INSTANCE_KEY"]),
    )  # fmt: skip


@bp.route("/<helper_id>/edit", methods=["GET", "POST"])
@may("staff shifts")
def edit(helper_id):
    """Change what is known of a helper."""
    row = helper_for(me(), helper_id)
    form = HelperForm(data=values_of_helper(row))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                changed = register.change_helper(helper_for(me(), helper_id), form.plan(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat.") if changed else _("Inget var ändrat."))
            return redirect(url_for(".helper", helper_id=helper_id))
    with unit_of_work(anew=False):
        note("helper.viewed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id)
    return render_template("staffing/helper_edit.html", form=form, helper=row)


@bp.post("/<helper_id>/link")
@may("staff shifts")
def link(helper_id):
    """A new secret link, sent to them; the old one opens nothing any more, nor does their calendar's address."""
    at = now()
    with unit_of_work():
        row = helper_for(me(), helper_id)
        register.renew_link(row, key=current_app.config["INSTANCE_KEY"], by=me().actor, now=at)
        answers.send_link(row, asked_for=False, renewed=True, now=at)
    flash(_("En ny länk är på väg. Den gamla fungerar inte längre, och inte heller adressen till personens kalender."))
    return redirect(url_for(".helper", helper_id=helper_id))


@bp.post("/<helper_id>/end")
@may("staff shifts")
def end(helper_id):
    """They do not help any more, or they do again."""
    try:
        with unit_of_work():
            row = helper_for(me(), helper_id)
            if row.ended_at:
                register.take_up_helper(row, key=current_app.config["INSTANCE_KEY"], by=me().actor, now=now())
            else:
                register.end_helper(row, by=me().actor, now=now())
            ended = bool(row.ended_at)
    except Refused as why:
        flash(str(why), "warning")
    else:
        flash(_("%(name)s är inte med längre.", name=row.name) if ended else _("%(name)s är med igen.", name=row.name))
    return redirect(url_for(".helper", helper_id=helper_id))
