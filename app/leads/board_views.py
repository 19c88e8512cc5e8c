"""Whom do we call today? The board *Att göra*, where one tap says how it went."""

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts import queries as accounts
from ..accounts.access import can, here, may, me
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..store.columns import new_id
from ..store.db import unit_of_work
from ..web.filters import short_day
from . import follow_up
from .access import lead_for
from .board import SHOWS, board_of
from .details import BEST_TIMES, WAYS
from .forms import TapForm
from .ladder import days_to_choose
from .rooms import taps_of

bp = Blueprint("board", __name__, url_prefix="/staff/board")


@bp.get("")
@may("see people")
def index():
    """Those to call, who asked for it first, then by what is left of the promise."""
    at, asked = now(), request.args.get("show")
    held = accounts.held_by(me().id, local_date(at))
    with unit_of_work(anew=False):
        board = board_of(
            here().id,
            show=asked if asked in SHOWS else None,
            held=held,
            now=at,
            protected=can("see protected"),
            page=request.args.get("page", 1, type=int),
        )
        note("leads.listed", by=me().actor, now=at, organisation_id=me().organisation_id, count=len(board.calls))
    goes_on_at = request.args.get("at") if request.args.get("at") in {call.lead.id for call in board.calls} else None
    return render_template(
        "leads/board.html", board=board, show=board.show, now=at, at=goes_on_at, tomorrow=local_date(at) + timedelta(days=1),
        ways=WAYS, best_times=BEST_TIMES, outcomes=follow_up.OUTCOMES, new_id=new_id,
        days=days_to_choose(local_date(at), board.hours[None]),
        more_taps=taps_of(current_app.extensions["board_taps"], board),
    )  # fmt: skip


def back_to_board(lead_id: str) -> tuple[str, str]:
    """Where the board goes on after a tap: (at the row after this one, which the form names, at this row), what happened beside it."""

    def at(row: str | None) -> str:
        return url_for("board.index", **_shown(), at=row, _anchor="said")

    return at(request.form.get("next")), at(lead_id)


def _shown() -> dict:
    """Which of its lists, and which page of it, the board showed."""
    return {"show": request.args.get("show"), "page": request.args.get("page")}


@bp.post("/<lead_id>")
@may("work leads")
def tap(lead_id):
    """One tap: how the call went, or the day on which to call again."""
    lead, form = lead_for(me(), lead_id), TapForm()
    went, stayed = back_to_board(lead_id)
    try:
        tried = form.tried("phone" if lead.person.contact("phone") else "email", now())
        with unit_of_work():
            if form.seen.raw_data:
                follow_up.refuse_called_since(lead, form.seen.data or None, by=me().actor)
            follow_up.note_attempt(lead, tried, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
        return redirect(stayed)
    said = _said(lead, tried.outcome, lead.next_on)
    undo = url_for(".take_back", lead_id=lead_id, **_shown())
    flash({"text": said, "undo": undo, "key": tried.id}, "success")
    return redirect(went)


@bp.post("/<lead_id>/take-back")
@may("work leads")
def take_back(lead_id):
    """It was a slip: the last tap is taken back."""
    lead = lead_for(me(), lead_id)
    try:
        with unit_of_work():
            follow_up.take_back(lead, request.form.get("key", ""), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Ångrat. %(name)s står som innan.", name=lead.person.listed_name), "success")
    return redirect(back_to_board(lead_id)[1])


@bp.post("/<lead_id>/last-word")
@may("work leads")
def last_word(lead_id):
    """The ladder is climbed: a last friendly message goes out, and the lead is *Ej nådd*."""
    lead, (went, stayed) = lead_for(me(), lead_id), back_to_board(lead_id)
    try:
        with unit_of_work():
            follow_up.say_the_last_word(lead, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
        return redirect(stayed)
    name = lead.person.listed_name
    flash(_("En sista hälsning är på väg till %(name)s. Ärendet är avslutat som ej nådd.", name=name))
    return redirect(went)


def _said(lead, outcome: str, next_on: date | None) -> str:
    words = follow_up.OUTCOMES[outcome]
    if next_on is None:
        return _("%(name)s: %(outcome)s.", name=lead.person.listed_name, outcome=str(words).lower())
    return _(
        "%(name)s: %(outcome)s. Nästa gång %(day)s.", name=lead.person.listed_name, outcome=str(words).lower(),
        day=short_day(next_on),
    )  # fmt: skip
