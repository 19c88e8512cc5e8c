"""What does a receiving unit keep in its case file, to tell us years later how it went? The återkopplingskod: ten signs.

Nine signs and a check sign, of those that placement codes are made of: no look-alikes, no vowels; 29 is a prime, so every single
wrong sign and every swap of two is found before anything is sent. A code is derived from the instance key and its handover, so
that a slip can be printed again while the handover is there; what is kept is its keyed hash, on a credit row that knows nobody.
Pure; the key is an argument.
"""

import hmac
import re
import unicodedata

from ..errors import Refused
from ..flyers.codes import SIGNS
from ..i18n import _l
from ..store.tokens import keyed_hash

LENGTH = 10
WEIGHTS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 28)  # all different and none 0 mod 29; 28 is -1: the check sign is the sum
NUMBER = len(SIGNS) ** (LENGTH - 1)  # 29⁹ codes, fourteen million million
LONGEST = 60


def code_of(handover_id: str, generation: int, key: bytes) -> str:
    """The code of this handover; another generation is another code."""
    made = hmac.digest(key, f"outcome-code\0{handover_id}\0{generation}".encode(), "sha256")
    number, signs = int.from_bytes(made[:16], "big") % NUMBER, ""
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(SIGNS))
        signs += SIGNS[place]
    return signs + SIGNS[_weighed(signs)]


def hash_of(code: str, key: bytes) -> str:
    """What is kept of a code: 32 hexadecimal characters that nobody without the key can turn back."""
    return keyed_hash(key, "outcome-code", code)


def shown(code: str) -> str:
    """As people see it: `K7M4X-W9PQB`."""
    return f"{code[:5]}-{code[5:]}"


def read(text: str) -> str:
    """The ten signs in what somebody typed, in any case, with blanks and dashes. Raises Refused, saying how to mend it: that a
    sign is wrong follows from the signs alone, so it tells nothing of which codes there are."""
    plain = re.sub(r"[\s\u00ad\u200b\ufeff_.-]|[‐-―−]", "", unicodedata.normalize("NFKC", text[:LONGEST])).upper()
    if len(plain) != LENGTH or any(sign not in SIGNS for sign in plain):
        raise Refused(
            _l(
                "Koden har tio tecken, till exempel %(code)s. Inga vokaler, ingen etta och ingen nolla.",
                code="K7M4X-W9PQJ",
            )
        )
    if _weighed(plain):
        raise Refused(_l("Läs koden en gång till: ett tecken är fel, eller två har bytt plats."))
    return plain


def _weighed(signs: str) -> int:
    return sum(weight * SIGNS.index(sign) for weight, sign in zip(WEIGHTS, signs, strict=False)) % len(SIGNS)
