"""How do paper forms become leads in minutes? A grid: one row for each person, Enter saves it and goes on to the next.

Without script it is an ordinary form of rows: the good ones are kept, the others come back with how to mend them.
"""

import re
from dataclasses import dataclass, field
from string import ascii_uppercase

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from ..accounts.access import may, me
from ..accounts.queries import assignment_types_of
from ..booths.access import booth_for
from ..booths.models import Booth
from ..clock import now
from ..errors import Refused
from ..i18n import _n
from ..journal.actions import note
from ..leads.details import BEST_TIMES
from ..store.db import unit_of_work
from ..web.language import page_language
from . import slip_typing, slips
from .slip_rows import Carried, RowForm

bp = Blueprint("slips", __name__, url_prefix="/staff/events/<slug>/booths/<booth_id>/slips")
ROWS = 10  # as many as one looks at; with script there is always one more
MOST_ROWS = 60
PREFIX = re.compile(r"r[0-9]{1,4}-")


@dataclass
class Round:
    """What was sent: rows that are saved now, and forms that have something to mend."""

    saved: list = field(default_factory=list)
    wrong: list[RowForm] = field(default_factory=list)


@bp.get("")
@may("stand at booths")
def index(slug, booth_id):
    """An empty grid; seeing who stood at the booth is written down."""
    with unit_of_work():
        booth = booth_for(me(), slug, booth_id)
        people = slip_typing.talkers(booth, me())
        if len(people) > 1:
            said = {"organisation_id": booth.organisation_id, "subject": booth.event_id, "count": len(people)}
            note("roster.viewed", by=me().actor, now=now(), **said)
    return _page(booth, people, Round())


@bp.post("")
@may("stand at booths")
def save_all(slug, booth_id):
    """All rows at once, as a browser without script sends them."""
    booth = booth_for(me(), slug, booth_id)
    people = slip_typing.talkers(booth, me())
    found = _type_all(
        booth, people, sorted({int(name[1:-4]) for name in request.form if re.fullmatch(r"r[0-9]{1,4}-key", name)})
    )
    if found.wrong:
        return _page(booth, people, found), 422
    flash(_n("%(num)d blankett är inskriven.", "%(num)d blanketter är inskrivna.", len(found.saved)))
    return redirect(url_for(".index", slug=slug, booth_id=booth_id))


@bp.post("/row")
@may("stand at booths")
def save_row(slug, booth_id):
    """One row, as the script sends it: the row comes back, saved or with what is wrong."""
    booth = booth_for(me(), slug, booth_id)
    prefix = request.form.get("row", "")
    if not PREFIX.fullmatch(prefix):
        abort(400)
    people = slip_typing.talkers(booth, me())
    found, form = Round(), RowForm(request.form, prefix=prefix).offer(people)
    _type_one(booth, form, Carried(), people, found)
    return render_template(
        "capture/slip_row.html", form=form, saved=found.saved, booth=booth
    ), 422 if found.wrong else 200


def _type_all(booth: Booth, people: dict[str, str], places: list[int]) -> Round:
    """Row by row, each kept by itself; a row takes from the one above it what it leaves out."""
    found, above = Round(), slip_typing.beginning(booth, now=now())
    for place in places[:MOST_ROWS]:
        form = RowForm(request.form, prefix=f"r{place}-").offer(people)
        if not form.is_blank:
            _type_one(booth, form, above, people, found)
            above = form.carried(above, booth.event.when, now=now())
    return found


def _type_one(booth: Booth, form: RowForm, above: Carried, people: dict[str, str], found: Round) -> None:
    if form.validate():
        try:
            with unit_of_work():
                slip = form.slip(above, people, booth.event.when, slip_typing.opened(booth), now=now())
                typed = slip_typing.type_in(booth_for(me(), booth.event.slug, booth.id), slip, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            found.saved.append((typed, slip))
            return
    found.wrong.append(form)


def _page(booth: Booth, people: dict[str, str], found: Round) -> str:
    typed, most = slips.typed_numbers(booth.id), slips.highest(booth.id)
    start = slip_typing.beginning(booth, now=now())
    begin = found.wrong[-1].carried(start, booth.event.when, now=now()) if found.wrong else start
    wrong = [_again(form, place, people) for place, form in enumerate(found.wrong)]
    following = max(
        [*typed, *(int(form.number.data) for form in wrong if (form.number.data or "").isdecimal())], default=0
    )
    rows = [
        _blank(place, following + 1 + n, most, begin, people)
        for n, place in enumerate(range(len(wrong), len(wrong) + ROWS))
    ]
    tag = page_language().tag
    kinds = {kind.key: kind.names.get(tag) or kind.names["sv"] for kind in assignment_types_of(booth.organisation_id)}
    batch = slips.batch_of(None, slips.batches_of(booth.id))
    choices = batch.choices if batch else slip_typing.choices_now(booth)
    return render_template(
        "capture/slips.html", booth=booth, event=booth.event, to_mend=wrong, rows=rows, saved=found.saved,
        spare=RowForm(None, prefix="r__n__-").offer(people), typed=slips.how_many_typed(booth.id), printed=most,
        letters=list(zip(ascii_uppercase, [kinds.get(key, key) for key in choices], strict=False)),
        best_times=BEST_TIMES, skipped=slips.skipped(typed),
    )  # fmt: skip


def _blank(place: int, number: int, most: int | None, begin: Carried, people: dict[str, str]) -> RowForm:
    """An empty row; the first says when, those below it are as it. Numbers run on as far as there are forms."""
    form = RowForm(None, prefix=f"r{place}-")
    form.number.data = str(number) if most and number <= most else ""
    form.offer(people, first=place == 0)
    if place == 0:
        form.on.data = f"{begin.on.day}/{begin.on.month}" if begin.on else ""
        form.at.data = f"{begin.at:%H.%M}" if begin.at else ""
        form.who.data = begin.who
    return form


def _again(form: RowForm, place: int, people: dict[str, str]) -> RowForm:
    """A row that has something to mend, at its place on the new page; the same row, so it carries the same key."""
    values = MultiDict(
        (f"r{place}-{name}", one.raw_data[0] if one.raw_data else "") for name, one in form._fields.items()
    )
    again = RowForm(values, prefix=f"r{place}-").offer(people)
    again.form_errors = list(form.form_errors)
    for name, one in form._fields.items():
        again[name].errors = list(one.errors)
    return again
