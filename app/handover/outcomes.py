"""How does an outcome come in, years later, from somebody who holds a code and nothing else? Taken down as it comes, looked at after.

A report of a known code and one of an unknown are the same row written in the same way, so that neither the answer nor its time tells
which codes there are. The worker then finds whose it is. Guessing is counted: a network that names many codes that nobody has, or all
networks together, no longer change anything until somebody here has looked (trust.md S4, S5): nobody is ever refused. Verbs that
flush and journal; the key is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from ..accounts.models import Milestone
from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import WORKER, Actor
from ..leads.crediting import month_of, say
from ..leads.follow_up import move_as_reported
from ..leads.models import AbuseCount, CreditRow, Lead
from ..leads.pipeline import working_days_after
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from ..store.sums import add_up
from . import codes
from .models import AskAgain, Outcome, OutcomeReport

MOST_ROWS = 12  # in one form
MISSES_OF_A_NETWORK = 20  # unknown codes in a day from one network; from then on what it says waits
MISSES_OF_ALL = 200  # and from all of them together
A_DAY = timedelta(days=1)
ASK_WITHIN = 10  # working days until somebody should have asked
AT_ONCE = 200


@dataclass(frozen=True)
class Reported:
    """One line of a report: a code that reads as one, the milestone's key, the month or None when it has not happened after all."""

    code: str
    milestone: str
    month: str | None


def take_down(
    organisation_id: str, lines: Sequence[Reported], *, press: str, way: str, network: str, key: bytes, now: datetime
) -> None:
    """Write a report down as it came. The same `press` (the form's id) again is the same report."""
    if not lines:
        return
    insert_once(
        OutcomeReport,
        [
            {
                "id": new_id(), "organisation_id": organisation_id, "press": f"{press}:{number}",
                "code_hash": codes.hash_of(line.code, key), "milestone": line.milestone, "month": line.month, "way": way,
                "network": network[:60], "reported_at": now,
            }
            for number, line in enumerate(lines[:MOST_ROWS])
        ],
    )  # fmt: skip


def take_in(*, now: datetime) -> int:
    """Look at what has come, the oldest first: keep what is of a known code, count what is not. Gives how many were looked at."""
    found = select(OutcomeReport).order_by(OutcomeReport.reported_at, OutcomeReport.id).limit(AT_ONCE)
    reports = db.session.scalars(found.with_for_update(skip_locked=True)).all()
    for report in reports:
        _take_in(report, now)
        db.session.delete(report)
    db.session.flush()
    return len(reports)


def _take_in(report: OutcomeReport, now: datetime) -> None:
    credit = db.session.scalar(select(CreditRow).filter_by(code_hash=report.code_hash))
    milestone = credit and _milestone(credit, report.milestone)
    if milestone is None:
        add_up(AbuseCount, [_miss(report.network, now), _miss("all", now)])
        return
    doubtful = guesses(report.network, now) or not _can_be(credit, report, now)
    record(
        credit, milestone, report.month, way=report.way, held=doubtful, at=report.reported_at,
        by=Actor("receiver", credit.handed.get("unit")), now=now,
    )  # fmt: skip


def _milestone(credit: CreditRow, key: str) -> Milestone | None:
    """That milestone of the assignment that was handed over, or of another that the organisation has."""
    rows = db.session.scalars(
        select(Milestone).filter_by(organisation_id=credit.organisation_id, key=key).order_by(Milestone.id)
    ).all()
    return next((row for row in rows if row.assignment_type_id == credit.handed.get("assignment")), None) or next(
        iter(rows), None
    )


def _can_be(credit: CreditRow, report: OutcomeReport, now: datetime) -> bool:
    """Whether the month lies between the handover and now."""
    return report.month is None or credit.handed.get("month", "") <= report.month <= month_of(now)


def _miss(network: str, now: datetime) -> dict:
    minute = now.replace(second=0, microsecond=0)
    return {"key": f"o:{network.removeprefix('network:')}"[:40], "minute_at": minute, "number": 1}


def guesses(network: str, now: datetime) -> bool:
    """Whether so many unknown codes came from there, or from everywhere, that somebody should look."""
    return _misses(network, now) > MISSES_OF_A_NETWORK or _misses("all", now) > MISSES_OF_ALL


def _misses(network: str, now: datetime) -> int:
    counted = select(func.sum(AbuseCount.number)).where(
        AbuseCount.key == _miss(network, now)["key"], AbuseCount.minute_at > now - A_DAY
    )
    return db.session.scalar(counted) or 0


def record(
    credit: CreditRow,
    milestone: Milestone,
    month: str | None,
    *,
    way: str,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    held: bool = False,
) -> Outcome | None:
    """Keep that a milestone was reached in a month, or (None) was not after all. What stands already changes nothing and gives
    None; another month supersedes it."""
    db.session.execute(select(CreditRow.id).where(CreditRow.id == credit.id).with_for_update())
    rows = outcomes_of(credit.id)
    before = next((row for row in reversed(rows) if row.milestone_id == milestone.id and not row.superseded_by), None)
    if (before is None and month is None) or (before is not None and before.month == month):
        return None
    row = Outcome(
        id=new_id(), organisation_id=credit.organisation_id, credit_id=credit.id, milestone_id=milestone.id, month=month,
        way=way, held=held, reported_at=at or now, reported_by=str(by),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(
        "outcome.reported", subject=credit.id, by=by, now=now, organisation_id=credit.organisation_id,
        milestone=milestone.key, way=way, held=held,
    )  # fmt: skip
    if not held:
        _stands(credit, milestone, row, before, now)
    return row


def _stands(credit: CreditRow, milestone: Milestone, row: Outcome, before: Outcome | None, now: datetime) -> None:
    """It is true from now on: what was said before is superseded, the lead follows, an end asks for a question."""
    if before:
        before.superseded_by = row.id
    if milestone.state:
        _tell_credit(credit, milestone.state, row.month, now)
    if milestone.ends and row.month and not (before and before.month):
        due = working_days_after(local_date(now), ASK_WITHIN)
        db.session.add(
            AskAgain(
                organisation_id=credit.organisation_id, unit_id=credit.unit_id, credit_id=credit.id, outcome_id=row.id,
                due_on=due,
            )
        )  # fmt: skip
    db.session.flush()


def _tell_credit(credit: CreditRow, state: str, month: str | None, now: datetime) -> None:
    reported = {name: then for name, then in credit.handed.get("reported", {}).items() if name != state}
    milestones = {name: then for name, then in credit.milestones.items() if name != state}
    told = {state: month} if month else {}
    facts = {"handed": credit.handed | {"reported": reported | told}, "milestones": milestones | told}
    lead = db.session.get(Lead, credit.lead_id) if credit.lead_id else None
    if lead and month:
        move_as_reported(lead, state, by=WORKER, now=now)
    elif lead is None and month:
        facts["state"] = state
    say(credit, facts, now=now)


def outcomes_of(credit_id: str) -> list[Outcome]:
    """Every report of a credit row, in the order in which they came; superseded ones too."""
    return list(db.session.scalars(select(Outcome).filter_by(credit_id=credit_id).order_by(Outcome.id)))


def held_of(unit_id: str) -> list[tuple[Outcome, Milestone, CreditRow]]:
    """What waits for somebody of this unit to say that it is true."""
    found = (
        select(Outcome, Milestone, CreditRow)
        .join(Milestone, Milestone.id == Outcome.milestone_id)
        .join(CreditRow, CreditRow.id == Outcome.credit_id)
        .where(Outcome.held, Outcome.superseded_by.is_(None), CreditRow.unit_id == unit_id)
        .order_by(Outcome.id)
    )
    return [tuple(row) for row in db.session.execute(found)]


def accept(row: Outcome, *, by: Actor, now: datetime) -> None:
    """Somebody has looked: it is true."""
    if not row.held or row.superseded_by:
        return
    credit, milestone = db.session.get(CreditRow, row.credit_id), db.session.get(Milestone, row.milestone_id)
    others = [one for one in outcomes_of(credit.id) if one.milestone_id == milestone.id and one.id != row.id]
    row.held = False
    before = next((one for one in reversed(others) if not one.superseded_by and not one.held), None)
    _stands(credit, milestone, row, before, now)
    note("outcome.accepted", subject=row.id, by=by, now=now, organisation_id=row.organisation_id)


def discard(row: Outcome, *, by: Actor, now: datetime) -> None:
    """Somebody has looked: it is not true. It stays as what was said, superseded by itself."""
    if not row.held or row.superseded_by:
        return
    row.superseded_by = row.id
    db.session.flush()
    note("outcome.discarded", subject=row.id, by=by, now=now, organisation_id=row.organisation_id)


def asks_of(unit_id: str) -> list[AskAgain]:
    """The open questions of a unit, the most urgent first."""
    found = select(AskAgain).filter_by(unit_id=unit_id, done_at=None).order_by(AskAgain.due_on, AskAgain.id)
    return list(db.session.scalars(found))


def asked(row: AskAgain, *, by: Actor, now: datetime) -> None:
    """Somebody has asked whether they want another."""
    if row.done_at:
        return
    row.done_at, row.done_by = now, str(by)
    db.session.flush()
    note("ask-again.done", subject=row.id, by=by, now=now, organisation_id=row.organisation_id)


def month_from(text: str, today: date) -> str:
    """`2027-05` from what was chosen. Raises Refused for none, and for one that lies ahead."""
    try:
        month = f"{date.fromisoformat(f'{text}-01'):%Y-%m}"
    except ValueError:
        raise Refused(_l("Välj vilken månad det hände."), "month") from None
    if month > f"{today:%Y-%m}":
        raise Refused(_l("Månaden ligger framåt. Rapportera när det har hänt."), "month")
    return month
