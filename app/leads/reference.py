"""What does one say when one calls about a sign-up? A short reference that tells nothing about anyone.

Six signs of those that codes are made of, shown `K7M-4XW`: shorter than a code, so that the two are not taken for each
other. It finds a submission and opens nothing. Pure but for the chance in `mint`.
"""

import re
import secrets
from hashlib import sha256

from ..flyers.codes import SIGNS

LENGTH = 6


def mint() -> str:
    """A new reference: 29⁶, about six hundred million."""
    number, signs = secrets.randbelow(len(SIGNS) ** LENGTH), ""
    for _ in range(LENGTH):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return signs


def of(capture_id: str) -> str:
    """The reference of what a tablet captured, which it can tell the person before we know of them: the first eight bytes of
    the SHA-256 of the id (UTF-8) as one big-endian number, written with the signs, the lowest first."""
    number, signs = int.from_bytes(sha256(capture_id.encode()).digest()[:8], "big"), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs += SIGNS[place]
    return signs


def shown(reference: str) -> str:
    """As people see it: `K7M-4XW`."""
    return f"{reference[:3]}-{reference[3:]}"


def read(text: str) -> str | None:
    """The reference in what somebody typed or said, or None when it cannot be one."""
    plain = re.sub(r"[\s–—-]", "", text).upper()
    return plain if len(plain) == LENGTH and all(sign in SIGNS for sign in plain) else None
