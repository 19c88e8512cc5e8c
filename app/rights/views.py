"""What has been disposed of, by whose decision, and what is held back? The protokoll of each run, the yes, the holds."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import may, me
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _, _l
from ..leads.policy_form import COUNTED_FROM, NAMES
from ..store.db import unit_of_work
from . import disposal, holds, queries, rules
from .access import hold_for, run_for
from .forms import HoldForm

bp = Blueprint("rights", __name__, url_prefix="/staff/settings/disposal")

SUBJECT_NAMES = NAMES | {"sealed": _l("Förseglade poster från surfplattor")}
STATES = {
    "running": (_l("Pågår"), "sky"), "asks": (_l("Väntar på ditt ja"), "apricot"), "refused": (_l("Stoppad"), "brick"),
    "done": (_l("Klar"), "moss"),
}  # fmt: skip


@bp.get("/")
@may("manage organisation")
def runs():
    """The protokoll of the latest runs."""
    found = queries.runs_of(me().organisation_id)
    return render_template(
        "rights/runs.html", rows=found, states=STATES, waiting=[run for run in found if run.state == "asks"]
    )


@bp.post("/")
@may("manage organisation")
def try_out():
    """Count what would go today, and take nothing away."""
    with unit_of_work():
        run = disposal.begin(me().organisation, by=me().actor, now=now(), dry=True)
    return redirect(url_for(".run", run_id=run.id))


@bp.get("/runs/<run_id>")
@may("manage organisation")
def run(run_id):
    """One protokoll, to read and to print."""
    row = run_for(me(), run_id)
    return render_template(
        "rights/run.html", row=row, states=STATES, names=SUBJECT_NAMES, counted=COUNTED_FROM, why_dry=rules.WHY_DRY,
        why_refused=rules.WHY_REFUSED, shares=disposal.pressing(row), organisation=me().organisation,
        by=queries.who(row.by, row.organisation_id), yes_by=row.said_yes_by and queries.who(row.said_yes_by, row.organisation_id),
    )  # fmt: skip


@bp.post("/runs/<run_id>/yes")
@may("manage organisation")
def say_yes(run_id):
    """Let a run go on that asked; the worker does it within the minute."""
    row = run_for(me(), run_id)
    try:
        with unit_of_work():
            disposal.say_yes(run_for(me(), run_id), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Ditt ja är sparat. Gallringen körs inom en minut."), "success")
    return redirect(url_for(".run", run_id=row.id))


@bp.post("/clock")
@may("manage organisation")
def believe_clock():
    """A person says that the clock is right."""
    with unit_of_work():
        disposal.believe_clock(by=me().actor, now=now())
    flash(_("Tack. Gallringen körs igen i natt."), "success")
    return redirect(url_for(".runs"))


@bp.route("/holds", methods=["GET", "POST"])
@may("manage organisation")
def holds_page():
    """What is held, and a hold on everything."""
    form = HoldForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                told = {"reason": form.reason.data, "until_on": form.until_on.data}
                holds.set_hold(me().organisation_id, "all", None, key=form.key.data, **told, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Inget gallras så länge spärren gäller."), "success")
            return redirect(url_for(".holds_page"))
    rows = queries.holds_of(me().organisation_id, local_date(now()))
    page = render_template(
        "rights/holds.html", form=form, rows=rows, reasons=rules.REASONS,
        setters={row.id: queries.who(row.set_by, row.organisation_id) for row in rows},
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/holds/<hold_id>/lift")
@may("manage organisation")
def lift(hold_id):
    """Lift a hold."""
    row = hold_for(me(), hold_id)
    with unit_of_work():
        holds.lift(hold_for(me(), row.id), by=me().actor, now=now())
    flash(_("Spärren är hävd. Uppgifterna gallras när deras tid är ute."), "success")
    return redirect(url_for(".holds_page"))
