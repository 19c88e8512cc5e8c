"""What is printed on a flyer so that we know which flyer it was? Codes of eight signs, made, checked and read.

The 29 signs have no look-alikes and no vowels, so that nothing can be misread and no word appears; 29 is a prime, so
the weighted check sign finds every single wrong sign and every swap of two. A code is an address, not a permission.
Pure but for the chance in `mint`.
"""

import re
import secrets
import unicodedata
from urllib.parse import unquote

from app.errors import Refused
from app.i18n import _l

SIGNS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LENGTH = 8
WEIGHTS = (8, 9, 10, 11, 12, 13, 14, 28)  # all different and none 0 mod 29; 28 is -1: the check sign is the sum
LONGEST = 500  # an address with much behind it; more is nobody's code


class WrongCode(Refused):
    """This cannot be read as a code. `check_sign` is true when it looks like one and a sign must be wrong."""

    def __init__(self, why, check_sign: bool):
        super().__init__(why)
        self.check_sign = check_sign


def _weighed(signs: str) -> int:
    return sum(weight * SIGNS.index(sign) for weight, sign in zip(WEIGHTS, signs, strict=False)) % len(SIGNS)


def check_sign(seven: str) -> str:
    """The eighth sign: the weighed sum of the seven, so that the sum of all eight is 0 mod 29."""
    return SIGNS[_weighed(seven)]


def mint() -> str:
    """A new code: seven random signs (17 thousand million codes) and the check sign. The rows know if it is taken."""
    seven = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return seven + check_sign(seven)


def is_code(text: str) -> bool:
    """Whether this is a code in its stored form."""
    return len(text) == LENGTH and all(sign in SIGNS for sign in text) and _weighed(text) == 0


def read(text: str) -> str:
    """The eight signs of a code typed or scanned in any way: `k7m4 xw9p`, `K7M4–XW9P`, `/Q/K7M4XW9P`, a whole address.
    Raises WrongCode, which tells a wrong sign from what is no code at all."""
    plain = unicodedata.normalize("NFKC", unquote(text[:LONGEST]))
    plain = re.sub(r"^(.*/)?\s*[qQ]\s*/", "", plain, flags=re.DOTALL)
    plain = re.split(r"[?#/]", plain.strip(), maxsplit=1)[0]
    signs = re.sub(r"[\s\u00ad\u200b\ufeff_-]|[‐-―−]", "", plain)
    if not signs.isascii() or len(signs) != LENGTH or any(sign not in SIGNS for sign in signs.upper()):
        raise WrongCode(
            _l("Det där är ingen kod. En kod har åtta tecken, till exempel %(code)s.", code="K7M4-XW9P"),
            check_sign=False,
        )
    if _weighed(signs.upper()):
        raise WrongCode(_l("Kontrollera koden: något tecken är fel eller har bytt plats."), check_sign=True)
    return signs.upper()


def shown(code: str) -> str:
    """As people see it: `K7M4-XW9P`."""
    return f"{code[:4]}-{code[4:]}"
