"""Who showed interest, what did they send, and what became of it?

A submission is what came in and never changes. It makes one lead, which has one person, and touches say how they met us.
A submission from the public never changes an existing person.
"""

from datetime import date

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Function
from ..booths.models import Booth
from ..events.models import Event
from ..flyers.models import Placement
from ..i18n import _l
from ..store.columns import At, Id, Word
from ..store.db import Base

CONTACT = {"privacy": "visitor: needed to call back"}
FOUND_BY = {"privacy": "visitor: to be found again by those who may"}

# What a merge of two leads does with a row that refers to the one that goes (or to its person or credit row); said beside each
# such column. `moves`: to the lead that stays; where a constraint forbids it, the row stays. `stays`: with the one that goes.
# `by hand`: people/merging.py knows.
MOVES, STAYS, BY_HAND = {"merge": "moves"}, {"merge": "stays"}, {"merge": "by hand"}
PROTECTED = _l("Skyddad person")
ANSWERS = {"privacy": "visitor: what was sent, until disposal"}


class Person(Base):
    """Somebody who showed interest, as known inside one unit."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_organisation_hint_key", "organisation_id", "hint_key"),
        Index("ix_people_unit_protected", "unit_id", "protected"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(120), info=CONTACT)
    name_key: Mapped[str] = mapped_column(String(120), index=True, info=CONTACT)  # folded, for search
    hint_key: Mapped[str] = mapped_column(String(120), default="", info=CONTACT)  # as it sounds, for hints
    language: Mapped[str] = mapped_column(String(10), default="sv")
    protected: Mapped[bool] = mapped_column(Boolean, default=False)
    protected_why: Mapped[str | None] = mapped_column(String(20), info=CONTACT)  # a reason code, while it is protected
    household_id: Mapped[str | None] = mapped_column(String(20), index=True)  # the same for all of one household
    created_at: Mapped[At]

    contacts: Mapped[list["ContactPoint"]] = relationship(
        order_by="(ContactPoint.kind.desc(), ContactPoint.place, ContactPoint.id)", lazy="selectin"
    )

    @property
    def listed_name(self) -> str:
        """The name as lists show it: none for one with protected identity, whom one opens to see."""
        return str(PROTECTED) if self.protected else self.name

    def contact(self, kind: str) -> str | None:
        """The main phone (E.164) or e-mail, or None."""
        return next((point.value for point in self.contacts if point.kind == kind), None)


class ContactPoint(Base):
    """One way to reach somebody. Not unique: families share a phone."""

    __tablename__ = "contact_points"
    __table_args__ = (Index("ix_contact_points_organisation_key", "organisation_id", "key"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True, info=BY_HAND)
    kind: Mapped[str] = mapped_column(String(10))  # phone | email
    place: Mapped[int] = mapped_column(Integer, default=0)  # among those of its kind; 0 is the main one
    value: Mapped[str] = mapped_column(String(254), info=CONTACT)  # E.164, or the address as written
    key: Mapped[str] = mapped_column(String(254), info=CONTACT)  # normalised, for hints and search


class Submission(Base):
    """What came in, as it came. The sender makes `capture_id`; the same one again changes nothing."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("organisation_id", "capture_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id"), index=True, info=STAYS)
    capture_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12), default="new")  # new | correction | withdrawal
    supersedes_id: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))  # web tablet phone paper staff tip letter
    captured_at: Mapped[At]
    clock_offset_s: Mapped[int | None] = mapped_column(Integer)
    received_at: Mapped[At]
    code: Mapped[str | None] = mapped_column(String(8))
    capture_session_id: Mapped[str | None] = mapped_column(ForeignKey("capture_sessions.id"))
    language: Mapped[str] = mapped_column(String(10))
    notice_hash: Mapped[str | None] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(12), index=True)
    generation: Mapped[int] = mapped_column(Integer, default=1)  # of the self-service link
    answers: Mapped[dict] = mapped_column(JSON, info=ANSWERS)  # name phone email interests best_time; unread slot
    applied_at: Mapped[At | None]  # a correction that staff have taken over


class Lead(Base):
    """One person's interest, owned by a function, with a next date as long as it is open."""

    __tablename__ = "leads"
    __table_args__ = (
        Index("ix_leads_organisation_received_at", "organisation_id", "received_at"),
        Index("ix_leads_organisation_state_next_on", "organisation_id", "state", "next_on"),
        Index("ix_leads_unit_received_at", "unit_id", "received_at"),
        # Holds all that the board and the list count by, so that counting reads no lead.
        Index(
            "ix_leads_counted", "unit_id", "state", "next_on", "owner_function_id", "merged_into_id", "restricted_at"
        ),
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True, info=STAYS)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id"), index=True)
    placement_id: Mapped[str | None] = mapped_column(ForeignKey("placements.id"), index=True)
    booth_id: Mapped[str | None] = mapped_column(ForeignKey("booths.id"))
    owner_function_id: Mapped[str | None] = mapped_column(ForeignKey("functions.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="new")
    next_on: Mapped[date | None]
    asked_on: Mapped[date | None]  # the day on which the person asked to be called, or chose to be asked again
    way: Mapped[str] = mapped_column(String(10))
    best_time: Mapped[str | None] = mapped_column(String(20))
    captured_at: Mapped[At]
    received_at: Mapped[At]
    first_attempt_at: Mapped[At | None]  # earliest human attempt by event time; kept beside the attempts for lists
    first_contact_at: Mapped[At | None]  # earliest two-way contact
    acknowledged_at: Mapped[At | None]  # when the automatic thanks had left us
    withdrawn_at: Mapped[At | None]
    restricted_at: Mapped[At | None]  # frozen because the person asked for it
    restricted_why: Mapped[str | None] = mapped_column(String(20))  # a code of restriction.py
    merged_into_id: Mapped[str | None] = mapped_column(
        String(20), index=True, info=MOVES
    )  # the lead that stands for it
    updated_at: Mapped[At]

    person: Mapped[Person] = relationship()
    event: Mapped[Event | None] = relationship()
    placement: Mapped[Placement | None] = relationship()
    booth: Mapped[Booth | None] = relationship()
    owner: Mapped[Function | None] = relationship()


# A lead that no other stands for. Written so that no planner takes the index of those that were merged, which has nearly all.
STANDS = func.coalesce(Lead.merged_into_id, "") == ""


class LeadInterest(Base):
    """What a lead is interested in; no row means "vet inte än"."""

    __tablename__ = "lead_interests"

    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True, info=MOVES)
    assignment_type_id: Mapped[str] = mapped_column(ForeignKey("assignment_types.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))


class Touch(Base):
    """One time a lead met us. Append-only: a correction supersedes, the first is never overwritten. Grades in domain.md §6."""

    __tablename__ = "touches"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id"), index=True, info=MOVES)
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # code | session | conversation | answer | first_heard | decisive | tip | unknown
    grade: Mapped[str] = mapped_column(String(1))  # A B C D
    created: Mapped[bool] = mapped_column(Boolean, default=False)  # the touch that made the submission
    placement_id: Mapped[str | None] = mapped_column(ForeignKey("placements.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id"), index=True)
    booth_id: Mapped[str | None] = mapped_column(ForeignKey("booths.id"))
    capture_session_id: Mapped[str | None] = mapped_column(ForeignKey("capture_sessions.id"))
    other: Mapped[str | None] = mapped_column(
        String(140)
    )  # media | friend | tip | partner:NAME, none of ours to point at
    at: Mapped[At]
    noted_at: Mapped[At]
    noted_by: Mapped[str] = mapped_column(String(40))
    superseded_by: Mapped[str | None] = mapped_column(String(20))


class Transition(Base):
    """A lead went from one state to another; append-only."""

    __tablename__ = "transitions"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id"), index=True, info=MOVES)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(
        String(300), info={"privacy": "visitor: why they went back or out, in the words of staff"}
    )
    at: Mapped[At]
    by: Mapped[str] = mapped_column(String(40))


class Attempt(Base):
    """One try to reach a lead, or a meeting. `at` is when it happened, which may be before it was noted."""

    __tablename__ = "attempts"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id"), index=True, info=MOVES)
    channel: Mapped[str] = mapped_column(String(12))  # phone sms email meeting
    outcome: Mapped[str] = mapped_column(String(16))  # reached no_answer message_left wrong_number call_later
    note: Mapped[str | None] = mapped_column(
        Text, info={"privacy": "visitor: short note by staff, at most 300 characters"}
    )
    at: Mapped[At]
    noted_at: Mapped[At]
    by: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict | None] = mapped_column(JSON)  # state and days of the lead, for taking a tap back
    taken_back_at: Mapped[At | None]


class Offer(Base):
    """Times to choose from were offered to a lead in this way for the first time: page, letter, tablet, or by booking one."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("lead_id", "way"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), info={"merge": "moves"})
    way: Mapped[str] = mapped_column(String(10))
    at: Mapped[At]


class ChosenTime(Base):
    """A time to be called or met that the person chose themselves; it bears the id of its booking, which goes earlier.

    What the response clock needs of it: when they chose it, when it ends, and since when they have it no more.
    """

    __tablename__ = "chosen_times"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    lead_id: Mapped[str] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), index=True, info={"merge": "moves"}
    )
    at: Mapped[At]
    until_at: Mapped[At]
    given_back_at: Mapped[At | None]


class DuplicateHint(Base):
    """Two leads that may be the same person; only staff decide. `why` lists phone, email, name."""

    __tablename__ = "duplicate_hints"

    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True, info=BY_HAND)
    other_lead_id: Mapped[str] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True, index=True, info=BY_HAND
    )
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    why: Mapped[list] = mapped_column(JSON)
    found_at: Mapped[At]
    decision: Mapped[str | None] = mapped_column(String(10))  # same | different | later
    decided_at: Mapped[At | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    again_on: Mapped[date | None]  # for later: the day from which it is asked again


class PersonWord(Base):
    """A word under which somebody is found by its beginning (spelled.py); kept by whoever writes names and contact ways."""

    __tablename__ = "person_words"

    unit_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    word: Mapped[str] = mapped_column(Word, primary_key=True, info=FOUND_BY)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True, info=BY_HAND
    )
    organisation_id: Mapped[str] = mapped_column(String(20))


class AbuseCount(Base):
    """How many sign-ups a network (by keyed hash of its prefix) or an event has had in a minute; kept a day."""

    __tablename__ = "abuse_counts"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    minute_at: Mapped[At] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=0)


class CreditRow(Base):
    """What a lead is credited to, and how far it came: ids, months and grades, nothing of the person.

    Derived from touches and transitions (crediting.py); it stays when the lead is purged or merged, so that what was published
    can be counted again. `lead_id` is then empty.
    """

    __tablename__ = "credits"
    __table_args__ = (Index("ix_credits_unit_captured_month", "unit_id", "captured_month"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    lead_id: Mapped[str | None] = mapped_column(String(20), unique=True, info=STAYS | {"gone": "loosen"})
    household_id: Mapped[str | None] = mapped_column(String(20))  # one household is one recruit, where that is the unit
    captured_month: Mapped[str] = mapped_column(String(7))  # 2017-05, the cohort
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    interests: Mapped[list] = mapped_column(JSON, default=list)  # keys of assignment types
    submissions: Mapped[int] = mapped_column(Integer, default=1)
    contacted: Mapped[bool] = mapped_column(Boolean, default=False)  # whether anybody has spoken with them
    created_by: Mapped[dict] = mapped_column(
        JSON, default=dict
    )  # event, placement, booth, other, grade; empty: unknown
    first_known: Mapped[dict] = mapped_column(JSON, default=dict)
    decisive: Mapped[dict] = mapped_column(JSON, default=dict)
    contributing: Mapped[list] = mapped_column(JSON, default=list)  # of the same, in the order it happened
    milestones: Mapped[dict] = mapped_column(JSON, default=dict)  # state → the month in which it was first reached
    computed_at: Mapped[At] = mapped_column(index=True)
    code_hash: Mapped[str | None] = mapped_column(
        String(32), index=True, unique=True
    )  # of the code by which outcomes are reported
    handed: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")  # assignment, unit, month
    known_month: Mapped[str] = mapped_column(String(7), default="", server_default="")  # since when there is a row
    past: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")  # month → what was otherwise (known.py)


class GoneCount(Base):
    """How many leads, contacts and submissions a disposal took away, by where they came from and the day they were met, so that
    what was reported can be counted again. What `what` may be stands in gone.py. An empty id means none."""

    __tablename__ = "gone_counts"

    unit_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    captured_on: Mapped[date] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    placement_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    booth_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    what: Mapped[str] = mapped_column(String(30), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
