"""Which times have we, who has booked them, and how is one taken? The week, the pools, and a lead's own times."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts.access import can, here, may, me
from ..accounts.models import Function
from ..clock import STOCKHOLM, local_date, now
from ..errors import Refused
from ..i18n import _, _n
from ..journal.actions import note
from ..leads import follow_up
from ..leads.access import lead_for
from ..leads.board import Board
from ..leads.board_views import back_to_board
from ..leads.models import Lead
from ..leads.rooms import Opened, Room
from ..store.columns import new_id
from ..store.db import db, unit_of_work
from ..web.fields import options
from ..web.filters import short_at
from . import actions, booking, queries, wishes
from .access import booking_for, pool_for
from .forms import DayOffForm, PoolForm, TimeForm
from .models import SlotBooking, SlotPool
from .rules import KINDS, PLAIN, WEEKDAYS, WHERES
from .shown import lacking, week_asked_for, week_by_day

bp = Blueprint("slots", __name__, url_prefix="/staff/slots")

ON_A_ROW = 4  # times in the menu of a row of the board
TO_CHOOSE = 40


@bp.get("")
@may("see people")
def index():
    """A week of times: what is free, and who comes when."""
    monday = week_asked_for(request.args.get("week"), local_date(now()))
    since, until = _midnight(monday), _midnight(monday + timedelta(days=7))
    pools = queries.pools_of(here().id)
    with unit_of_work(anew=False):
        booked = queries.booked_in(here().id, since, until, protected=can("see protected"))
        note("slots.viewed", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(booked))
    on_hand = queries.on_hand(pools, monday, monday + timedelta(days=7))
    return render_template(
        "slots/index.html", lacking=lambda row: lacking(row, on_hand), days=week_by_day(queries.week_of(pools, monday), booked), monday=monday, kinds=KINDS,
        wheres=WHERES, pools=pools, this_week=week_asked_for(None, local_date(now())), now=now(),
        one_week=timedelta(days=7),
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)


# Pools ---------------------------------------------------------------------------------------------------------------


@bp.get("/pools")
@may("work leads")
def pools():
    """The pools of the unit, by weekday."""
    found, today = queries.pools_of(here().id), local_date(now())
    on_hand = queries.on_hand(found, today, today + timedelta(days=1))
    few = {pool.id for pool in found if pool.staff_needed > 1 and on_hand(pool.function_id, today) < pool.staff_needed}
    return render_template("slots/pools.html", pools=found, few=few, kinds=KINDS, weekdays=WEEKDAYS, wheres=WHERES)


@bp.route("/pools/new", methods=["GET", "POST"])
@may("work leads")
def new():
    """A new pool."""
    form = PoolForm(from_on=local_date(now()))
    form.function.choices = _functions()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                function = db.session.get(Function, form.function.data)
                actions.make_pool(function, form.plan(), key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Tiderna finns nu att boka."), "success")
            return redirect(url_for(".pools"))
    return render_template("slots/pool.html", form=form, pool=None), 422 if form.errors else 200


def _functions():
    return options((row.id, row.name) for row in queries.open_functions(here().id))


@bp.route("/pools/<pool_id>", methods=["GET", "POST"])
@may("work leads")
def pool(pool_id):
    """One pool: its rule, and the days that it has off."""
    row = pool_for(me(), pool_id)
    form = PoolForm(data=_as_written(row))
    form.function.choices = options([(row.function_id, row.function.name)])
    if form.sent_and_valid():
        try:
            with unit_of_work():
                actions.change_pool(pool_for(me(), pool_id), form.plan(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat."), "success")
            return redirect(url_for(".pools"))
    return _pool_page(row, form), 422 if form.errors else 200


def _pool_page(row: SlotPool, form: PoolForm | None = None, off: DayOffForm | None = None):
    if form is None:
        form = PoolForm(formdata=None, data=_as_written(row))
        form.function.choices = options([(row.function_id, row.function.name)])
    days = [date.fromisoformat(day) for day in row.days_off]
    return render_template("slots/pool.html", form=form, pool=row, off=off or DayOffForm(formdata=None), days_off=days)


def _as_written(row: SlotPool) -> dict:
    """The row as the form's fields hold it."""
    return row.__dict__ | {
        "function": row.function_id,
        "weekday": str(row.weekday),
        "opens": time.fromisoformat(row.opens),
        "closes": time.fromisoformat(row.closes),
        "last_on": row.until_on and row.until_on - timedelta(days=1),
    }


@bp.post("/pools/<pool_id>/days-off")
@may("work leads")
def day_off(pool_id):
    """A day without times, or with them again."""
    row, form = pool_for(me(), pool_id), DayOffForm()
    if not form.sent_and_valid():
        return _pool_page(row, off=form), 422
    change = actions.give_day_back if "back" in request.form else actions.take_day_off
    try:
        with unit_of_work():
            change(pool_for(me(), pool_id), form.day.data, by=me().actor, now=now())
    except Refused as why:
        form.refuse(why)
        return _pool_page(row, off=form), 422
    return redirect(url_for(".pool", pool_id=pool_id))


@bp.post("/pools/<pool_id>/close")
@may("work leads")
def close(pool_id):
    """Nobody can book more of it."""
    with unit_of_work():
        actions.close_pool(pool_for(me(), pool_id), by=me().actor, now=now())
    flash(_("Inga fler tider kan bokas där. De som är bokade gäller."), "success")
    return redirect(url_for(".pools"))


# A lead's times --------------------------------------------------------------------------------------------------------


@bp.get("/leads/<lead_id>")
@may("work leads")
def choose(lead_id):
    """All coming times for one lead, to book or to move to."""
    lead = lead_for(me(), lead_id)
    with unit_of_work(anew=False):
        note("lead.viewed", by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    times = queries.free_by_function(here().id, now(), most=TO_CHOOSE)
    found = sorted((one for mine in times.values() for one in mine), key=lambda one: one.starts_at)
    return render_template(
        "slots/choose.html",
        lead=lead,
        times=found,
        coming=queries.coming_of(lead.id, now()),
        kinds=KINDS,
        new_id=new_id,
    )


@bp.post("/leads/<lead_id>/book")
@may("work leads")
def book(lead_id):
    """One tap: this time for this lead. From the board it also says that they were reached, since one spoke with them."""
    lead, form, from_board = lead_for(me(), lead_id), TimeForm(), "show" in request.args
    went, stayed = back_to_board(lead.id) if from_board else [url_for("leads.detail", lead_id=lead.id)] * 2
    try:
        with unit_of_work():
            if from_board:
                _reached(lead, form)
            row = booking.book(lead, form.wanted(), key=form.key.data, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
        return redirect(stayed)
    flash(_("%(name)s har tid %(when)s.", name=lead.person.listed_name, when=short_at(row.starts_at)), "success")
    _say_who_is_missing(row)
    return redirect(went)


def _say_who_is_missing(row: SlotBooking) -> None:
    """Staff may book what needs more of us than there are, and hear so at once."""
    if number := queries.missing_of_us(row.pool, row.starts_at):
        flash(_n("%(num)d av oss saknas till den tiden.", "%(num)d av oss saknas till den tiden.", number), "warning")


def _reached(lead: Lead, form: TimeForm) -> None:
    key, by = form.key.data, me().actor
    follow_up.refuse_called_since(lead, form.seen.data or None, by=by)
    booking.refuse_booked_since(lead, key, by=by, now=now())
    channel = "phone" if lead.person.contact("phone") else "email"
    follow_up.note_attempt(lead, follow_up.Tried(key, channel, "reached", now()), by=by, now=now())


@bp.post("/bookings/<booking_id>/move")
@may("work leads")
def move(booking_id):
    """Another time for it."""
    row, form = booking_for(me(), booking_id), TimeForm()
    try:
        with unit_of_work():
            booking.move(booking_for(me(), booking_id), form.wanted(), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Tiden är flyttad. Personen får besked."), "success")
        _say_who_is_missing(booking_for(me(), booking_id))
    return redirect(url_for("leads.detail", lead_id=row.lead_id))


@bp.post("/bookings/<booking_id>/cancel")
@may("work leads")
def cancel(booking_id):
    """Give the time back."""
    row = booking_for(me(), booking_id)
    try:
        with unit_of_work():
            booking.cancel(booking_for(me(), booking_id), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Tiden är avbokad. Personen får besked."), "success")
    return redirect(url_for("leads.detail", lead_id=row.lead_id))


# What other pages show -------------------------------------------------------------------------------------------------


def show(opened: Opened) -> str:
    """A lead's times on its own page."""
    lead, coming = opened.lead, min(opened.rows["coming"], key=lambda row: row.starts_at, default=None)
    free = {} if coming else queries.free_by_function(lead.unit_id, opened.now, most=ON_A_ROW)
    times = free.get(lead.owner_function_id or here().entrance_function_id, [])
    return render_template(
        "slots/room.html", lead=lead, coming=coming, times=times, kinds=KINDS, wheres=WHERES, new_id=new_id,
        works=can("work leads"), wish=wishes.wished_at([row.answers for row in opened.rows["wish"]], opened.now),
    )  # fmt: skip


room = Room(show, {"coming": queries.COMING_OF_A_LEAD, "wish": queries.WISH_OF_A_LEAD})


def taps(board: Board) -> dict[str, str]:
    """Lead id → the menu that books a time from a row of the board. One query, not one by row."""
    if not can("work leads") or not board.calls:
        return {}
    at = now()
    times, coming = queries.free_and_coming(here().id, at, most=ON_A_ROW)
    entrance = here().entrance_function_id
    row = current_app.jinja_env.get_template(
        "slots/taps.html"
    )  # what every page is told is not told again for each row
    return {
        call.lead.id: row.render(
            lead=call.lead, show=board.show, page=board.page if board.page > 1 else None, kinds=PLAIN, coming=coming.get(call.lead.id),
            times=times.get(call.lead.owner_function_id or entrance, []),
        )
        for call in board.calls
    }  # fmt: skip
