"""Whom did our last letter not reach? Those on shifts to whom it failed, or to whom there is no way to send, so that somebody rings.

A letter that waits for its next try is not given up yet; one that went later, or an answer, says that they were reached.
SELECTs only.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from ..accounts.models import Unit
from ..clock import now
from ..events.models import Event
from ..i18n import _n
from ..mail.models import Letter
from ..mail.outbox import NO_WAY
from ..store.db import db
from .letters import TEMPLATES
from .models import Assignment, Shift
from .rules import TOLD

LOOKED_BACK = timedelta(days=90)
CONCERNED = (*TOLD, "cancelled")
TO_THEM = tuple(name for name in TEMPLATES if name != "shift_freed")


def unreached(rows: Iterable[Assignment], *, at: datetime) -> set[str]:
    """The ids of those of these assignments, of shifts that are not over, about which the last letter did not arrive. One query
    while all letters do."""
    rows = [row for row in rows if row.state in CONCERNED and row.shift.ends_at > at]
    return _unreached(rows, _lost(rows[0].organisation_id, at)) if rows else set()


def told_on_idag(unit_id: str) -> list[dict]:
    """The events of a unit with such people, as facts on Idag; one query while all letters arrive."""
    at = now()
    lost = _lost(select(Unit.organisation_id).where(Unit.id == unit_id).scalar_subquery(), at)
    if not lost:
        return []
    found = (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.event)
        .options(contains_eager(Assignment.shift).contains_eager(Shift.event))
        .where(
            Event.unit_id == unit_id,
            Shift.ends_at > at,
            Assignment.state.in_(CONCERNED),
            or_(Assignment.id.in_(list(lost)), Assignment.helper_id.in_(list(lost))),
        )
        .order_by(Shift.starts_at, Assignment.id)
    )
    rows = list(db.session.scalars(found))
    missed = _unreached(rows, lost)
    events = Counter(row.shift.event for row in rows if row.id in missed)
    return [
        {
            "title": event.title,
            "why": _n(
                "%(num)s på passen nåddes inte av vårt brev", "%(num)s på passen nåddes inte av våra brev", number
            ),
            "endpoint": "staffing.index",
            "values": {"slug": event.slug},
        }
        for event, number in events.items()
    ]


def _unreached(rows: list[Assignment], lost: dict[str, datetime]) -> set[str]:
    lost = {id: at for id, at in lost.items() if id in {key for row in rows for key in _keys(row)}}
    if not lost:
        return set()
    came = _last(rows[0].organisation_id, Letter.state == "sent", since=min(lost.values()))
    return {row.id for row in rows if _is_lost(row, lost, came)}


def _keys(row: Assignment) -> list[str]:
    """What a letter to them is about: this shift, or their link."""
    return [id for id in (row.id, row.helper_id) if id]


def _is_lost(row: Assignment, lost: dict[str, datetime], came: dict[str, datetime]) -> bool:
    at = max((lost[key] for key in _keys(row) if key in lost), default=None)
    heard = [came[key] for key in _keys(row) if key in came] + [row.answered_at or row.created_at]
    return at is not None and at >= max(heard)


def _lost(organisation_id, at: datetime) -> dict[str, datetime]:
    had_no_way = (Letter.state == "dropped") & (Letter.last_error == NO_WAY)
    return _last(organisation_id, or_(Letter.state == "failed", had_no_way), since=at - LOOKED_BACK)


def _last(organisation_id, *which, since: datetime) -> dict[str, datetime]:
    """When the last such letter was queued, by what it is about."""
    found = select(Letter.ids, Letter.queued_at).where(
        Letter.organisation_id == organisation_id, Letter.template.in_(TO_THEM), Letter.queued_at >= since, *which
    )
    rows = db.session.execute(found.order_by(Letter.queued_at, Letter.id)).all()
    return {key: at for ids, at in rows for key in _about(ids)}


def _about(ids: dict) -> list[str]:
    return [ids.get("assignment") or ids.get("helper"), *(also for also, _starts in ids.get("also", []))]
