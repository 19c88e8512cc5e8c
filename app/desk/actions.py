"""What can be done with an event and all that hangs on it? Copy it to another date, take a draft away: verbs that flush."""

from collections.abc import Container
from datetime import datetime

from ..booths.actions import add_booth, delete_booth
from ..booths.queries import booths_of
from ..events import actions as events
from ..events import duty
from ..events.models import Event
from ..events.when import When
from ..flyers.actions import add_placement
from ..flyers.queries import placements_of
from ..journal.actors import Actor
from ..staffing.actions import delete_shift, plan_shift
from ..staffing.queries import shifts_of
from ..store.columns import new_id
from .copying import booth_moved, days_between, placement_moved, shift_moved, shifts_that_follow


def copy_event(
    event: Event,
    when: When,
    *,
    title: str,
    booths: Container[str],
    placements: Container[str],
    shifts: bool = True,
    key: str,
    by: Actor,
    now: datetime,
) -> Event:
    """The same event another time, with those of its booths and placements; each placement gets a new code. With `shifts`
    its own and those of the booths come along, with nobody on them. The same `key` again: the same copy, nothing twice."""
    twin = events.copy(event, when, title=title, key=key, by=by, now=now)
    if twin.created_at != now:
        return twin
    days, twins = days_between(event.when, when), {}
    for booth in booths_of(event.id):
        if booth.id in booths:
            twins[booth.id] = add_booth(twin, booth_moved(booth, days), key=new_id(), by=by, now=now).id
    for placement in placements_of(event.id):
        if placement.id in placements:
            plan = placement_moved(placement, days, booth_id=twins.get(placement.booth_id))
            add_placement(twin, plan, key=new_id(), by=by, now=now)
    if shifts:
        for shift in shifts_that_follow(shifts_of(event.id), twins, days):
            plan = shift_moved(shift, days, booth_id=twins.get(shift.booth_id))
            plan_shift(twin, plan, key=new_id(), by=by, now=now)
    return twin


def delete_event(event: Event, *, by: Actor, now: datetime) -> None:
    """Take a draft away with its shifts and booths. Refused once somebody was asked to help, once codes were made or somebody came in through it."""
    for shift in shifts_of(event.id):
        delete_shift(shift, by=by, now=now)
    for booth in booths_of(event.id):
        delete_booth(booth, by=by, now=now)
    for row, _name in duty.duty_of(event.id):
        duty.drop_duty(row, by=by, now=now)
    events.delete(event, by=by, now=now)
