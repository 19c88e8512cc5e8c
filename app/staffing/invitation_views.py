"""How does a partner's members come to sign up by themselves? Open invitations of an event: their addresses, and their paper."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from wtforms.validators import Optional

from ..accounts.access import may, me
from ..clock import now
from ..errors import NotFound, Refused
from ..events.access import event_for
from ..flyers import preflight
from ..flyers.sheet import PAPERS as SIZES
from ..flyers.sheet import SCREEN
from ..i18n import LANGUAGES, _, _l
from ..store.db import unit_of_work
from ..web.fields import line
from ..web.forms import KeyedForm
from . import queries, sign_up
from .access import invitation_for
from .links import invitation_path
from .poster import PAPERS, sheet_of

bp = Blueprint("invitations", __name__, url_prefix="/staff/events/<slug>/staffing/invitations")


class InvitationForm(KeyedForm):
    """Whom an invitation is for."""

    partner = line(_l("Förening eller församling"), 120, Optional(), render_kw={"autocomplete": "off"})


@bp.route("", methods=["GET", "POST"])
@may("staff shifts")
def index(slug):
    """The invitations of an event, each with its address, its paper and how many came by it."""
    event, form = event_for(me(), slug), InvitationForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                event = event_for(me(), slug)
                sign_up.invite(event, form.partner.data, key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            return redirect(url_for(".index", slug=slug))
    found = queries.invitations_of(event.id)
    return render_template(
        "staffing/invitations.html", event=event, rows=found, form=form, address_of=address_of, papers=PAPERS,
        languages=[LANGUAGES[tag] for tag in event.languages if tag in LANGUAGES],
    )  # fmt: skip


@bp.post("/<invitation_id>/close")
@may("staff shifts")
def close(slug, invitation_id):
    """Take nobody more by it."""
    with unit_of_work():
        sign_up.close(invitation_for(me(), slug, invitation_id), by=me().actor, now=now())
    back = url_for(".reopen", slug=slug, invitation_id=invitation_id)
    flash({"text": _("Inbjudan är stängd. Den som öppnar den får veta det."), "undo": back}, "success")
    return redirect(url_for(".index", slug=slug))


@bp.post("/<invitation_id>/open")
@may("staff shifts")
def reopen(slug, invitation_id):
    """Take people by it again."""
    with unit_of_work():
        sign_up.reopen(invitation_for(me(), slug, invitation_id), by=me().actor, now=now())
    flash(_("Inbjudan är öppen igen, på samma adress."))
    return redirect(url_for(".index", slug=slug))


@bp.post("/<invitation_id>/renew")
@may("staff shifts")
def renew(slug, invitation_id):
    """Another address; the old one opens nothing."""
    with unit_of_work():
        sign_up.renew(invitation_for(me(), slug, invitation_id), by=me().actor, now=now())
    flash(_("Inbjudan har en ny adress. Den gamla fungerar inte längre, inte heller på papper."))
    return redirect(url_for(".index", slug=slug))


@bp.get("/<invitation_id>/sheet.pdf")
@may("staff shifts")
def sheet(slug, invitation_id):
    """The invitation on paper, its code read back."""
    row = invitation_for(me(), slug, invitation_id)
    size, tag = request.args.get("paper", "a4"), request.args.get("language", "sv")
    if size not in PAPERS or tag not in LANGUAGES:
        raise NotFound
    try:
        made = preflight.made([sheet_of(row, address_of(row), tag)], SIZES[size], SCREEN, current_app.config["FONTS"])
    except Refused as why:
        flash(str(why), "error")
        return redirect(url_for(".index", slug=slug))
    name = f"{slug}-hjalp-till-{size}-{tag}.pdf"
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=name)


def address_of(row) -> str:
    """Where an invitation is answered."""
    return current_app.config["PUBLIC_URL"] + invitation_path(row, current_app.config["INSTANCE_KEY"])
