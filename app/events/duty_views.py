"""When does who answer? The weeks of the unit's functions, and the duty hours of an event's weekend."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ..accounts.access import function_for, here, may, me
from ..accounts.forms import hours_of
from ..accounts.hours import week_words
from ..accounts.models import Function
from ..accounts.queries import functions_of
from ..clock import now
from ..errors import NotFound, Refused
from ..i18n import _
from ..store.db import db, unit_of_work
from ..web.fields import options
from . import duty
from .access import event_for
from .duty_forms import DutyForm, FunctionWeekForm
from .models import DutyHours, Event

bp = Blueprint("duty", __name__, url_prefix="/staff")


def function_here(key: str) -> Function:
    """An open function of one's own unit."""
    row = function_for(key)
    if row.unit_id != here().id or row.closed_at:
        raise NotFound
    return row


def own_functions() -> list[Function]:
    """The open functions of one's own unit."""
    return [row for row in functions_of(me().organisation_id) if row.unit_id == here().id]


@bp.get("/hours")
@may("plan events")
def index():
    """The functions of the unit: their weeks and what duty hours are coming."""
    return render_template(
        "events/hours.html", rows=own_functions(), unit=here(), coming=duty.coming_duty(here().id, now()),
        week=week_words, language=me().language,
    )  # fmt: skip


@bp.route("/hours/<function_id>", methods=["GET", "POST"])
@may("plan events")
def week(function_id: str):
    """One function: its week, and its deputy."""
    row = function_here(function_id)
    form = FunctionWeekForm(data=hours_of(row.working_hours, me().language) | {"deputy": row.deputy_id or ""})
    form.offer((one.id, one.name) for one in own_functions() if one is not row)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                deputy = function_here(form.deputy.data) if form.deputy.data else None
                duty.change_week(function_here(function_id), form.week(), deputy=deputy, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat. Nya tider gäller från imorgon."), "success")
            return redirect(url_for(".index"))
    unit_week = week_words(here().working_hours, me().language)
    page = render_template("events/week.html", form=form, function=row, unit_week=unit_week)
    return page, 422 if form.errors else 200


@bp.route("/events/<slug>/duty", methods=["GET", "POST"])
@may("plan events")
def of_event(slug: str):
    """Who answers when during an event and after it, beside their week."""
    event = event_for(me(), slug)
    form = DutyForm(function=event.owner_function_id, day=first_day_off(event))
    form.function.choices = options((row.id, row.name) for row in own_functions())
    if form.sent_and_valid():
        try:
            with unit_of_work():
                duty.plan_duty(
                    event_for(me(), slug), function_here(form.function.data), form.duty(), key=form.key.data,
                    by=me().actor, now=now(),
                )  # fmt: skip
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Jouren är inlagd. Löftena om svar räknar med den."), "success")
            return redirect(url_for(".of_event", slug=slug))
    page = render_template("events/duty.html", event=event, form=form, rows=duty.duty_of(event.id), at=now())
    return page, 422 if form.errors else 200


def first_day_off(event: Event) -> date | None:
    """The first Saturday or Sunday of an event, else its first day: where one begins to plan."""
    if not event.when.day_known:
        return None
    days = [event.first_on + timedelta(days=ahead) for ahead in range((event.when.last_on - event.first_on).days + 1)]
    return next((day for day in days if day.weekday() >= 5), days[0])


@bp.post("/events/<slug>/duty/drop")
@may("plan events")
def drop(slug: str):
    """Nobody answers then after all."""
    event = event_for(me(), slug)
    try:
        with unit_of_work():
            row = db.session.get(DutyHours, request.form.get("duty", ""))
            if row is None or row.event_id != event.id:
                raise NotFound
            duty.drop_duty(row, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    return redirect(url_for(".of_event", slug=slug))
