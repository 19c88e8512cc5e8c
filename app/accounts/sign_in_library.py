"""How does Flask-Security become ours? Its instance, with our rows, forms, sentences, passkey rules and replay protection.

Called once, by `app/wiring.py`. None of its own templates can be reached, it answers no JSON and knows no tokens.
"""

from flask import g, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager
from flask_principal import AnonymousIdentity, Principal
from flask_security import Security, SQLAlchemyUserDatastore, Totp, WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..store.db import db
from .access import living_staff, to_sign_in
from .models import Passkey, Role, Staff
from .sign_in import options
from .sign_in_forms import FORMS
from .sign_in_words import ELSE, WORDS


class OneUse(Totp):
    """A code from the app opens once, even within its half minute."""

    def get_last_counter(self, user: Staff) -> int | None:
        return user.tf_last_counter

    def set_last_counter(self, user: Staff, tmatch) -> None:
        user.tf_last_counter = tmatch.counter


class Discoverable(WebauthnUtil):
    """A passkey signs in alone: it is found without an address and asks for a finger, a face or a PIN, so it counts as two steps."""

    def authenticator_selection(self, user, usage) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user, usage) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED


def set_up(app, beside_sign_in) -> Security:
    """Flask-Security on this application; settings that stand in its configuration already win over ours."""
    app.config.update({name: value for name, value in options(app.config).items() if name not in app.config})
    rows = SQLAlchemyUserDatastore(db, Staff, Role, Passkey)
    library = Security(app, rows, totp_cls=OneUse, webauthn_util_cls=Discoverable, **FORMS)
    for name in app.config:
        if name.startswith("SECURITY_MSG_") and name.removeprefix("SECURITY_MSG_") not in WORDS:
            app.config[name] = ELSE
    app.blueprints["security"].template_folder = None
    library.login_context_processor(beside_sign_in)
    library.want_json(lambda request: False)
    library.unauthn_handler(lambda *args, **kwargs: to_sign_in())
    library.login_manager.user_loader(living_staff)
    library.login_manager.request_loader(lambda request: None)
    spare_strangers(app)
    return library


def spare_strangers(app) -> None:
    """Let the libraries look for a signed-in person only where a cookie could name one. Visitors carry none, and what is
    looked up for nothing would be a tenth of what their page costs."""
    app.session_interface = Sessions()
    hooks = app.before_request_funcs[None]
    place = next(place for place, hook in enumerate(hooks) if isinstance(getattr(hook, "__self__", None), Principal))
    look = hooks[place]

    def look_for_a_person():
        if request.cookies:
            return look()
        g.identity = AnonymousIdentity()
        return None

    hooks[place] = look_for_a_person
    answers = app.after_request_funcs[None]
    remember = next(hook for hook in answers if isinstance(getattr(hook, "__self__", None), LoginManager))
    answers[answers.index(remember)] = lambda response: remember(response) if request.cookies else response


class Sessions(SecureCookieSessionInterface):
    """Flask's own; without a cookie an empty session is opened without getting the keys out first."""

    def open_session(self, app, request):
        """The session of this request."""
        if not request.cookies:
            return self.session_class()
        return super().open_session(app, request)
