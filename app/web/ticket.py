"""What does a form carry so that it can be believed when it comes back? A signed ticket: for which page it was made, when, what
was shown on it, and the id under which what it brings is recorded, so that the same press twice is one.

Nothing is stored until somebody sends it. Pure but for the chance in `new`; the key and the time are arguments.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest, digest

from ..store.columns import new_id

SEAL = 24  # bytes, 192 bits
SOONEST = timedelta(seconds=2)  # nobody reads and writes faster
LATEST = timedelta(hours=4)


@dataclass(frozen=True)
class Ticket:
    """`page` is the address that it belongs to. `made_ms` is in milliseconds since 1970."""

    page: str
    organisation_id: str
    event_id: str | None
    placement_id: str | None
    code: str | None
    capture_id: str
    notice_hash: str
    language: str
    made_ms: int

    @classmethod
    def new(cls, page: str, *, now: datetime, capture_id: str | None = None, **facts) -> "Ticket":
        """A ticket for a form that is shown now."""
        return cls(page, capture_id=capture_id or new_id(), made_ms=_ms(now), **facts)

    def age(self, now: datetime) -> timedelta:
        """How long ago the form was shown."""
        return timedelta(milliseconds=_ms(now) - self.made_ms)

    def at_once(self, now: datetime) -> bool:
        """Whether it comes back sooner than anybody reads and writes. Less than no time is our clock, which was set back."""
        return timedelta(0) <= self.age(now) < SOONEST

    def renewed(self, now: datetime) -> "Ticket":
        """The same form, shown again now."""
        return replace(self, made_ms=_ms(now))


def sealed(ticket: Ticket, key: str) -> str:
    """The text that the form carries: the fields, then their HMAC, safe in a page as it is."""
    fields = json.dumps(astuple(ticket), separators=(",", ":")).encode()
    return urlsafe_b64encode(_seal(fields, key) + fields).decode()


def opened(text: str, key: str, page: str) -> Ticket | None:
    """The ticket in that text; None if we did not seal it, or for another page."""
    try:
        plain = urlsafe_b64decode(text.encode())
        seal, fields = plain[:SEAL], plain[SEAL:]
        if not compare_digest(seal, _seal(fields, key)):
            return None
        ticket = Ticket(*json.loads(fields))
    except ValueError:
        return None
    return ticket if ticket.page == page else None


def _seal(fields: bytes, key: str) -> bytes:
    return digest(key.encode(), b"sign-up ticket\0" + fields, "sha256")[:SEAL]


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
