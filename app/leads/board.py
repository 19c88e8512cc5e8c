"""Whom do we call today? The board *Att göra*: those who asked to be called first, then by what is left of our promise.

SELECTs only, seven queries whatever the number of leads. The database finds those who have waited longest; the exact order is the
response clock's, within two pages at a time. Called by the board's view and the morning letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import AssignmentType, Staff
from ..booths.models import CaptureSession
from ..clock import STOCKHOLM, local_date
from ..events.models import Event
from ..staffing.models import Helper
from ..store.db import db
from .clocks import attempts_of, chosen_by, clock_of, ladder_of, working_times
from .ladder import Ladder
from .models import Attempt, ChosenTime, DuplicateHint, Lead, Person, Touch
from .pipeline import OPEN as STILL_OURS
from .response import IN_PERSON, Clock
from .search import asked_of_staff, how_many, interests_of, protected_people
from .working_time import WorkingTime

OPEN = STILL_OURS - {"quarantined"}
TO_CALL = OPEN - {"handed_over"}  # with another unit, which is asked, not the person
SHOWS = ("mine", "all", "coming", "unowned")
SHOWN = 60  # on one page: a Saturday's work for two
Held = Select | Sequence[str]  # functions: their ids, or the SELECT of them
LOOKED_AT = 2 * SHOWN  # of those who have waited longest, which the clock then puts in order: two whole pages


@dataclass(frozen=True)
class Call:
    """One row of the board. `due_at`: by when it was promised, or the end of the day on which it is to be taken up. `promised`:
    whether the person was told so, by our promise or by the day of betänketid that they chose, so that later is too late."""

    lead: Lead
    clock: Clock
    due_at: datetime
    asked: bool
    interests: list[AssignmentType]
    last: Attempt | None
    ladder: Ladder
    met_by: str | None = None
    hinted: str | None = None  # another lead that may be the same person's
    promised: bool = False


@dataclass(frozen=True)
class Board:
    """The calls of one page in order, how many there are in all, and what the chips count."""

    calls: list[Call]
    total: int
    counts: dict[str, int]
    show: str
    hours: dict[str | None, WorkingTime]
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // SHOWN))

    @property
    def before(self) -> int:
        """How many stand on the pages before this one."""
        return (self.page - 1) * SHOWN


def board_of(
    unit_id: str, *, show: str | None, held: Held, now: datetime, protected: bool = False, page: int = 1
) -> Board:
    """The board of a unit, from its first page on or another that there is. `show`: mine, all, coming or unowned; None: mine where
    something of mine waits, else all."""
    today = local_date(now)
    hidden = [] if protected else protected_people(unit_id)
    counts = _counts(unit_id, held, today, hidden)
    show = show or ("mine" if counts["mine"] else "all")
    hours = working_times(unit_id, now)
    board = Board([], counts[show], counts, show, hours)
    page = min(max(page, 1), board.pages)
    two_pages, second = divmod(page - 1, LOOKED_AT // SHOWN)
    longest = _longest_waiting(
        unit_id, _wanted(show, held, today), today, protected, hidden, after=two_pages * LOOKED_AT
    )
    rows = db.session.execute(longest).unique().all()
    calls = sorted(_calls(rows, hours, today), key=lambda call: (not call.asked, call.due_at, call.lead.id))
    return replace(board, calls=calls[second * SHOWN :][:SHOWN], page=page)


def how_many_wait(unit_id: str, *, held: Held, today: date, protected: bool = False) -> dict[str, int]:
    """What the chips of the board count, alone: two queries."""
    return _counts(unit_id, held, today, [] if protected else protected_people(unit_id))


def _due(today: date) -> ColumnElement[bool]:
    return (Lead.state.in_(TO_CALL)) & Lead.restricted_at.is_(None) & ((Lead.next_on <= today) | Lead.next_on.is_(None))


def _wanted(show: str, held: Held, today: date) -> ColumnElement[bool]:
    return {
        "mine": _due(today) & Lead.owner_function_id.in_(held),
        "all": _due(today),
        # new ones whom nobody has tried yet and who are promised a call on a later day: a Saturday's, called before Monday
        "coming": (Lead.state == "new") & Lead.restricted_at.is_(None) & (Lead.next_on > today),
        "unowned": Lead.state.in_(OPEN)
        & Lead.restricted_at.is_(None)
        & (Lead.owner_function_id.is_(None) | Lead.next_on.is_(None)),
    }[show]


def adrift(unit_id: str, today: date) -> int:
    """How many open leads of a unit lack an owner or a next date: it should be none. One query."""
    return db.session.scalar(select(how_many(unit_id, _wanted("unowned", (), today)))) or 0


def _began():
    """When the response clock of a lead starts, as the database sees it (response.started_at)."""
    earlier = case((Lead.captured_at < Lead.received_at, Lead.captured_at), else_=Lead.received_at)
    return case((Lead.way.in_(sorted(IN_PERSON)), earlier), else_=Lead.received_at)


def _longest_waiting(
    unit_id: str, wanted: ColumnElement[bool], today: date, protected: bool, hidden: Sequence[str], *, after: int
) -> Select:
    created = (Touch.lead_id == Lead.id) & Touch.created.is_(True) & Touch.superseded_by.is_(None)
    other = func.coalesce(func.nullif(DuplicateHint.other_lead_id, Lead.id), DuplicateHint.lead_id)
    hint = (
        select(func.min(other))
        .where(or_(DuplicateHint.lead_id == Lead.id, DuplicateHint.other_lead_id == Lead.id))
        .where(asked_of_staff(today, protected=protected))
        .correlate(Lead)
        .scalar_subquery()
    )
    longest = select(Lead.id).where(Lead.unit_id == unit_id, wanted)
    if hidden:
        longest = longest.where(Lead.person_id.not_in(hidden))
    longest = longest.order_by(case((Lead.asked_on <= today, 0), else_=1), _began(), Lead.id)
    longest = longest.limit(LOOKED_AT).offset(after)
    # They come first: of so many joins PostgreSQL keeps the order, and it had joined all leads before it chose.
    longest = longest.subquery()
    return (
        select(Lead, func.coalesce(Staff.name, Helper.name).label("met_by"), hint.label("hinted"))
        .select_from(longest)
        .join(Lead, Lead.id == longest.c.id)
        .join(Lead.person)
        .outerjoin(Event, Event.id == Lead.event_id)
        .outerjoin(Touch, created)
        .outerjoin(CaptureSession, CaptureSession.id == Touch.capture_session_id)
        .outerjoin(Staff, Staff.id == CaptureSession.staff_id)
        .outerjoin(Helper, Helper.id == CaptureSession.helper_id)
        .options(
            contains_eager(Lead.person).selectinload(Person.contacts),
            contains_eager(Lead.event),
            joinedload(Lead.placement),
            joinedload(Lead.booth),
            joinedload(Lead.owner),
        )
    )


def _counts(unit_id: str, held: Held, today: date, hidden: Sequence[str]) -> dict[str, int]:
    numbers = [how_many(unit_id, _wanted(show, held, today), hidden=hidden).label(show) for show in SHOWS]
    return dict(db.session.execute(select(*numbers)).one()._mapping)


def _calls(rows: Sequence[Row], hours: dict[str | None, WorkingTime], today: date) -> list[Call]:
    leads = [row.Lead for row in rows]
    interests, attempts, chosen = interests_of(leads), attempts_of(leads), chosen_by(leads)
    return [
        _call(
            row,
            interests[row.Lead.id],
            attempts[row.Lead.id],
            chosen[row.Lead.id],
            hours.get(row.Lead.owner_function_id) or hours[None],
            today,
        )
        for row in rows
    ]


def _call(
    row: Row,
    interests: list[AssignmentType],
    tried: list[Attempt],
    chosen: list[ChosenTime],
    hours: WorkingTime,
    today: date,
) -> Call:
    lead = row.Lead
    clock, thinks = clock_of(lead, tried, interests, hours, chosen=chosen), lead.state == "thinking"
    pressing = None if thinks else clock.pressing  # a day that the person chose is no neglect of ours
    return Call(
        lead=lead,
        clock=clock,
        due_at=pressing.due_at if pressing else end_of(lead.next_on or today),
        promised=thinks or pressing is not None,
        asked=lead.asked_on is not None and lead.asked_on <= today,
        interests=interests,
        last=tried[-1] if tried else None,
        ladder=ladder_of(lead, tried, hours, today),
        met_by=row.met_by.split()[0] if row.met_by else None,
        hinted=row.hinted,
    )


def end_of(day: date) -> datetime:
    """The last minute of a local day."""
    return datetime.combine(day, time(23, 59), STOCKHOLM)
