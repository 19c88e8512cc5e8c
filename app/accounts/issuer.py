"""Whom does an issuer vouch for, and by how many steps did that person sign in there? Reads claims that were checked. Pure.

The names are those of OpenID Connect Core 1.0 (section 2) and, for `amr`, of RFC 8176.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Refused
from ..i18n import _l

UNVERIFIED = _l(
    "Er inloggning säger inte att e-postadressen är kontrollerad. Be den som sköter inloggningen hos er om hjälp."
)
KNOWN = {"pwd", "pin", "kba"}
HELD = {"hwk", "swk", "otp", "sms", "sc", "tel", "pop"}
GROWN = {"face", "fpt", "iris", "retina", "vbm"}
ALWAYS = "always"


@dataclass(frozen=True)
class Vouched:
    """Somebody of whom an issuer says who it is: its own lasting name for them, and a checked e-mail address."""

    subject: str
    email: str
    two_steps: bool


def vouched(claims: Mapping, *, verified_by: str, trusted: str) -> Vouched:
    """What the claims say. Raises Refused when they hold no e-mail address that the issuer has checked.

    `verified_by` is the claim that says whether it is, `trusted` as in `steps_are_two`.
    """
    email = str(claims.get("email") or "").strip().lower()
    if not email or str(claims.get(verified_by)).lower() not in ("true", "1"):
        raise Refused(UNVERIFIED)
    return Vouched(str(claims["sub"]), email, steps_are_two(claims, trusted))


def steps_are_two(claims: Mapping, trusted: str) -> bool:
    """Whether the issuer says that two steps were taken: `mfa`, two kinds of proof, or an `acr` among the `trusted` words.

    The one word `always` in `trusted` says that this issuer lets nobody in by less.
    """
    words = set(trusted.split())
    ways = {str(way) for way in claims.get("amr") or ()}
    kinds = sum(bool(ways & kind) for kind in (KNOWN, HELD, GROWN))
    return ALWAYS in words or "mfa" in ways or kinds >= 2 or str(claims.get("acr") or "") in words - {ALWAYS}
