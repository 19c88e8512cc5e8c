"""How does a lead reach another unit? Verbs of a handover: prepared, sent, receipted, met, done, sent back or called back.

They flush and journal; the edge commits. Every step is a row of its own and none is taken twice; the lead follows, and stays open on
the sender's side until the receipt. The code is made when it is sent, and only its keyed hash is kept, beside what the lead is
credited to.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..accounts.models import AssignmentType, Unit
from ..clock import local_date
from ..errors import Refused
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads import crediting, follow_up, pipeline
from ..leads.models import CreditRow, Lead
from ..mail.actions import queue
from ..store.db import db
from . import codes, values
from .models import Handover, HandoverChoice, HandoverStep
from .queries import due_of, has_staff, owner_of, waiting
from .steps import ENDED_EARLY, SENDER, check_step

YES = {"call": _l("I telefon"), "meeting": _l("När vi sågs"), "writing": _l("Skriftligt")}
WAYS = {
    "staff": _l("Enhetens egna läser i Monter"),
    "link": _l("Hemlig länk till enhetens brevlåda"),
    "paper": _l("Brev på papper, som ni skriver ut"),
}


@dataclass(frozen=True)
class Asked:
    """What is to be handed over, to whom and how, and the person's yes."""

    id: str
    unit_id: str
    assignment_type_id: str
    way: str
    fields: tuple[str, ...]
    yes_on: date
    yes_how: str


def known_of(lead: Lead) -> dict[str, str | None]:
    """What we know of somebody that could be handed over."""
    person = lead.person
    return {
        "name": person.name, "phone": person.contact("phone"), "email": person.contact("email"),
        "language": person.language, "best_time": lead.best_time,
    }  # fmt: skip


def prepare(lead: Lead, asked: Asked, *, by: Actor, now: datetime) -> Handover:
    """Put together what is to go, for somebody to look at before it does. The same id again changes nothing. Raises Refused."""
    if known := db.session.get(Handover, asked.id):
        return known
    unit, kind = db.session.get(Unit, asked.unit_id), db.session.get(AssignmentType, asked.assignment_type_id)
    _check(lead, asked, unit, kind, local_date(now))
    row = Handover(
        id=asked.id, organisation_id=lead.organisation_id, lead_id=lead.id, standing_for=lead.id, from_unit_id=lead.unit_id,
        to_unit_id=unit.id, assignment_type_id=kind.id, way=asked.way, state="created", generation=1,
        handed=values.chosen(known_of(lead), asked.fields), yes_on=asked.yes_on, yes_how=asked.yes_how, made_at=now,
        updated_at=now, lead=lead, to_unit=unit, from_unit=db.session.get(Unit, lead.unit_id), assignment=kind,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _noted(row, None, SENDER, by=by, now=now)
    return row


def _check(lead: Lead, asked: Asked, unit: Unit | None, kind: AssignmentType | None, today: date) -> None:
    if lead.state not in pipeline.TALKED or lead.withdrawn_at:
        raise Refused(_l("Tala med personen först. Sedan kan ni lämna över, när personen har sagt ja."))
    if standing_of(lead):
        raise Refused(_l("Intresset är redan på väg till en annan enhet."))
    if unit is None or unit.organisation_id != lead.organisation_id or unit.id == lead.unit_id:
        raise Refused(_l("Välj vilken enhet som ska ta emot."), "unit")
    if kind is None or kind.organisation_id != lead.organisation_id:
        raise Refused(_l("Välj vilket uppdrag det gäller."), "assignment")
    if asked.yes_how not in YES:
        raise Refused(_l("Välj hur personen sa ja."), "yes_how")
    if asked.yes_on > today:
        raise Refused(_l("Dagen ligger framåt. Lämna över när personen har sagt ja."), "yes_on")
    if asked.way == "staff" and not has_staff(unit.id):
        raise Refused(_l("Ingen på den enheten loggar in i Monter. Välj länk eller brev."), "way")
    if asked.way == "link" and not unit.email:
        raise Refused(_l("Enheten har ingen e-postadress. Skriv in en under Enheter, eller välj brev."), "way")
    if asked.way == "link" and lead.person.protected:
        raise Refused(_l("Skyddade uppgifter skickas inte med länk. Välj brev, eller enhetens egna."), "way")


def standing_of(lead: Lead) -> Handover | None:
    """The handover that a lead is on, if any: neither sent back nor called back."""
    return db.session.scalar(select(Handover).filter_by(standing_for=lead.id))


def take_step(
    row: Handover,
    after: str,
    *,
    side: str,
    key: bytes,
    by: Actor,
    now: datetime,
    on: date | None = None,
    reason: HandoverChoice | None = None,
) -> bool:
    """Bring a handover one step on; `on` is the day of a first meeting. False, and nothing done, when it is there already. Raises
    Refused when this side cannot do that now."""
    db.session.refresh(row, with_for_update={"of": Handover})  # not the units that are read along
    if row.state == after:
        return False
    check_step(row.state, after, side, reason=reason.id if reason else None)
    if row.lead.withdrawn_at and after not in ENDED_EARLY:
        raise Refused(_l("Personen har tagit tillbaka sin anmälan. Lämna tillbaka överlämningen."))
    if reason and (reason.organisation_id != row.organisation_id or reason.kind != "return"):
        raise Refused(_l("Välj varför överlämningen går tillbaka."), "reason")
    before, row.state, row.updated_at = row.state, after, now
    {"sent": _sent, "receipted": _receipted, "met": _met, "returned": _back, "recalled": _back}.get(after, _nothing)(
        row, before, key=key, by=by, now=now, on=on, reason=reason
    )
    db.session.flush()
    _noted(row, before, side, by=by, now=now, on=on, reason=reason)
    return True


def _nothing(row, before, **_how) -> None:
    """Klar changes nothing but itself."""


def _sent(row: Handover, before, *, key, by, now, **_how) -> None:
    """Off it goes: the code's hash beside what the lead is credited to, the lead on, the receiver told."""
    row.sent_at = now
    row.generation = _keep_hash(row, key, now)
    due = local_date(due_of(row))
    if row.lead.state == "handed_over":
        follow_up.plan_next(row.lead, due, by=by, now=now)
    else:
        follow_up.move_on(row.lead, "handed_over", reason=None, next_on=due, by=by, now=now)
    if row.way != "paper" and row.to_unit.email:
        _queue("handover_sent", row, f"handover:{row.id}:{row.generation}", now)


def _keep_hash(row: Handover, key: bytes, now: datetime) -> int:
    """Put the hash on the credit row of the lead. Gives the generation of a code that nobody else has."""
    crediting.recredit([row.lead_id], now=now)
    credit = db.session.scalar(select(CreditRow).filter_by(lead_id=row.lead_id))
    generation = row.generation
    while True:
        found = codes.hash_of(codes.code_of(row.id, generation, key), key)
        taken = db.session.scalar(select(CreditRow.id).where(CreditRow.code_hash == found, CreditRow.id != credit.id))
        if taken is None:
            break
        generation += 1
    credit.code_hash = found
    handed = {"assignment": row.assignment_type_id, "unit": row.to_unit_id, "month": crediting.month_of(now)}
    crediting.say(credit, {"handed": handed}, now=now)
    db.session.flush()
    return generation


def _receipted(row: Handover, before, *, by, now, **_how) -> None:
    row.receipted_at = now
    if row.lead.state == "handed_over":
        follow_up.move_on(row.lead, "receipted", reason=None, next_on=None, by=by, now=now)


def _met(row: Handover, before, *, now, on=None, **_how) -> None:
    day = on or local_date(now)
    if day > local_date(now):
        raise Refused(_l("Dagen ligger framåt. Berätta när ni har setts."), "on")
    if day < local_date(row.sent_at):
        raise Refused(_l("Dagen ligger före överlämningen. Skriv dagen då ni sågs första gången."), "on")
    row.met_on = day


def _back(row: Handover, before, *, by, now, reason=None, **_how) -> None:
    """It is the sender's again: the address opens nothing, the code counts for nothing, the lead is ready for another try."""
    row.standing_for = None
    row.generation += 1
    credit = db.session.scalar(select(CreditRow).filter_by(lead_id=row.lead_id))
    if credit:
        credit.code_hash = None
        crediting.say(credit, {"handed": {}}, now=now)
    if row.lead.state in ("handed_over", "receipted"):
        why = reason.names["sv"] if reason else _("Överlämningen återkallad")
        follow_up.move_on(row.lead, "ready", reason=why, next_on=None, by=by, now=now)
    if row.state == "returned":
        _queue("handover_back", row, f"handover-back:{row.id}", now)


def _queue(template: str, row: Handover, dedupe: str, now: datetime) -> None:
    queue(
        template, channel="email", ids={"handover": row.id}, organisation_id=row.organisation_id, language="sv",
        dedupe=dedupe, now=now,
    )  # fmt: skip


def _noted(
    row: Handover, before: str | None, side: str, *, by: Actor, now: datetime, on: date | None = None,
    reason: HandoverChoice | None = None,
) -> None:  # fmt: skip
    db.session.add(
        HandoverStep(
            organisation_id=row.organisation_id, handover_id=row.id, before=before, after=row.state, side=side,
            reason_id=reason.id if reason else None, at=now, noted_at=now, by=str(by),
        )
    )  # fmt: skip
    db.session.flush()
    kind = "handover.prepared" if before is None else "handover.moved-on"
    details = {} if before is None else {"before": before, "after": row.state, "side": side}
    note(kind, subject=row.id, by=by, now=now, organisation_id=row.organisation_id, **details)


def refer(lead: Lead, place: HandoverChoice, *, by: Actor, now: datetime) -> None:
    """Somebody belongs elsewhere, in a bank that collects by itself: the lead is *Hänvisad*, and nothing is sent from here."""
    if place.organisation_id != lead.organisation_id or place.kind != "referral" or place.closed_at:
        raise Refused(_l("Välj vart ni hänvisar."), "place")
    if standing_of(lead):
        raise Refused(_l("Intresset är på väg till en annan enhet. Återkalla överlämningen först."))
    follow_up.move_on(lead, "referred", reason=place.names["sv"], next_on=None, by=by, now=now)
    note("lead.referred", subject=lead.id, by=by, now=now, organisation_id=lead.organisation_id, place=place.id)


def escalate_late_receipts(*, now: datetime) -> int:
    """Tell the sender's function, its deputy and the receiver, once, of each handover that nobody has receipted in time. Gives how
    many handovers are late. Called by the worker; the edge commits."""
    late = [one.row for one in waiting() if one.late(now)]
    for row in late:
        owner = owner_of(row)
        for function in filter(None, (owner and owner.id, owner and owner.deputy_id)):
            queue(
                "handover_late", channel="email", ids={"handover": row.id, "function": function},
                organisation_id=row.organisation_id, language="sv", dedupe=f"late:{row.id}:{function}", now=now,
            )  # fmt: skip
        if row.way != "paper" and row.to_unit.email:
            _queue("handover_reminder", row, f"handover-again:{row.id}:{row.generation}", now)
    return len(late)
