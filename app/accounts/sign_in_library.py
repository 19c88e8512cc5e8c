"""How does Flask-Security become ours? Its instance, with our rows, forms, sentences, passkey rules and replay protection.

Called once, by `app/wiring.py`. None of its own templates can be reached, it answers no JSON and knows no tokens.
"""

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
    return library
