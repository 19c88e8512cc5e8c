"""What does a feed hold now, and is it what the subscriber has? Its mark, which is cheap, and its file, which is not.

The mark is the strong tag and the date of an answer, made from everything that the file is made from; an unchanged poll
costs no more. Files already written are kept, the ones used last, so that a hundred subscribers cost one. Reads rows,
writes none. Called by `app.calendars.views`.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from hashlib import sha256
from threading import Lock
from urllib.parse import urlsplit

from ..clock import STOCKHOLM, local_date
from ..events.models import Event
from ..i18n import _
from ..version import VERSION
from . import entries, of_functions, queries
from .entries import Teller, Window
from .of_functions import Booked, Calls, OnCall
from .queries import Extent, Subscription

KEPT_BYTES = 16_000_000


@dataclass(frozen=True)
class Answer:
    """A feed at one moment: its mark, and what its file would be written from.

    `etag` is without quotes, `modified_at` in whole seconds. `dated` says whether the date alone can tell that nothing
    changed; where leads are counted it cannot, since one that left leaves no date behind.
    """

    etag: str
    modified_at: datetime
    dated: bool
    name: str
    teller: Teller
    subscription: Subscription
    extent: Extent
    calls: tuple[Calls, ...]
    booked: tuple[Booked, ...]
    on_call: tuple[OnCall, ...]

    def file(self) -> bytes:
        """The calendar file, as it was written last or written now."""
        return SHELF.get(self.etag) or SHELF.put(self.etag, self._written())

    def _written(self) -> bytes:
        teller, extent, window = self.teller, self.extent, self.extent.window
        coarse = self.subscription.coarse
        if self.subscription.scope == "helper":
            shifts = entries.from_shifts(queries.shifts_in(extent), teller, alarm=self.subscription.alarm)
            return self._rendered(shifts)
        found = [
            *entries.from_events(queries.events_in(extent), teller, window, coarse=coarse),
            *of_functions.from_calls(self.calls, teller, window),
            *of_functions.from_bookings(self.booked, teller),
            *of_functions.from_on_call(self.on_call, teller),
        ]
        if self.subscription.scope == "unit":
            found += entries.from_booths(queries.booths_in(extent), teller, window)
            found += entries.from_plan_shifts(queries.plan_shifts_in(extent), teller)
        if self.subscription.scope == "staff":
            found += entries.from_shifts(queries.shifts_in(extent), teller)
        found = entries.once(
            [*found, *entries.from_tombstones(queries.tombstones_in(extent), teller, window, coarse=coarse)]
        )
        return self._rendered(found)

    def _rendered(self, found: list[entries.Entry]) -> bytes:
        from . import ics  # takes a fifth of a second to load, which the start of the server need not wait for

        return ics.render(found, name=self.name, language=self.teller.language)


def answer_of(subscription: Subscription, teller: Teller, now: datetime) -> Answer:
    """What a feed answers at `now`; its file is not written yet. Speak the feed's language around it."""
    window = Window.around(now)
    teller = replace(teller, language=subscription.language, inside=subscription.inside)
    held = queries.function_ids_held(subscription.of_id, local_date(now)) if subscription.scope == "staff" else ()
    extent = queries.extent_of(subscription, window, held)
    calls = tuple(queries.calls_in(extent)) if subscription.counts_calls else ()
    booked = tuple(queries.booked_in(extent)) if subscription.counts_calls else ()
    on_call = tuple(queries.on_call_in(extent, teller.language)) if subscription.counts_calls else ()
    prints = queries.fingerprint(extent)
    name = name_of(subscription)
    mark = sha256(repr((VERSION, name, teller, subscription, extent, calls, booked, on_call)).encode())
    for rows in prints.rows:
        mark.update(b"\0" + (rows or "").encode())
    return Answer(
        etag=mark.hexdigest()[:32],
        modified_at=_modified_at(prints.changed_at, now),
        dated=not subscription.counts_calls and subscription.scope != "helper",
        name=name,
        teller=teller,
        subscription=subscription,
        extent=extent,
        calls=calls,
        booked=booked,
        on_call=on_call,
    )


def _modified_at(changed_at: datetime | None, now: datetime) -> datetime:
    """The last change, but not before this day began: the window moved then, and may have let something in or out."""
    midnight = datetime.combine(local_date(now), time(), STOCKHOLM).astimezone(UTC)
    return max(changed_at or midnight, midnight).replace(microsecond=0)


def name_of(subscription: Subscription) -> str:
    """What calendar programs call it. A person's own feed carries no name."""
    match subscription.scope:
        case "unit":
            return _("%(unit)s: planen", unit=subscription.name)
        case "function":
            return _("%(function)s: uppgifter", function=subscription.name)
        case "staff":
            return _("Mitt arbete")
        case "helper":
            return _("Mina pass")
        case _:
            return _("Aktiviteter, %(organisation)s", organisation=subscription.name)


def of_one_event(event: Event, teller: Teller) -> tuple[str, datetime, bytes]:
    """One event's calendar file with its tag and date; whatever the window."""
    found = entries.from_events([event], teller, Window.always())
    from . import ics

    file = ics.render(found, name=event.title_in(teller.language), language=teller.language)
    return sha256(file).hexdigest()[:32], event.updated_at.replace(microsecond=0), file


def teller_at(public_url: str, language: str) -> Teller:
    """How this instance tells of things: ids carry the host of the address that is configured, never of a request."""
    return Teller(domain=urlsplit(public_url).hostname or "localhost", address=public_url, language=language)


class Shelf:
    """Files that were written, by their tag; the ones not used for longest go when they take too many bytes."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, etag: str) -> bytes | None:
        with self._lock:
            if etag in self._files:
                self._files.move_to_end(etag)
            return self._files.get(etag)

    def put(self, etag: str, file: bytes) -> bytes:
        with self._lock:
            self._bytes += len(file) - len(self._files.pop(etag, b""))
            self._files[etag] = file
            while self._bytes > self.most_bytes and len(self._files) > 1:
                self._bytes -= len(self._files.popitem(last=False)[1])
        return file


SHELF = Shelf(KEPT_BYTES)
