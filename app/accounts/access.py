"""Who asks, and may they? The signed-in person, the unit they work in, and the guards that views carry."""

from datetime import timedelta
from functools import wraps

from flask import abort, current_app, g, has_request_context, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import TooManyRequests

from ..clock import now
from ..errors import NotFound
from ..i18n import _l
from ..store.db import db
from ..web.security import SAFE, declare
from . import queries, throttle
from .models import AssignmentType, Function, Holding, Milestone, Organisation, Staff, StaffSession, Unit
from .rules import PERMISSIONS, allowed

LONGEST_SESSION = timedelta(hours=12)
SEEN_TO = timedelta(minutes=1)  # how exactly we know when a sign-in was last used
HALF = "half"  # in the session of one who must choose a second step before anything else


def me() -> Staff:
    """The staff member who asks. Raises NotFound when nobody is signed in."""
    if not is_signed_in():
        raise NotFound
    return current_user._get_current_object()


def is_signed_in() -> bool:
    """Whether somebody is signed in, on a sign-in that has not been ended and lacks no step."""
    return has_request_context() and current_user.is_authenticated and HALF not in session


def is_halfway() -> bool:
    """Whether somebody came by a one-time link and has not yet chosen the second step that is required."""
    return has_request_context() and current_user.is_authenticated and HALF in session


def living_staff(fs_uniquifier: str) -> Staff | None:
    """Whose cookie this is, as long as the account is open and this sign-in has been ended neither by hand nor by time."""
    at = now()
    found = (
        select(Staff, StaffSession.seen_at)
        .options(joinedload(Staff.unit), joinedload(Staff.organisation), joinedload(Staff.roles))
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            Staff.fs_uniquifier == fs_uniquifier,
            Staff.active,
            StaffSession.id == (session.get("sid") or ""),
            StaffSession.ended_at.is_(None),
            StaffSession.began_at > at - LONGEST_SESSION,
            StaffSession.seen_at > at - idle_time(),
        )
    )
    row = db.session.execute(found).unique().one_or_none()
    if row is None:
        return None
    g.seen_late = row.seen_at < at - SEEN_TO
    g.fs_authn_via, g.fs_paa = "session", session.get("fs_paa", 0)  # what the library's own guards look at
    return row.Staff


def idle_time() -> timedelta:
    """How long a sign-in lasts that nobody uses."""
    return timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])


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
                return to_sign_in()
            if not can(permission):
                abort(403)
            return view(*args, **kwargs)

        return declare(guarded, permission)

    return guard


def signed_in(view):
    """Guard a view: anybody on the staff."""

    @wraps(view)
    def guarded(*args, **kwargs):
        return view(*args, **kwargs) if is_signed_in() else to_sign_in()

    return declare(guarded, "signed in")


def halfway(view):
    """Guard a view: anybody on the staff, also one who still lacks a second step and gets it there."""

    @wraps(view)
    def guarded(*args, **kwargs):
        return view(*args, **kwargs) if is_signed_in() or is_halfway() else to_sign_in()

    return declare(guarded, "halfway")


def demonstration(view):
    """Guard a view that exists in demonstration mode only; elsewhere 404."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if current_app.config["MONTER_MODE"] != "demo":
            raise NotFound
        return view(*args, **kwargs)

    return declare(guarded, "demonstration")


def closed(view):
    """Guard an address of a library that we do not use: it is not there."""

    @wraps(view)
    def guarded(*args, **kwargs):
        raise NotFound

    return declare(guarded, "closed")


def to_sign_in():
    """Off to sign in, and back here afterwards, or to the step that is lacking; a write is refused instead."""
    if request.method != "GET":
        abort(403)
    if is_halfway():
        return redirect(url_for("accounts.second_step"))
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


def second_step_of(staff: Staff, way: str = "link"):
    """The answer that asks for this person's second step (or, where one is required, to set one up), or None."""
    return current_app.extensions["security"].two_factor_plugins.tf_enter(
        staff, False, way, next_loc=url_for("accounts.arrived")
    )


def lacks_second_step(staff: Staff) -> bool:
    """Whether one must be chosen: required, and no codes. A passkey cannot be shown by whoever came by a link."""
    return bool(current_app.config["SECURITY_TWO_FACTOR_REQUIRED"] and not staff.tf_totp_secret)


def asks_to_write() -> bool:
    """Whether this request may change something."""
    return request.method not in SAFE


class GuessedTooOften(TooManyRequests):
    """429, with what to do."""

    why = _l(
        "Det har blivit fel många gånger härifrån. Vänta en kvart, eller logga in med en passernyckel om du har en."
    )


def keys_of_asker(who: str) -> tuple[str, str]:
    """Under what a failure of this account, asked for from this network, is counted."""
    return throttle.keys_of(current_app.config["INSTANCE_KEY"], who, throttle.network_of(request.remote_addr))


def refuse_guessers(who: str) -> None:
    """429 for one who has guessed too often at this account from this network, or from it at all."""
    since = now() - throttle.WINDOW
    if throttle.too_many(*(queries.misses(key, since) for key in keys_of_asker(who))):
        raise GuessedTooOften


def wants_passkey(staff: Staff) -> bool:
    """Whether a password alone must not open the way to a new second step, since there is a passkey already."""
    required = current_app.config["SECURITY_TWO_FACTOR_REQUIRED"]
    return bool(required and staff.webauthn and not staff.tf_totp_secret)


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


def _of_mine(model, key: str):
    """The row of that key in the organisation of the one who asks, or NotFound: foreign and missing are the same."""
    found = db.session.get(model, key)
    if found is None or found.organisation_id != me().organisation_id:
        raise NotFound
    return found


def unit_for(key: str) -> Unit:
    """A unit of one's own organisation."""
    return _of_mine(Unit, key)


def function_for(key: str) -> Function:
    """A function of one's own organisation."""
    return _of_mine(Function, key)


def holding_for(key: str) -> Holding:
    """Somebody's holding of a function, in one's own organisation."""
    return _of_mine(Holding, key)


def staff_for(key: str) -> Staff:
    """A colleague."""
    return _of_mine(Staff, key)


def assignment_type_for(key: str) -> AssignmentType:
    """Something one can become here."""
    return _of_mine(AssignmentType, key)


def milestone_for(type_key: str, key: str) -> Milestone:
    """A milestone of something one can become here."""
    found = _of_mine(Milestone, key)
    if found.assignment_type_id != assignment_type_for(type_key).id:
        raise NotFound
    return found
