"""How is Flask-Security set up? Its options as one table, depending on the mode we run in. Pure."""

from collections.abc import Mapping
from hashlib import sha256


def options(config: Mapping) -> dict:
    """Flask-Security's settings: passwords with Argon2id, passkeys, one-time codes, recovery codes; nothing by mail."""
    salt = sha256(b"totp" + str(config["SECRET_KEY"]).encode()).hexdigest()
    return {
        "SECURITY_URL_PREFIX": "/staff/account",
        "SECURITY_STATIC_FOLDER_URL": "/staff/account/static",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": salt,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": config["MONTER_MODE"] == "production",
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": salt},
        "SECURITY_TOTP_ISSUER": "Monter",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Monter",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "/staff/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_CACHE_CONTROL": {},
        "SECURITY_FLASH_MESSAGES": True,
    }
