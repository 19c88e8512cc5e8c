"""What happens when somebody answers how they heard of us? Touches are added, once; a correction stands beside what it corrects.

Verbs that flush and journal; the edge commits.
"""

from dataclasses import dataclass
from datetime import datetime

from ..errors import NotFound, Refused
from ..i18n import _l
from ..journal.actors import Actor
from ..leads.follow_up import MetAgain, note_touch
from ..leads.models import Lead, Touch
from ..store.columns import new_id
from ..store.db import db
from . import heard, queries
from .heard import DECISIVE, FIRST_HEARD, Answer


@dataclass(frozen=True)
class Said:
    """What somebody answered: how they first heard of us and, if they said, what made up their mind. `id` is that of the form."""

    id: str
    first_heard: Answer
    decisive: Answer | None = None


def note_heard(lead_id: str, said: Said, *, by_staff: bool, by: Actor, now: datetime) -> Touch:
    """Keep the answer. The same form again is the same answer; another form finds the question answered and is refused."""
    lead = _lead(lead_id)
    if known := db.session.get(Touch, said.id):
        return known
    if queries.is_answered(lead.id):
        raise Refused(_l("Frågan är redan besvarad, och vi frågar bara en gång. Är svaret fel går det att rätta."))
    return _keep(lead, said, instead_of={}, by_staff=by_staff, by=by, now=now)


def correct_heard(lead_id: str, said: Said, *, by: Actor, now: datetime) -> Touch:
    """Other answers instead of those that stand, which stay and point at these."""
    lead = _lead(lead_id)
    if known := db.session.get(Touch, said.id):
        return known
    before = {kind: queries.answer_of(lead.id, kind) for kind in (FIRST_HEARD, DECISIVE)}
    return _keep(lead, said, instead_of=before, by_staff=True, by=by, now=now)


def _lead(lead_id: str) -> Lead:
    lead = queries.lead_to_ask(lead_id)
    if lead is None:
        raise NotFound
    return lead


def _keep(lead: Lead, said: Said, *, instead_of: dict, by_staff: bool, by: Actor, now: datetime) -> Touch:
    grade = heard.grade_of(by_staff=by_staff, captured_at=lead.captured_at, said_at=now)

    def touch(id: str, kind: str, answer: Answer) -> Touch:
        met = MetAgain(id, kind, now, grade, answer.event_id, answer.placement_id, answer.other)
        return note_touch(lead, met, by=by, now=now, instead_of=instead_of.get(kind))

    row = touch(said.id, FIRST_HEARD, said.first_heard)
    if said.decisive is not None:
        touch(new_id(), DECISIVE, said.decisive)
    return row
