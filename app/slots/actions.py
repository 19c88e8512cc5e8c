"""What can a function do about its times? Make a pool, change its rule, take a day off, close it. Verbs that flush; the edge commits."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from ..accounts.closing import Work
from ..accounts.models import Function
from ..clock import STOCKHOLM, local_date
from ..errors import Refused
from ..i18n import _l, _n
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import SlotBooking, SlotPool
from .queries import LIVE, has_coming
from .rules import FROZEN, PoolPlan


def make_pool(function: Function, plan: PoolPlan, *, key: str, by: Actor, now: datetime) -> SlotPool:
    """A new pool of a function. The same key again gives the same row."""
    if known := db.session.get(SlotPool, key):
        return known
    if function.closed_at:
        raise Refused(_l("Funktionen är stängd. Välj en annan."), "function")
    row = SlotPool(
        id=key, organisation_id=function.organisation_id, unit_id=function.unit_id, function_id=function.id, days_off=[],
        created_at=now, updated_at=now, **plan.check().columns,
    )  # fmt: skip
    db.session.add(row)
    _said(row, "slot-pool.made", by=by, now=now)
    return row


def change_pool(pool: SlotPool, plan: PoolPlan, *, by: Actor, now: datetime) -> None:
    """Another rule. What makes the times stays as it is while any of them is booked, and nobody loses the place they have."""
    wanted = plan.check().columns
    changed = [name for name, value in wanted.items() if getattr(pool, name) != value]
    booked = has_coming(pool.id, now)
    if booked and set(changed) & {*FROZEN, "closes"}:
        raise Refused(
            _l("Det finns bokade tider. Sätt en sista dag här och lägg upp de nya tiderna för sig."), "weekday"
        )
    if booked and plan.capacity < pool.capacity:
        raise Refused(_l("Det finns bokade tider. Du kan bara lägga till platser."), "capacity")
    if plan.until_on and has_coming(pool.id, now, since=_midnight(plan.until_on)):
        raise Refused(_l("Det finns bokade tider efter den dagen. Flytta eller avboka dem först."), "last_on")
    for name in changed:
        setattr(pool, name, wanted[name])
    pool.updated_at = now
    _said(pool, "slot-pool.changed", by=by, now=now, fields=changed)


def take_day_off(pool: SlotPool, day: date, *, by: Actor, now: datetime) -> None:
    """No times on that day. Refused while somebody has one."""
    if has_coming(pool.id, now, since=_midnight(day), until=_midnight(day + timedelta(days=1))):
        raise Refused(_l("Någon har bokat en tid den dagen. Flytta eller avboka den först."), "day")
    pool.days_off = sorted({*pool.days_off, day.isoformat()})
    pool.updated_at = now
    _said(pool, "slot-pool.changed", by=by, now=now, fields=["days_off"])


def give_day_back(pool: SlotPool, day: date, *, by: Actor, now: datetime) -> None:
    """Times on that day after all."""
    pool.days_off = [other for other in pool.days_off if other != day.isoformat()]
    pool.updated_at = now
    _said(pool, "slot-pool.changed", by=by, now=now, fields=["days_off"])


def close_pool(pool: SlotPool, *, by: Actor, now: datetime) -> None:
    """No more can be booked; what is booked stays."""
    pool.closed_at = pool.closed_at or now
    pool.updated_at = now
    _said(pool, "slot-pool.closed", by=by, now=now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)


def _said(pool: SlotPool, kind: str, *, by: Actor, now: datetime, **details) -> None:
    db.session.flush()
    note(kind, by=by, now=now, organisation_id=pool.organisation_id, subject=pool.id, **details)


# When a function closes ----------------------------------------------------------------------------------------------


def _count(function: Function, now: datetime) -> int:
    today = local_date(now)
    found = select(SlotPool.id).where(SlotPool.function_id == function.id, SlotPool.closed_at.is_(None))
    return len(db.session.scalars(found.where(SlotPool.until_on.is_(None) | (SlotPool.until_on > today))).all())


def _hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    """Its pools and what is booked of them go to another function of the unit."""
    for pool in db.session.scalars(select(SlotPool).filter_by(function_id=function.id)).all():
        pool.function_id, pool.updated_at = to.id, now
        _said(pool, "slot-pool.changed", by=by, now=now, fields=["function"])
    ahead = (SlotBooking.function_id == function.id, SlotBooking.starts_at > now, LIVE)
    db.session.execute(update(SlotBooking).where(*ahead).values(function_id=to.id, updated_at=now))


WORK = Work(_count, lambda number: _n("%(num)s återkommande tid", "%(num)s återkommande tider", number), _hand_over)
