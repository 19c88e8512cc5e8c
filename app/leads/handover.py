"""Who gets back to people when their function closes? Its open leads, for `app.accounts.closing`."""

from datetime import datetime

from sqlalchemy import Select, func, select

from ..accounts.closing import Work
from ..accounts.models import Function
from ..i18n import _n
from ..journal.actors import Actor
from ..store.db import db
from .follow_up import hand_to
from .models import Lead
from .pipeline import OPEN


def _open(function: Function) -> Select:
    return select(Lead).where(Lead.owner_function_id == function.id, Lead.state.in_(OPEN))


def count(function: Function, now: datetime) -> int:
    """How many open leads a function owns."""
    return db.session.scalar(select(func.count()).select_from(_open(function).subquery()))


def hand_over(function: Function, to: Function, *, by: Actor, now: datetime) -> None:
    """All of them go to another function of the unit, each with a line in the journal."""
    for lead in db.session.scalars(_open(function)).all():
        hand_to(lead, to, by=by, now=now)


WORK = Work(count, lambda number: _n("%(num)s öppet intresse", "%(num)s öppna intressen", number), hand_over)
