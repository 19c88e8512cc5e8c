"""Who stands where, and what is missing? The roster of an event: on a page, on the day, on paper."""

from datetime import date
from io import BytesIO

from flask import Blueprint, abort, current_app, render_template, request, send_file, url_for

from .. import words
from ..accounts.access import can, may, me
from ..clock import here, local_date, now
from ..errors import Refused
from ..events.access import event_for
from ..journal.actions import note
from ..store.db import unit_of_work
from ..web.language import babel_locale
from . import paper, queries
from .roster import Roster, name_of, roster_of
from .rules import STATES
from .spoken import language_names
from .unreached import unreached

bp = Blueprint("staffing", __name__, url_prefix="/staff/events/<slug>/staffing")
bp.add_app_template_filter(lambda state: STATES[state][0], "assignment_word")
bp.add_app_template_filter(lambda state: STATES[state][1], "assignment_tone")
bp.add_app_template_filter(name_of, "who")
bp.add_app_template_filter(lambda tags: language_names(tags, babel_locale()), "spoken_words")


@bp.app_template_filter("hours_words")
def hours_words(length) -> str:
    """Hours of people, with a half where there is one: `12`, `7,5`."""
    return words.number_words(round(length.total_seconds() / 3600, 1), babel_locale())


@bp.app_template_filter("times_words")
def times_words(shift) -> str:
    """`9–11`, `9.30–11`: the times alone, for the head of a row."""
    begin, end = here(shift.starts_at).time(), here(shift.ends_at).time()
    locale = babel_locale()
    return f"{words.time_words(begin, locale, short=True)}–{words.time_words(end, locale, short=True, end=True)}"


@bp.get("")
@may("see plans")
def index(slug):
    """The roster: days, booths, shifts, who is on them and what is missing. Whoever may not see names sees the numbers."""
    event, found = _roster(slug)
    own = queries.own_shifts(me().id, since=now(), event_id=event.id)
    return render_template(
        "staffing/index.html",
        event=event,
        roster=found,
        days=_day_chips(slug, found),
        own=own,
        unreached=_unreached(found),
    )


@bp.get("/day")
@may("see rosters")
def day(slug):
    """On the day: who has come? One tap each."""
    event, found = _roster(slug)
    on = _asked_day(found)
    return render_template(
        "staffing/day.html",
        event=event,
        roster=found.only(on) if on else Roster(),
        on=on,
        days=_day_chips(slug, found, on),
        unreached=_unreached(found.only(on)) if on else set(),
    )


@bp.get("/roster.pdf")
@may("see rosters")
def sheet(slug):
    """The roster as a sheet to print and pin up; one day, or all."""
    event, found = _roster(slug)
    found = found.only(_asked_day(found)) if request.args.get("on") else found
    values = paper.sheet_of(event, found, babel_locale())
    try:
        pdf = paper.render(values, current_app.config["FONTS"])
    except Refused as why:
        abort(503, description=str(why))
    return send_file(
        BytesIO(pdf), mimetype="application/pdf", download_name=f"bemanning-{slug}.pdf", as_attachment=False, max_age=0
    )


def _roster(slug: str):
    """The event and its roster; seeing the names is written down."""
    event = event_for(me(), slug)
    if can("see rosters"):
        with unit_of_work():
            event = event_for(me(), slug)
            found = roster_of(queries.shifts_of(event.id), now=now())
            count = sum(len(line.people) + len(line.excused) for line in found.lines)
            if count:
                note("roster.viewed", by=me().actor, now=now(), organisation_id=event.organisation_id, subject=event.id,
                     count=count)  # fmt: skip
        return event, found
    return event, roster_of(queries.shifts_of(event.id), now=now())


def _unreached(found: Roster) -> set[str]:
    """To whom of those on it our last letter did not come; of no concern to who may not see names."""
    rows = [row for line in found.lines for row in (*line.people, *line.left)]
    return unreached(rows, at=now()) if can("see rosters") else set()


def _asked_day(found: Roster) -> date | None:
    """The day in the address, else that of what goes on now (after midnight the day before), else today where there is one, else
    the next, else the last."""
    known, at = [one.on for one in found.days], now()
    try:
        asked = date.fromisoformat(request.args["on"])
    except (KeyError, ValueError):
        running = [local_date(line.shift.starts_at) for line in found.lines if line.goes_on(at)]
        asked = max(running, default=local_date(at))
    return next((on for on in known if on >= asked), known[-1] if known else None)


def _day_chips(slug: str, found: Roster, on: date | None = None) -> list[dict]:
    if len(found.days) < 2:
        return []
    return [
        {
            "label": words.date_words(one.on, babel_locale(), short=True),
            "href": url_for(".day", slug=slug, on=one.on) if on else f"#{one.on}",
            "current": one.on == on,
        }
        for one in found.days
    ]
