"""Rows for tests, made the way the application makes them. Each maker fills in what a test does not say."""

from datetime import datetime, time, timedelta
from itertools import count

from app.accounts import actions as accounts
from app.accounts import assignment_types
from app.accounts.queries import first_unit, organisations
from app.booths.models import Booth
from app.clock import local_date, now
from app.events.models import Event
from app.events.when import When
from app.flyers.models import Code, Placement
from app.journal.actors import OPERATOR
from app.leads.actions import make_default_policies
from app.store.columns import new_id
from app.store.db import db, unit_of_work


class Make:
    """`make.organisation()`, `make.staff("planner")`, `make.event(title="Blodomloppet")` …: all committed."""

    def __init__(self):
        self._numbers = count(1)

    def organisation(self, slug: str = "linkoping", name: str = "Linköpings kommun", kind: str = "board", **facts):
        """An organisation with its centre, the centre's function and a few things to become."""
        at = now()
        with unit_of_work():
            facts = {
                "contact_email": f"hej@{slug}.example", "contact_phone": "+4613123456", "protected_phone": "+4613123457",
                "privacy_officer": f"dso@{slug}.example", "registry_number": "KS 2017-1124",
                "purpose": {"sv": "Vi söker familjehem, gode män och kontaktpersoner.", "en": "We look for foster families, legal guardians and contact persons."},
            } | facts  # fmt: skip
            organisation = accounts.make_organisation(slug=slug, name=name, kind=kind, by=OPERATOR, now=at, **facts)
            unit = accounts.make_unit(
                organisation, name="Frivilligcentrum", by=OPERATOR, now=at, email=f"fc@{slug}.example"
            )
            accounts.make_function(unit, name="Resurssamordnare", by=OPERATOR, now=at)
            make_default_policies(organisation.id, by=OPERATOR, now=at)
            for position, (key, sv, en) in enumerate(
                [
                    ("foster_home", "Familjehem", "Foster home"),
                    ("guardian", "God man", "Legal guardian"),
                    ("contact_person", "Kontaktperson", "Contact person"),
                ]
            ):
                assignment_types.add_assignment_type(
                    organisation, key=key, names={"sv": sv, "en": en}, position=position, now=at
                )
        return organisation

    def first(self):
        """The first organisation, made when there is none."""
        found = organisations()
        return found[0] if found else self.organisation()

    def staff(self, *roles: str, organisation=None, name: str | None = None):
        """An account with these roles (planner if none), who holds the centre's function."""
        organisation = organisation or self.first()
        number = next(self._numbers)
        with unit_of_work():
            unit = first_unit(organisation.id)
            row = accounts.invite(
                unit, email=f"person{number}@{organisation.slug}.example", name=name or f"Person {number}",
                roles=roles or ("planner",), by=OPERATOR, now=now(),
            )  # fmt: skip
            function = self.function(organisation)
            accounts.hold(function, row, from_on=local_date(now()) - timedelta(days=30), by=OPERATOR, now=now())
        return row

    def function(self, organisation=None):
        """The centre's entrance function."""
        from app.accounts.models import Function

        organisation = organisation or self.first()
        return db.session.get(Function, first_unit(organisation.id).entrance_function_id)

    def event(self, title: str = "Blodomloppet", *, organisation=None, when: str | When | None = "ahead", **facts):
        """An event three weeks ahead, published, owned by the centre's function."""
        organisation = organisation or self.first()
        at = now()
        if when == "ahead":
            when = When.days(local_date(at) + timedelta(days=21))
        number = next(self._numbers)
        facts = {
            "owner_function_id": self.function(organisation).id,
            "slug": f"{organisation.slug}-aktivitet-{number}", "kind": "booth", "state": "confirmed", "main_strand": "grassroots",
            "strands": ["grassroots"], "place": "Stadsparken", "languages": ["sv", "en"], "public": True, "published_at": at,
            "pitches": {"sv": "Kan du vara någons trygghet?", "en": "Could you be somebody's safe place?"},
        } | facts  # fmt: skip
        with unit_of_work():
            row = Event(
                organisation_id=organisation.id, unit_id=first_unit(organisation.id).id, title=title,
                created_at=at, updated_at=at, **facts,
            )  # fmt: skip
            row.when = when if isinstance(when, When) else When.read(when)
            db.session.add(row)
        return row

    def booth(self, event=None, name: str = "Tältet", **facts):
        """A booth at an event."""
        event = event or self.event()
        with unit_of_work():
            row = Booth(
                organisation_id=event.organisation_id,
                event_id=event.id,
                name=name,
                created_at=now(),
                updated_at=now(),
                **facts,
            )
            db.session.add(row)
        return row

    def shift(self, booth=None, *, event=None, starts_at=None, hours: float = 2, role: str = "Möta besökare", **facts):
        """A shift at a booth, or of an event as a whole; two hours, the event's first day at 9, one person."""
        from app.clock import STOCKHOLM
        from app.staffing.models import Shift

        event = (booth.event if booth else event) or self.event()
        starts_at = starts_at or datetime.combine(event.first_on or local_date(now()), time(9), STOCKHOLM)
        facts = {"ends_at": starts_at + timedelta(hours=hours), "least": 1, "most": facts.get("least", 1)} | facts
        with unit_of_work():
            row = Shift(
                organisation_id=event.organisation_id, event_id=event.id, booth_id=booth.id if booth else None,
                role=role, starts_at=starts_at, created_at=now(), updated_at=now(), **facts,
            )  # fmt: skip
            db.session.add(row)
        return row

    def helper(self, name: str = "Maja Lund", *, organisation=None, **facts):
        """A helper of the centre, reached by e-mail unless a phone is given."""
        from app.staffing.models import Helper

        organisation = organisation or self.first()
        if not {"phone", "email"} & facts.keys():
            facts["email"] = f"hjalpare{next(self._numbers)}@exempel.se"
        with unit_of_work():
            row = Helper(
                organisation_id=organisation.id, unit_id=first_unit(organisation.id).id, name=name,
                created_at=now(), updated_at=now(), **facts,
            )  # fmt: skip
            db.session.add(row)
        return row

    def assignment(self, shift=None, who=None, state: str = "yes", **facts):
        """Somebody (a helper unless told) on a shift."""
        from app.staffing.models import Assignment, Helper

        shift = shift or self.shift()
        who = who or self.helper()
        person = {"helper_id" if isinstance(who, Helper) else "staff_id": who.id}
        with unit_of_work():
            row = Assignment(
                organisation_id=shift.organisation_id, shift_id=shift.id, state=state,
                created_at=now(), updated_at=now(), **person, **facts,
            )  # fmt: skip
            db.session.add(row)
        return row

    def invitation(self, event=None, partner: str | None = "Röda Korset"):
        """An open invitation to help at an event."""
        from app.staffing import sign_up

        event = event or self.event()
        with unit_of_work():
            return sign_up.invite(event, partner, key=new_id(), by=OPERATOR, now=now())

    def placement(self, event=None, label: str = "Flygblad", kind: str = "flyer_batch", **facts):
        """A flyer batch with its code."""
        from app.flyers.codes import mint

        event = event or self.event()
        with unit_of_work():
            row = Placement(
                id=new_id(), organisation_id=event.organisation_id, event_id=event.id, kind=kind, label=label,
                created_at=now(), updated_at=now(), **facts,
            )  # fmt: skip
            row.code = Code(code=mint(), organisation_id=event.organisation_id, made_at=now())
            db.session.add(row)
        return row

    def lead(self, name: str = "Åsa Ek", *, event=None, placement=None, organisation=None, **facts):
        """Somebody who signed up by a placement of an event, or at an event, or from nowhere."""
        from app.journal.actors import VISITOR
        from app.leads.actions import record_lead
        from app.leads.intake import Details, Met
        from app.leads.models import Lead

        event = event or (placement.event if placement else None)
        organisation_id = event.organisation_id if event else (organisation or self.first()).id
        met = {name: facts.pop(name) for name in list(facts) if name in Met.__dataclass_fields__}
        quarantined = facts.pop("quarantined", False)
        phone = facts.pop("phone", f"+4670{next(self._numbers):07}")
        met.setdefault("kind", "code" if placement else "unknown")
        met.setdefault("grade", "A" if placement else "B")
        with unit_of_work():
            recorded = record_lead(
                Details(name=name, phone=phone, **facts),
                organisation_id=organisation_id,
                capture_id=new_id(),
                met=Met(event_id=event.id if event else None, placement_id=placement.id if placement else None, **met),
                by=VISITOR,
                now=now(),
                quarantined=quarantined,
            )
        return db.session.get(Lead, recorded.lead_id)

    def pack(self, leaver, successor, *, last_on=None, shifts: bool = False):
        """What a colleague held, passed on to another."""
        from app.accounts.models import Holding
        from app.packs.actions import Passing, pass_on

        with unit_of_work() as session:
            holding = session.query(Holding).filter_by(staff_id=leaver.id).order_by(Holding.id).first()
            passing = Passing(new_id(), successor.id, last_on or local_date(now()), shifts)
            return pass_on(holding, passing, by=OPERATOR, now=now())

    def ambassador(self, name: str = "Gunilla Holm", *, organisation=None, contact: str = "gunilla@exempel.se"):
        """Somebody of the centre who agreed to hand out cards."""
        from app.origin import ambassadors

        function = self.function(organisation)
        with unit_of_work():
            agreed = ambassadors.Agreed(name, contact, "sv", "0" * 64, "spoken")
            return ambassadors.take_in(function.unit, function, agreed, key=new_id(), by=OPERATOR, now=now())

    def flight(self, channel: str = "Radioreklam", *, organisation=None, year: int = 2026, weeks=(20, 23), **facts):
        """A time in the media of the centre, both weeks included."""
        from app.events.weeks import week
        from app.origin import flights

        unit = self.function(organisation).unit
        with unit_of_work():
            told = flights.Flight(channel, *(week(year, number) for number in weeks), **facts)
            return flights.add(unit, told, key=new_id(), by=OPERATOR, now=now())

    def tip(self, name: str = "Tova Tipsad", *, organisation=None, told_by: str | None = None):
        """Somebody we were tipped about."""
        from app.leads.intake import Details
        from app.origin import tips

        unit = self.function(organisation).unit
        with unit_of_work():
            details = Details(name=name, phone=f"+4670{next(self._numbers):07}")
            return tips.enter(unit, details, told_by, key=new_id(), by=OPERATOR, now=now())

    def letters(self, title: str = "Sommarbrevet", number: int = 2, *, organisation=None):
        """A mailing of the centre."""
        from app.origin import series

        unit = self.function(organisation).unit
        with unit_of_work():
            return series.write_letters(
                unit, key=new_id(), title=title, heading=title, text="Hej!\n\nTack för allt du gör.", number=number,
                language="sv", by=OPERATOR, now=now(),
            )  # fmt: skip

    def handover(self, name: str = "Åsa Ek", *, organisation=None, way: str = "paper", state: str = "sent"):
        """Somebody who said yes, handed over to a receiving unit of the same organisation."""
        from flask import current_app
        from sqlalchemy import select

        from app.accounts.models import AssignmentType, Unit
        from app.handover import actions
        from app.leads.follow_up import move_on
        from app.leads.models import Lead

        organisation = organisation or self.first()
        lead, at = self.lead(name, organisation=organisation), now()
        with unit_of_work():
            kind = db.session.scalar(select(AssignmentType).filter_by(organisation_id=organisation.id))
            unit = db.session.scalar(select(Unit).filter_by(organisation_id=organisation.id, kind="receiving"))
            unit = unit or accounts.make_unit(
                organisation, name="Socialförvaltningen", kind="receiving", email=f"soc@{organisation.slug}.example",
                by=OPERATOR, now=at,
            )  # fmt: skip
            lead = db.session.get(Lead, lead.id)
            move_on(lead, "ready", reason=None, next_on=None, by=OPERATOR, now=at)
            asked = actions.Asked(new_id(), unit.id, kind.id, way, ("phone", "email"), local_date(at), "call")
            row = actions.prepare(lead, asked, by=OPERATOR, now=at)
            for step in ("sent", "receipted", "met", "done"):
                if row.state != state:
                    key = current_app.config["INSTANCE_KEY"]
                    actions.take_step(row, step, side="sender", key=key, by=OPERATOR, now=at)
        return row

    def outcome(self, handover=None, milestone: str = "ended", month: str | None = None):
        """What a receiver reported of a handover: the outcome, and the question that came of it (for an end) or None."""
        from sqlalchemy import select

        from app.accounts.models import Milestone
        from app.handover import outcomes
        from app.handover.models import AskAgain
        from app.leads.crediting import month_of
        from app.leads.models import CreditRow

        handover, at = handover or self.handover(), now()
        with unit_of_work():
            credit = db.session.scalar(select(CreditRow).filter_by(lead_id=handover.lead_id))
            found = {"assignment_type_id": handover.assignment_type_id, "key": milestone}
            row = db.session.scalar(select(Milestone).filter_by(**found))
            made = outcomes.record(credit, row, month or month_of(at), way="page", by=OPERATOR, now=at)
            ask = db.session.scalar(select(AskAgain).filter_by(outcome_id=made.id))
        return made, ask

    def pairing(self, booth=None, state: str = "active"):
        """A tablet at a booth, as if it had been invited and allowed. It has a key that seals and a token that nobody knows."""
        from flask import current_app

        from app.capture import pairing
        from app.capture.wire import Asked

        booth, at, config = booth or self.booth(), now(), current_app.config
        kept = {"key": config["INSTANCE_KEY"], "home": config["MONTER_HOME"]}
        with unit_of_work():
            invitation, code = pairing.invite(db.session.get(Booth, booth.id), by=OPERATOR, now=at, allows=True, **kept)
            asked = Asked(code, invitation.id.encode().hex().zfill(64)[-64:], new_id(), "1", "iPad", True, True)
            row = pairing.redeem(asked, now=at, **kept)
            row.state = state
        return row

    def tablet_record(self, pairing=None, *, state: str = "held", **facts):
        """Something sealed that this tablet brought; nobody can open it."""
        import uuid

        from app.capture.models import TabletRecord

        pairing, at = pairing or self.pairing(), now()
        facts = {"seq": next(self._numbers), "why": "pairing_revoked", "blob": b"sealed", "sha256": "0" * 64} | facts
        with unit_of_work():
            row = TabletRecord(
                id=str(uuid.uuid4()), organisation_id=pairing.organisation_id, booth_id=pairing.booth_id, kid=pairing.kid,
                pairing_id=pairing.id, form="", received_at=at, captured_at=at, confidence="day", state=state, **facts,
            )  # fmt: skip
            db.session.add(row)
        return row

    def conflict(self, record=None):
        """Other bytes under the id of that record."""
        from app.capture.models import TabletConflict

        record = record or self.tablet_record()
        taken = ("organisation_id", "booth_id", "pairing_id", "seq", "kid", "form", "received_at")
        with unit_of_work():
            row = TabletConflict(
                record_id=record.id, blob=b"other", sha256="1" * 64, **{name: getattr(record, name) for name in taken}
            )
            db.session.add(row)
        return row

    def slot_pool(self, *, organisation=None, weekday: int | None = None, **facts):
        """Times of the centre's function: an hour from nine of half an hour each, on the weekday that comes first and is far enough
        ahead for a reminder."""
        from app.leads.working_time import red_days
        from app.slots.models import SlotPool

        function, today = self.function(organisation), local_date(now())
        days = [today + timedelta(days=ahead) for ahead in range(3, 12)]
        first = next(day for day in days if day not in red_days(day.year))
        facts = {
            "kind": "call", "where": "phone", "opens": "09:00", "closes": "10:00", "minutes": 30, "capacity": 1,
            "weekday": first.weekday() if weekday is None else weekday, "from_on": today,
        } | facts  # fmt: skip
        with unit_of_work():
            row = SlotPool(
                organisation_id=function.organisation_id, unit_id=function.unit_id, function_id=function.id,
                created_at=now(), updated_at=now(), **facts,
            )  # fmt: skip
            db.session.add(row)
        return row

    def slot_time(self, pool, number: int = 0) -> str:
        """The name of the pool's n-th free time, as a form sends it."""
        from app.slots.queries import free_by_function

        return free_by_function(pool.unit_id, now(), most=number + 1)[pool.function_id][number].key

    def slot_booking(self, pool=None, lead=None, number: int = 0):
        """A time of that pool, booked by staff for a lead."""
        from app.slots import booking

        pool, lead = pool or self.slot_pool(), lead or self.lead()
        wanted = self.slot_time(pool, number)
        with unit_of_work():
            return booking.book(lead, wanted, key=new_id(), by=OPERATOR, now=now())

    def slips(self, booth=None, *, count: int = 20, language: str = "sv"):
        """Numbered paper forms of a booth."""
        from app.capture.slips import print_slips

        booth = booth or self.booth()
        with unit_of_work():
            booth = db.session.get(Booth, booth.id)
            return print_slips(booth, key=new_id(), count=count, language=language, by=OPERATOR, now=now())

    def disposal_run(self, organisation=None, *, dry: bool = True):
        """A run of the retention policies, planned now."""
        from app.rights import disposal

        with unit_of_work():
            return disposal.begin(organisation or self.first(), by=OPERATOR, now=now(), dry=dry)

    def hold(self, lead=None, reason: str = "request", until_on=None):
        """A hold on a lead."""
        from app.rights import holds

        lead = lead or self.lead()
        with unit_of_work():
            return holds.set_hold(
                lead.organisation_id,
                "lead",
                lead.id,
                key=new_id(),
                reason=reason,
                until_on=until_on,
                by=OPERATOR,
                now=now(),
            )

    def decisions(self, organisation=None, ref: str = "SN 2026/12 § 4"):
        """A board's decision on each of its policies."""
        from app.accounts.models import RetentionPolicy

        with unit_of_work():
            for row in db.session.query(RetentionPolicy).filter_by(organisation_id=(organisation or self.first()).id):
                row.decision_ref = ref

    def merge(self, one=None, other=None, **wanted):
        """Two leads that were found to be one person; the first met stays."""
        from app.leads.models import Lead
        from app.people import actions

        ids = [(row or self.lead()).id for row in (one, other)]
        with unit_of_work():
            pair = [db.session.get(Lead, id) for id in ids]
            return actions.merge(*pair, wanted, key=new_id(), by=OPERATOR, now=now())
