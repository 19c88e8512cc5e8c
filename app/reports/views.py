"""What did it give? The first tables, per event and per placement, and everything as files to take along."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, render_template, request, stream_with_context, url_for

from ..accounts.access import can, here, may, me
from ..clock import STOCKHOLM, local_date, now
from ..events.access import event_for
from ..i18n import _, _l
from ..journal.actions import note
from ..leads import crediting
from ..store.db import unit_of_work
from . import export, outcomes, queries, weeks
from .tables import table

FILE_NAMES = {
    "events": _l("Aktiviteter"),
    "booths": _l("Montrar"),
    "placements": _l("Placeringar och koder"),
    "leads": _l("Intressen"),
    "touches": _l("Beröringar"),
    "shifts": _l("Pass"),
    "helpers": _l("Medhjälpare"),
    "journal": _l("Journal"),
}

PIECES = 25  # that are computed at once before a page of results is shown

bp = Blueprint("reports", __name__, url_prefix="/staff/results")


@bp.get("")
@may("see results")
def index():
    """One year, an event a row, unknown first."""
    year = request.args.get("year", local_date(now()).year, type=int)
    if not 1990 <= year <= 2200:
        abort(404)
    bring_up_to_date()
    since, until = (datetime(y, 1, 1, tzinfo=STOCKHOLM).astimezone(UTC) for y in (year, year + 1))
    rows = queries.rows_by_event(here().id, since, until)
    years = sorted({*queries.years_to_show(here().id), year, local_date(now()).year}, reverse=True)
    return render_template(
        "reports/index.html", table=table(rows, unknown=_("Okänt"), total=_("Alla")), year=year, as_of=now(),
        files=[kind for kind in export.KINDS if can(export.KINDS[kind].permission)], file_names=FILE_NAMES,
        year_chips=[{"label": str(y), "href": url_for(".index", year=y), "current": y == year} for y in years],
        hrefs={row.of: url_for(".event", slug=row.href) for row in rows if row.href},
        weeks=weeks.by_week(here().id, year),
        followed=outcomes.followed(here().id, f"{year}-01", f"{year + 1}-01", local_date(now())),
    )  # fmt: skip


@bp.get("/events/<slug>")
@may("see results")
def event(slug):
    """One event, a placement or booth a row, unknown first."""
    bring_up_to_date()
    event = event_for(me(), slug)
    rows = queries.rows_by_placement(event)
    return render_template(
        "reports/event.html",
        event=event,
        table=table(rows, unknown=_("Okänt"), total=_("Hela aktiviteten")),
        as_of=now(),
    )


def bring_up_to_date() -> None:
    """Let what came in this very minute be counted too; where much has come in at once, the worker goes on with the rest."""
    for _piece in range(PIECES):
        if not crediting.behind():
            break
        with unit_of_work():
            crediting.bring_up_to_date(now=now())


@bp.get("/export/<what>.<form>")
@may("see results")
def take(what, form):
    """A file of everything of one kind. Taking people along is written down."""
    kind = export.KINDS.get(what)
    if kind is None or form not in export.FORMS:
        abort(404)
    if not can(kind.permission):
        abort(403)
    scope = export.Scope(
        me().organisation_id, here().id if kind.personal else None, current_app.config["PUBLIC_URL"], local_date(now())
    )
    if kind.personal:
        with unit_of_work():
            count = export.count(what, scope)
            note(kind.noted, by=me().actor, now=now(), organisation_id=scope.organisation_id,
                 what=what, format=form, count=count)  # fmt: skip
    return Response(
        stream_with_context(export.stream(what, form, scope)),
        mimetype=export.FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="monter-{what}-{local_date(now())}.{form}"'},
    )
