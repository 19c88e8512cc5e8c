"""How are people forgotten by policy? A run: planned first, then done in pieces, each a transaction of its own with its counts, so
that a run which is killed goes on where it stood and its protokoll never says more or less than what went.

Actions flush; `carry_on` below is the edge that the worker and the command share, and commits piece by piece.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, tuple_, update

from ..accounts.models import Organisation
from ..accounts.queries import policies_of
from ..capture.models import TabletRecord
from ..clock import local_date
from ..errors import Refused
from ..handover.models import AskAgain, Outcome
from ..i18n import _l
from ..journal import chain
from ..journal.actions import note
from ..journal.actors import WORKER, Actor
from ..leads import crediting, gone
from ..leads.models import CreditRow, GoneCount, Lead
from ..mail.models import Letter, MailboxItem
from ..slots.models import SlotBooking
from ..store.db import db, unit_of_work
from ..store.instance import remember, remembered
from ..store.scrub import scrub
from . import reach, rules
from .due import BY_NAME, SUBJECTS, Subject, in_force
from .models import DisposalRun, Hold

AT_ONCE = 500  # rows in one transaction
CLOCK = "disposal_clock"
YES_HOLDS = timedelta(days=7)


# The clock ------------------------------------------------------------------------------------------------------------


def watch_clock(*, now: datetime) -> int:
    """Remember what time it is, every hour; after a jump no more, until a person has said that the clock is right."""
    if not rules.clock_jumped(last_seen(), now):
        remember(db.session.connection(), CLOCK, now.isoformat())
    return 0


def last_seen() -> datetime | None:
    """When we last looked at a clock that we believed."""
    known = remembered(db.session.connection(), CLOCK)
    return datetime.fromisoformat(known) if known else None


def believe_clock(*, by: Actor, now: datetime) -> None:
    """A person says that the clock is right."""
    remember(db.session.connection(), CLOCK, now.isoformat())
    note("disposal.clock-believed", by=by, now=now, organisation_id=None)


# A run ----------------------------------------------------------------------------------------------------------------


def begin(organisation: Organisation, *, by: Actor, now: datetime, dry: bool = False) -> DisposalRun:
    """Plan a run, or find the one that is under way. Its `state` says whether it may go on."""
    if not dry and (known := under_way(organisation.id)):
        return known
    run = (None if dry else waiting(organisation.id)) or DisposalRun(organisation_id=organisation.id, dry=dry)
    run.began_at, run.ended_at, run.by, run.state, run.why = now, None, str(by), "running", None
    run.subjects = [line for subject in SUBJECTS if (line := plan(subject, organisation, dry, now))]
    if rules.clock_jumped(last_seen(), now):
        run.state, run.why, run.ended_at = "refused", "clock", now
    elif dry:
        run.state, run.ended_at = "done", now
    else:
        watch_clock(now=now)
        if pressing(run):
            run.state = "asks"
    db.session.add(run)
    db.session.flush()
    note("disposal.planned", by=by, now=now, organisation_id=organisation.id, subject=run.id, state=run.state, dry=dry)
    return run


def under_way(organisation_id: str) -> DisposalRun | None:
    """The run that was begun and not finished."""
    return db.session.scalar(
        select(DisposalRun).filter_by(organisation_id=organisation_id, state="running").order_by(DisposalRun.began_at)
    )


def waiting(organisation_id: str) -> DisposalRun | None:
    """The run that asks for a yes, or that was refused: planned anew rather than put beside another."""
    found = select(DisposalRun).where(
        DisposalRun.organisation_id == organisation_id, DisposalRun.state.in_(("asks", "refused"))
    )
    return db.session.scalar(found.order_by(DisposalRun.began_at.desc()).limit(1))


def plan(subject: Subject, organisation: Organisation, dry: bool, now: datetime) -> dict | None:
    """What a run would do with one subject; None where there is no policy."""
    policy = next((row for row in policies_of(organisation.id) if row.subject == subject.policy), None)
    if policy is None:
        return None
    before, on = now - timedelta(days=policy.days), local_date(now)
    counted = [subject.over(organisation.id, before, on)] + (
        [subject.held(organisation.id, before, on)] if subject.kind else []
    )
    due, held = ([db.session.scalar(select(func.count()).select_from(found.subquery())) for found in counted] + [0])[:2]
    why = "asked" if dry else "decision" if rules.needs_decision(organisation.kind, policy.decision_ref) else None
    why = why or ("hold" if all_held(organisation.id, on) else None)
    return {
        "subject": subject.name, "days": policy.days, "decision": policy.decision_ref, "before": before.isoformat(),
        "total": subject.total(organisation.id), "due": due, "held": held, "gone": 0, "dry": why, "after": None, "over": bool(why),
    }  # fmt: skip


def all_held(organisation_id: str, on) -> bool:
    """Whether a hold keeps everything."""
    found = select(Hold.id).where(Hold.organisation_id == organisation_id, Hold.kind == "all", in_force(on))
    return db.session.scalar(found.limit(1)) is not None


def shares(run: DisposalRun) -> list[tuple[int, int]]:
    """For each sort of rows that a run would take: how many, of how many. Leads of all policies count together."""
    found: dict[str, list[int]] = {}
    for line in run.subjects:
        subject = BY_NAME[line["subject"]]
        if subject.asks and not line["dry"]:
            share = found.setdefault(subject.model.__tablename__, [0, 0])
            share[0], share[1] = share[0] + line["due"], line["total"]
    return [(due, total) for due, total in found.values()]


def pressing(run: DisposalRun) -> list[tuple[int, int]]:
    """Those of the shares that are too large."""
    return [(due, total) for due, total in shares(run) if rules.too_many(due, total)]


def say_yes(run: DisposalRun, *, by: Actor, now: datetime) -> None:
    """A person has looked at the numbers and lets them go: as many as were counted, no more."""
    if run.state != "asks":
        raise Refused(_l("Den här gallringen väntar inte på svar."))
    if now - run.began_at > YES_HOLDS:
        raise Refused(_l("Siffrorna är för gamla. Nattens gallring räknar om dem."))
    run.state, run.said_yes_by, run.said_yes_at = "running", str(by), now
    run.allowed = sum(line["due"] for line in run.subjects if not line["dry"])
    db.session.flush()
    note("disposal.allowed", by=by, now=now, organisation_id=run.organisation_id, subject=run.id, number=run.allowed)


def step(run_id: str, *, by: Actor, now: datetime, at_once: int = AT_ONCE) -> bool:
    """One piece of a run, with its count; whether there is more to do. Nothing as long as the clock has jumped."""
    run = db.session.scalar(
        select(DisposalRun).filter_by(id=run_id).with_for_update().execution_options(populate_existing=True)
    )
    if run is None or run.state != "running" or rules.clock_jumped(last_seen(), now):
        return False  # by a clock that jumped holds would be over, too
    lines = [dict(line) for line in run.subjects]
    line = next((line for line in lines if not line["over"]), None)
    if line is None:
        return _finish(run, by, now)
    subject = BY_NAME[line["subject"]]
    so_far = line["gone"]
    rows = db.session.execute(_next(subject, run, line, now, at_once)).all()
    if rows:
        went = TAKEN[line["subject"]]([row[0] for row in rows], now=now)
        line["gone"] += len(rows) if went is None else went
        line["after"] = [one.isoformat() if isinstance(one, datetime) else one for one in rows[-1][1:]]
    line["over"] = len(rows) < at_once or line["gone"] < so_far + len(rows) or line["gone"] >= line["due"]
    run.subjects = lines
    db.session.flush()
    return True


def _next(subject: Subject, run: DisposalRun, line: dict, now: datetime, at_once: int):
    """The ids of the next piece, in order, no more than were counted when the run was planned."""
    before = datetime.fromisoformat(line["before"])
    found = (
        subject.over(run.organisation_id, before, local_date(now)).add_columns(*subject.order).order_by(*subject.order)
    )
    if line["after"]:
        first, *others = (_read(one) for one in line["after"])
        found = found.where(subject.order[0] >= first)  # the index is found by this, the rest by what follows
        if others:
            found = found.where(tuple_(*subject.order) > (first, *others))
    return found.limit(min(at_once, line["due"] - line["gone"]))


def _read(one: str):
    try:
        return datetime.fromisoformat(one)
    except ValueError:
        return one


def _finish(run: DisposalRun, by: Actor, now: datetime) -> bool:
    run.state, run.ended_at = "done", now
    db.session.flush()
    number = sum(line["gone"] for line in run.subjects)
    note("disposal.done", by=by, now=now, organisation_id=run.organisation_id, subject=run.id, number=number)
    return False


# What goes ------------------------------------------------------------------------------------------------------------


def dispose_leads(ids: Sequence[str], *, now: datetime) -> None:
    """Leads with all that hangs on them, and the people that no other lead needs; credits and counts stay."""
    ids = with_merged(ids)
    late = select(Lead.id).outerjoin(CreditRow, CreditRow.lead_id == Lead.id).where(Lead.id.in_(ids))
    late = late.where(or_(CreditRow.id.is_(None), CreditRow.computed_at < Lead.updated_at))
    if stale := db.session.scalars(late).all():
        crediting.let_go(stale, now=now)  # the others' rows are as they should be, and are only tied to nobody below
    gone.keep_counts(ids)
    people = db.session.scalars(select(Lead.person_id).where(Lead.id.in_(ids)).distinct()).all()
    reach.forget("leads", ids)
    still = set(db.session.scalars(select(Lead.person_id).where(Lead.person_id.in_(people))))
    reach.forget("people", [one for one in people if one not in still])
    db.session.expire_all()


def with_merged(ids: Sequence[str]) -> list[str]:
    """And the leads that were merged into these."""
    found, more = [], list(ids)
    while more:
        found += more
        more = list(db.session.scalars(select(Lead.id).where(Lead.merged_into_id.in_(more), Lead.id.not_in(found))))
    return found


def _helpers(ids: Sequence[str], *, now: datetime) -> None:
    reach.forget("helpers", ids)
    from ..staffing.models import Helper

    told = {
        "partner": None,
        "languages": [],
        "ended_at": func.coalesce(Helper.ended_at, now),
        "generation": Helper.generation + 1,
    }
    db.session.execute(update(Helper).where(Helper.id.in_(ids)).values(told))


def _letters(ids: Sequence[str], *, now: datetime) -> None:
    db.session.execute(delete(MailboxItem).where(MailboxItem.letter_id.in_(ids)))
    db.session.execute(delete(Letter).where(Letter.id.in_(ids)))


def _booked(ids: Sequence[str], *, now: datetime) -> None:
    db.session.execute(delete(SlotBooking).where(SlotBooking.id.in_(ids)))


def _sealed(ids: Sequence[str], *, now: datetime) -> None:
    db.session.execute(update(TabletRecord).where(TabletRecord.id.in_(ids)).values(blob=None))


def _credits(ids: Sequence[str], *, now: datetime) -> None:
    """And the counts of the same months, and what was told of how it went."""
    months = db.session.scalars(select(CreditRow.captured_month).where(CreditRow.id.in_(ids)).distinct()).all()
    units = select(CreditRow.unit_id).where(CreditRow.id.in_(ids))
    for month in months:
        day = datetime.strptime(f"{month}-01", "%Y-%m-%d").date()
        after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        of_month = (GoneCount.unit_id.in_(units), GoneCount.captured_on >= day, GoneCount.captured_on < after)
        db.session.execute(delete(GoneCount).where(*of_month))
    db.session.execute(delete(AskAgain).where(AskAgain.credit_id.in_(ids)))
    db.session.execute(delete(Outcome).where(Outcome.credit_id.in_(ids)))
    db.session.execute(delete(CreditRow).where(CreditRow.id.in_(ids)))


def _journal(ids: Sequence[str], *, now: datetime) -> int:
    """As far as they are the oldest of their chain; what was sealed in another order goes with the next run."""
    return chain.shorten(ids, by=WORKER, now=now)


TAKEN: dict[str, Callable] = {
    "open_lead": dispose_leads, "handed_over": dispose_leads, "declined": dispose_leads, "helper": _helpers,
    "booked": _booked, "sealed": _sealed, "message": _letters, "credit": _credits, "journal": _journal,
}  # fmt: skip


# The edge -------------------------------------------------------------------------------------------------------------


def carry_on(
    run_id: str, *, by: Actor, clock: Callable[[], datetime], told=lambda: None, at_once: int = AT_ONCE
) -> None:
    """Do a run to its end, committing piece by piece, then see that nothing of it is left on the disk."""
    more = True
    while more:
        with unit_of_work():
            more = step(run_id, by=by, now=clock(), at_once=at_once)
        told()
    db.session.expire_all()
    scrub()
