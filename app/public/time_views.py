"""When shall we talk? One's own time: chosen, moved and given back at the secret address of what one has sent. Opening an
address changes nothing.
"""

from flask import redirect, render_template, request, url_for

from ..clock import now
from ..errors import Refused
from ..i18n import _
from ..journal.actors import VISITOR
from ..leads import self_service
from ..leads.models import Lead
from ..slots import booking
from ..slots import queries as slots
from ..slots.said import time_words
from ..store.columns import is_id, new_id
from ..store.db import db, unit_of_work
from ..web.security import public
from . import access
from .own_views import bp, surroundings, tag

TO_CHOOSE = 24


@bp.route("/s/<token>/time", methods=["GET", "POST"])
@public
def time(token: str):
    """Choose a time, or another one. Who comes second to a place is told, and shown what is left."""
    row, _kind = access.submission_at(token, self_service.KIND)
    wrong = None
    if request.method == "POST":
        try:
            with unit_of_work():
                _take(db.session.get(Lead, row.lead_id), request.form.get("slot", ""), request.form.get("key", ""))
        except Refused as why:
            wrong = str(why)
        else:
            return redirect(url_for(".own", token=token, lang=tag(), _anchor="time"), 303)
    lead = db.session.get(Lead, row.lead_id)
    times = slots.offered_to_people(slots.function_of(lead), now(), most=TO_CHOOSE) if row.withdrawn_at is None else []
    page = render_template(
        "public/time.html", token=token, times=[(one, time_words(one, tag())) for one in times], problem=wrong, key=new_id(),
        coming=slots.coming_of(lead.id, now()), **surroundings(row),
    )  # fmt: skip
    return page, 422 if wrong else 200


def _take(lead: Lead, wanted: str, key: str) -> None:
    """Book, or move what is booked. Raises Refused."""
    at = now()
    if coming := slots.coming_of(lead.id, at):
        booking.move(coming, wanted, by=VISITOR, now=at, staff=False)
    elif wanted and is_id(key):
        booking.book(lead, wanted, key=key, by=VISITOR, now=at, staff=False)
    else:
        raise Refused(_("Välj en tid."))


@bp.route("/s/<token>/time/cancel", methods=["GET", "POST"])
@public
def cancel_time(token: str):
    """Give the time back: first a question, then the press."""
    row, _kind = access.submission_at(token, self_service.KIND)
    coming = slots.coming_of(row.lead_id, now())
    if coming is None:
        return redirect(url_for(".own", token=token, lang=tag()), 303)
    if request.method == "POST":
        with unit_of_work():
            if mine := slots.coming_of(row.lead_id, now()):
                booking.cancel(mine, by=VISITOR, now=now())
        return redirect(url_for(".own", token=token, lang=tag(), _anchor="time"), 303)
    return render_template("public/cancel_time.html", token=token, coming=coming, **surroundings(row))
