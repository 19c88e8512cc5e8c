"""How did this person hear of us? Asked once by staff, shown on the lead's page, corrected when it was wrong."""

from flask import Blueprint, flash, redirect, render_template, url_for

from ..accounts.access import can, may, me
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..leads.access import lead_for
from ..leads.models import Lead
from ..leads.rooms import Opened, Room
from ..store.db import unit_of_work
from ..web.language import page_language
from . import actions, heard, queries
from .forms import HeardForm

bp = Blueprint("origin", __name__, url_prefix="/staff/leads/<lead_id>/heard")


def show(opened: Opened) -> str | None:
    """On the lead's page: the question where nobody has put it, else the answer."""
    lead = opened.lead
    if lead.state in ("quarantined", "duplicate") or lead.withdrawn_at:
        return None
    given = [
        seen.touch for seen in opened.touches if seen.touch.kind == heard.FIRST_HEARD and not seen.touch.superseded_by
    ]
    answer = max(given, key=lambda touch: (touch.noted_at, touch.id), default=None)
    if answer is None and not can("work leads"):
        return None
    alike = next((row.lead_id for row in opened.rows["alike"]), None)
    return render_template("origin/room.html", lead=lead, answer=answer, alike=alike)


room = Room(show, {"alike": queries.ANSWERED_BY_ONE_ALIKE})


@bp.route("", methods=["GET", "POST"])
@may("work leads")
def ask(lead_id):
    """Ask in the conversation, once; or correct what was noted."""
    lead = lead_for(me(), lead_id)
    standing = queries.answer_of(lead.id, heard.FIRST_HEARD)
    form = _form(lead, standing)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                lead = lead_for(me(), lead_id)
                if standing is None:
                    actions.note_heard(lead.id, form.said(), by_staff=True, by=me().actor, now=now())
                else:
                    actions.correct_heard(lead.id, form.said(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Svaret är sparat. Vi frågar inte igen."))
            return redirect(url_for("leads.detail", lead_id=lead_id))
    with unit_of_work(anew=False):
        note("lead.viewed", by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    return render_template("origin/ask.html", lead=lead, form=form, standing=standing)


def _form(lead: Lead, standing) -> HeardForm:
    decisive = queries.answer_of(lead.id, heard.DECISIVE)
    filled = {}
    for name, touch in (("first_heard", standing), ("decisive", decisive)):
        if touch is not None:
            filled[name] = heard.key_of(touch.event_id, touch.placement_id, touch.other)
    groups = queries.choices_for(
        lead.unit_id, lead.organisation_id, local_date(now()), page_language().tag, public=False
    )
    return HeardForm(data=filled).offer(groups)
