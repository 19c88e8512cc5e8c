"""What does an administrator set about units, and how does a function close? Pages of the settings."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..clock import now
from ..errors import Refused
from ..i18n import _
from ..store.db import unit_of_work
from . import actions, closing, queries
from .access import function_for, may, me, unit_for
from .forms import CloseForm, NewUnitForm, UnitForm, hours_of

bp = Blueprint("units", __name__, url_prefix="/staff/settings")


@bp.get("/units")
@may("manage organisation")
def index():
    """The units, and how each is reached."""
    return render_template("accounts/units.html", rows=queries.units_of(me().organisation_id))


@bp.route("/units/new", methods=["GET", "POST"])
@may("manage organisation")
def new():
    """A unit that receives, with Monter or without."""
    form = NewUnitForm()
    if form.sent_and_valid():
        with unit_of_work():
            actions.add_unit(me().organisation, form.facts(), key=form.key.data, by=me().actor, now=now())
        return redirect(url_for(".index"))
    form.as_people_write()
    return render_template("accounts/unit.html", form=form, row=None)


@bp.route("/units/<key>", methods=["GET", "POST"])
@may("manage organisation")
def unit(key: str):
    """One unit: its name, how it is reached, when it works."""
    row = unit_for(key)
    form = UnitForm(obj=row, data=hours_of(row.working_hours, me().language))
    if form.sent_and_valid():
        with unit_of_work():
            actions.change_unit(unit_for(key), form.facts(), by=me().actor, now=now())
        flash(_("Sparat."), "success")
        return redirect(url_for(".index"))
    form.as_people_write()
    return render_template("accounts/unit.html", form=form, row=row)


@bp.route("/functions/<key>/close", methods=["GET", "POST"])
@may("manage organisation")
def close(key: str):
    """A function closes: who takes over what it has in hand."""
    row, form = function_for(key), CloseForm()
    work, takers = closing.open_work(row, now()), closing.takers(row)
    form.to.choices = [("", _("Välj en funktion")), *((one.id, one.name) for one in takers)]
    if form.sent_and_valid():
        try:
            with unit_of_work():
                to = function_for(form.to.data) if form.to.data else None
                closing.close_function(function_for(key), to=to, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("%(name)s är stängd.", name=row.name), "success")
            return redirect(url_for("settings.functions"))
    return render_template("accounts/close.html", form=form, function=row, work=work, takers=takers)


@bp.post("/functions/<key>/open")
@may("manage organisation")
def open_again(key: str):
    """A closed function opens again."""
    with unit_of_work():
        closing.open_again(function_for(key), by=me().actor, now=now())
    return redirect(url_for("settings.function", key=key))
