"""May we do something more for you? On one's own secret address: extras to say yes to, each by itself and none ticked, and to take
back with one press. Opening the address changes nothing.
"""

from flask import Blueprint, redirect, render_template, request, url_for

from ..clock import now
from ..errors import NotFound
from ..journal.actors import VISITOR
from ..leads import self_service
from ..leads.models import Lead
from ..public import access
from ..public.views import surroundings, tag
from ..store.db import db, unit_of_work
from ..web.security import public
from . import consents

bp = Blueprint("extras", __name__)


@bp.route("/s/<token>/extras", methods=["GET", "POST"])
@public
def page(token: str):
    """What one may say yes to, and what one has."""
    row, _kind = access.submission_at(token, self_service.KIND)
    if row.withdrawn_at:
        raise NotFound
    lead_id = access.submission(row).lead_id
    if request.method == "POST":
        with unit_of_work():
            _change(db.session.get(Lead, lead_id))
        return redirect(url_for(".page", token=token, lang=tag()), 303)
    return render_template(
        "rights/extras.html", purposes=consents.PURPOSES, standing=consents.standing(lead_id),
        back_href=url_for("public.own", token=token, lang=tag()), **surroundings(row),
    )  # fmt: skip


def _change(lead: Lead) -> None:
    """A yes to each that was ticked; a no to the one whose button was pressed."""
    if (purpose := request.form.get("withdraw")) in consents.PURPOSES:
        consents.withdraw(lead, purpose, way="web", by=VISITOR, now=now())
        return
    for purpose in request.form.getlist("yes"):
        if purpose in consents.PURPOSES:
            consents.give(lead, purpose, language=tag(), way="web", by=VISITOR, now=now())
