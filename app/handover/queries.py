"""Which handovers are there, and which wait for whom? SELECTs only; the receipt clock is derived from them.

Lists are of one unit, sent or received, what waits first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from ..accounts.models import AssignmentType, Function, Milestone, Staff, Unit
from ..clock import now as now_
from ..i18n import _, _n
from ..leads.models import CreditRow, Lead, Person
from ..leads.working_time import Weeks, WorkingTime, working_time
from ..store.db import db
from ..web.filters import short_day
from .choices import REFERRAL
from .models import Handover, HandoverChoice, HandoverStep, Outcome
from .steps import OF_THE_RECEIVER, OVER, meeting_due, receipt_due

SHOWN = 200
KEPT_IN_SIGHT = timedelta(days=90)  # what is over stays in the lists so long


@dataclass(frozen=True)
class Listed:
    """A handover in a list. `due_at`: by when the receiver should answer, as long as we wait for that; `meet_by`: by when the first
    meeting should be held, until it is."""

    row: Handover
    due_at: datetime | None
    meet_by: datetime | None = None

    def late(self, now: datetime) -> bool:
        """Whether the receiver has had its five days."""
        return self.due_at is not None and self.due_at < now

    def unmet(self, now: datetime) -> bool:
        """Whether the person was receipted, and nobody has met them in time."""
        return self.meet_by is not None and self.meet_by < now


def hours_of_unit(unit: Unit) -> WorkingTime:
    """When a receiving unit works."""
    weeks = Weeks(unit.working_hours, unit.former_hours or ())
    return working_time(weeks, weeks)


def due_of(row: Handover) -> datetime | None:
    """By when the receipt should be there; None when nothing waits for one."""
    return due_at(row.state, row.sent_at, row.to_unit)


def due_at(state: str, sent_at: datetime | None, unit) -> datetime | None:
    """The same, by the `working_hours` and `former_hours` of the receiving unit."""
    return receipt_due(sent_at, hours_of_unit(unit)) if state == "sent" and sent_at else None


def meet_by(row: Handover) -> datetime | None:
    """By when the person should have been met; None when nobody waits for that."""
    if row.state != "receipted" or row.receipted_at is None or row.lead.withdrawn_at:
        return None
    return meeting_due(row.receipted_at, hours_of_unit(row.to_unit))


def _wanted(now: datetime, protected: bool) -> Select:
    found = (
        select(Handover)
        .join(Lead, Lead.id == Handover.lead_id)
        .join(Person, Person.id == Lead.person_id)
        .options(
            joinedload(Handover.to_unit),
            joinedload(Handover.from_unit),
            joinedload(Handover.assignment),
            contains_eager(Handover.lead).lazyload(Lead.person),
        )
        .where(Handover.state.not_in(OVER) | (Handover.updated_at > now - KEPT_IN_SIGHT))
        .order_by(Handover.state.in_(OVER), Handover.sent_at, Handover.id)
        .limit(SHOWN)
    )
    return found if protected else found.where(Person.protected.is_(False))


def sent_by(unit_id: str, *, now: datetime, protected: bool = False) -> list[Listed]:
    """What a unit has handed over, or is about to."""
    return _listed(db.session.scalars(_wanted(now, protected).where(Handover.from_unit_id == unit_id)).all())


def received_by(unit_id: str, *, now: datetime, protected: bool = False) -> list[Listed]:
    """What was handed to a unit."""
    mine = Handover.to_unit_id == unit_id
    return _listed(db.session.scalars(_wanted(now, protected).where(mine, Handover.state.in_(OF_THE_RECEIVER))).all())


def _listed(rows: Sequence[Handover]) -> list[Listed]:
    return [Listed(row, due_of(row), meet_by(row)) for row in rows]


def receives(unit_id: str) -> bool:
    """Whether anything was ever handed to a unit."""
    found = select(Handover.id).where(Handover.to_unit_id == unit_id, Handover.state.in_(OF_THE_RECEIVER)).limit(1)
    return db.session.scalar(found) is not None


def waiting(function_id: str | None = None) -> list[Listed]:
    """What was sent and has no receipt yet: all of the instance, or what a function owns."""
    return _in_states(("sent",), function_id)


def unmet(now: datetime, function_id: str | None = None) -> list[Listed]:
    """What was receipted, and should have led to a first meeting by now: all of the instance, or what a function owns."""
    return [one for one in _in_states(("receipted",), function_id) if one.unmet(now)]


def _in_states(states: Sequence[str], function_id: str | None = None, unit_id: str | None = None) -> list[Listed]:
    found = (
        select(Handover)
        .options(joinedload(Handover.to_unit), joinedload(Handover.from_unit), joinedload(Handover.lead))
        .where(Handover.state.in_(states))
        .order_by(Handover.id)
    )
    if unit_id:
        found = found.where((Handover.from_unit_id == unit_id) | (Handover.to_unit_id == unit_id))
    if function_id:
        found = found.join(Lead, Lead.id == Handover.lead_id).where(Lead.owner_function_id == function_id)
    return _listed(db.session.scalars(found).all())


# For the page of a lead (leads/rooms.py): its handovers, and where somebody may belong instead.
HANDOVERS_OF_A_LEAD = (
    select(
        Handover.id, Handover.standing_for, Handover.state, Handover.sent_at, Unit.name.label("unit"), Unit.working_hours, Unit.former_hours,
        AssignmentType.names,
    )
    .join(Unit, Unit.id == Handover.to_unit_id)
    .join(AssignmentType, AssignmentType.id == Handover.assignment_type_id)
    .where(Handover.lead_id == bindparam("lead_id"))
)  # fmt: skip
REFERRALS = select(HandoverChoice.id, HandoverChoice.names, HandoverChoice.address, HandoverChoice.position).where(
    HandoverChoice.organisation_id == bindparam("organisation_id"),
    HandoverChoice.kind == REFERRAL,
    HandoverChoice.closed_at.is_(None),
)


@dataclass(frozen=True)
class StepLine:
    """One step of a handover, and who took it: a name on our side; the other unit is a unit."""

    row: HandoverStep
    who: str


def steps_of(row: Handover, *, names: bool) -> list[StepLine]:
    """The steps of a handover as they happened. Without `names` colleagues are named by their unit. Two queries."""
    steps = db.session.scalars(select(HandoverStep).filter_by(handover_id=row.id).order_by(HandoverStep.id)).all()
    ids = [step.by.removeprefix("staff:") for step in steps if step.by.startswith("staff:")] if names else []
    known = dict(db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all()) if ids else {}
    units = {"sender": row.from_unit.name, "receiver": row.to_unit.name}
    return [StepLine(step, known.get(step.by.removeprefix("staff:")) or units[step.side]) for step in steps]


def receiving_units(organisation_id: str, *, but: str) -> list[Unit]:
    """The units that something can be handed to: all but one's own, receiving ones first."""
    found = select(Unit).where(Unit.organisation_id == organisation_id, Unit.id != but)
    return list(db.session.scalars(found.order_by(Unit.kind == "centre", Unit.position, Unit.id)))


def has_staff(unit_id: str) -> bool:
    """Whether anybody signs in there."""
    found = select(func.count()).select_from(Staff).where(Staff.unit_id == unit_id, Staff.active)
    return bool(db.session.scalar(found))


def owner_of(row: Handover) -> Function | None:
    """The function that hears of this handover on the sender's side: the lead's, or the unit's entrance."""
    key = row.lead.owner_function_id or row.from_unit.entrance_function_id
    return db.session.get(Function, key) if key else None


def late_in_words(function: Function, now: datetime) -> str | None:
    """For the morning letter: how many of a function's handovers nobody has receipted in time, or met."""
    said = []
    if late := sum(one.late(now) for one in waiting(function.id)):
        said.append(
            _n(
                "%(num)d överlämning skulle ha kvitterats. Ring mottagaren.",
                "%(num)d överlämningar skulle ha kvitterats. Ring mottagarna.",
                late,
            )
        )
    if alone := len(unmet(now, function.id)):
        said.append(
            _n(
                "%(num)d som ni har lämnat över väntar än på ett första möte. Ring mottagaren.",
                "%(num)d som ni har lämnat över väntar än på ett första möte. Ring mottagarna.",
                alone,
            )
        )
    return " ".join(map(str, said)) or None


def told_on_idag(unit_id: str) -> list[dict]:
    """For Idag: what nobody has receipted or met in time, and what waits for one's own receipt or first meeting."""
    at = now_()
    here = _in_states(("sent", "receipted"), unit_id=unit_id)
    late = [one.row for one in here if one.row.from_unit_id == unit_id and one.late(at)]
    ours = [one.row for one in here if one.row.to_unit_id == unit_id and one.row.state == "sent"]
    found = [
        {
            "title": _("Inte kvitterad av %(unit)s", unit=row.to_unit.name),
            "why": _("Överlämnad %(day)s. Ring dem.", day=short_day(row.sent_at)),
            "endpoint": "handover.detail",
            "values": {"handover_id": row.id},
        }
        for row in late
    ]
    alone = [one.row for one in here if one.unmet(at)]
    found += [
        {
            "title": _("Inget första möte än hos %(unit)s", unit=row.to_unit.name),
            "why": _("Kvitterad %(day)s. Ring dem och fråga.", day=short_day(row.receipted_at)),
            "endpoint": "handover.detail",
            "values": {"handover_id": row.id},
        }
        for row in alone
        if row.from_unit_id == unit_id
    ]
    if number := sum(row.to_unit_id == unit_id for row in alone):
        found.append(
            {
                "title": _n("%(num)d väntar på ett första möte", "%(num)d väntar på ett första möte", number),
                "why": _("Ni har kvitterat för mer än tio arbetsdagar sedan. Träffas, eller lämna tillbaka."),
                "endpoint": "handover.index",
                "values": {"show": "received"},
            }
        )
    if ours:
        found.append(
            {
                "title": _n("%(num)d överlämning till er", "%(num)d överlämningar till er", len(ours)),
                "why": _("Läs och kvittera, så vet avsändaren att den är framme."),
                "endpoint": "handover.index",
                "values": {"show": "received"},
            }
        )
    return found


def told_of(row: Handover) -> list[tuple[Outcome, str]]:
    """What was reported of a handover that stands, with the milestone's name; superseded reports too."""
    if not row.standing_for:
        return []
    found = (
        select(Outcome, Milestone)
        .join(Milestone, Milestone.id == Outcome.milestone_id)
        .join(CreditRow, CreditRow.id == Outcome.credit_id)
        .where(CreditRow.lead_id == row.lead_id)
        .order_by(Outcome.id)
    )
    return [(outcome, milestone.names["sv"]) for outcome, milestone in db.session.execute(found)]
