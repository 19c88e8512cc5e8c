"""Which times are there, which are taken, and by whom? SELECTs only, always within one organisation."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import Function, Holding, Unit
from ..clock import local_date
from ..leads.models import Lead, Person, Submission
from ..store.db import db
from ..store.ready import Ready
from .models import SlotBooking, SlotPool
from .rules import of_us
from .times import OnHand, Time, nearest, times_of

AHEAD = timedelta(days=28)  # how far ahead times are offered
Taken = dict[tuple[str, datetime], int]

LIVE = SlotBooking.place_no.is_not(None)


def pools_of(unit_id: str, *, closed: bool = False) -> list[SlotPool]:
    """The pools of a unit in the order of its week."""
    found = select(SlotPool).options(joinedload(SlotPool.function)).where(SlotPool.unit_id == unit_id)
    found = found if closed else found.where(SlotPool.closed_at.is_(None))
    return list(db.session.scalars(found.order_by(SlotPool.weekday, SlotPool.opens, SlotPool.id)))


def taken_in(pool_ids: Sequence[str], since: datetime, until: datetime) -> Taken:
    """(pool, starts at) → how many places are taken."""
    rows = db.session.execute(
        select(SlotBooking.pool_id, SlotBooking.starts_at, func.count())
        .where(SlotBooking.pool_id.in_(pool_ids), SlotBooking.starts_at >= since, SlotBooking.starts_at < until, LIVE)
        .group_by(SlotBooking.pool_id, SlotBooking.starts_at)
    )
    return {(pool_id, starts_at): number for pool_id, starts_at, number in rows}


def free_by_function(unit_id: str, now: datetime, *, most: int) -> dict[str, list[Time]]:
    """Function id → its soonest free times, as staff may book them. One query."""
    return free_and_coming(unit_id, now, most=most)[0]


def free_and_coming(unit_id: str, now: datetime, *, most: int) -> tuple[dict[str, list[Time]], dict[str, datetime]]:
    """The same, and lead id → when its next booked time begins, as far as times are offered. One query."""
    ahead = (SlotBooking.starts_at > now) & (SlotBooking.starts_at < now + AHEAD) & LIVE
    rows = db.session.execute(
        select(SlotPool, SlotBooking.starts_at, SlotBooking.lead_id)
        .outerjoin(SlotBooking, (SlotBooking.pool_id == SlotPool.id) & ahead)
        .where(SlotPool.unit_id == unit_id, SlotPool.closed_at.is_(None) | SlotBooking.id.is_not(None))
        .order_by(SlotPool.weekday, SlotPool.opens, SlotPool.id)
    ).all()
    pools = list(dict.fromkeys(pool for pool, *_booked in rows if pool.closed_at is None))
    booked = sorted((row for row in rows if row.starts_at), key=lambda row: row.starts_at, reverse=True)
    taken, until = Counter((row.SlotPool.id, row.starts_at) for row in booked), local_date(now + AHEAD)
    of = {id: [pool for pool in pools if pool.function_id == id] for id in {pool.function_id for pool in pools}}
    free = {id: nearest(mine, taken, now, until, most=most, staff=True) for id, mine in of.items()}
    return free, {row.lead_id: row.starts_at for row in booked}


def week_of(pools: Sequence[SlotPool], monday: date) -> list[Time]:
    """All times of these pools in a week, with what is free. One query."""
    until = monday + timedelta(days=7)
    days = [one for pool in pools for one in times_of(pool, monday, until, {})]
    if not days:
        return []
    taken = taken_in([pool.id for pool in pools], min(t.starts_at for t in days), max(t.ends_at for t in days))
    found = [one for pool in pools for one in times_of(pool, monday, until, taken)]
    return sorted(found, key=lambda one: (one.starts_at, one.pool.id))


def free_between(unit_id: str, function_id: str, since: datetime, until: datetime) -> int:
    """How many places of a function's times are free that begin then. Two queries."""
    pools = [pool for pool in pools_of(unit_id) if pool.function_id == function_id]
    if not pools:
        return 0
    taken, last = taken_in([pool.id for pool in pools], since, until), local_date(until) + timedelta(days=1)
    times = (one for pool in pools for one in times_of(pool, local_date(since), last, taken, after=since))
    return sum(one.free for one in times if one.starts_at < until)


def booked_in(unit_id: str, since: datetime, until: datetime, *, protected: bool) -> list[SlotBooking]:
    """Who has booked what, by when it begins. Two queries."""
    found = (
        select(SlotBooking)
        .join(SlotBooking.lead)
        .join(Lead.person)
        .options(contains_eager(SlotBooking.lead).contains_eager(Lead.person), joinedload(SlotBooking.pool))
        .where(SlotBooking.unit_id == unit_id, SlotBooking.starts_at >= since, SlotBooking.starts_at < until, LIVE)
        .order_by(SlotBooking.starts_at, SlotBooking.id)
    )
    return list(db.session.scalars(found if protected else found.where(Person.protected.is_(False))))


def holders_of(pools: Sequence[SlotPool], since: date, until: date) -> list[Holding]:
    """Who holds the functions of those pools that need several of us, some day between. One query, none where one is enough."""
    functions = {pool.function_id for pool in pools if pool.staff_needed > 1}
    if not functions:
        return []
    found = select(Holding).where(
        Holding.function_id.in_(functions), Holding.from_on < until,
        or_(Holding.until_on.is_(None), Holding.until_on > since),
    )  # fmt: skip
    return list(db.session.scalars(found))


def on_hand(pools: Sequence[SlotPool], since: date, until: date) -> OnHand:
    """How many hold the functions of those pools that need several of us, day by day. One query, none where one is enough."""
    holders = holders_of(pools, since, until)

    def number(function_id: str, day: date) -> int:
        there = (one for one in holders if one.function_id == function_id and one.from_on <= day)
        return len({one.staff_id for one in there if one.until_on is None or day < one.until_on})

    return number


def missing_of_us(pool: SlotPool, starts_at: datetime, *, more: int = 0) -> int:
    """How many of us are missing for that time with what is booked of it, and so many `more`. Two queries, none where one is enough."""
    if pool.staff_needed < 2:
        return 0
    day = local_date(starts_at)
    booked = taken_in([pool.id], starts_at, starts_at + timedelta(seconds=1)).get((pool.id, starts_at), 0) + more
    there = on_hand([pool], day, day + timedelta(days=1))(pool.function_id, day)
    return max(0, of_us(pool.kind, pool.staff_needed, booked) - there)


def bookings_of(lead_id: str) -> list[SlotBooking]:
    """What was booked for a lead, the latest first; cancelled ones too."""
    found = select(SlotBooking).options(joinedload(SlotBooking.pool)).filter_by(lead_id=lead_id)
    return list(db.session.scalars(found.order_by(SlotBooking.starts_at.desc())))


def coming_of(lead_id: str, now: datetime, kind: str | None = None) -> SlotBooking | None:
    """The next booking of a lead (of that kind), if one lies ahead."""
    found = (
        select(SlotBooking)
        .join(SlotBooking.pool)
        .options(contains_eager(SlotBooking.pool))
        .where(SlotBooking.lead_id == lead_id, SlotBooking.starts_at > now, LIVE)
        .order_by(SlotBooking.starts_at)
    )
    if kind:
        found = found.where(SlotPool.kind == kind)
    return db.session.scalars(found).first()


# The coming times of a lead, for its page: leads/rooms.py.
COMING_OF_A_LEAD = (
    select(SlotBooking.id, SlotBooking.starts_at, SlotPool.kind, SlotPool.where, SlotPool.place, SlotPool.staff_needed)
    .join(SlotPool, SlotPool.id == SlotBooking.pool_id)
    .where(SlotBooking.lead_id == bindparam("lead_id"), SlotBooking.starts_at > bindparam("now"), LIVE)
)

# The time that it waits with, or waited with in vain, as long as none has been booked: likewise.
WISH_OF_A_LEAD = select(Submission.answers).where(
    Submission.lead_id == bindparam("lead_id"),
    Submission.kind == "new",
    ~select(SlotBooking.id).where(SlotBooking.lead_id == Submission.lead_id).exists(),
)


def has_coming(pool_id: str, now: datetime, *, since: datetime | None = None, until: datetime | None = None) -> int:
    """How many bookings of a pool lie ahead (between these instants)."""
    found = select(func.count()).select_from(SlotBooking)
    found = found.where(SlotBooking.pool_id == pool_id, SlotBooking.starts_at > max(now, since or now), LIVE)
    return db.session.scalar(found.where(SlotBooking.starts_at < until) if until else found)


# What people themselves are offered: on the way from a scan to a lead, so one statement ---------------------------------


def _statement_of_offered() -> Select:
    taken = (
        (SlotBooking.pool_id == SlotPool.id)
        & (SlotBooking.starts_at > bindparam("since"))
        & SlotBooking.place_no.is_not(None)
    )
    columns = (
        "id", "function_id", "kind", "where", "place", "weekday", "opens", "closes", "minutes", "capacity", "staff_needed", "notice_hours",
        "from_on", "until_on", "offered", "closed_at",
    )  # fmt: skip
    return (
        select(
            *(getattr(SlotPool, name) for name in columns),
            SlotPool.days_off,
            SlotBooking.starts_at.label("taken_at"),
        )
        .outerjoin(SlotBooking, taken)
        .where(
            SlotPool.function_id == bindparam("of_id"), SlotPool.offered.is_(True), SlotPool.closed_at.is_(None),
            SlotPool.from_on <= bindparam("last_on"),
        )
    )  # fmt: skip


_offered = Ready(_statement_of_offered())


def offered_to_people(function_id: str | None, now: datetime, *, most: int, a_day: int | None = None) -> list[Time]:
    """The soonest free times that a function offers to people themselves, at most `a_day` of one, and where two of us are needed only
    when two are there. One query, two where several of us are needed, none without a function."""
    if function_id is None:
        return []
    until = local_date(now + AHEAD)
    rows = _offered.all(of_id=function_id, since=now, last_on=until)
    if not rows:
        return []
    pools, taken = {}, {}
    for row in rows:
        pools.setdefault(row.id, row)
        if row.taken_at:
            taken[row.id, row.taken_at] = taken.get((row.id, row.taken_at), 0) + 1
    found = list(pools.values())
    there = on_hand(found, local_date(now), until)
    return nearest(found, taken, now, until, most=most, staff=False, a_day=a_day, on_hand=there)


def function_of(lead: Lead) -> str | None:
    """Whose times are this lead's: its owner's, else the entrance's of its unit."""
    if lead.owner_function_id:
        return lead.owner_function_id
    return db.session.scalar(select(Unit.entrance_function_id).where(Unit.id == lead.unit_id))


def open_functions(unit_id: str) -> list[Function]:
    """The functions of a unit that could have times."""
    return list(
        db.session.scalars(
            select(Function).where(Function.unit_id == unit_id, Function.closed_at.is_(None)).order_by(Function.name)
        )
    )
