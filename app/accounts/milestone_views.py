"""Which milestones does an assignment have? Pages of the settings: what a receiving unit can report, in which order."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..clock import now
from ..i18n import _
from ..store.db import unit_of_work
from . import milestones
from .access import assignment_type_for, may, me, milestone_for
from .forms import MilestoneForm

bp = Blueprint("milestones", __name__, url_prefix="/staff/settings/assignments/<key>/milestones")


@bp.get("")
@may("manage organisation")
def index(key: str):
    """The milestones of one type."""
    row = assignment_type_for(key)
    rows = milestones.milestones_of(row.id)
    return render_template("accounts/milestones.html", kind=row, rows=rows, states=milestones.STATES)


@bp.route("/new", methods=["GET", "POST"])
@may("manage organisation")
def new(key: str):
    """One more."""
    row, form = assignment_type_for(key), MilestoneForm()
    if form.sent_and_valid():
        with unit_of_work():
            milestones.add_milestone(
                assignment_type_for(key), form.facts(), key=form.key.data, by=me().actor, now=now()
            )
        return redirect(url_for(".index", key=key))
    return render_template("accounts/milestone.html", form=form, kind=row, row=None)


@bp.route("/<milestone_id>", methods=["GET", "POST"])
@may("manage organisation")
def one(key: str, milestone_id: str):
    """Its words, and what it means."""
    row = milestone_for(key, milestone_id)
    said = {f"name_{tag}": name for tag, name in row.names.items()}
    form = MilestoneForm(data=said | {"state": row.state or "", "ends": row.ends})
    if form.sent_and_valid():
        with unit_of_work():
            milestones.change_milestone(milestone_for(key, milestone_id), form.facts(), by=me().actor, now=now())
        flash(_("Sparat."), "success")
        return redirect(url_for(".index", key=key))
    return render_template("accounts/milestone.html", form=form, kind=assignment_type_for(key), row=row)


@bp.post("/<milestone_id>/<any(up, down, close, open):act>")
@may("manage organisation")
def arrange(key: str, milestone_id: str, act: str):
    """Another place in the order, or no longer used, or again."""
    with unit_of_work():
        row, by = milestone_for(key, milestone_id), me().actor
        if act in ("up", "down"):
            among = [one for one in milestones.milestones_of(row.assignment_type_id) if not one.closed_at]
            if row in among:
                milestones.move_milestone(row, -1 if act == "up" else 1, among, by=by, now=now())
        else:
            milestones.close_milestone(row, act == "close", by=by, now=now())
    return redirect(url_for(".index", key=key))
