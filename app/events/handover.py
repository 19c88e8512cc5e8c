"""What has a function still to do with events, and who does it then? What is coming, for `app.accounts.closing`."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from ..accounts.closing import Work
from ..accounts.models import Function
from ..clock import local_date
from ..i18n import _n
from ..journal.actors import Actor
from ..store.db import db
from .actions import hand_to
from .models import Event
from .rules import BEFORE_DONE


def _coming(function: Function, now: datetime) -> Select:
    """What it owns that is not over, or that nobody knows the date of, and is still to happen."""
    ahead = or_(Event.until_on.is_(None), Event.until_on > local_date(now))
    return select(Event).where(Event.owner_function_id == function.id, ahead, Event.state.in_(BEFORE_DONE))


def count(function: Function, now: datetime) -> int:
    """How many coming events a function owns."""
    return len(db.session.scalars(_coming(function, now)).all())


def hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    """All go to another function, those behind us too: a code of theirs may still bring somebody. Calendars follow."""
    for event in db.session.scalars(select(Event).filter_by(owner_function_id=function.id)).all():
        hand_to(event, to.id, by=by, now=now)


WORK = Work(count, lambda number: _n("%(num)s kommande aktivitet", "%(num)s kommande aktiviteter", number), hand_over)
