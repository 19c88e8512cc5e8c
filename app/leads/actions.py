"""How does a person who showed interest become a lead? `record_lead`, which every door calls: web, stand, tablet, import.

It only adds: nothing that is known of anybody is changed by what a visitor sends. Written with plain inserts, since
hundreds may arrive in the minutes after a speech. The edge commits.
"""

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
from .intake import Details, Met, Recorded
from .lookups import Before, before, people_like
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
    found = before(organisation_id, met.event_id, capture_id)
    if found.recorded:
        return found.recorded
    intake = _Intake(details, organisation_id, met, by, now, found, reference)
    if came := intake.record(capture_id, notice_hash, quarantined):
        return came
    return before(organisation_id, met.event_id, capture_id).recorded


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


class _Intake:
    """The rows of one lead, table by table."""

    def __init__(
        self,
        details: Details,
        organisation_id: str,
        met: Met,
        by: Actor,
        now: datetime,
        found: Before,
        reference: str | None = None,
    ):
        self.details, self.organisation_id, self.met, self.by, self.now = details, organisation_id, met, by, now
        self.unit_id, self.event_id, self.owner_id = found.unit_id, found.event_id, found.owner_id
        self.types = found.types
        self.person_id, self.lead_id, self.submission_id = new_id(), new_id(), new_id()
        self.captured_at = met.captured_at or now
        self.reference = reference or mint()

    def record(self, capture_id: str, notice_hash: str | None, quarantined: bool) -> Recorded | None:
        """All of it, or None when somebody else recorded this capture meanwhile. The order is that of the foreign keys."""
        self.state = "quarantined" if quarantined else "new"
        alike = self._alike()
        with put_together(deciding=Submission.__table__) as together:
            self._put_person()
            self._put_lead()
            self._put_submission(capture_id, notice_hash)
            self._put_interests()
            self._put_touch()
            self._put(Transition, lead_id=self.lead_id, after=self.state, at=self.now, by=str(self.by))
            self._put_hints(alike)
            self._note(quarantined)
            if (
                not quarantined and self.met.way != "tip"
            ):  # who was tipped about has not written to us: staff tell them first
                _acknowledge(
                    self.submission_id, self.organisation_id, self.details.answers, self.details.language, self.now
                )
        return Recorded(self.lead_id, self.submission_id, self.reference) if together.new else None

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

    def _alike(self) -> list[matching.Hint]:
        """Earlier leads of the unit that may be the same person."""
        keys = {kind: key for kind, _, key in self._contacts()}
        phone, email = keys.get("phone"), keys.get("email")
        new = matching.Known(
            self.lead_id, self.details.name, frozenset(filter(None, [phone])), frozenset(filter(None, [email]))
        )
        name = matching.name_key(self.details.name)
        others = people_like(self.organisation_id, self.unit_id, phone=phone, email=email, name=name)
        return matching.candidates(new, others)

    def _put_person(self) -> None:
        self._put(
            Person,
            id=self.person_id,
            unit_id=self.unit_id,
            name=self.details.name,
            name_key=search_key(self.details.name)[:120],
            hint_key=matching.name_key(self.details.name)[:120],
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

    def _put_submission(self, capture_id: str, notice_hash: str | None) -> None:
        self._put(
            Submission,
            id=self.submission_id,
            lead_id=self.lead_id,
            capture_id=capture_id,
            way=self.met.way,
            captured_at=self.captured_at,
            clock_offset_s=self.met.clock_offset_s,
            received_at=self.now,
            code=self.met.code,
            capture_session_id=self.met.capture_session_id,
            language=self.details.language,
            notice_hash=notice_hash,
            reference=self.reference,
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

    def _put_hints(self, alike: list[matching.Hint]) -> None:
        rows = [
            {"lead_id": self.lead_id, "other_lead_id": hint.id, "why": list(hint.why), "found_at": self.now}
            for hint in alike
        ]
        if rows:
            self._put(DuplicateHint, *rows)

    def _note(self, quarantined: bool) -> None:
        note(
            "lead.recorded",
            subject=self.lead_id,
            by=self.by,
            now=self.now,
            organisation_id=self.organisation_id,
            way=self.met.way,
            event=self.event_id,
            quarantined=quarantined,
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
