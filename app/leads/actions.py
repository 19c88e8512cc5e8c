"""How does a person who showed interest become a lead? `record_lead`, which every door calls: web, stand, tablet, import.

It only adds: nothing that is known of anybody is changed by what a visitor sends. Written with plain inserts, since
hundreds may arrive in the minutes after a speech. The edge commits.
"""

from collections.abc import Sequence
from datetime import datetime

from ..accounts.models import RetentionPolicy
from ..accounts.queries import policies_of, retention_days
from ..accounts.retention import DEFAULT_DAYS
from ..journal.actions import note
from ..journal.actors import Actor
from ..mail.actions import queue
from ..mail.once import once_a_day
from ..store.columns import new_id
from ..store.db import db
from ..store.put import put, put_together
from ..web.contact import address_key
from ..web.text import search_key
from . import matching, pipeline
from .intake import Captured, Details, Met, Recorded
from .lookups import Before, Keys, before, people_like
from .models import (
    ContactPoint,
    DuplicateHint,
    Lead,
    LeadInterest,
    Person,
    PersonWord,
    Submission,
    Touch,
    Transition,
)
from .reference import mint
from .spelled import words_of
from .words import rows_of

ACKNOWLEDGEMENT = "acknowledgement"


class CameFirst(Exception):
    """Somebody else recorded one of several captures meanwhile. The unit of work is undone, and each is recorded alone."""


def record_lead(
    details: Details,
    *,
    organisation_id: str,
    capture_id: str,
    met: Met,
    by: Actor,
    now: datetime,
    notice_hash: str | None = None,
    quarantined: bool = False,
    reference: str | None = None,
) -> Recorded:
    """One submission, one lead, with all that hangs on it. The same `capture_id` again writes nothing and gives the same
    answer, also when both come at once. `quarantined` sets the lead aside for staff to look at; no letter goes out then.
    `reference` is the one that the person has been told already, if they have."""
    captured = Captured(capture_id, details, met, by, notice_hash, quarantined, reference)
    try:
        return record_leads([captured], organisation_id=organisation_id, now=now)[0]
    except CameFirst:  # and nothing of it was put
        return before(organisation_id, met.event_id, [capture_id]).recorded[capture_id]


def record_leads(several: Sequence[Captured], *, organisation_id: str, now: datetime) -> list[Recorded]:
    """The same for several of one organisation, at the cost of hardly more statements than one takes; in this order. Raises
    CameFirst."""
    captures: dict[str | None, list[str]] = {}
    for one in several:
        captures.setdefault(one.met.event_id, []).append(one.capture_id)
    found = {event_id: before(organisation_id, event_id, ids) for event_id, ids in captures.items()}
    recorded = {id: came for known in found.values() for id, came in known.recorded.items()}
    new: list[_Intake] = []
    for one in several:
        if one.capture_id not in recorded:
            intake = _Intake(one, organisation_id, found[one.met.event_id], now)
            recorded[one.capture_id] = intake.recorded
            new.append(intake)
    _compare(new, organisation_id)
    with put_together(deciding=Submission.__table__) as together:
        for intake in new:
            intake.put()
    if together.new != len(new):
        raise CameFirst
    return [recorded[one.capture_id] for one in several]


def acknowledge(submission: Submission, *, now: datetime) -> None:
    """Queue the letter that says thanks for a submission."""
    _acknowledge(submission.id, submission.organisation_id, submission.answers, submission.language, now)


def _acknowledge(submission_id: str, organisation_id: str, answers: dict, language: str, now: datetime) -> None:
    """To the mail address, else as a text message; one a day to an address, however many submissions name it."""
    phone, email = answers.get("phone"), answers.get("email")
    if address := address_key(email) if email else phone:
        queue(
            ACKNOWLEDGEMENT,
            channel="email" if email else "sms",
            ids={"submission": submission_id},
            organisation_id=organisation_id,
            language=language,
            dedupe=once_a_day("ack", organisation_id, address, now=now),
            now=now,
        )


def make_default_policies(organisation_id: str, *, by: Actor, now: datetime) -> None:
    """Give a new organisation the policies that it may change later; those it has already stay as they are."""
    known = retention_days(organisation_id)
    for subject, days in DEFAULT_DAYS.items():
        if subject not in known:
            db.session.add(RetentionPolicy(organisation_id=organisation_id, subject=subject, days=days, updated_at=now))
            note(
                "policy.changed",
                by=by,
                now=now,
                organisation_id=organisation_id,
                subject=subject,
                days=days,
            )
    db.session.flush()


def _compare(new: list["_Intake"], organisation_id: str) -> None:
    """Earlier leads of the same unit that may be the same person, those that are recorded together included."""
    for unit_id in dict.fromkeys(one.unit_id for one in new):
        own = [one for one in new if one.unit_id == unit_id]
        others = people_like(organisation_id, unit_id, [one.keys for one in own])
        for place, (intake, found) in enumerate(zip(own, others, strict=True)):
            earlier = [one.known for one in reversed(own[:place])]
            intake.alike = matching.candidates(intake.known, [*earlier, *found])


class _Intake:
    """The rows of one lead, table by table."""

    def __init__(self, captured: Captured, organisation_id: str, found: Before, now: datetime):
        self.captured, self.organisation_id, self.now = captured, organisation_id, now
        self.details, self.met, self.by = captured.details, captured.met, captured.by
        self.unit_id, self.event_id, self.owner_id = found.unit_id, found.event_id, found.owner_id
        self.types = found.types
        self.person_id, self.lead_id, self.submission_id = new_id(), new_id(), new_id()
        self.captured_at = self.met.captured_at or now
        self.recorded = Recorded(self.lead_id, self.submission_id, captured.reference or mint())
        self.state = "quarantined" if captured.quarantined else "new"
        self.keys, self.known = self._as_compared()
        self.alike: list[matching.Hint] = []

    def put(self) -> None:
        """All of its rows. The order is that of the foreign keys."""
        self._put_person()
        self._put_lead()
        self._put_submission()
        self._put_interests()
        self._put_touch()
        self._put(Transition, lead_id=self.lead_id, after=self.state, at=self.now, by=str(self.by))
        self._put_hints()
        self._note()
        # who was tipped about has not written to us: staff tell them first
        if not self.captured.quarantined and self.met.way != "tip":
            _acknowledge(
                self.submission_id, self.organisation_id, self.details.answers, self.details.language, self.now
            )

    def _put(self, model, *rows: dict, **row) -> None:
        """Insert into a table, in one statement, what every row of this organisation has filled in."""
        own = {"organisation_id": self.organisation_id}
        found = [own | one for one in (rows or (row,))]
        if "id" in model.__table__.columns:
            found = [{"id": new_id()} | one for one in found]
        put(model.__table__, found)

    def _contacts(self) -> list[tuple[str, str, str]]:
        """(kind, value, key) of each way to reach them."""
        phone, email = self.details.phone, self.details.email
        found = [("phone", phone, phone)] if phone else []
        return found + ([("email", email, address_key(email))] if email else [])

    def _as_compared(self) -> tuple[Keys, matching.Known]:
        """How others like this person are looked up, and as matching sees them."""
        ways = {kind: key for kind, _, key in self._contacts()}
        phone, email = ways.get("phone"), ways.get("email")
        keys = Keys(phone, email, matching.name_key(self.details.name))
        phones, emails = frozenset(filter(None, [phone])), frozenset(filter(None, [email]))
        return keys, matching.Known(self.lead_id, self.details.name, phones, emails)

    def _put_person(self) -> None:
        self._put(
            Person,
            id=self.person_id,
            unit_id=self.unit_id,
            name=self.details.name,
            name_key=search_key(self.details.name)[:120],
            hint_key=self.keys.name[:120],
            language=self.details.language,
            created_at=self.now,
        )
        points = [
            {"person_id": self.person_id, "kind": kind, "value": value, "key": key}
            for kind, value, key in self._contacts()
        ]
        if points:
            self._put(ContactPoint, *points)
        words = words_of([self.details.name], [(kind, key) for kind, _, key in self._contacts()])
        put(PersonWord.__table__, rows_of(self.person_id, self.unit_id, self.organisation_id, words))

    def _put_lead(self) -> None:
        self._put(
            Lead,
            id=self.lead_id,
            unit_id=self.unit_id,
            person_id=self.person_id,
            event_id=self.event_id,
            placement_id=self.met.placement_id,
            booth_id=self.met.booth_id,
            owner_function_id=self.owner_id,
            state=self.state,
            next_on=pipeline.next_on_after(self.state, self.now),
            way=self.met.way,
            best_time=self.details.best_time,
            captured_at=self.captured_at,
            received_at=self.now,
            updated_at=self.now,
        )

    def _put_submission(self) -> None:
        self._put(
            Submission,
            id=self.submission_id,
            lead_id=self.lead_id,
            capture_id=self.captured.capture_id,
            way=self.met.way,
            captured_at=self.captured_at,
            clock_offset_s=self.met.clock_offset_s,
            received_at=self.now,
            code=self.met.code,
            capture_session_id=self.met.capture_session_id,
            language=self.details.language,
            notice_hash=self.captured.notice_hash,
            reference=self.recorded.reference,
            answers=self.details.answers,
        )

    def _put_interests(self) -> None:
        rows = [
            {"lead_id": self.lead_id, "assignment_type_id": self.types[key]}
            for key in self.details.interests
            if key in self.types
        ]
        if rows:
            self._put(LeadInterest, *rows)

    def _put_touch(self) -> None:
        self._put(
            Touch,
            lead_id=self.lead_id,
            kind=self.met.kind,
            grade=self.met.grade,
            created=True,
            placement_id=self.met.placement_id,
            event_id=self.event_id,
            booth_id=self.met.booth_id,
            capture_session_id=self.met.capture_session_id,
            other=self.met.other,
            at=self.captured_at,
            noted_at=self.now,
            noted_by=str(self.by),
        )

    def _put_hints(self) -> None:
        rows = [
            {"lead_id": self.lead_id, "other_lead_id": hint.id, "why": list(hint.why), "found_at": self.now}
            for hint in self.alike
        ]
        if rows:
            self._put(DuplicateHint, *rows)

    def _note(self) -> None:
        note(
            "lead.recorded",
            subject=self.lead_id,
            by=self.by,
            now=self.now,
            organisation_id=self.organisation_id,
            way=self.met.way,
            event=self.event_id,
            quarantined=self.captured.quarantined,
        )


def change_policies(
    organisation_id: str, wanted: dict[str, tuple[int, str | None]], *, by: Actor, now: datetime
) -> None:
    """Other days or another decision; what is the same is left alone. `wanted`: subject → (days, decision)."""
    known = {row.subject: row for row in policies_of(organisation_id)}
    for subject, (days, decision) in wanted.items():
        row = known.get(subject)
        if row and (row.days, row.decision_ref) == (days, decision):
            continue
        if row is None:
            row = RetentionPolicy(organisation_id=organisation_id, subject=subject)
            db.session.add(row)
        row.days, row.decision_ref, row.updated_at = days, decision, now
        note("policy.changed", by=by, now=now, organisation_id=organisation_id, subject=subject, days=days)
    db.session.flush()
