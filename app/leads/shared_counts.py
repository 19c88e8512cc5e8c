"""How many have signed up in this minute, in all processes together? Numbers by network (a keyed hash) and event; kept a day.

Called every few seconds by `app.web.abuse`, never while somebody waits for a page.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from ..store.db import db, unit_of_work
from ..store.sums import add_up
from .models import AbuseCount


def told_under(name: str) -> Callable[[datetime, dict[str, int]], dict[str, int]]:
    """A way to add numbers of that minute to those of others and to hear the sums, under a `name` of a few letters."""

    def tell(minute_at: datetime, numbers: dict[str, int]) -> dict[str, int]:
        keys = {f"{name}:{key.removeprefix('network:')}"[:40]: key for key in sorted(numbers)}
        rows = [{"key": kept, "minute_at": minute_at, "number": numbers[key]} for kept, key in keys.items()]
        with unit_of_work():
            add_up(AbuseCount, rows)
            counted = select(AbuseCount.key, AbuseCount.number).filter_by(minute_at=minute_at)
            found = db.session.execute(counted.where(AbuseCount.key.in_(keys))).all()
        return {keys[kept]: number for kept, number in found}

    return tell
