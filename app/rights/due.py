"""Whose time is over? One SELECT of ids for each subject of the retention policies, oldest first, held ones left out.

What each time counts from stands in accounts/retention.py. Nothing is changed here; `disposal` takes what these find.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ..accounts.models import Organisation
from ..capture.models import TabletRecord
from ..clock import local_date
from ..journal.models import JournalLine, JournalSeal
from ..leads.models import STANDS, Attempt, CreditRow, Lead, Transition
from ..leads.pipeline import OPEN
from ..mail.models import Letter
from ..slots.models import SlotBooking
from ..staffing.models import Assignment, Helper, Shift
from ..store.db import db
from .consents import ASK_AGAIN, IN_A_YEAR
from .models import Consent, Hold

RECEIPTED = ("receipted", "under_review", "approved", "recruited")
OVER = ("withdrew", "not_relevant", "referred", "duplicate")
STILL_SOUGHT = (*sorted(OPEN), "unreached")  # nobody has said no
ITSELF = STANDS  # a lead that was merged goes with the one that stands for it
SENT = ("sent", "failed", "dropped")


@dataclass(frozen=True)
class Subject:
    """One sort of rows that go by one policy. `of` counts and finds within one organisation; `order` is what the rows are
    taken by, so that a run goes on where it stood."""

    name: str
    policy: str
    model: type
    order: tuple
    due: Callable[[str, datetime], list]  # organisation, everything before this instant → conditions
    kind: str | None = None  # of holds that keep single ones
    asks: bool = True  # whether a fifth at once wants a person's yes
    of: InstrumentedAttribute | None = None  # the column of what is held, where that is not the row itself

    def rows(self, organisation_id: str) -> list:
        """The conditions of everything of this sort. What the installation itself wrote down goes with the first organisation's."""
        mine = self.model.organisation_id == organisation_id
        if self.model is JournalLine and is_first(organisation_id):
            return [or_(mine, self.model.organisation_id.is_(None))]
        return [mine]

    def over(self, organisation_id: str, before: datetime, on: date) -> Select:
        """The ids of those whose time is over and that nothing holds."""
        found = select(self.key).where(*self.rows(organisation_id), *self.due(organisation_id, before))
        return found.where(~is_held(self.kept_by, self.kind, organisation_id, on)) if self.kind else found

    def held(self, organisation_id: str, before: datetime, on: date) -> Select:
        """Those whose time is over and that a hold keeps."""
        found = select(self.key).where(*self.rows(organisation_id), *self.due(organisation_id, before))
        return found.where(is_held(self.kept_by, self.kind, organisation_id, on))

    @property
    def kept_by(self):
        """The column that a hold names."""
        return self.key if self.of is None else self.of

    @property
    def key(self):
        """The column that names a row."""
        return self.model.id if hasattr(self.model, "id") else next(iter(self.model.__table__.primary_key.columns))

    def total(self, organisation_id: str) -> int:
        """How many there are of this sort."""
        found = select(func.count()).select_from(self.model).where(*self.rows(organisation_id))
        return db.session.scalar(found) or 0


def is_first(organisation_id: str) -> bool:
    """Whether this is the organisation that the installation belongs to."""
    first = select(Organisation.id).order_by(Organisation.position, Organisation.id).limit(1)
    return db.session.scalar(first) == organisation_id


def in_force(on: date):
    """The condition of holds that hold on that day."""
    return and_(Hold.lifted_at.is_(None), or_(Hold.until_on.is_(None), Hold.until_on > on))


def held(kind: str, organisation_id: str, on: date) -> Select:
    """The ids of what is held by itself; a frozen lead is, and so is the one that stands for a lead that is held or frozen."""
    single = _named(kind, organisation_id, on)
    if kind != "lead":
        return single
    frozen = select(Lead.id).where(Lead.organisation_id == organisation_id, Lead.restricted_at.is_not(None))
    stand_for = select(Lead.merged_into_id).where(
        Lead.organisation_id == organisation_id,
        Lead.merged_into_id.is_not(None),
        or_(Lead.restricted_at.is_not(None), Lead.id.in_(single)),
    )
    return single.union(frozen, stand_for)


def is_held(id, kind: str, organisation_id: str, on: date):
    """Whether that one is among `held`, asked of one row at a time: each piece of a run would make the whole list anew."""
    single = _named(kind, organisation_id, on)
    if kind != "lead":
        return id.in_(single)
    one, merged = aliased(Lead), aliased(Lead)
    frozen = select(one.id).where(one.id == id, one.restricted_at.is_not(None))
    stands_for = select(merged.id).where(
        merged.merged_into_id == id, or_(merged.restricted_at.is_not(None), merged.id.in_(single))
    )
    return or_(id.in_(single), frozen.exists(), stands_for.exists())


def _named(kind: str, organisation_id: str, on: date) -> Select:
    """What a hold that holds that day names."""
    return select(Hold.subject_id).where(
        Hold.organisation_id == organisation_id, Hold.kind == kind, Hold.subject_id.is_not(None), in_force(on)
    )


def _asked_again_later(before: datetime):
    """They said yes to being asked again in a year: their time is counted from that day."""
    found = select(Consent.id).where(
        Consent.lead_id == Lead.id, Consent.purpose == ASK_AGAIN, Consent.withdrawn_at.is_(None),
        Consent.given_at >= before - IN_A_YEAR, Lead.withdrawn_at.is_(None),
    )  # fmt: skip
    return found.exists()


def _open_lead(organisation_id: str, before: datetime) -> list:
    """Nobody has tried to reach them since; the day that somebody chose themselves (betänketid) is waited for."""
    tried = select(Attempt.id).where(Attempt.lead_id == Lead.id, Attempt.taken_back_at.is_(None), Attempt.at >= before)
    waits = and_(Lead.state == "thinking", Lead.asked_on >= local_date(before))
    return [
        ITSELF,
        Lead.state.in_(STILL_SOUGHT),
        Lead.received_at < before,
        ~tried.exists(),
        ~_asked_again_later(before),
        ~func.coalesce(waits, False),
    ]


def _moved_since(before: datetime, *after: str):
    found = select(Transition.id).where(Transition.lead_id == Lead.id, Transition.at >= before)
    return (found.where(Transition.after.in_(after)) if after else found).exists()


def _handed_over(organisation_id: str, before: datetime) -> list:
    return [ITSELF, Lead.state.in_(RECEIPTED), Lead.received_at < before, ~_moved_since(before, "receipted")]


def _declined(organisation_id: str, before: datetime) -> list:
    return [ITSELF, Lead.state.in_(OVER), Lead.received_at < before, ~_moved_since(before), ~_asked_again_later(before)]


def _helper(organisation_id: str, before: datetime) -> list:
    stood = (
        select(Assignment.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.helper_id == Helper.id, or_(Shift.ends_at >= before, Assignment.updated_at >= before))
    )
    asked = func.coalesce(Helper.last_asked_at, Helper.updated_at)
    return [Helper.name != "", Helper.updated_at < before, asked < before, ~stood.exists()]


def _credit(organisation_id: str, before: datetime) -> list:
    return [CreditRow.lead_id.is_(None), CreditRow.captured_month < f"{local_date(before):%Y-%m}"]


def _booked(organisation_id: str, before: datetime) -> list:
    """Times that people had, kept or cancelled; when they chose them the response clock knows without the booking."""
    return [SlotBooking.ends_at < before]


def _letter(organisation_id: str, before: datetime) -> list:
    return [Letter.state.in_(SENT), Letter.queued_at < before]


def _sealed(organisation_id: str, before: datetime) -> list:
    return [TabletRecord.blob.is_not(None), TabletRecord.received_at < before]


def _journal(organisation_id: str, before: datetime) -> list:
    return [JournalSeal.line_id == JournalLine.id, JournalLine.at < before]


BY_ARRIVAL = (Lead.received_at, Lead.id)
SUBJECTS: tuple[Subject, ...] = (
    Subject("open_lead", "open_lead", Lead, BY_ARRIVAL, _open_lead, "lead"),
    Subject("handed_over", "handed_over", Lead, BY_ARRIVAL, _handed_over, "lead"),
    Subject("declined", "declined", Lead, BY_ARRIVAL, _declined, "lead"),
    Subject(
        "booked",
        "booked",
        SlotBooking,
        (SlotBooking.ends_at, SlotBooking.id),
        _booked,
        "lead",
        asks=False,
        of=SlotBooking.lead_id,
    ),
    Subject("helper", "helper", Helper, (Helper.updated_at, Helper.id), _helper, "helper"),
    Subject("sealed", "open_lead", TabletRecord, (TabletRecord.received_at, TabletRecord.id), _sealed, asks=False),
    Subject("message", "message", Letter, (Letter.queued_at, Letter.id), _letter, asks=False),
    Subject("journal", "journal", JournalLine, (JournalSeal.number,), _journal),
    Subject("credit", "credit", CreditRow, (CreditRow.captured_month, CreditRow.id), _credit),
)
BY_NAME = {subject.name: subject for subject in SUBJECTS}
