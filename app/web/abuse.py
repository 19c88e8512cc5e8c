"""Do more sign-ups come than people could send? Counts by the minute, for each network and each event, that set aside and never
refuse: at a gala hundreds share one address.

Each process counts in its memory, and every few seconds tells the others what it counted and hears what they did (`share`), so
that many processes have one limit between them. A network is known by the keyed hash of its prefix only.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from ..store.later import Later
from ..store.tokens import keyed_hash

log = logging.getLogger("monter")

Tell = Callable[[datetime, dict[str, int]], dict[str, int]]  # minute, what is new by key → all there is by key

EVENT_SHARE = 10  # an event may have so many times what a network may
UNHEARD_OF = 4  # and from so many times the limit on, one press more does not help


class Counts:
    """Sign-ups in this minute. `limit` is how many a network may send before the next ones wait for staff or a press more."""

    def __init__(self, limit: int):
        self.limit = limit
        self._minute = 0
        self._counts: Counter = Counter()  # what this process counted
        self._told: Counter = Counter()  # of that, what the others know
        self._elsewhere: Counter = Counter()  # what they counted, as far as we heard
        self._lock = threading.Lock()
        self._later: Later | None = None

    def share(self, seconds: float, context: Callable[[], AbstractContextManager], tell: Tell) -> None:
        """From now on tell what was counted, and hear what is counted altogether, `seconds` after a count."""
        self._tell, self._later = tell, Later(seconds, context, self.exchange)

    def excess(self, network: str, event: str, now: datetime) -> float:
        """Count one more; how many times the limit this minute's number is, for the worse of the two."""
        minute = int(now.timestamp() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts, self._told, self._elsewhere = minute, Counter(), Counter(), Counter()
            self._counts[network] += 1
            self._counts[event] += 1
            sent, held = (self._counts[key] + self._elsewhere[key] for key in (network, event))
        if self._later:
            self._later.soon()
        return max(sent / self.limit, held / (self.limit * EVENT_SHARE))

    def exchange(self) -> None:
        """Tell the others what they do not know, hear what they counted. When nobody answers, the next time will do."""
        with self._lock:
            minute, news = self._minute, self._counts - self._told
        if not news:
            return
        try:
            totals = self._tell(datetime.fromtimestamp(minute * 60, UTC), dict(news))
        except Exception as error:
            log.warning("counts of sign-ups wait, the database did not take them: %s", type(error).__name__)
            return
        with self._lock:
            if minute == self._minute:
                self._told += news
                self._elsewhere = Counter({key: total - self._told[key] for key, total in totals.items()})


def network_of(address: str | None, key: bytes) -> str:
    """A name for the network of an address (/24, for IPv6 /56) that nobody without the key can turn back."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "network:unknown"
    prefix = ip_network((found, 24 if found.version == 4 else 56), strict=False)
    return "network:" + keyed_hash(key, "network", str(prefix.network_address))
