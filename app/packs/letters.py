"""What does a successor read when a function has become theirs? How much waits, a link, and no name of anybody but colleagues.

Written when it is sent; None when it is no longer theirs. Called by the outbox.
"""

from ..i18n import _, _n
from ..mail.words import Words
from ..store.db import db
from ..web.filters import short_day
from .models import Pack


def taken_over(ids: dict, language: str, *, public_url: str) -> Words | None:
    """To the successor."""
    row = db.session.get(Pack, ids["pack"])
    if row is None or row.read_at or not row.successor.active:
        return None
    number = sum(row.counts.values())
    said = [
        _("Hej!"),
        _("Du tar över %(function)s från och med %(day)s.", function=row.function.name, day=short_day(row.last_on)),
        _n("%(num)d sak väntar där:", "%(num)d saker väntar där:", number),
        f"{public_url}/staff/packs/taken/{row.id}",
    ]
    return Words(row.successor.email, _("Du tar över en funktion"), "\n\n".join(said) + "\n")
