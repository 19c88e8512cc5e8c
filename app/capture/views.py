"""What does a coordinator need on her own phone at the stand? Two fields and save, and two counters; online.

The tablet that works without a network is another door to the same `record_lead`.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ..accounts.access import here, may, me
from ..accounts.actions import keep_notice
from ..accounts.queries import assignment_types_of
from ..clock import local_date, now
from ..i18n import _
from ..leads.actions import record_lead
from ..leads.intake import Met
from ..leads.queries import current_notice
from ..store.columns import is_id, new_id
from ..store.db import unit_of_work
from ..web.fields import options
from ..web.language import page_language
from . import actions, queries
from .access import stand_for
from .forms import QuickForm

bp = Blueprint("capture", __name__, url_prefix="/staff/stand")


@bp.get("")
@may("stand at booths")
def index():
    """Where do I stand today?"""
    near, later = queries.booths_near(here().id, local_date(now()))
    if len(near) == 1 and not request.args.get("all"):
        return redirect(url_for(".stand", booth_id=near[0].id))
    return render_template("capture/index.html", near=near, later=later)


@bp.route("/<booth_id>", methods=["GET", "POST"])
@may("stand at booths")
def stand(booth_id):
    """Somebody said yes: a name and a number, saved to this booth and to me."""
    booth, form = stand_for(me(), booth_id), QuickForm()
    kinds = assignment_types_of(booth.organisation_id)
    tag = page_language().tag
    form.interest.choices = options((kind.key, kind.names.get(tag) or kind.names["sv"]) for kind in kinds)
    if form.sent_and_valid():
        recorded = _record(booth, form)
        flash(_("Sparat: %(reference)s. Tack ska du ha!", reference=recorded.reference), "success")
        return redirect(url_for(".stand", booth_id=booth.id))
    text = current_notice(me().organisation, page_language().tag)
    page = render_template(
        "capture/stand.html", booth=booth, form=form, counted=queries.counted_at(booth), tap=new_id, information=text
    )
    return page, 422 if form.errors else 200


def _record(booth, form):
    language = page_language().tag
    with unit_of_work():
        notice = current_notice(me().organisation, language)
        keep_notice(notice, organisation_id=booth.organisation_id, now=now())
        session = actions.stand_at(booth, staff=me(), now=now())
        met = Met(
            event_id=booth.event_id,
            booth_id=booth.id,
            capture_session_id=session.id,
            way="staff",
            kind="session",
            grade="A",
        )
        return record_lead(
            form.details(language), organisation_id=booth.organisation_id, capture_id=form.key.data, met=met,
            by=me().actor, now=now(), notice_hash=notice.hash,
        )  # fmt: skip


@bp.post("/<booth_id>/counts")
@may("stand at booths")
def count(booth_id):
    """One tap: a conversation or a flyer more, or the last tap taken back."""
    booth = stand_for(me(), booth_id)
    key = request.form.get("key", "")
    with unit_of_work():
        actions.count_one(
            booth, id=key if is_id(key) else new_id(), kind=request.form.get("kind", ""),
            number=-1 if request.form.get("number") == "-1" else 1, staff=me(), now=now(),
        )  # fmt: skip
    return redirect(url_for(".stand", booth_id=booth.id))
