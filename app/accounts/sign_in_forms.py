"""What does one fill in to sign in, and to change how? Flask-Security's forms with our labels, slowed down for guessers."""

from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    EqualToLocalize,
    IsString,
    LoginForm,
    RequiredLocalize,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import WebAuthnRegisterForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField

from ..clock import now
from ..i18n import _l
from ..store.db import joined_unit
from . import signing_in
from .access import keys_of_asker, me, refuse_guessers, wants_passkey
from .passwords import why_guessed, words_of

NEEDED = RequiredLocalize(message="PASSWORD_NOT_PROVIDED")
NOW = {"autocomplete": "current-password", "maxlength": 256}
LEAST = 12
NEW = {"autocomplete": "new-password", "minlength": LEAST, "maxlength": 256}
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "pattern": "[0-9 ]*", "maxlength": 8}


def missed(who: str) -> None:
    """Count a wrong guess, at once and whatever becomes of the request."""
    with joined_unit():
        signing_in.count_miss(keys_of_asker(who), now=now())


class SignInForm(LoginForm):
    """E-mail and password. The same answer, after the same time, for an address that has no account."""

    email = EmailField(
        _l("E-postadress"),
        render_kw={"autocomplete": "username", "maxlength": 254},
        validators=[IsString(), RequiredLocalize(message="EMAIL_NOT_PROVIDED"), EmailValidation(verify=False)],
    )
    password = PasswordField(_l("Lösenord"), render_kw=NOW, validators=[IsString(), NEEDED])
    remember = None

    def validate(self, **kwargs) -> bool:
        """As the library does, but not for one who has guessed too often."""
        who = (self.email.data or "").strip().lower()[:254]
        refuse_guessers(who)
        valid = super().validate(**kwargs)
        if valid and wants_passkey(self.user):
            self.form_errors.append(_l("Logga in med din passernyckel. Lösenordet räcker inte för ditt konto."))
            return False
        if not valid and who and self.password.data:
            missed(who)
        return valid


class AgainForm(VerifyForm):
    """The password once more, before one changes how one signs in."""

    password = PasswordField(_l("Lösenord"), render_kw=NOW, validators=[IsString(), NEEDED])

    def validate(self, **kwargs) -> bool:
        """Counted like a sign-in."""
        refuse_guessers(self.user.email)
        valid = bool(self.user.password) and super().validate(**kwargs)
        if not valid:
            missed(self.user.email)
        return valid


class CodeForm(TwoFactorVerifyCodeForm):
    """Six digits from the app."""

    code = StringField(_l("Kod från appen"), render_kw=CODE, validators=[RequiredLocalize(message="INVALID_CODE")])

    def validate(self, **kwargs) -> bool:
        """Counted like a sign-in: there are only a million codes."""
        who = f"code {self.user.id}"
        refuse_guessers(who)
        self.code.data = (self.code.data or "").replace(" ", "")
        valid = super().validate(**kwargs)
        if not valid and self.code.data:
            missed(who)
        return valid


class RecoveryForm(MfRecoveryForm):
    """One of the codes that were written down."""

    code = StringField(
        _l("Reservkod"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 20},
        validators=[IsString(), RequiredLocalize(message="INVALID_RECOVERY_CODE")],
    )

    def validate(self, **kwargs) -> bool:
        """Counted like a sign-in."""
        who = f"code {self.user.id}"
        refuse_guessers(who)
        self.code.data = (self.code.data or "").strip().lower()
        valid = super().validate(**kwargs)
        if not valid:
            missed(who)
        return valid


class TwoStepForm(TwoFactorSetupForm):
    """Turn codes on or off; the app is the only way there is."""

    setup = HiddenField(default="authenticator")
    phone = HiddenField()


class NoRescue(TwoFactorRescueForm):
    """What the library asks for on the page of codes, where we show a link to recovery codes instead."""

    help_setup = RadioField(choices=[])


class PasskeyForm(WebAuthnRegisterForm):
    """A name to know the passkey by. Every passkey signs in by itself: it asks for a finger, a face or a PIN."""

    name = StringField(
        _l("Namn på passernyckeln"),
        render_kw={"autocomplete": "off", "maxlength": 60},
        validators=[IsString(), RequiredLocalize(message="WEBAUTHN_NAME_REQUIRED")],
    )
    usage = HiddenField(default="first")

    def validate(self, **kwargs) -> bool:
        """No other use than the first."""
        self.usage.data = "first"
        return super().validate(**kwargs)


class PasswordForm(ChangePasswordForm):
    """A new password; the old one first, if there is one."""

    password = PasswordField(_l("Lösenordet du har nu"), render_kw=NOW)
    new_password = PasswordField(_l("Nytt lösenord"), render_kw=NEW, validators=[IsString(), NEEDED])
    new_password_confirm = PasswordField(
        _l("Nytt lösenord igen"),
        render_kw=NEW,
        validators=[IsString(), EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"), NEEDED],
    )

    def validate(self, **kwargs) -> bool:
        """As the library does, and not one that is guessed first."""
        valid = super().validate(**kwargs)
        chosen = self.new_password.data or ""
        own = words_of(me().name, me().email, me().unit.name, me().organisation.name)
        if len(chosen) >= LEAST and (why := why_guessed(chosen, own)):
            self.new_password.errors = [*self.new_password.errors, why]
            return False
        return valid


FORMS = {
    "login_form": SignInForm,
    "verify_form": AgainForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_setup_form": TwoStepForm,
    "two_factor_rescue_form": NoRescue,
    "mf_recovery_form": RecoveryForm,
    "wan_register_form": PasskeyForm,
    "change_password_form": PasswordForm,
}
