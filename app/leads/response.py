"""Did we answer in time? The response clock (domain.md §5): four measures, never merged, derived and never stored.

It starts when the person was met, where we met them (booth, telephone, paper), and when it came in, where they wrote to us. What
stops a measure is the earliest thing that happened, by when it happened: noting it late does not help, and what was late
stays late. The automatic acknowledgement is a measure of its own and stops nothing else. A time that the person chose in time
is no attempt of ours and no talk, but puts both off until it is over (docs/decisions/0011). Pure; called by the board and the
page of a lead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .working_time import WorkingTime

IN_PERSON = frozenset({"tablet", "staff", "phone", "paper"})  # ways in which somebody of ours was there
TWO_WAY = frozenset({"reached", "call_later"})  # outcomes of an attempt in which the person answered

KEPT, LATE, WAITING, OVERDUE, STOPPED, UNPROMISED = "kept", "late", "waiting", "overdue", "stopped", "unpromised"


@dataclass(frozen=True)
class Promise:
    """What is promised, in working days after the day it began."""

    attempt_days: int = 1
    contact_days: int = 3
    slot_days: int = 10


@dataclass(frozen=True)
class Tried:
    """A contact attempt by a human, when it happened and what came of it."""

    at: datetime
    outcome: str


@dataclass(frozen=True)
class Chosen:
    """A time that the person chose themselves: when they did, when it ends, since when they have it no more."""

    at: datetime
    until_at: datetime
    given_back_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a lead that bears on its clock. `slots` are the instants at which a time was offered, `chosen` the times
    that the person took."""

    way: str
    captured_at: datetime
    received_at: datetime
    attempts: tuple[Tried, ...] = ()
    slots: tuple[datetime, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None  # since when there is nothing left to answer


@dataclass(frozen=True)
class Measure:
    """One measure: by when it was promised (None: nothing was), and when it happened (None: not yet). `chosen`: the person put
    the promise off themselves, by choosing a time."""

    due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None = None
    chosen: bool = False

    def state(self, now: datetime) -> str:
        """kept · late (done, but too late) · waiting · overdue (not done, too late) · stopped (closed in time) · unpromised."""
        if self.due_at is None:
            return UNPROMISED
        if self.done_at is not None:
            return KEPT if self.done_at <= self.due_at else LATE
        if self.closed_at is not None and self.closed_at <= self.due_at:
            return STOPPED
        return OVERDUE if now > self.due_at else WAITING

    def left(self, now: datetime) -> timedelta | None:
        """How long is left of the promise, negative when it is overdue; None when nothing is waited for."""
        return self.due_at - now if self.state(now) in (WAITING, OVERDUE) else None


@dataclass(frozen=True)
class Clock:
    """The four measures of one lead. `sync_delay` is how long it lay on a device before it reached us; part of no measure."""

    started_at: datetime
    sync_delay: timedelta
    acknowledgement: Measure
    first_attempt: Measure
    first_contact: Measure
    first_slot: Measure

    @property
    def pressing(self) -> Measure | None:
        """The measure that is next to be kept: the attempt, then the contact; None when both are done or nothing is left to do."""
        for measure in (self.first_attempt, self.first_contact):
            if measure.done_at is None:
                return None if measure.closed_at else measure
        return None


def started_at(way: str, captured_at: datetime, received_at: datetime) -> datetime:
    """When the clock starts. A clock that ran ahead on a device cannot start it after we had it."""
    return min(captured_at, received_at) if way in IN_PERSON else received_at


def clock(facts: Facts, promise: Promise, hours: WorkingTime) -> Clock:
    """The clock of one lead. What is said to have happened before it began is no answer to it."""
    start = started_at(facts.way, facts.captured_at, facts.received_at)
    begun = start.replace(second=0, microsecond=0)  # people write when they called to the minute
    attempts = [tried for tried in facts.attempts if tried.at >= begun]
    contacts = [tried.at for tried in attempts if tried.outcome in TWO_WAY]

    def measure(days: int, happened: Iterable[datetime], waits: bool = True) -> Measure:
        due = hours.due(start, days)
        until = put_off(due, days, facts.chosen, hours) if waits else due
        return Measure(until, min(happened, default=None), facts.closed_at, until > due)

    return Clock(
        started_at=start,
        sync_delay=max(timedelta(), facts.received_at - facts.captured_at) if facts.way in IN_PERSON else timedelta(),
        acknowledgement=Measure(None, facts.acknowledged_at),
        first_attempt=measure(promise.attempt_days, [tried.at for tried in attempts]),
        first_contact=measure(promise.contact_days, contacts),
        first_slot=measure(promise.slot_days, [at for at in facts.slots if at >= begun], waits=False),
    )


def put_off(due_at: datetime, days: int, chosen: Iterable[Chosen], hours: WorkingTime) -> datetime:
    """By when a call is promised to one who chose when to be called: the end of that time. Chosen after the promise had run out it
    changes nothing: late stays late. Who gives the time back is promised the same anew from then on."""
    for one in sorted(chosen, key=lambda one: one.at):
        if one.at <= due_at:
            kept = one.given_back_at is None or one.given_back_at >= one.until_at
            due_at = max(due_at, one.until_at if kept else hours.due(one.given_back_at, days))
    return due_at


def strictest(promises: Iterable[Promise]) -> Promise:
    """What somebody interested in several things was promised: the shortest of each."""
    found = list(promises) or [Promise()]
    return Promise(
        min(one.attempt_days for one in found),
        min(one.contact_days for one in found),
        min(one.slot_days for one in found),
    )
