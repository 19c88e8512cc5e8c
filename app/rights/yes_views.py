"""Who has said yes to something more? Who gets the newsletter, who wants to be asked again and when, whose story may be told."""

from flask import Blueprint, render_template, request, url_for

from ..accounts.access import here, may, me
from ..clock import now
from ..i18n import _, _l, _n
from ..journal.actions import note
from ..store.db import unit_of_work
from . import consents, queries

bp = Blueprint("yeses", __name__, url_prefix="/staff/rights/yes")

HEADINGS = {
    "newsletter": _l("Nyhetsbrevet"),
    consents.ASK_AGAIN: _l("Bli frågad igen"),
    "story": _l("Berätta sin historia"),
}


@bp.get("")
@may("work leads")
def index():
    """Those of one purpose, with how they are reached; each can be taken back on the person's page."""
    purpose = request.args.get("purpose")
    purpose = purpose if purpose in consents.PURPOSES else consents.ASK_AGAIN
    with unit_of_work():
        rows = queries.who_said_yes(here().id, purpose)
        note(
            "consents.listed",
            by=me().actor,
            now=now(),
            organisation_id=me().organisation_id,
            purpose=purpose,
            count=len(rows),
        )
    return render_template(
        "rights/yeses.html", rows=rows, purpose=purpose, words=consents.PURPOSES[purpose],
        chips=[{"label": label, "href": url_for(".index", purpose=key), "current": key == purpose} for key, label in HEADINGS.items()],
        year=consents.IN_A_YEAR, ask_again=consents.ASK_AGAIN, now=now(),
    )  # fmt: skip


def told_on_idag(unit_id: str) -> list[dict]:
    """For Idag: those whose year has passed."""
    number = queries.number_to_ask_again(unit_id, now())
    if not number:
        return []
    why = _n(
        "%(num)d person ville bli frågad igen efter ett år",
        "%(num)d personer ville bli frågade igen efter ett år",
        number,
    )
    return [
        {"title": _("Fråga igen"), "why": why, "endpoint": "yeses.index", "values": {"purpose": consents.ASK_AGAIN}}
    ]
