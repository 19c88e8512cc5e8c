"""How does one sign in where one's organisation already signs in? Out to its issuer, and back with what that says.

Only where OIDC_ISSUER is set. No account is made here: an administrator has invited whoever comes.
"""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import login_user

from ..clock import now
from ..errors import NotFound, Refused
from ..i18n import _, _l
from ..store.db import unit_of_work
from ..web.security import public
from . import signing_in
from .access import keys_of_asker, refuse_guessers, second_step_of, wants_passkey
from .issuer import vouched

bp = Blueprint("issuer", __name__, url_prefix="/staff/sign-in/organisation")
AWAY = _l("Er egen inloggning svarar inte just nu. Försök om en stund, eller logga in på ett annat sätt.")
BROKEN = _l("Inloggningen avbröts, eller tog för lång tid. Försök igen.")


@bp.post("/")
@public
def go():
    """Off to the issuer. A page of its own leads there, since no form of ours may be sent elsewhere."""
    issuer, library = _issuer()
    try:
        asked = issuer.create_authorization_url(_back(), **_wanted())
    except library.UNREACHED as error:
        return _not_in(AWAY, error)
    issuer.save_authorize_data(redirect_uri=_back(), **asked)
    session["after"] = request.form.get("next", "")
    return render_template("accounts/to_issuer.html", address=asked["url"], name=current_app.config["OIDC_NAME"])


@bp.get("/back")
@public
def back():
    """Back from the issuer: in, on to the second step that the issuer did not ask for, or told why not."""
    issuer, library = _issuer()
    refuse_guessers("issuer")
    config, after = current_app.config, session.pop("after", "")
    try:
        claims = issuer.claims(request.args)
        person = vouched(claims, verified_by=config["OIDC_VERIFIED_CLAIM"], trusted=config["OIDC_TWO_STEPS"])
        with unit_of_work():
            staff = signing_in.recognise(config["OIDC_ISSUER"], person, key=config["INSTANCE_KEY"], now=now())
    except Refused as why:
        return _not_in(why.why, why)
    except library.REFUSED as error:
        return _not_in(BROKEN, error)
    except library.UNREACHED as error:
        return _not_in(AWAY, error)
    session.clear()
    return _let_in(staff, person.two_steps, after if after.startswith("/staff/") else url_for("accounts.arrived"))


def _let_in(staff, two_steps: bool, after: str):
    if not two_steps:
        if wants_passkey(staff):
            flash(_("Er inloggning bad bara om ett steg. Logga in med din passernyckel i stället."), "danger")
            return redirect(url_for("security.login"))
        if step := second_step_of(staff, way="organisation"):
            return step
    login_user(staff, authn_via=["organisation"])
    return redirect(after)


def _not_in(words, error: Exception):
    """Back to the sign-in page with a reason; the log has its kind, and nothing that the issuer said of anybody."""
    current_app.logger.warning("a sign-in by the issuer failed: %s", type(error).__name__)
    with unit_of_work():
        signing_in.count_miss(keys_of_asker("issuer")[1:], now=now())  # for the network alone: colleagues share one
    flash(str(words), "danger")
    return redirect(url_for("security.login"))


def _issuer():
    """The issuer and the library that speaks to it. Raises NotFound where there is none."""
    if not current_app.config["OIDC_ISSUER"]:
        raise NotFound
    from . import (
        issuer_library as library,
    )  # and Authlib and requests with it, which a start without an issuer is spared

    made = current_app.extensions.get("issuer") or library.made(current_app.config)
    current_app.extensions["issuer"] = made
    return made, library


def _back() -> str:
    return current_app.config["PUBLIC_URL"] + url_for(".back")


def _wanted() -> dict:
    """The strengths of sign-in that count as two steps are asked for, where they are named."""
    words = [word for word in current_app.config["OIDC_TWO_STEPS"].split() if word != "always"]
    return {"acr_values": " ".join(words)} if words else {}
