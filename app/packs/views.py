"""How does a colleague leave a function, and the next one find what waits there? What waits as a page and a sheet, and one press.

Whoever reads of people here leaves a line in the journal.
"""

from io import BytesIO

from flask import Blueprint, Response, current_app, flash, redirect, render_template, send_file, url_for

from ..accounts import leaving
from ..accounts.access import is_signed_in, may, me
from ..accounts.models import Function, Staff
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..store.db import db, unit_of_work
from ..web.filters import day
from . import actions, paper
from .access import holding_to_leave, pack_for, pack_of, reader_of
from .forms import PassOnForm
from .models import Pack
from .queries import unread_by
from .waiting import Section, waiting_at

bp = Blueprint("packs", __name__, url_prefix="/staff/packs")


@bp.route("/<holding_id>", methods=["GET", "POST"])
@may("see plans")
def leave(holding_id: str):
    """What waits at a function, and who takes over."""
    row = holding_to_leave(holding_id)
    if done := pack_of(row.id):
        return redirect(url_for(".taken", pack_id=done.id))
    function, leaver = db.session.get(Function, row.function_id), db.session.get(Staff, row.staff_id)
    people = leaving.takers(function, leaver.id)
    form = PassOnForm().offer({one.id: one.name for one in people}, local_date(now()))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                pack = actions.pass_on(holding_to_leave(holding_id), form.passing(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("%(name)s tar över. Inget ligger kvar utan ansvarig.", name=pack.successor.name), "success")
            return redirect(url_for(".taken", pack_id=pack.id))
    sections = _read(function, leaver.id)
    return render_template(
        "packs/leave.html", form=form, function=function, leaver=leaver, sections=sections, people=people, holding=row
    ), 422 if form.errors else 200


def _read(function: Function, leaver_id: str | None) -> list[Section]:
    """What waits, and the line of the one who reads it."""
    reader = reader_of(function)
    with unit_of_work(anew=False):
        found = waiting_at(function, leaver_id, reader, now())
        note(
            "pack.viewed", subject=function.id, by=me().actor, now=now(), organisation_id=function.organisation_id,
            count=sum(len(section.lines) for section in found),
        )  # fmt: skip
    return found


@bp.get("/<holding_id>/sheet.pdf")
@may("see plans")
def sheet(holding_id: str):
    """The same on paper, before anybody has taken over."""
    row = holding_to_leave(holding_id)
    leaver = db.session.get(Staff, row.staff_id)
    lede = _("%(name)s lämnar funktionen.", name=leaver.name)
    return _printed(db.session.get(Function, row.function_id), leaver.id, lede, url_for(".leave", holding_id=row.id))


@bp.get("/taken/<pack_id>")
@may("see plans")
def taken(pack_id: str):
    """Who took over from whom, and what waits there now."""
    row = pack_for(pack_id)
    return render_template("packs/taken.html", row=row, sections=_read(row.function, _still(row)), me=me())


def _still(row: Pack) -> str | None:
    """Whose shifts are told of: the leaver's, until they have left."""
    return row.from_staff_id if local_date(now()) <= row.last_on else None


@bp.get("/taken/<pack_id>/sheet.pdf")
@may("see plans")
def taken_sheet(pack_id: str):
    """The same on paper, for the one who takes over."""
    row = pack_for(pack_id)
    lede = _("Från %(leaver)s till %(successor)s, %(day)s", leaver=row.leaver.name, successor=row.successor.name, day=day(row.last_on))  # fmt: skip
    return _printed(row.function, _still(row), lede, url_for(".taken", pack_id=row.id))


def _printed(function: Function, leaver_id: str | None, lede: str, back: str) -> Response:
    footer = f"{function.unit.name} · {function.unit.organisation.name}"
    title = _("Överlämning: %(function)s", function=function.name)
    made = paper.sheet_of(title, lede, _read(function, leaver_id), footer, local_date(now()))
    try:
        content = paper.render(made, current_app.config["FONTS"])
    except Refused as why:
        flash(str(why), "error")
        return redirect(back)
    answer = send_file(BytesIO(content), "application/pdf", as_attachment=True, download_name="overlamning.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/taken/<pack_id>/read")
@may("see plans")
def read(pack_id: str):
    """The successor has read it."""
    with unit_of_work():
        row = pack_for(pack_id)
        if row.to_staff_id == me().id:
            actions.say_read(row, by=me().actor, now=now())
    return redirect(url_for("desk.today"))


def told_on_idag(unit_id: str) -> list[dict]:
    """For Idag: what the one who asks has taken over and not read yet."""
    rows = unread_by(me().id) if is_signed_in() else []
    return [
        {
            "title": _("Du tar över %(function)s", function=row.function.name),
            "why": _("Efter %(name)s. Läs vad som väntar där.", name=row.leaver.name),
            "endpoint": "packs.taken",
            "values": {"pack_id": row.id},
        }
        for row in rows
    ]
