"""What does one say when one calls about a sign-up? A short reference that tells nothing about anyone.

Six signs of those that codes are made of, shown `K7M-4XW`: shorter than a code, so that the two are not taken for each
other. It finds a submission and opens nothing. Pure but for the chance in `mint`.
"""

import re
import secrets

from ..flyers.codes import SIGNS

LENGTH = 6


def mint() -> str:
    """A new reference: 29⁶, about six hundred million."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def shown(reference: str) -> str:
    """As people see it: `K7M-4XW`."""
    return f"{reference[:3]}-{reference[3:]}"


def read(text: str) -> str | None:
    """The reference in what somebody typed or said, or None when it cannot be one."""
    plain = re.sub(r"[\s–—-]", "", text).upper()
    return plain if len(plain) == LENGTH and all(sign in SIGNS for sign in plain) else None
