"""Do letters go? What `monter doctor` asks the outbox. SELECTs only."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ..store.db import db
from .models import Letter
from .outbox import due

STUCK_AFTER = timedelta(hours=1)


def letters_that_do_not_go(now: datetime) -> list[str]:
    """Wrong: letters whose time came an hour ago and that nobody has taken. Told: how many wait and how many failed."""
    late = now - STUCK_AFTER
    stuck = sum(
        db.session.scalar(select(func.count()).select_from(due(channel, late).subquery()))
        for channel in ("email", "sms")
    )
    states = dict(db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())
    said = [f"{stuck} letters should have gone an hour ago: is the worker running?"] if stuck else []
    waiting = states.get("queued", 0) + states.get("sending", 0)
    return [*said, f" {waiting} waiting, {states.get('failed', 0)} failed, {states.get('sent', 0)} sent"]


def letters_of_nobody(now: datetime) -> list[str]:
    """Letters of an organisation that is not there."""
    organisations = db.metadata.tables["organisations"]
    there = select(organisations.c.id)
    found = db.session.scalar(
        select(func.count())
        .select_from(Letter)
        .where(or_(Letter.organisation_id.is_(None), Letter.organisation_id.not_in(there)))
    )
    return [f"{found} letters of no organisation"] if found else []
