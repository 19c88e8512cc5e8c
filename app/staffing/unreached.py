"""Whom did our last letter not reach? Those on shifts to whom it failed, or to whom there is no way to send, so that somebody rings.

A letter that waits for its next try is not given up yet; one that went later, or an answer, says that they were reached.
SELECTs only.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from ..mail.models import Letter
from ..store.db import db
from .letters import TEMPLATES
from .models import Assignment
from .rules import TOLD

LOOKED_BACK = timedelta(days=90)
TO_THEM = tuple(name for name in TEMPLATES if name != "shift_freed")


def unreached(rows: Iterable[Assignment], *, now: datetime) -> set[str]:
    """The ids of those of these assignments, of shifts that are not over, about which the last letter did not arrive. One query
    while all letters do."""
    rows = [row for row in rows if row.state in (*TOLD, "cancelled") and row.shift.ends_at > now]
    if not rows:
        return set()
    lost = _last(
        rows[0].organisation_id,
        Letter.last_error.is_not(None),
        Letter.state.in_(("failed", "dropped")),
        since=now - LOOKED_BACK,
    )
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


def _last(organisation_id: str, *which, since: datetime) -> dict[str, datetime]:
    """When the last such letter was queued, by what it is about."""
    found = select(Letter.ids, Letter.queued_at).where(
        Letter.organisation_id == organisation_id, Letter.template.in_(TO_THEM), Letter.queued_at >= since, *which
    )
    rows = db.session.execute(found.order_by(Letter.queued_at, Letter.id)).all()
    return {ids.get("assignment") or ids.get("helper"): at for ids, at in rows}
