"""Who asks, and may they? The signed-in person, the unit they work in, and the guards that views carry."""

from datetime import timedelta
from functools import wraps

from flask import abort, current_app, g, has_request_context, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import select

from ..clock import now
from ..errors import NotFound
from ..store.db import db
from ..web.security import declare
from .models import Organisation, Staff, StaffSession, Unit
from .rules import PERMISSIONS, allowed

LONGEST_SESSION = timedelta(hours=12)


def me() -> Staff:
    """The staff member who asks. Raises NotFound when nobody is signed in."""
    if not is_signed_in():
        raise NotFound
    return current_user._get_current_object()


def is_signed_in() -> bool:
    """Whether somebody is signed in, on a sign-in that has not been ended."""
    if not has_request_context() or not current_user.is_authenticated or not current_user.active:
        return False
    if "signed_in" not in g:
        g.signed_in = _session_lives()
    return g.signed_in


def _session_lives() -> bool:
    row = db.session.get(StaffSession, session.get("sid") or "")
    return bool(
        row and row.staff_id == current_user.id and row.ended_at is None and now() - row.began_at < LONGEST_SESSION
    )


def here() -> Unit:
    """The unit in which the one who asks works."""
    return me().unit


def staff_language() -> str | None:
    """The language of the one who is signed in, for staff pages."""
    if request.path.startswith("/staff") and is_signed_in():
        return me().language
    return None


def can(permission: str) -> bool:
    """Whether the one who asks may; for templates, which leave out what one may not do."""
    return is_signed_in() and allowed({role.name for role in me().roles}, permission)


def may(permission: str):
    """Guard a view: signed in, with a role that has this permission."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def guard(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if not is_signed_in():
                return _to_sign_in()
            if not can(permission):
                abort(403)
            return view(*args, **kwargs)

        return declare(guarded, permission)

    return guard


def signed_in(view):
    """Guard a view: anybody on the staff."""

    @wraps(view)
    def guarded(*args, **kwargs):
        return view(*args, **kwargs) if is_signed_in() else _to_sign_in()

    return declare(guarded, "signed in")


def demonstration(view):
    """Guard a view that exists in demonstration mode only; elsewhere 404."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if current_app.config["MONTER_MODE"] != "demo":
            raise NotFound
        return view(*args, **kwargs)

    return declare(guarded, "demonstration")


def _to_sign_in():
    if request.method != "GET":
        abort(403)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def first_organisation() -> Organisation:
    """The organisation that `/` shows. Raises NotFound before there is one."""
    found = db.session.scalar(select(Organisation).order_by(Organisation.position, Organisation.id).limit(1))
    if not found:
        raise NotFound
    return found


def organisation_by_slug(slug: str) -> Organisation:
    """The organisation of that slug; its public pages are for everybody."""
    found = db.session.scalar(select(Organisation).filter_by(slug=slug))
    if not found:
        raise NotFound
    return found
