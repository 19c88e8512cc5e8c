"""Who was tipped about to us and must be told of it? The list with its days, a new tip, and what to say first on the lead's page."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import can, here, may, me
from ..accounts.actions import keep_notice
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _, _n
from ..journal.actions import note
from ..leads.queries import current_notice
from ..leads.rooms import Opened, Room
from ..store.db import unit_of_work
from ..web.language import page_language
from . import queries, tips
from .access import tip_for
from .forms import TipForm

bp = Blueprint("tips", __name__, url_prefix="/staff/tips")
SOON = timedelta(days=7)


def show(opened: Opened) -> str | None:
    """On the lead's page: what to say first, and that it has been said."""
    found = opened.rows["tip"] if opened.lead.way == "tip" else []
    if not found:
        return None
    return render_template(
        "origin/tip_room.html",
        lead=opened.lead,
        tip=found[0],
        may_work=can("work leads"),
        organisation=me().organisation,
    )


room = Room(show, {"tip": queries.TIP_OF_A_LEAD})


def told_on_idag(unit_id: str) -> list[dict]:
    """Those who must hear of it within a week, as a fact on Idag."""
    number = queries.number_pressing(unit_id, local_date(now()) + SOON)
    if not number:
        return []
    why = _n(
        "%(num)d person ska inom en vecka få veta att någon har tipsat om hen",
        "%(num)d personer ska inom en vecka få veta att någon har tipsat om dem",
        number,
    )
    return [{"title": _("Tips om någon"), "why": why, "endpoint": "tips.index", "values": {}}]


@bp.get("")
@may("work leads")
def index():
    """Those who have not been told, the most pressing first."""
    with unit_of_work():
        rows = queries.tips_waiting(here().id)
        note("tips.listed", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(rows))
    return render_template("origin/tips.html", rows=rows, today=local_date(now()), soon=SOON, at="tips")


@bp.route("/new", methods=["GET", "POST"])
@may("work leads")
def new():
    """Somebody told us of somebody."""
    form = TipForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = tips.enter(here(), form.details(), form.told_by.data, key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Tipset är sparat. Börja samtalet med att berätta om det."))
            return redirect(url_for("leads.detail", lead_id=row.lead_id))
    return render_template("origin/tip_new.html", form=form)


@bp.post("/<tip_id>/informed")
@may("work leads")
def informed(tip_id):
    """The person has been told."""
    row, at = tip_for(me(), tip_id), now()
    told = current_notice(me().organisation, page_language().tag)
    try:
        with unit_of_work():
            keep_notice(told, organisation_id=row.organisation_id, now=at)
            tips.inform(tip_for(me(), tip_id), by=me().actor, now=at, notice_hash=told.hash)
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Noterat att personen har fått veta."))
    return redirect(url_for("leads.detail", lead_id=row.lead_id))
