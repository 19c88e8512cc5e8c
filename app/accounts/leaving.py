"""May somebody leave a function? Not as the last one there while it has work in hand and a colleague could take it over.

What waits is shown, and handed over, in a pack (`app/packs`), which uses these verbs. They flush and journal; the edge commits.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import or_, select

from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actors import Actor
from ..store.db import db
from . import actions
from .closing import open_work
from .models import Function, Holding, Staff
from .rules import allowed

# Called when an account was closed, with whose it was: what else of theirs ends. Filled in `app/wiring.py`.
closed: list[Callable] = []

THE_WORK = ("work leads", "plan events")  # of a function: who may do neither only seems to be there


def held_now_or_later(staff: Staff, on: date) -> list[Holding]:
    """What somebody holds that day or will hold, as deputy too, in functions that are open."""
    found = (
        select(Holding)
        .join(Function, Function.id == Holding.function_id)
        .where(Holding.staff_id == staff.id, Function.closed_at.is_(None), _not_over(on))
        .order_by(Function.name, Holding.from_on, Holding.id)
    )
    return list(db.session.scalars(found))


def _not_over(on: date):
    return or_(Holding.until_on.is_(None), Holding.until_on > on)


def takers(function: Function, leaver_id: str) -> list[Staff]:
    """Who could take a function over: the others with an open account in its unit, by name."""
    found = select(Staff).where(Staff.unit_id == function.unit_id, Staff.active, Staff.id != leaver_id)
    return list(db.session.scalars(found.order_by(Staff.name, Staff.id)))


def must_hand_over(holding: Holding, now: datetime) -> bool:
    """Whether a function would be left with open work and nobody: no other holder stays, and there is somebody to ask."""
    today, function = local_date(now), db.session.get(Function, holding.function_id)
    if holding.deputy or function.closed_at:
        return False
    others = (
        select(Holding.id)
        .join(Staff, Staff.id == Holding.staff_id)
        .where(
            Holding.function_id == function.id,
            Holding.staff_id != holding.staff_id,
            Holding.deputy.is_(False),
            Holding.from_on <= today,
            Holding.until_on.is_(None),
            Staff.active,
        )
    )
    if db.session.scalar(others.limit(1)):
        return False
    return bool(takers(function, holding.staff_id)) and bool(open_work(function, now))


def leave(holding: Holding, *, by: Actor, now: datetime) -> None:
    """Somebody leaves a function today. Refused while they are the last one there and it has work in hand."""
    if must_hand_over(holding, now):
        raise Refused(_l("Funktionen har arbete kvar, och ingen annan har funktionen. Lämna över den först."))
    actions.end_holding(holding, until_on=local_date(now), by=by, now=now)


def close_account(staff: Staff, *, by: Actor, now: datetime) -> None:
    """Close an account; what it held ends with it. Refused while a function would be left with open work and nobody."""
    held = held_now_or_later(staff, local_date(now))
    if any(must_hand_over(holding, now) for holding in held):
        raise Refused(_l("%(name)s är ensam om sitt arbete. Lämna över det först.", name=staff.name))
    actions.disable(staff, by=by, now=now)
    for holding in held:
        actions.end_holding(holding, until_on=local_date(now), by=by, now=now)
    for call in closed:
        call(staff, by=by, now=now)


def change_roles(staff: Staff, roles: Iterable[str], *, by: Actor, now: datetime) -> None:
    """Other roles. Refused while somebody would stay alone in a function whose work they may do no more."""
    wanted = set(roles)
    lost = [one for one in THE_WORK if allowed({role.name for role in staff.roles}, one) and not allowed(wanted, one)]
    if lost and any(must_hand_over(holding, now) for holding in held_now_or_later(staff, local_date(now))):
        raise Refused(_l("%(name)s är ensam om sitt arbete. Lämna över det först.", name=staff.name), "roles")
    actions.change_roles(staff, wanted, by=by, now=now)
