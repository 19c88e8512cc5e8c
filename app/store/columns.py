"""What do our columns look like? Column types and the ids that rows carry.

Ids are made by the application, so that whoever opens a form can mint the id of the row to be, and the same form sent
twice is one row. They sort by time and tell nothing else. Pure but for the clock in `new_id`.
"""

import secrets
import time
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from sqlalchemy import DateTime, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
PAIRS = [one + two for one in ALPHABET for two in ALPHABET]
ID_LENGTH = 20
_last = 0  # the number of the newest id


def new_id() -> str:
    """20 characters: 45 bits of milliseconds, then 55 random bits. Of two that are made one after the other the later sorts
    after the earlier one, within a millisecond and when the clock is put back too; how far after is random, so that none tells
    another.
    """
    global _last
    number = (int(time.time() * 1000) << 55) | secrets.randbits(55)
    if number <= _last:
        number = _last + 1 + secrets.randbits(48)
    _last = number
    return "".join([PAIRS[(number >> shift) & 1023] for shift in range(90, -10, -10)])


def derived_id(*parts: str) -> str:
    """An id that is the same for the same parts."""
    number = int.from_bytes(sha256("\0".join(parts).encode()).digest(), "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(ID_LENGTH))


def is_id(text: str) -> bool:
    """Whether this could have come from `new_id`."""
    return len(text) == ID_LENGTH and all(sign in ALPHABET for sign in text)


class Instant(TypeDecorator):
    """An aware UTC datetime, on SQLite too, which by itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Text that is compared sign by sign, so that all that begins alike stands together, whatever language the database speaks.
Word = String(254).with_variant(String(254, collation="C"), "postgresql")
Id = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
At = Annotated[datetime, mapped_column(Instant())]
