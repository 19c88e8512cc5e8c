"""How do staff get in and out, and what do they change about themselves? Pages around Flask-Security."""

from contextlib import suppress

from blinker import ANY
from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_security import (
    login_user,
    logout_user,
    password_changed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)
from sqlalchemy.exc import OperationalError

from ..clock import now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..store.db import db, joined_unit, unit_of_work
from ..web.design import everything
from ..web.forms import PageForm
from ..web.security import public
from . import actions, queries, signing_in
from .access import (
    HALF,
    LONGEST_SESSION,
    demonstration,
    halfway,
    idle_time,
    is_signed_in,
    lacks_second_step,
    may,
    me,
    second_step_of,
    signed_in,
)
from .forms import AccountForm
from .models import Staff
from .rules import ROLES, SAID

bp = Blueprint("accounts", __name__, url_prefix="/staff")


@user_authenticated.connect
def remember(app, user: Staff, authn_via=None, **_):
    """Every sign-in passes here, whatever its way: the row that can end it, and the cookie that names it."""
    with joined_unit():
        row = signing_in.begin_session(user, way=(authn_via or ["two steps"])[0], now=now())
    session["sid"] = row.id
    session.permanent = True


@bp.before_app_request
def keep_on():
    """Somebody fetches a page of the staff, so the sign-in goes on; what a page fetches by itself says so and does not count.

    A busy database is no reason to keep the page back.
    """
    by_somebody = request.path.startswith("/staff") and "X-By-Itself" not in request.headers
    if by_somebody and current_user.is_authenticated and g.get("seen_late"):
        with suppress(OperationalError), unit_of_work(anew=False):
            signing_in.keep_session(session["sid"], now=now())


def to_choose_from() -> dict:
    """What the sign-in page shows beside its form: in demonstration mode, who one can be."""
    demo = current_app.config["MONTER_MODE"] == "demo"
    found = [(row, queries.staff_of(row.id)) for row in queries.organisations()] if demo else []
    return {
        "accounts": [(organisation, [one for one in staff if one.active]) for organisation, staff in found],
        "roles": ROLES,
        "said": SAID,
        "next": request.args.get("next", ""),
        "issuer_name": current_app.config["OIDC_ISSUER"] and current_app.config["OIDC_NAME"],
    }


@password_changed.connect_via(ANY)
@tf_profile_changed.connect_via(ANY)
@tf_disabled.connect_via(ANY)
@wan_registered.connect_via(ANY)
@wan_deleted.connect_via(ANY)
def note_new_way(app, user: Staff, **_):
    """Somebody changed how they sign in. Who came by a link and now has a second step is in."""
    session.pop(HALF, None)
    with joined_unit():
        note("staff.sign-in-changed", by=user.actor, now=now(), organisation_id=user.organisation_id, subject=user.id)


@bp.post("/sign-in/demo")
@demonstration
def sign_in_demo():
    """One press signs in as somebody of the demonstration."""
    staff = db.session.get(Staff, request.form.get("staff", ""))
    if staff is None or not staff.active:
        abort(404)
    session.clear()
    login_user(staff, authn_via=["demonstration"])
    wanted = request.form.get("next", "")
    return redirect(wanted if wanted.startswith("/staff/") else url_for("desk.today"))


@bp.get("/arrived")
@signed_in
def arrived():
    """Where a sign-in ends: on Idag, or first where one chooses how to sign in the next time."""
    return redirect(url_for("desk.today" if can_return(me()) else ".account"))


def can_return(staff: Staff) -> bool:
    """Whether this person can sign in again without a new link."""
    by_issuer = staff.issuer_mark and current_app.config["OIDC_ISSUER"]
    return bool(staff.password or staff.webauthn or by_issuer or current_app.config["MONTER_MODE"] == "demo")


@bp.route("/open/<token>", methods=["GET", "POST"])
@public
def open_link(token: str):
    """A one-time link. Opening the page changes nothing, since mail scanners follow links; the button signs in."""
    form = PageForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                staff = signing_in.use_link(token, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            session.clear()
            if lacks_second_step(staff):
                session[HALF] = True
            return (None if HALF in session else second_step_of(staff)) or _let_in(staff)
    return render_template("accounts/open_link.html", form=form, token=token)


def _let_in(staff: Staff):
    login_user(staff, authn_via=["link"])
    return redirect(url_for(".arrived"))


@bp.route("/second-step", methods=["GET", "POST"])
@halfway
def second_step():
    """Where a one-time link leads when a second step is required: a passkey, or codes from an app."""
    if is_signed_in():
        return redirect(url_for(".account"))
    form, staff = PageForm(), current_user._get_current_object()
    if form.sent_and_valid():
        logout_user()
        session.clear()
        return second_step_of(staff)
    return render_template("accounts/second_step.html", form=form, known=bool(staff.webauthn))


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account():
    """What one can change about oneself: name, language, and how one signs in."""
    form = AccountForm(obj=me())
    if form.sent_and_valid():
        with unit_of_work():
            actions.change_own(me(), name=form.name.data, language=form.language.data, now=now())
        flash(_("Sparat."), "success")
        return redirect(url_for(".account"))
    at = now()
    others = queries.living_sessions(me(), at - LONGEST_SESSION, used=at - idle_time()) - 1
    required = current_app.config["SECURITY_TWO_FACTOR_REQUIRED"]
    return render_template(
        "accounts/account.html",
        form=form,
        me=me(),
        roles=ROLES,
        others=others,
        fresh=not can_return(me()),
        required=required,
    )


@bp.get("/still-here")
@halfway
def still_here():
    """Somebody writes on a page that stays open; to have asked is what keeps the sign-in."""
    return "", 204


@bp.post("/account/sign-out-others")
@signed_in
def sign_out_others():
    """End this person's sign-ins on all other devices."""
    with unit_of_work():
        signing_in.end_sessions(me(), but=session["sid"], by=me().actor, now=now())
    flash(_("Du är utloggad på alla andra enheter."), "success")
    return redirect(url_for(".account", _anchor="devices"))


@bp.post("/sign-out")
@signed_in
def sign_out():
    """End this sign-in here and on the server."""
    staff = me()
    with unit_of_work():
        signing_in.end_session(session.get("sid", ""), by=staff.actor, organisation_id=staff.organisation_id, now=now())
    logout_user()
    session.clear()
    return redirect(url_for("security.login"))


@bp.get("/settings")
@may("manage organisation")
def settings():
    """The way to everything an administrator sets."""
    organisation_id = me().organisation_id
    counts = {
        "units": len(queries.units_of(organisation_id)),
        "functions": len(queries.functions_of(organisation_id)),
        "staff": sum(one.active for one in queries.staff_of(organisation_id)),
        "assignments": len(queries.assignment_types_of(organisation_id)),
    }
    of_others = {
        name: url_for(f"{name}.index")
        for name in ("choices", "policies")
        if f"{name}.index" in current_app.view_functions
    }
    return render_template("accounts/settings.html", organisation=me().organisation, counts=counts, of_others=of_others)


@bp.get("/design")
@demonstration
@signed_in
def design():
    """Every part of a page in every state, to compare with before drawing something new."""
    return render_template("web/design.html", **everything())
