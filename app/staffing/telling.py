"""How is somebody on a shift told? A letter into the outbox, to the one way that we have. Verbs; the edge commits.

What the letters say stands in `letters.py`; here is only which one, to whom, that each occasion is one letter, and that no
telephone rings at night unless it is about the next two days. Mail wakes nobody.
"""

from datetime import datetime

from ..mail.actions import queue
from .models import Assignment, Helper
from .times import not_before

ASKED, CHANGED, CANCELLED, THANKED = "shift_asked", "shift_changed", "shift_cancelled", "shift_thanked"


def tell(row: Assignment, template: str, *, was_at: datetime | None = None, now: datetime) -> None:
    """Put that letter about this assignment into the outbox; the same one at the same instant is one letter. `was_at` is when
    the shift began before it was moved: who would stand there tomorrow must hear of it tonight."""
    channel = channel_of(row)
    begins = min(was_at or row.shift.starts_at, row.shift.starts_at)
    queue(
        template,
        channel=channel,
        ids={"assignment": row.id},
        organisation_id=row.organisation_id,
        language=(row.helper or row.staff).language,
        dedupe=f"{template}:{row.id}:{int(now.timestamp() * 1000)}",
        now=now,
        not_before=not_before(begins, now) if channel == "sms" else None,
    )


def channel_of(row: Assignment) -> str:
    """E-mail where there is an address, else a text message; colleagues always have an address."""
    return "sms" if row.helper and not row.helper.email else "email"


def reach(helper: Helper) -> str:
    """The one way by which a helper is written to."""
    return helper.email or helper.phone or ""
