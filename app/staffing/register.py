"""What can be done with a helper? Add, change, renew the secret link, end, take up again: verbs that flush and journal."""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Unit
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import Assignment, Helper, Shift
from .plan import HelperPlan, check_reachable
from .rules import OPEN, SAID_YES

FIELDS = [field.name for field in fields(HelperPlan)]

relinked: list[Callable] = []  # told of a helper whose link is another now: what else they reach in secret is too


def add_helper(
    unit: Unit, plan: HelperPlan, *, key: str, invitation_id: str | None = None, by: Actor, now: datetime
) -> Helper:
    """A new helper of a unit. The same `key` again: the same helper, unchanged."""
    if known := db.session.get(Helper, key):
        if known.organisation_id != unit.organisation_id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    check_reachable(plan)
    row = Helper(
        id=key, organisation_id=unit.organisation_id, unit_id=unit.id, invitation_id=invitation_id, generation=1,
        created_at=now, updated_at=now,
    )  # fmt: skip
    fill_in(row, plan)
    db.session.add(row)
    db.session.flush()
    _say("helper.added", row, by=by, now=now)
    return row


def change_helper(row: Helper, plan: HelperPlan, *, by: Actor, now: datetime) -> list[str]:
    """Change what is known of a helper; gives the names of the fields that changed."""
    check_reachable(plan)
    before = asdict(said_of(row))
    fill_in(row, plan)
    changed = [name for name, value in asdict(plan).items() if value != before[name]]
    if changed:
        row.updated_at = now
        db.session.flush()
        _say("helper.changed", row, by=by, now=now, fields=changed)
    return changed


def renew_link(row: Helper, *, key: bytes, by: Actor, now: datetime) -> None:
    """A new secret link; the old one opens nothing any more, nor does the address of their calendar: whoever had the one could
    read the other on its page. `key` is the instance's."""
    row.generation += 1
    row.updated_at = now
    db.session.flush()
    _say("helper.link-renewed", row, by=by, now=now)
    _relinked(row, key=key, by=by, now=now)


def end_helper(row: Helper, *, by: Actor, now: datetime) -> None:
    """They do not help any more: their link opens nothing and nobody asks them. Refused while they are wanted somewhere."""
    if row.ended_at:
        return
    if coming := coming_shifts(row, now=now):
        raise Refused(
            _l("Har pass kvar: %(what)s. Ta bort personen från dem först.", what=", ".join({s.role for s in coming}))
        )
    row.ended_at, row.updated_at = now, now
    row.generation += 1
    db.session.flush()
    _say("helper.ended", row, by=by, now=now)


def take_up_helper(row: Helper, *, key: bytes, by: Actor, now: datetime) -> None:
    """They help again, with a new link and, where they had a calendar, a new address of it. `key` is the instance's."""
    if row.ended_at:
        row.ended_at, row.updated_at = None, now
        db.session.flush()
        _say("helper.taken-up", row, by=by, now=now)
        _relinked(row, key=key, by=by, now=now)


def coming_shifts(row: Helper, *, now: datetime) -> list[Shift]:
    """The shifts ahead on which a helper is wanted or counted on."""
    found = (
        select(Shift)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .where(
            Assignment.helper_id == row.id,
            Assignment.state.in_((*OPEN, *SAID_YES)),
            Shift.cancelled_at.is_(None),
            Shift.ends_at > now,
        )
        .order_by(Shift.starts_at)
    )
    return list(db.session.scalars(found))


def said_of(row: Helper) -> HelperPlan:
    """What is known of a helper now."""
    return HelperPlan(**{name: getattr(row, name) for name in FIELDS} | {"languages": tuple(row.languages)})


def fill_in(row: Helper, plan: HelperPlan) -> None:
    """Write a plan into its columns."""
    for name in FIELDS:
        setattr(row, name, getattr(plan, name))
    row.languages = list(plan.languages)


def _relinked(row: Helper, *, key: bytes, by: Actor, now: datetime) -> None:
    for follow in relinked:
        follow(row, key=key, by=by, now=now)


def _say(kind: str, row: Helper, *, by: Actor, now: datetime, **details) -> None:
    note(kind, by=by, now=now, organisation_id=row.organisation_id, subject=row.id, **details)
