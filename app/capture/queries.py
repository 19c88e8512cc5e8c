"""Where can one stand today, and what has been counted there? SELECTs only."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..booths.models import Booth, CaptureSession, Tally
from ..events.models import Event
from ..leads.gone import gone_by
from ..leads.models import GoneCount, Submission
from ..store.db import db

SOON = timedelta(days=1)  # set-up is the day before, stragglers come the day after


@dataclass(frozen=True)
class Counted:
    """What a booth has so far: conversations, flyers handed out, people who left their name in person."""

    conversations: int = 0
    flyers: int = 0
    leads: int = 0


def booths_near(unit_id: str, today: date) -> tuple[list[Booth], list[Booth]]:
    """(booths of events that are on today, give or take a day; booths of the next events), in the order of their dates."""
    rows = list(
        db.session.scalars(
            select(Booth)
            .join(Booth.event)
            .options(joinedload(Booth.event))
            .where(Event.unit_id == unit_id, Event.state != "cancelled", Event.until_on > today - SOON)
            .order_by(Event.first_on, Event.title, Booth.name)
            .limit(40)
        )
    )
    near = [booth for booth in rows if booth.event.first_on <= today + SOON]
    return near, [booth for booth in rows if booth not in near]


def counted_at(booth: Booth) -> Counted:
    """Three queries."""
    tallies = dict(
        db.session.execute(
            select(Tally.kind, func.sum(Tally.number)).where(Tally.booth_id == booth.id).group_by(Tally.kind)
        ).all()
    )
    leads = db.session.scalar(
        select(func.count(Submission.id))
        .join(CaptureSession, CaptureSession.id == Submission.capture_session_id)
        .where(CaptureSession.booth_id == booth.id, Submission.kind == "new")
    )
    gone = sum(found.all_submissions for found in gone_by(GoneCount.booth_id, booth_id=booth.id).values())
    return Counted(int(tallies.get("conversations") or 0), int(tallies.get("flyers") or 0), (leads or 0) + gone)
