"""What is there to know of one lead? Its touches, its history in one line of time, what was sent. SELECTs only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from ..accounts.models import Staff
from ..booths.models import Booth, CaptureSession
from ..events.models import Event
from ..flyers.models import Placement
from ..i18n import _, _l
from ..store.db import db
from .attribution import Answers, credit
from .crediting import fact_of
from .models import Attempt, Lead, Submission, Touch, Transition

WAYS = {
    "web": _l("Webben"),
    "tablet": _l("Surfplattan"),
    "phone": _l("Telefon"),
    "paper": _l("Papper"),
    "staff": _l("I samtal"),
    "tip": _l("Tips"),
    "letter": _l("Brev"),
}
TOUCHES = {
    "code": _l("Läste en kod"),
    "session": _l("Pratade med oss"),
    "conversation": _l("Träffade oss igen"),
    "answer": _l("Berättade själv"),
    "first_heard": _l("Hörde först talas om oss"),
    "decisive": _l("Det här avgjorde"),
    "tip": _l("Någon tipsade oss"),
    "unknown": _l("Okänt"),
}
BEST_TIMES = {
    "any": _l("När som helst"),
    "morning": _l("Förmiddag"),
    "afternoon": _l("Eftermiddag"),
    "evening": _l("Kväll"),
}
OTHERS = {
    "media": _l("Såg eller hörde i media"),
    "friend": _l("Någon jag känner"),
    "tip": _l("Ett tips"),
}
SAME = {"phone": _l("samma telefon"), "email": _l("samma e-post"), "name": _l("liknande namn och nummer")}


@dataclass(frozen=True)
class Seen:
    """One touch with what it happened at. `who` is the one at the stand, if anybody."""

    touch: Touch
    event: Event | None
    placement: Placement | None
    booth: Booth | None
    who: str | None

    @property
    def kind(self) -> str:
        """What kind of meeting it was, in words."""
        return str(TOUCHES.get(self.touch.kind, self.touch.kind))

    @property
    def where(self) -> str:
        """What it points at, the largest first; what is not known says so."""
        if self.touch.other:
            return words_of_other(self.touch.other)
        title = self.event and self.event.title
        named = [title, self.placement and self.placement.label, self.booth and self.booth.name]
        return ", ".join(filter(None, named)) or _("okänt var")


def words_of_other(other: str) -> str:
    """What somebody else did, in words: `media`, `friend`, `tip`, or the partner's name."""
    kind, _colon, name = other.partition(":")
    return name if kind == "partner" else str(OTHERS.get(kind, other))


def touches_of(lead: Lead) -> list[Seen]:
    """Every touch, the earliest first; superseded ones too, so that nothing is hidden. One query."""
    stood = aliased(Staff)
    rows = db.session.execute(
        select(Touch, Event, Placement, Booth, stood.name)
        .outerjoin(Event, Event.id == Touch.event_id)
        .outerjoin(Placement, Placement.id == Touch.placement_id)
        .outerjoin(Booth, Booth.id == Touch.booth_id)
        .outerjoin(CaptureSession, CaptureSession.id == Touch.capture_session_id)
        .outerjoin(stood, stood.id == CaptureSession.staff_id)
        .where(Touch.lead_id == lead.id)
        .order_by(Touch.at, Touch.id)
    )
    return [Seen(*row) for row in rows.unique()]


def answers_in(touches: Sequence[Seen]) -> Answers:
    """The three answers that these touches give."""
    return credit(
        [
            fact_of(
                seen.touch,
                seen.event and seen.event.starts_at,
                (seen.event and seen.event.first_on) or (seen.placement and seen.placement.from_on),
            )
            for seen in touches
        ]
    )


@dataclass(frozen=True)
class Line:
    """One thing that happened: an attempt or a move, when and by whom (a name, or who it was in words)."""

    at: datetime
    kind: str  # attempt | move
    row: Attempt | Transition
    by: str


def attempts_of(lead: Lead) -> list[Attempt]:
    """All attempts, by when they happened; those taken back too. One query."""
    return list(db.session.scalars(select(Attempt).filter_by(lead_id=lead.id).order_by(Attempt.at, Attempt.id)))


def standing(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Those that were not taken back."""
    return [row for row in attempts if row.taken_back_at is None]


def history_of(lead: Lead, attempts: Sequence[Attempt]) -> list[Line]:
    """Attempts and moves, the newest first. Two queries."""
    moves = db.session.scalars(select(Transition).filter_by(lead_id=lead.id)).all()
    names = _names([row.by for row in [*attempts, *moves]])
    lines = [Line(row.at, "attempt", row, names[row.by]) for row in attempts]
    lines += [Line(row.at, "move", row, names[row.by]) for row in moves]
    return sorted(lines, key=lambda line: (line.at, line.row.id), reverse=True)


def _names(actors: Sequence[str]) -> dict[str, str]:
    ids = {actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")}
    known = dict(db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all()) if ids else {}
    words = {"visitor": _("personen själv"), "worker": _("automatiskt"), "operator": _("kommandoraden")}
    return {actor: known.get(actor.removeprefix("staff:")) or words.get(actor, actor) for actor in actors}


def submissions_of(lead: Lead) -> list[Submission]:
    """What was sent, the first one first; also what made a lead that was merged into this one. One query."""
    merged = select(Lead.id).where(Lead.merged_into_id == lead.id)
    found = select(Submission).where(or_(Submission.lead_id == lead.id, Submission.lead_id.in_(merged)))
    return list(db.session.scalars(found.order_by(Submission.received_at)))


def events_to_filter_by(unit_id: str) -> list[tuple[str, str]]:
    """(id, title) of the events that have leads, by title."""
    rows = db.session.execute(
        select(Event.id, Event.title).join(Lead, Lead.event_id == Event.id).where(Lead.unit_id == unit_id).distinct()
    )
    return sorted(((row.id, row.title) for row in rows), key=lambda row: row[1].casefold())


def places_to_have_met(lead: Lead) -> list[tuple[str, str]]:
    """Where one may have met us: events and placements of the unit, newest first, and `unknown`. One query."""
    events = (
        select(literal("event").label("kind"), Event.id, Event.title, null().label("label"), Event.first_on)
        .where(Event.unit_id == lead.unit_id)
        .order_by(Event.first_on.desc().nulls_last(), Event.title)
        .limit(200)
        .subquery()
    )
    placements = (
        select(literal("placement"), Placement.id, Event.title, Placement.label, Event.first_on)
        .join(Event, Event.id == Placement.event_id)
        .where(Event.unit_id == lead.unit_id)
        .order_by(Placement.created_at.desc())
        .limit(200)
        .subquery()
    )
    rows = db.session.execute(union_all(select(events), select(placements)))
    return [("unknown", _("Okänt"))] + [(f"{row.kind}:{row.id}", _named(row)) for row in rows]


def _named(row) -> str:
    if row.label:
        return f"{row.label}, {row.title}"
    return f"{row.title} {row.first_on.year if row.first_on else ''}".strip()
