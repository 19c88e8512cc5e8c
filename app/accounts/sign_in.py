"""How is Flask-Security set up? Its options and addresses as one table, depending on the mode we run in. Pure.

What we do not use stays off; what the library nevertheless opens is named with its guard in `doors.py`.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from .sign_in_words import WORDS

PRODUCTION, DEMONSTRATION = timedelta(hours=1), timedelta(hours=12)


def options(config: Mapping) -> dict:
    """Flask-Security's settings: passwords with Argon2id, passkeys, one-time codes, recovery codes; nothing by mail."""
    production = config["MONTER_MODE"] == "production"
    asked_again = PRODUCTION if production else DEMONSTRATION
    return {
        **ADDRESSES,
        **{f"SECURITY_MSG_{name}": words for name, words in WORDS.items()},
        **secrets_of(config["INSTANCE_KEY"]),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": production,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_ISSUER": "Monter",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Monter",
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": ["first"],
        "SECURITY_WAN_NAME_ALLOWED_CHARS": None,
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_FRESHNESS": asked_again,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=20),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_DATETIME_FACTORY": aware_now,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_CACHE_CONTROL": {},  # ours says no-store on every staff page; the library's own is malformed
    }


ADDRESSES = {
    "SECURITY_URL_PREFIX": "/staff",
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_METHODS": None,
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/closed/rescue",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/closed/select",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
    "SECURITY_VERIFY_URL": "/account/again",
    "SECURITY_WAN_VERIFY_URL": "/account/again/passkey",
    "SECURITY_CHANGE_URL": "/account/password",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/account/two-step",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "SECURITY_WAN_REGISTER_URL": "/account/passkeys",
    "SECURITY_WAN_DELETE_URL": "/account/remove-passkey",
    "SECURITY_POST_LOGIN_VIEW": "accounts.arrived",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_POST_CHANGE_VIEW": "accounts.account",
    "SECURITY_POST_VERIFY_VIEW": "accounts.account",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "accounts.account",
    "SECURITY_TWO_FACTOR_ERROR_VIEW": "security.login",
    "SECURITY_WAN_POST_REGISTER_VIEW": "accounts.account",
}


def secrets_of(key: bytes) -> dict:
    """What passwords, one-time codes and recovery codes are locked with: from the instance key, so that a new SECRET_KEY
    signs people out but takes no password away."""
    return {
        "SECURITY_PASSWORD_SALT": sha256(b"password" + key).hexdigest(),
        "SECURITY_TOTP_SECRETS": {"1": sha256(b"totp" + key).hexdigest()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            base64.urlsafe_b64encode(sha256(b"recovery codes" + key).digest())
        ],
    }


def aware_now() -> datetime:
    """The library's clock, in our kind of time."""
    return datetime.now(UTC)
