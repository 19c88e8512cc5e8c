"""What can be done with placements? Made with a code of their own, changed, led to another event, retired.

A code is never deleted and never given twice; retiring only says that nothing more will be handed out.
"""

from dataclasses import fields
from datetime import datetime

from ..errors import Refused
from ..events.models import Event
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from . import codes, queries
from .models import Code, Placement
from .rules import PlacementPlan


def add_placement(event: Event, plan: PlacementPlan, *, key: str, by: Actor, now: datetime) -> Placement:
    """A placement of this event with a fresh code. The same key again gives the row that is there."""
    known = queries.placement_by_id(key)
    if known is not None:
        if known.organisation_id != event.organisation_id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    row = Placement(id=key, organisation_id=event.organisation_id, event=event, created_at=now, updated_at=now)
    _fill(row, plan)
    row.code = Code(code=_fresh_code(), organisation_id=event.organisation_id, made_at=now)
    db.session.add(row)
    db.session.flush()
    _note("placement.added", row, by, now, event=event.id, kind=plan.kind)
    return row


def _fresh_code() -> str:
    while queries.code_is_taken(code := codes.mint()):
        continue
    return code


def change_placement(row: Placement, plan: PlacementPlan, *, by: Actor, now: datetime) -> list[str]:
    """Take over what is said now; gives the names of the fields that changed."""
    changed = _fill(row, plan)
    if changed:
        row.updated_at = now
        db.session.flush()
        _note("placement.changed", row, by, now, fields=changed)
    return changed


def _fill(row: Placement, plan: PlacementPlan) -> list[str]:
    changed = [one.name for one in fields(plan) if getattr(row, one.name) != getattr(plan, one.name)]
    for name in changed:
        setattr(row, name, getattr(plan, name))
    return changed


def lead_to(row: Placement, event: Event, *, by: Actor, now: datetime) -> None:
    """Change the event behind the print. What came in before stays with the event it came in for."""
    if event.organisation_id != row.organisation_id:
        raise Refused(_l("Aktiviteten finns inte längre. Välj en annan."), "event")
    if event.state == "cancelled":
        raise Refused(_l("Aktiviteten är inställd. Välj en annan."), "event")
    if event.id == row.event_id:
        return
    before, row.event, row.booth_id, row.updated_at = row.event_id, event, None, now
    db.session.flush()
    _note("placement.moved", row, by, now, before=before, after=event.id)


def retire(row: Placement, *, by: Actor, now: datetime) -> None:
    """Nothing more of it will be handed out; the code goes on working and counting."""
    if row.retired_at is None:
        row.retired_at = row.updated_at = now
        db.session.flush()
        _note("placement.retired", row, by, now)


def take_up(row: Placement, *, by: Actor, now: datetime) -> None:
    """It is in use again."""
    if row.retired_at is not None:
        row.retired_at, row.updated_at = None, now
        db.session.flush()
        _note("placement.taken-up", row, by, now)


def note_flyer(row: Placement, paper: str, variant: str, *, by: Actor, now: datetime) -> None:
    """Write down that paper was made of it."""
    _note("flyer.made", row, by, now, paper=paper, variant=variant)


def _note(what: str, row: Placement, by: Actor, at: datetime, /, **details) -> None:
    note(what, by=by, now=at, organisation_id=row.organisation_id, subject=row.id, **details)
