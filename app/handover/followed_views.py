"""What have receiving units told us, what waits for us to look, and whom should somebody ask again? And the papers of a handover."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from sqlalchemy import select

from ..accounts.access import here, may, me, unit_for
from ..accounts.milestones import open_milestones
from ..accounts.models import AssignmentType
from ..clock import local_date, now
from ..errors import NotFound, Refused
from ..i18n import _, _n
from ..journal.actions import note
from ..leads.models import CreditRow
from ..store.db import db, unit_of_work
from ..web.filters import short_day
from . import outcomes, papers, queries
from .access import handover_for
from .codes import code_of, shown
from .models import AskAgain, Outcome
from .steps import WITH_CODE

bp = Blueprint("followed", __name__, url_prefix="/staff/handovers")


@bp.get("/outcomes")
@may("see people")
def index():
    """What waits to be looked at, whom to ask again, and the list for the receivers."""
    units = {unit.id: unit.name for unit in queries.receiving_units(me().organisation_id, but=here().id)}
    asks = [(ask, db.session.get(CreditRow, ask.credit_id)) for ask in outcomes.asks_of(here().id)]
    kinds = {kind.id: kind.names["sv"] for kind in _kinds()}
    return render_template(
        "handover/outcomes.html", held=outcomes.held_of(here().id), asks=asks, units=units, kinds=kinds,
        today=local_date(now()), page=_page(),
    )  # fmt: skip


def _kinds() -> list[AssignmentType]:
    return list(db.session.scalars(select(AssignmentType).filter_by(organisation_id=me().organisation_id)))


@bp.post("/outcomes/<outcome_id>/<any(accept, discard):act>")
@may("work leads")
def look(outcome_id: str, act: str):
    """Somebody has looked at a report from where many codes were guessed."""
    with unit_of_work():
        row = db.session.get(Outcome, outcome_id)
        credit = row and db.session.get(CreditRow, row.credit_id)
        if row is None or row.organisation_id != me().organisation_id or credit.unit_id != here().id:
            raise NotFound
        (outcomes.accept if act == "accept" else outcomes.discard)(row, by=me().actor, now=now())
    flash(_("Rapporten räknas.") if act == "accept" else _("Rapporten räknas inte, men den sparas som den kom."))
    return redirect(url_for(".index"))


@bp.post("/asks/<ask_id>")
@may("work leads")
def asked(ask_id: str):
    """They have been asked whether they want another."""
    with unit_of_work():
        row = db.session.get(AskAgain, ask_id)
        if row is None or row.organisation_id != me().organisation_id or row.unit_id != here().id:
            raise NotFound
        outcomes.asked(row, by=me().actor, now=now())
    flash(_("Noterat. Tack för att ni frågade."), "success")
    return redirect(url_for(".index"))


def told_on_idag(unit_id: str) -> list[dict]:
    """For Idag: reports to look at, and whom to ask again."""
    found, held, asks = [], len(outcomes.held_of(unit_id)), outcomes.asks_of(unit_id)
    if held:
        found.append(
            {
                "title": _n("%(num)d rapport att granska", "%(num)d rapporter att granska", held),
                "why": _("Någon har gissat koder från samma adress."),
                "endpoint": "followed.index",
                "values": {},
            }
        )
    if asks:
        found.append(
            {
                "title": _n("%(num)d uppdrag är slut", "%(num)d uppdrag är slut", len(asks)),
                "why": _("Fråga om de vill ha ett till, senast %(day)s.", day=short_day(asks[0].due_on)),
                "endpoint": "followed.index",
                "values": {},
            }
        )
    return found


# Papers ---------------------------------------------------------------------------------------------------------------


@bp.get("/<handover_id>/slip.pdf")
@may("work leads")
def slip(handover_id: str):
    """The slip with the code, while the handover is under way."""
    row, code = _with_code(handover_id)
    return _sent(papers.slip(row, code, _page()), "lapp.pdf", url_for("handover.detail", handover_id=row.id))


@bp.get("/<handover_id>/letter.pdf")
@may("work leads")
def letter(handover_id: str):
    """All that is handed over, the code and a receipt to send back."""
    row, code = _with_code(handover_id)
    with unit_of_work(anew=False):
        note("handover.viewed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id)
    sheet = papers.letter(row, code, _page(), queries.due_of(row))
    return _sent(sheet, "brev.pdf", url_for("handover.detail", handover_id=row.id))


def _with_code(handover_id: str):
    row = handover_for(me(), handover_id).row
    if row.state not in WITH_CODE or row.lead.withdrawn_at:
        raise NotFound
    return row, shown(code_of(row.id, row.generation, current_app.config["INSTANCE_KEY"]))


def _page() -> str:
    return current_app.config["PUBLIC_URL"] + url_for("outcome.report", slug=me().organisation.slug)


@bp.get("/list-<unit_id>.pdf")
@may("work leads")
def quarter(unit_id: str):
    """A list for a receiving unit to fill in: when it was handed what, and room for the codes that only its files hold."""
    unit = unit_for(unit_id)
    rows = papers.rows_for(unit, here().id)
    sheet = papers.quarterly(unit, rows, _milestones(), _page(), local_date(now()))
    return _sent(sheet, "aterkoppling.pdf", url_for(".index"))


def _milestones() -> list[str]:
    return list(dict.fromkeys(row.names["sv"] for row in open_milestones(me().organisation_id)))


def _sent(sheet: papers.Paper, name: str, back: str):
    try:
        made = papers.render(sheet, current_app.config["FONTS"])
    except Refused as why:
        flash(str(why), "error")
        return redirect(back)
    answer = send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
