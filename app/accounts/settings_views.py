"""What does an administrator set? The organisation, who holds which function, who signs in, what one can become."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for

from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..store.db import unit_of_work
from ..web.forms import PageForm
from ..web.security import public
from . import actions, assignment_types, closing, leaving, queries, signing_in
from .access import (
    assignment_type_for,
    function_for,
    here,
    holding_for,
    may,
    me,
    organisation_by_slug,
    staff_for,
    unit_for,
)
from .forms import PROMISED, AssignmentTypeForm, FunctionForm, HoldingForm, InviteForm, OrganisationForm, RolesForm
from .models import AssignmentType
from .rules import ROLES, SAID

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")
open_bp = Blueprint("organisations", __name__)


def today():
    """The day it is here."""
    return local_date(now())


@open_bp.get("/o/<slug>/logo.png")
@public
def logo(slug: str):
    """The organisation's logo, as we drew it anew; 404 when there is none."""
    found = organisation_by_slug(slug).logo or abort(404)
    answer = Response(found, mimetype="image/png", headers={"Cache-Control": "max-age=300"})
    answer.add_etag()
    return answer.make_conditional(request)


# The organisation --------------------------------------------------------------------------------------------------


@bp.route("/organisation", methods=["GET", "POST"])
@may("manage organisation")
def organisation():
    """Name, colour, logo, and what the information text says of us."""
    row = me().organisation
    said = {f"purpose_{tag}": text for tag, text in row.purpose.items()}
    form = OrganisationForm(obj=row, data=said)
    if form.sent_and_valid():
        try:
            upload = form.upload()
            from .logo import redrawn  # and Pillow with it, which no other page needs

            picture = redrawn(upload) if upload else None
            with unit_of_work():
                actions.change_organisation(
                    me().organisation,
                    form.facts(),
                    logo=picture,
                    remove_logo=form.remove_logo.data,
                    by=me().actor,
                    now=now(),
                )
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat. Besökarna ser det nya från och med nu."), "success")
            return redirect(url_for(".organisation"))
    form.as_people_write_phones()
    return render_template("accounts/organisation.html", form=form, row=row)


# Functions ---------------------------------------------------------------------------------------------------------


@bp.get("/functions")
@may("manage organisation")
def functions():
    """The posts that own work, and who holds them."""
    held: dict[str, list] = {}
    for holding, staff in queries.holdings_of(me().organisation_id, today()):
        held.setdefault(holding.function_id, []).append((holding, staff))
    found = queries.functions_of(me().organisation_id, open_only=False)
    rows, closed = ([row for row in found if (row.closed_at is None) == still] for still in (True, False))
    return render_template("accounts/functions.html", rows=rows, closed=closed, held=held)


@bp.route("/functions/new", methods=["GET", "POST"])
@may("manage organisation")
def new_function():
    """One more post."""
    form = FunctionForm().offer(_others())
    if form.sent_and_valid():
        with unit_of_work():
            actions.add_function(
                here(), key=form.key.data, name=form.name.data, email=form.email.data,
                deputy_id=form.deputy_id.data or None, by=me().actor, now=now(),
            )  # fmt: skip
        return redirect(url_for(".functions"))
    return render_template("accounts/function.html", form=form, function=None, held=[], holding_form=None)


@bp.route("/functions/<key>", methods=["GET", "POST"])
@may("manage organisation")
def function(key: str):
    """One post: what it is called, who holds it."""
    row = function_for(key)
    form = FunctionForm(obj=row).offer(_others(row))
    if form.sent_and_valid():
        with unit_of_work():
            actions.change_function(
                function_for(key), name=form.name.data, email=form.email.data,
                deputy_id=form.deputy_id.data or None, by=me().actor, now=now(),
            )  # fmt: skip
        flash(_("Sparat."), "success")
        return redirect(url_for(".functions"))
    return _function_page(row, form, holding_form(HoldingForm(formdata=None, from_on=today())))


def _others(row=None):
    found = queries.functions_of(me().organisation_id)
    return [(one.id, one.name) for one in found if one is not row and one.unit_id == here().id]


def _function_page(row, form, taking):
    held = [pair for pair in queries.holdings_of(me().organisation_id, today()) if pair[0].function_id == row.id]
    work = closing.open_work(row, now()) if held else []
    return render_template("accounts/function.html", form=form, function=row, held=held, holding_form=taking, work=work)


def holding_form(form: HoldingForm) -> HoldingForm:
    """The form with the colleagues one can choose."""
    form.staff.choices = [(one.id, one.name) for one in queries.staff_of(me().organisation_id) if one.active]
    return form


@bp.post("/functions/<key>/holders")
@may("manage organisation")
def hold(key: str):
    """Somebody takes a function."""
    row, form = function_for(key), holding_form(HoldingForm())
    if form.sent_and_valid():
        until_on = form.last_on.data and form.last_on.data + timedelta(days=1)
        try:
            with unit_of_work():
                actions.hold(
                    function_for(key), staff_for(form.staff.data), key=form.key.data, from_on=form.from_on.data,
                    until_on=until_on, deputy=form.deputy.data, by=me().actor, now=now(),
                )  # fmt: skip
        except Refused as why:
            form.refuse(why)
        else:
            return redirect(url_for(".function", key=key))
    return _function_page(row, FunctionForm(formdata=None, obj=row), form)


@bp.post("/holders/<key>/end")
@may("manage organisation")
def end_holding(key: str):
    """Somebody leaves a function today; what waits there and has nobody else is handed over first."""
    row = holding_for(key)
    try:
        with unit_of_work():
            leaving.leave(holding_for(key), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "warning")
        return redirect(url_for("packs.leave", holding_id=key))
    return redirect(url_for(".function", key=row.function_id))


# Staff -------------------------------------------------------------------------------------------------------------


@bp.get("/staff")
@may("manage staff")
def staff():
    """Who has an account, and what each may do."""
    return render_template("accounts/staff.html", rows=queries.staff_of(me().organisation_id), roles=ROLES)


@bp.route("/staff/new", methods=["GET", "POST"])
@may("manage staff")
def invite():
    """A new colleague gets a one-time link."""
    form, units = InviteForm(), queries.units_of(me().organisation_id)
    form.unit.choices = [(unit.id, unit.name) for unit in units]
    form.unit.data = form.unit.data or here().id
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = actions.invite_new(
                    unit_for(form.unit.data),
                    email=form.email.data,
                    name=form.name.data,
                    roles=form.roles.data,
                    by=me().actor,
                    now=now(),
                )
                token = signing_in.open_link(row, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            return show_link(row, token)
    return render_template("accounts/invite.html", form=form, said=SAID)


def show_link(row, token: str):
    """The page that shows a one-time link, the only time it can be seen."""
    address = current_app.config["PUBLIC_URL"] + url_for("accounts.open_link", token=token)
    return render_template("accounts/link.html", staff=row, address=address, days=signing_in.LINK_LIVES.days)


@bp.route("/staff/<key>", methods=["GET", "POST"])
@may("manage staff")
def one(key: str):
    """One colleague: roles, a new link, the account closed or open."""
    row = staff_for(key)
    form = RolesForm(roles=[role.name for role in row.roles])
    if form.sent_and_valid():
        try:
            with unit_of_work():
                leaving.change_roles(staff_for(key), form.roles.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat. %(name)s behöver logga in igen.", name=row.name), "success")
            return redirect(url_for(".one", key=key))
    return _one_page(row, form)


def _one_page(row, form):
    held = [(one, function_for(one.function_id)) for one in leaving.held_now_or_later(row, today())]
    return render_template("accounts/one.html", form=form, row=row, said=SAID, held=held)


@bp.post("/staff/<key>/link")
@may("manage staff")
def new_link(key: str):
    """A new one-time link for somebody who cannot get in."""
    with unit_of_work():
        row = staff_for(key)
        if not row.active:
            abort(404)
        token = signing_in.open_link(row, now=now())
    return show_link(row, token)


@bp.post("/staff/<key>/<any(disable, enable, reset):act>")
@may("manage staff")
def act(key: str, act: str):
    """Close an account, open it again, or take away a second step that is lost."""
    verbs = {"disable": leaving.close_account, "enable": actions.enable, "reset": signing_in.reset_second_step}
    row, form = staff_for(key), PageForm()
    try:
        with unit_of_work():
            verbs[act](staff_for(key), by=me().actor, now=now())
    except Refused as why:
        form = RolesForm(formdata=None, roles=[role.name for role in row.roles])
        form.refuse(why)
        return _one_page(row, form)
    return redirect(url_for(".one", key=key))


# What one can become -----------------------------------------------------------------------------------------------


@bp.get("/assignments")
@may("manage organisation")
def assignments():
    """What visitors can choose, in their order."""
    return render_template("accounts/assignments.html", rows=queries.all_assignment_types_of(me().organisation_id))


@bp.route("/assignments/new", methods=["GET", "POST"])
@may("manage organisation")
def new_assignment():
    """One more thing to become."""
    form = AssignmentTypeForm(data=PROMISED)
    if form.sent_and_valid():
        with unit_of_work():
            assignment_types.offer_assignment(
                me().organisation, form.facts(), key=form.key.data, by=me().actor, now=now()
            )
        return redirect(url_for(".assignments"))
    return render_template("accounts/assignment.html", form=form, row=None)


@bp.route("/assignments/<key>", methods=["GET", "POST"])
@may("manage organisation")
def assignment(key: str):
    """Its words in each language."""
    row = assignment_type_for(key)
    form = AssignmentTypeForm(data=words_of(row))
    if form.sent_and_valid():
        with unit_of_work():
            assignment_types.change_assignment_type(assignment_type_for(key), form.facts(), by=me().actor, now=now())
        return redirect(url_for(".assignments"))
    return render_template("accounts/assignment.html", form=form, row=row)


def words_of(row: AssignmentType) -> dict:
    """The words of a row, by the form's fields."""
    names = {f"name_{tag}": text for tag, text in row.names.items()}
    hints = {f"hint_{tag}": text for tag, text in row.hints.items()}
    return names | hints | {name: getattr(row, name) for name in PROMISED}


@bp.post("/assignments/<key>/<any(up, down, close, open):act>")
@may("manage organisation")
def arrange(key: str, act: str):
    """Another place in the order, or no longer offered, or again."""
    with unit_of_work():
        row, by = assignment_type_for(key), me().actor
        if act in ("up", "down"):
            among = queries.assignment_types_of(me().organisation_id)
            if row in among:
                assignment_types.move_assignment_type(row, -1 if act == "up" else 1, among, by=by, now=now())
        else:
            assignment_types.close_assignment_type(row, act == "close", by=by, now=now())
    return redirect(url_for(".assignments"))
