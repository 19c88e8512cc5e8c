"""What is there to know of one lead? Its touches, its history in one line of time, what was sent. SELECTs only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from ..accounts.models import Function, Staff
from ..booths.models import Booth, CaptureSession
from ..events.models import Event
from ..flyers.models import Placement
from ..i18n import _, _l
from ..store.db import db
from .attribution import Answers, credit
from .crediting import fact_of
from .models import Attempt, ChosenTime, Lead, Offer, Submission, Touch, Transition

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


def happened(lead: Lead) -> list[Row]:
    """What has happened with a lead, the newest first: rows with `what` (attempt, move, offer or chosen), `at`, what each kind has to say,
    and `by` (a name, or who it was in words). Attempts that were taken back too. One query."""
    parts = [
        _part("attempt", Attempt, lead, "channel", "outcome", "note", "taken_back_at", by=Attempt.by),
        _part("move", Transition, lead, "before", "after", "reason", by=Transition.by),
        _part("offer", Offer, lead),
        _part("chosen", ChosenTime, lead, "until_at", "given_back_at"),
    ]
    all_of_it = union_all(*parts).subquery()
    rows = db.session.execute(
        select(*(column for column in all_of_it.c if column.key != "actor"), all_of_it.c.actor, Staff.name)
        .outerjoin(Staff, literal("staff:") + Staff.id == all_of_it.c.actor)
        .order_by(all_of_it.c.at.desc(), all_of_it.c.id.desc())
    )
    return list(rows)


SAID = {"channel": Attempt, "outcome": Attempt, "note": Attempt, "taken_back_at": Attempt,
        "before": Transition, "after": Transition, "reason": Transition,
        "until_at": ChosenTime, "given_back_at": ChosenTime}  # fmt: skip


def _part(what: str, model, lead: Lead, *own: str, by=None) -> Select:
    """One table's rows, with nothing in what only the others say."""
    said = [
        getattr(model, name) if name in own else cast(null(), getattr(there, name).type).label(name)
        for name, there in SAID.items()
    ]
    actor = by if by is not None else cast(null(), Attempt.by.type)
    return select(literal(what).label("what"), model.id, model.at, actor.label("actor"), *said).where(
        model.lead_id == lead.id
    )


def who(row: Row) -> str:
    """Who did it, in words."""
    words = {"visitor": _("personen själv"), "worker": _("automatiskt"), "operator": _("kommandoraden")}
    return row.name or words.get(row.actor, row.actor)


def standing(rows: Sequence[Row]) -> list[Row]:
    """The attempts among them that were not taken back, the earliest first."""
    return [row for row in reversed(rows) if row.what == "attempt" and row.taken_back_at is None]


def submissions_of(lead: Lead) -> list[Submission]:
    """What was sent, the first one first; also what made a lead that was merged into this one. One query."""
    merged = select(Lead.id).where(Lead.merged_into_id == lead.id)
    found = select(Submission).where(or_(Submission.lead_id == lead.id, Submission.lead_id.in_(merged)))
    return list(db.session.scalars(found.order_by(Submission.received_at)))


def events_to_filter_by(unit_id: str) -> list[tuple[str, str]]:
    """(id, title) of the events that have leads, by title."""
    somebody = select(Lead.id).where(Lead.event_id == Event.id, func.coalesce(Lead.unit_id, "") == unit_id).exists()
    rows = db.session.execute(select(Event.id, Event.title).where(somebody))
    return sorted(((row.id, row.title) for row in rows), key=lambda row: row[1].casefold())


def choices_for(lead: Lead) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Where one may have met us (events and placements of the unit, newest first, and `unknown`), and which functions may own a
    lead of this unit. One query."""
    events = (
        select(
            literal("event").label("kind"),
            Event.id,
            Event.title,
            cast(null(), Placement.label.type).label("label"),
            Event.first_on,
        )
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
    functions = (
        select(
            literal("function"),
            Function.id,
            Function.name,
            cast(null(), Placement.label.type).label("label"),
            cast(null(), Event.first_on.type).label("first_on"),
        )
        .where(Function.unit_id == lead.unit_id, Function.closed_at.is_(None))
        .order_by(Function.name)
        .subquery()
    )
    rows = db.session.execute(union_all(select(events), select(placements), select(functions))).all()
    met = [(f"{row.kind}:{row.id}", _named(row)) for row in rows if row.kind != "function"]
    return [("unknown", _("Okänt")), *met], [(row.id, row.title) for row in rows if row.kind == "function"]


def _named(row) -> str:
    if row.label:
        return f"{row.label}, {row.title}"
    return f"{row.title} {row.first_on.year if row.first_on else ''}".strip()
