"""Do more sign-ups come than people could send? Counts by the minute, for each network and each event, that set aside and never
refuse: at a gala hundreds share one address.

They live in the memory of one process for two minutes. A network is known by the keyed hash of its prefix only.
"""

import threading
from collections import Counter
from datetime import datetime
from ipaddress import ip_address, ip_network

from ..store.tokens import keyed_hash

EVENT_SHARE = 10  # an event may have so many times what a network may
UNHEARD_OF = 4  # and from so many times the limit on, one press more does not help


class Counts:
    """Sign-ups in this minute. `limit` is how many a network may send before the next ones wait for staff or a press more."""

    def __init__(self, limit: int):
        self.limit = limit
        self._minute = 0
        self._counts: Counter = Counter()
        self._lock = threading.Lock()

    def excess(self, network: str, event: str, now: datetime) -> float:
        """Count one more; how many times the limit this minute's number is, for the worse of the two."""
        minute = int(now.timestamp() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            self._counts[network] += 1
            self._counts[event] += 1
            return max(self._counts[network] / self.limit, self._counts[event] / (self.limit * EVENT_SHARE))


def network_of(address: str | None, key: bytes) -> str:
    """A name for the network of an address (/24, for IPv6 /56) that nobody without the key can turn back."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "network:unknown"
    prefix = ip_network((found, 24 if found.version == 4 else 56), strict=False)
    return "network:" + keyed_hash(key, "network", str(prefix.network_address))
