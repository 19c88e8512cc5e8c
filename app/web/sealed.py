"""How do words that may be somebody's name travel in an address? Sealed, so that no log, history or proxy can read them.

A search is sent by POST and answered by an address with its words sealed, which links and the browser's way back can carry.
Sealed with SECRET_KEY; an address of another instance, or from before the key changed, searches for nothing.
"""

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

MARK = "~"
LONGEST = 100


def seal(words: str | None) -> str | None:
    """The words as they may stand in an address; None for none, which leaves the parameter out."""
    return MARK + _key().encrypt(words.encode()).decode() if words else None


def opened(typed: str | None) -> str:
    """The words of an address, or typed there by hand; empty when they cannot be opened."""
    if not typed or not typed.startswith(MARK):
        return (typed or "")[:LONGEST]
    try:
        return _key().decrypt(typed.removeprefix(MARK)).decode()[:LONGEST]
    except (InvalidToken, ValueError):
        return ""


def _key() -> Fernet:
    secret = sha256(b"words in addresses" + str(current_app.config["SECRET_KEY"]).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
