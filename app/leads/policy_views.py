"""How long do we keep what, and who decided it? The retention policies, from which the information text is written."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import may, me
from ..accounts.queries import policies_of
from ..clock import now
from ..i18n import _
from ..store.db import unit_of_work
from . import actions
from .policy_form import COUNTED_FROM, PolicyForm

bp = Blueprint("policies", __name__, url_prefix="/staff/settings/retention")


@bp.route("/", methods=["GET", "POST"])
@may("manage organisation")
def index():
    """Days and decisions; what changes here changes the information text at once."""
    rows = policies_of(me().organisation_id)
    form = PolicyForm(data=PolicyForm.of(rows))
    if form.sent_and_valid():
        with unit_of_work():
            actions.change_policies(me().organisation_id, form.policies(), by=me().actor, now=now())
        flash(_("Sparat. Informationstexten säger det nya från och med nu."), "success")
        return redirect(url_for(".index"))
    return render_template(
        "leads/policies.html", form=form, rows=form.rows(), counted=COUNTED_FROM, organisation=me().organisation,
        protocols_href=url_for("rights.runs"),
    )  # fmt: skip
