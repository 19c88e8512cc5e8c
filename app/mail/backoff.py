"""When is a letter tried again? Sooner at first, then ever more seldom, for three days. Pure but for chance."""

import random
from datetime import datetime, timedelta

WAITS = [timedelta(minutes=number) for number in (1, 2, 5, 10, 20, 40, 60, 120, 240, 360)]
GIVE_UP_AFTER = timedelta(days=3)
JITTER = 0.2


def next_try(tries: int, queued_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `tries` (one or more) failures; None when it has been tried for three days.

    Chance moves it by a fifth, so that letters that failed together do not come back together.
    """
    if now - queued_at >= GIVE_UP_AFTER:
        return None
    wait = WAITS[min(tries, len(WAITS)) - 1]
    return now + wait * random.uniform(1 - JITTER, 1 + JITTER)
