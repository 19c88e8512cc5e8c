"""How do staff get in and out? Sign-in pages around Flask-Security."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask_security import login_user, logout_user

from ..clock import now
from ..store.db import db, unit_of_work
from ..web.design import everything
from ..web.security import public
from . import actions, queries
from .access import demonstration, first_organisation, is_signed_in, me, signed_in
from .models import Staff

bp = Blueprint("accounts", __name__, url_prefix="/staff")


@bp.get("/sign-in")
@public
def sign_in():
    """Where staff begin; in demonstration mode every account is a button."""
    if is_signed_in():
        return redirect(url_for("desk.today"))
    accounts = queries.staff_of(first_organisation().id) if current_app.config["MONTER_MODE"] == "demo" else []
    return render_template("accounts/sign_in.html", accounts=accounts, next=request.args.get("next", ""))


@bp.post("/sign-in/demo")
@demonstration
def sign_in_demo():
    """One press signs in as somebody of the demonstration."""
    staff = db.session.get(Staff, request.form.get("staff", "")) or abort(404)
    start_session(staff, way="demonstration")
    return redirect(url_for("desk.today"))


def start_session(staff: Staff, *, way: str) -> None:
    """Sign somebody in on this device: the cookie, and the row that can end it."""
    with unit_of_work():
        row = actions.begin_session(staff, way=way, now=now())
    session.clear()
    login_user(staff)
    session["sid"] = row.id
    session.permanent = True


@bp.post("/sign-out")
@signed_in
def sign_out():
    """End this sign-in here and on the server."""
    staff = me()
    with unit_of_work():
        actions.end_session(session.get("sid", ""), by=staff.actor, organisation_id=staff.organisation_id, now=now())
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"))


@bp.get("/design")
@demonstration
@signed_in
def design():
    """Every part of a page in every state, to compare with before drawing something new."""
    return render_template("web/design.html", **everything())
