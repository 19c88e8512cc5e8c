"""How are two leads made one, and two again? Merge, undo, and what else staff decide of a pair. The edge commits.

The lead that was met first stays; what hangs on the other goes over to it, and the other stays as an empty lead in the state
`duplicate` that names the one which stands for it. Undone, everything is as it was; what has happened since with the one that
stayed stays with it.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads import crediting, pipeline, words
from ..leads.models import Attempt, ContactPoint, CreditRow, DuplicateHint, Lead, Person, Touch, Transition
from ..leads.response import TWO_WAY
from ..leads.restriction import refuse_restricted
from ..store.columns import new_id
from ..store.db import db
from .choices import KEPT, MERGED, Facts, chosen, in_order
from .models import Merge
from .record import OF_CREDITS, OF_LEADS, OF_PEOPLE, Record, plain, that_move

SET_ASIDE_DAYS = 14
ONE_PERSON = "Samma person, två anmälningar"  # as the history of the lead keeps it


def facts_of(lead: Lead) -> Facts:
    """What there is to choose of a lead."""
    person = lead.person
    return Facts(
        lead.id,
        lead.captured_at,
        {
            "name": person.name,
            "phone": person.contact("phone"),
            "email": person.contact("email"),
            "language": person.language,
            "best_time": lead.best_time,
            "state": lead.state,
            "owner": lead.owner_function_id,
        },
    )


def merge(one: Lead, other: Lead, wanted: dict[str, str], *, key: str, by: Actor, now: datetime) -> Merge:
    """Make these two one. `wanted`: a field of choices.FIELDS → kept or merged. The same key again changes nothing."""
    if known := db.session.get(Merge, key):
        return known
    _hold(one, other)
    first, _second = in_order(facts_of(one), facts_of(other))
    kept, merged = (one, other) if first.id == one.id else (other, one)
    _may_be_merged(kept, merged)
    sides = chosen(facts_of(kept), facts_of(merged), wanted)
    crediting.recredit([kept.id, merged.id], now=now)
    record = Record()
    record.as_kept["withdrawn_at"] = merged.withdrawn_at and plain(merged.withdrawn_at)
    _merge_people(record, kept.person, merged.person, sides)
    _merge_leads(record, kept, merged, sides, by=by, now=now)
    _merge_hints(record, kept, merged, by=by, now=now)
    row = Merge(
        id=key, organisation_id=kept.organisation_id, unit_id=kept.unit_id, kept_lead_id=kept.id, merged_lead_id=merged.id,
        record=record.as_kept, at=now, by=str(by),
    )  # fmt: skip
    db.session.add(row)
    _settle(kept, merged, now=now)
    note("lead.merged", by=by, now=now, organisation_id=kept.organisation_id, subject=kept.id, other=merged.id)
    return row


def _hold(*leads: Lead) -> None:
    """Read both anew, and let nobody else merge them meanwhile."""
    ids = sorted(lead.id for lead in leads)
    db.session.execute(select(Lead.id).where(Lead.id.in_(ids)).order_by(Lead.id).with_for_update()).all()
    for lead in leads:
        db.session.refresh(lead)
        db.session.refresh(lead.person)


def _may_be_merged(kept: Lead, merged: Lead) -> None:
    if kept.id == merged.id or kept.unit_id != merged.unit_id:
        raise Refused(_l("Välj två olika anmälningar i samma enhet."))
    if kept.merged_into_id or merged.merged_into_id:
        raise Refused(_l("En av dem är redan sammanslagen med en annan. Gå till den i stället."))
    for lead in (kept, merged):
        refuse_restricted(lead)
    if "quarantined" in (kept.state, merged.state):
        raise Refused(_l("En av anmälningarna är satt åt sidan. Släpp den först om den är äkta."))


def _merge_people(record: Record, kept: Person, merged: Person, sides: dict[str, str]) -> None:
    values = {name: getattr(merged, name) for name in ("name", "name_key", "hint_key") if sides["name"] == MERGED}
    values |= {"language": merged.language} if sides["language"] == MERGED else {}
    values |= (
        {"protected": True, "protected_why": merged.protected_why} if merged.protected and not kept.protected else {}
    )
    values |= {"household_id": merged.household_id} if merged.household_id and not kept.household_id else {}
    if values:
        record.set(Person.__table__, {"id": kept.id}, **values)
    for column in that_move(OF_PEOPLE):
        record.move_all(column, merged.id, kept.id)
    _merge_ways(record, kept, merged, sides)


def _merge_ways(record: Record, kept: Person, merged: Person, sides: dict[str, str]) -> None:
    """Every way to reach them goes along but those that are there already; the chosen one of each kind becomes the main."""
    table = ContactPoint.__table__
    own, others = list(kept.contacts), list(merged.contacts)
    record.as_kept["points"] = [[point.id, point.value, point.key] for point in others]
    there = {(point.kind, point.key) for point in own}
    come = [point for point in others if (point.kind, point.key) not in there]
    for point in come:
        record.move(table.c.person_id, {"id": point.id}, merged.id, kept.id)
    for kind in ("phone", "email"):
        first = [p for p in (*own, *come) if p.kind == kind]
        main = (kept if sides[kind] == KEPT else merged).contact(kind)
        first.sort(key=lambda point: (point.value != main, point in come, point.place, point.id))
        for place, point in enumerate(first):
            record.set(table, {"id": point.id}, place=place)


def _merge_leads(record: Record, kept: Lead, merged: Lead, sides: dict[str, str], *, by: Actor, now: datetime) -> None:
    created = select(Touch.id).where(Touch.lead_id == merged.id, Touch.created.is_(True))
    made_by = list(db.session.scalars(created))
    for column in that_move(OF_LEADS):
        record.move_all(column, merged.id, kept.id)
    credits = dict(db.session.execute(
        select(CreditRow.lead_id, CreditRow.id).where(CreditRow.lead_id.in_([kept.id, merged.id]))
    ).all())  # fmt: skip
    for column in that_move(OF_CREDITS):
        record.move_all(column, credits[merged.id], credits[kept.id])
    for touch_id in made_by:  # one touch alone made the lead that stays
        record.set(Touch.__table__, {"id": touch_id}, created=False)
    lead, values = Lead.__table__, {}
    if sides["state"] == MERGED:
        values = {name: getattr(merged, name) for name in ("state", "next_on", "asked_on", "withdrawn_at")}
    if sides["owner"] == MERGED:
        values["owner_function_id"] = merged.owner_function_id
    if sides["best_time"] == MERGED:
        values["best_time"] = merged.best_time
    before, state = kept.state, merged.state
    record.set(
        lead, {"id": kept.id}, **values, updated_at=now,
        first_attempt_at=_earlier(kept.first_attempt_at, merged.first_attempt_at),
        first_contact_at=_earlier(kept.first_contact_at, merged.first_contact_at),
    )  # fmt: skip
    record.set(
        lead, {"id": merged.id}, state="duplicate", next_on=None, asked_on=None, merged_into_id=kept.id, updated_at=now,
        first_attempt_at=None, first_contact_at=None,
    )  # fmt: skip
    if (after := values.get("state", before)) != before:
        _went(record, kept, before, after, by, now)
    _went(record, merged, state, "duplicate", by, now)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _went(record: Record | None, lead: Lead, before: str, after: str, by: Actor, now: datetime) -> None:
    row = Transition(
        id=new_id(), organisation_id=lead.organisation_id, lead_id=lead.id, before=before, after=after,
        reason=ONE_PERSON, at=now, by=str(by),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if record:
        record.made(Transition.__table__, {"id": row.id})


def _merge_hints(record: Record, kept: Lead, merged: Lead, *, by: Actor, now: datetime) -> None:
    """The pair's own hint is answered; those that the other had with others are the kept one's from now on, once."""
    table = DuplicateHint.__table__
    known = {kept.id} | {
        other for row in _hints_of(kept) for other in (row.lead_id, row.other_lead_id) if other != kept.id
    }
    for row in _hints_of(merged):
        key = {"lead_id": row.lead_id, "other_lead_id": row.other_lead_id}
        if kept.id in key.values():
            record.set(table, key, decision="same", decided_at=now, decided_by=str(by), again_on=None)
        elif not known & set(key.values()):
            column = table.c.lead_id if row.lead_id == merged.id else table.c.other_lead_id
            record.move(column, key, merged.id, kept.id)


def _hints_of(lead: Lead) -> list:
    table = DuplicateHint.__table__
    mine = or_(table.c.lead_id == lead.id, table.c.other_lead_id == lead.id)
    return list(db.session.execute(select(table.c.lead_id, table.c.other_lead_id).where(mine)))


def _settle(*leads: Lead, now: datetime) -> None:
    """Read the rows anew, and bring along what follows from them: the words to be found by, and the credits."""
    db.session.flush()
    db.session.expire_all()
    words.keep(*(lead.person for lead in leads))
    crediting.recredit([lead.id for lead in leads], now=now)


def undo(row: Merge, *, by: Actor, now: datetime) -> None:
    """Make them two again. Raises Refused while a later merge builds on this one. A second time changes nothing."""
    kept, merged = db.session.get(Lead, row.kept_lead_id), db.session.get(Lead, row.merged_lead_id)
    _hold(kept, merged)
    db.session.refresh(row)
    if row.undone_at:
        return
    later = select(func.count()).select_from(Merge).where(
        or_(Merge.kept_lead_id == kept.id, Merge.merged_lead_id == kept.id), Merge.undone_at.is_(None), Merge.at > row.at
    )  # fmt: skip
    if db.session.scalar(later):
        raise Refused(_l("En senare sammanslagning bygger på den här. Ångra den först."))
    record = Record(row.record)
    _give_corrected_touches_back(record, kept, merged)
    _keep_what_was_corrected(record, kept)
    record.put_back()
    row.undone_at, row.undone_by = now, str(by)
    db.session.flush()
    db.session.expire_all()
    _make_sense(kept, now=now)
    if merged.withdrawn_at and plain(merged.withdrawn_at) != record.as_kept["withdrawn_at"]:
        _close(merged, by=by, now=now)
    db.session.flush()
    _settle(kept, merged, now=now)
    note("lead.merge-undone", by=by, now=now, organisation_id=kept.organisation_id, subject=kept.id, other=merged.id)


def _give_corrected_touches_back(record: Record, kept: Lead, merged: Lead) -> None:
    """A correction of a touch goes where the touch goes, and made the lead if that one did."""
    created = {key["id"] for what, name, key, column, before, _after in record.as_kept["steps"]
               if (what, name, column, before) == ("set", "touches", "created", True)}  # fmt: skip
    moved = [key["id"] for key in record.moved(Touch.__table__)]
    corrections = select(Touch.id, Touch.superseded_by).where(Touch.id.in_(moved), Touch.superseded_by.not_in(moved))
    for touch_id, correction_id in db.session.execute(corrections).all():
        values = {"lead_id": merged.id} | ({"created": True} if touch_id in created else {})
        db.session.execute(update(Touch).where(Touch.id == correction_id, Touch.lead_id == kept.id).values(values))


def _keep_what_was_corrected(record: Record, kept: Lead) -> None:
    """A way to reach them that came with the merge and has been corrected since: the correction stays, the old goes back."""
    gone = {key["id"] for key in record.moved(ContactPoint.__table__)}
    for point_id, value, key in record.as_kept["points"]:
        point = db.session.get(ContactPoint, point_id) if point_id in gone else None
        if point is not None and point.person_id == kept.person_id and point.value != value:
            db.session.add(ContactPoint(
                organisation_id=point.organisation_id, person_id=kept.person_id, kind=point.kind, value=point.value,
                key=point.key, place=point.place,
            ))  # fmt: skip
            point.value, point.key = value, key
    db.session.flush()


def _make_sense(kept: Lead, *, now: datetime) -> None:
    """What was added since may have made another first attempt, or left an open lead without a date."""
    first = select(func.min(Attempt.at)).where(Attempt.lead_id == kept.id, Attempt.taken_back_at.is_(None))
    kept.first_attempt_at = _earlier(kept.first_attempt_at, db.session.scalar(first))
    reached = first.where(Attempt.outcome.in_(sorted(TWO_WAY)))
    kept.first_contact_at = _earlier(kept.first_contact_at, db.session.scalar(reached))
    if kept.state not in pipeline.OPEN:
        kept.next_on = None
    elif kept.next_on is None:
        kept.next_on = pipeline.next_on_after(kept.state, now)


def _close(merged: Lead, *, by: Actor, now: datetime) -> None:
    """Taken back by the person while it was merged: it stays closed."""
    before, merged.state, merged.next_on = merged.state, "withdrew", None
    _went(None, merged, before, "withdrew", by, now)


def decide(one: Lead, other: Lead, decision: str, *, by: Actor, now: datetime) -> DuplicateHint:
    """`different`: never ask again. `later`: ask again in two weeks."""
    _hold(one, other)
    if one.id == other.id or one.unit_id != other.unit_id:
        raise Refused(_l("Välj två olika anmälningar i samma enhet."))
    row = hint_between(one.id, other.id)
    if row is None:
        later, earlier = sorted((one.id, other.id), reverse=True)
        row = DuplicateHint(
            lead_id=later, other_lead_id=earlier, organisation_id=one.organisation_id, why=[], found_at=now
        )
        db.session.add(row)
    row.decision, row.decided_at, row.decided_by = decision, now, str(by)
    row.again_on = local_date(now) + timedelta(days=SET_ASIDE_DAYS) if decision == "later" else None
    db.session.flush()
    note(
        "duplicates.decided",
        by=by,
        now=now,
        organisation_id=one.organisation_id,
        subject=one.id,
        other=other.id,
        decision=decision,
    )
    return row


def hint_between(one_id: str, other_id: str) -> DuplicateHint | None:
    """The hint on these two, whichever of them came first."""
    return db.session.get(DuplicateHint, (one_id, other_id)) or db.session.get(DuplicateHint, (other_id, one_id))
