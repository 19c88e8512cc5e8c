"""What does a form carry so that it can be believed when it comes back? A signed ticket: for which page it was made, when, what
was shown on it, and the id under which what it brings is recorded, so that the same press twice is one.

Nothing is stored until somebody sends it. Pure but for the chance in `new`; the key and the time are arguments.
"""

from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from ..store.columns import new_id

SALT = "sign-up"
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

    def renewed(self, now: datetime) -> "Ticket":
        """The same form, shown again now."""
        return replace(self, made_ms=_ms(now))


def sealed(ticket: Ticket, key: str) -> str:
    """The text that the form carries."""
    return _serializer(key).dumps(list(astuple(ticket)))


def opened(text: str, key: str, page: str) -> Ticket | None:
    """The ticket in that text; None if we did not seal it, or for another page."""
    try:
        ticket = Ticket(*_serializer(key).loads(text))
    except (BadData, TypeError, ValueError):
        return None
    return ticket if ticket.page == page else None


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=SALT)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
