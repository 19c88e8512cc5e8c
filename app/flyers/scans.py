"""How often is a code opened? Counts by placement and hour, kept a few seconds in memory and then written together.

A count is not a lead: it may wait, and what a killed process had not yet written is lost. Nothing in it tells who came: no
address, no cookie. Whether it was a person is guessed from what a browser calls itself. Called by the public pages.
"""

import atexit
import logging
import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache

from sqlalchemy.exc import IntegrityError

from ..store.db import unit_of_work
from ..store.later import Later
from ..store.sums import add_up
from .models import OrphanTally, ScanTally

log = logging.getLogger("monter")

CRAWLERS = re.compile(
    r"(?<!cu)bot(?=[/;,) -]|$)|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|skypeuri|embedly|pinterest|scanner"
    r"|monitor|uptime|lighthouse|feedfetcher|mediapartners|ia_archiver|archive\.org",
    re.IGNORECASE,
)


@lru_cache(1000)
def looks_like_a_bot(agent: str | None) -> bool:
    """Whether this User-Agent is a crawler's, or that of a program that shows links before anybody opens them."""
    return not agent or CRAWLERS.search(agent) is not None


def is_a_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody asked to see the page: neither HEAD nor a browser that fetches it just in case."""
    purpose = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")).lower()
    return method == "GET" and not any(word in purpose for word in ("prefetch", "prerender", "preview"))


class Tally:
    """Counts that wait for at most `seconds` (0: none wait). `context` opens what a background thread needs to write."""

    def __init__(self, seconds: float, context: Callable[[], AbstractContextManager]):
        self._scans: Counter = Counter()
        self._orphans: Counter = Counter()
        self._lock = threading.Lock()
        self.later = Later(seconds, context, self.flush)

    def count_scan(
        self,
        placement_id: str,
        event_id: str | None,
        organisation_id: str,
        *,
        late: bool,
        agent: str | None,
        now: datetime,
    ) -> None:
        """Somebody opened this placement's address; `late` is after the end of the event behind it now."""
        key = (placement_id, _hour(now), looks_like_a_bot(agent), late, event_id or "", organisation_id)
        self._count(self._scans, key)

    def count_orphan(self, kind: str, *, now: datetime) -> None:
        """Somebody came with a code that nobody printed (`unknown`) or with a sign wrong (`misread`)."""
        self._count(self._orphans, (_hour(now), kind))

    def _count(self, counter: Counter, key: tuple) -> None:
        with self._lock:
            counter[key] += 1
        if self.later.seconds > 0:
            self.later.soon()
        else:
            self.flush()

    def flush(self) -> None:
        """Write what waits, in one unit. What cannot be written now waits for the next time."""
        with self._lock:
            scans, self._scans = self._scans, Counter()
            orphans, self._orphans = self._orphans, Counter()
        if not scans and not orphans:
            return
        try:
            with unit_of_work():
                add_up(ScanTally, [_scan_row(*key, number) for key, number in sorted(scans.items())])
                add_up(OrphanTally, [_orphan_row(*key, number) for key, number in sorted(orphans.items())])
        except IntegrityError:
            log.warning("dropped %s scans of placements that are gone", scans.total())
        except Exception as error:
            log.warning("scans wait, the database did not take them: %s", type(error).__name__)
            with self._lock:
                self._scans.update(scans)
                self._orphans.update(orphans)

    def flush_at_exit(self) -> None:
        """Write what waits when the process ends."""
        atexit.register(self.later.now)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _scan_row(placement_id, hour_at, bot, late, event_id, organisation_id, number) -> dict:
    return {
        "placement_id": placement_id,
        "hour_at": hour_at,
        "bot": bot,
        "late": late,
        "event_id": event_id,
        "organisation_id": organisation_id,
        "number": number,
    }


def _orphan_row(hour_at, kind, number) -> dict:
    return {"hour_at": hour_at, "kind": kind, "number": number}
