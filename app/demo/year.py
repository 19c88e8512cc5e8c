"""The same year planned anew around today: events behind us with people met there, one today, some to come, one unclear.

Everything follows from a fixed seed and the day it is built, and goes through the actions that pages use.
"""

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert

from ..accounts.models import Function, Staff, Unit
from ..booths.actions import add_booth
from ..booths.models import Tally
from ..booths.plan import BoothPlan
from ..capture.actions import stand_at
from ..capture.slips import USUAL, print_slips
from ..clock import STOCKHOLM, local_date
from ..events import actions as events
from ..events.plan import Plan
from ..events.when import When
from ..flyers.actions import add_placement
from ..flyers.models import ScanTally
from ..flyers.rules import PlacementPlan
from ..journal.actors import OPERATOR, VISITOR
from ..leads import follow_up
from ..leads.actions import record_lead
from ..leads.intake import Details, Met
from ..leads.models import Lead
from ..people import households
from ..people.actions import decide
from ..store.columns import new_id
from ..store.db import db
from . import people
from .roster import Roster

# title, kind, strand, place, days from today (None: only the month is known), leads by flyer, leads in person, address
YEAR = (
    ("Blodomloppet", "booth", "grassroots", "Tinnerö", -96, 7, 5),
    ("Ryttargårdskyrkan", "outreach", "network", "Ryttargårdskyrkan", -61, 2, 1),
    ("Kärlekshelg", "booth", "grassroots", "Stora torget, tält på stan", -34, 6, 6),
    ("Konstutställning Filbyter", "exhibition", "collaboration", "Filbytergallerian", -12, 4, 2),
    ("Höstmarknad", "booth", "grassroots", "Gamla Linköping", -2, 5, 6),
    ("Frivilligdagen", "booth", "grassroots", "Babettes", 0, 1, 2),
    ("Samverkansmöte", "meeting", "collaboration", "Stadshuset", 9, 0, 0),
    ("SAAB", "booth", "network", "SAAB", 17, 0, 0),
    ("Nationell konferens: Rekrytering av familjehem", "conference", "collaboration", "Konsert & Kongress", 40, 0, 0),
    ("LiBK", "outreach", "network", None, None, 0, 0),
)
PLACES = (("flyer_batch", "Flyer, 500 st", 500, 185_000), ("poster", "Affisch på stationen", 3, 42_000))
OUTCOMES = ("reached", "reached", "no_answer", "message_left", "reached", "no_answer")
FURTHER = ("meeting_booked", "informed", "ready", "withdrew", "informed")


class Story:
    """Tells the year: `tell()` makes every row."""

    def __init__(self, unit: Unit, functions: list[Function], staff: list[Staff], now: datetime):
        self.unit, self.functions, self.staff, self.now = unit, functions, staff, now
        self.today = local_date(now)
        self.chance = random.Random(2017)
        self.people = 2
        self.roster = Roster(unit, staff, now)

    def tell(self) -> None:
        """Event by event."""
        for title, kind, strand, place, days, by_flyer, in_person in YEAR:
            event = self._event(title, kind, strand, place, days)
            if days is not None and kind != "meeting":
                self._stand(event, days, by_flyer, in_person)
        self._from_nowhere()
        self._twice()

    def _event(self, title, kind, strand, place, days):
        sv, en = people.PITCHES[strand]
        when = When.months(self.today.replace(day=1) + timedelta(days=62)) if days is None else self._day(days)
        plan = Plan(
            title=title, kind=kind, main_strand=strand, when=when, place=place, languages=("sv", "en"),
            pitches={"sv": sv, "en": en} if days is not None else {}, owner_function_id=self.functions[len(title) % 2].id,
        )  # fmt: skip
        made = min(self.now, self._at(days if days is not None else 0, 9) - timedelta(days=50))
        event = events.plan_event(plan, key=new_id(), unit=self.unit, by=OPERATOR, now=made)
        if days is None or days > 30:
            return event
        if kind != "meeting":
            events.publish(event, by=OPERATOR, now=made)
        events.move_on(event, "confirmed", reason=None, by=OPERATOR, now=made)
        if days < 0:
            events.move_on(event, "done", reason=None, by=OPERATOR, now=self._at(days + 1, 9))
        return event

    def _day(self, days: int) -> When:
        day = self.today + timedelta(days=days)
        return When.times(datetime.combine(day, time(10)), datetime.combine(day, time(16)))

    def _at(self, days: int, hour: int, minute: int = 0) -> datetime:
        day: date = self.today + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), STOCKHOLM).astimezone(self.now.tzinfo)

    def _stand(self, event, days: int, by_flyer: int, in_person: int) -> None:
        times = {"setup_at": self._at(days, 9), "from_at": self._at(days, 10), "until_at": self._at(days, 16)}
        plan = BoothPlan(name="Montern", bring="Roll-up\nFlyers\nBordsduk", network="weak", **times)
        booth = add_booth(event, plan, key=new_id(), by=OPERATOR, now=min(self.now, self._at(days - 20, 10)))
        self.roster.staff_booth(booth, self._at(days, 10), self._at(days, 16))
        placed = [self._placement(event, days, *place) for place in PLACES]
        if days >= -2:
            slips = {"key": new_id(), "count": USUAL, "language": "sv"}
            print_slips(booth, **slips, by=self.staff[0].actor, now=min(self.now, self._at(days - 1, 13)))
        if days > 0:
            return
        self._count(booth, days, conversations=12 + 9 * in_person, flyers=30 + 25 * by_flyer)
        for number in range(by_flyer):
            self._lead(event, self._evening_before(days), placement=placed[number % 3 == 2])
        for _ in range(in_person):
            self._lead(event, self._while_open(days), booth=booth)
        for placement, number in zip(placed, (by_flyer * 6 + 3, by_flyer * 2), strict=True):
            self._scanned(placement, event, days, number)

    def _placement(self, event, days: int, kind: str, label: str, quantity: int, cost: int):
        plan = PlacementPlan(
            kind=kind, label=label, quantity_out=quantity, cost_ore=cost,
            from_on=self.today + timedelta(days=days - 14), until_on=self.today + timedelta(days=days + 1),
        )  # fmt: skip
        made = min(self.now, self._at(days - 20, 11))
        return add_placement(event, plan, key=new_id(), by=OPERATOR, now=made)

    def _count(self, booth, days: int, **counts: int) -> None:
        """The taps of a whole day, put in together; one at a time would take longer than all the rest."""
        taps = [
            {
                "id": new_id(), "organisation_id": booth.organisation_id, "event_id": booth.event_id, "booth_id": booth.id,
                "kind": kind, "number": 1, "noted_by": str(self.staff[one % 2].actor),
                "at": at,
            }
            for kind, number in counts.items()
            for one in range(number)
            if (at := self._at(days, 10) + timedelta(minutes=one * 300 // number)) <= self.now
        ]  # fmt: skip
        if taps:
            db.session.execute(insert(Tally), taps)

    def _while_open(self, days: int) -> datetime:
        return self._at(days, 10) + timedelta(minutes=self.chance.randrange(5, 350))

    def _evening_before(self, days: int) -> datetime:
        """When a flyer is read. For today it was yesterday, so that something has come in, however early it is built."""
        return (
            self._while_open(days)
            if days < 0
            else self._at(days - 1, 17) + timedelta(minutes=self.chance.randrange(180))
        )

    def _scanned(self, placement, event, days: int, number: int) -> None:
        for late, share in ((False, number - number // 8), (True, number // 8)):
            at = self._at(days + 3, 18) if late else self._at(days, 12) if days < 0 else self._at(days - 1, 17)
            if share and at <= self.now:
                db.session.add(
                    ScanTally(
                        placement_id=placement.id,
                        event_id=event.id,
                        organisation_id=event.organisation_id,
                        hour_at=at,
                        bot=False,
                        late=late,
                        number=share,
                    )
                )

    def _person(self) -> Details:
        number, self.people = self.people, self.people + 1
        name = f"{people.FIRST[number * 7 % len(people.FIRST)]} {people.LAST[number * 3 % len(people.LAST)]}"
        kinds = self.chance.sample([key for key, *_rest in people.ASSIGNMENTS], self.chance.choice((0, 1, 1, 2)))
        mail = f"person{number}@post.example" if number % 3 == 0 else None
        return Details(
            name=name, phone=None if number % 6 == 0 else people.phone(number), email=mail, interests=tuple(kinds),
            best_time=self.chance.choice((None, "morning", "afternoon", "evening")), language="en" if number % 9 == 0 else "sv",
        )  # fmt: skip

    def _lead(self, event, at: datetime, *, placement=None, booth=None) -> None:
        """Somebody signs up, or is met at the booth; not before it opens, so early in the day nobody was yet."""
        if at > self.now:
            return
        staff = self.staff[self.chance.randrange(2)]
        session = stand_at(booth, staff=staff, now=at) if booth else None
        met = Met(
            event_id=event.id, placement_id=placement.id if placement else None, code=placement.code.code if placement else None,
            booth_id=booth.id if booth else None, capture_session_id=session.id if session else None,
            way="staff" if booth else "web", kind="session" if booth else "code", grade="A", captured_at=at,
        )  # fmt: skip
        self._record(met, at, by=staff.actor if booth else VISITOR, staff=staff)

    def _from_nowhere(self) -> None:
        for days in (-70, -25, -3):
            at = self._at(days, 20, 10)
            self._record(Met(way="web", kind="unknown", grade="B", captured_at=at), at, by=VISITOR, staff=self.staff[1])

    def _twice(self) -> None:
        """Somebody who signed up twice, in two spellings, and two of one household who share a phone."""
        phone, shared = people.phone(88), people.phone(89)
        met = (
            ("Christina Ahlgren", phone, -12), ("Kristina Ahlgren Berg", phone, -2), ("Elin Sandberg", shared, -6),
            ("Johan Sandberg", shared, -6),
        )  # fmt: skip
        found = []
        for name, number, days in met:
            at = self._at(days, 18, 40)
            recorded = record_lead(
                Details(name=name, phone=number, interests=("foster_home",)), organisation_id=self.unit.organisation_id,
                capture_id=new_id(), met=Met(kind="unknown", captured_at=at), by=VISITOR, now=at,
            )  # fmt: skip
            found.append(db.session.get(Lead, recorded.lead_id))
        households.join(*found[2:], by=self.staff[0].actor, now=found[3].received_at)
        decide(*found[2:], "different", by=self.staff[0].actor, now=found[3].received_at)

    def _record(self, met: Met, at: datetime, *, by, staff: Staff) -> None:
        recorded = record_lead(
            self._person(), organisation_id=self.unit.organisation_id, capture_id=new_id(), met=met, by=by, now=at
        )
        lead = db.session.get(Lead, recorded.lead_id)
        self._follow_up(lead, at, staff)

    def _follow_up(self, lead: Lead, at: datetime, staff: Staff) -> None:
        for _try in range(self.chance.randrange(1, 4)):
            at += timedelta(days=self.chance.choice((1, 1, 2, 4)), hours=self.chance.randrange(-3, 3))
            if at >= self.now:
                return
            tried = follow_up.Tried(id=new_id(), channel="phone", outcome=self.chance.choice(OUTCOMES), at=at)
            follow_up.note_attempt(lead, tried, by=staff.actor, now=at)
            if tried.outcome == "reached":
                break
        at += timedelta(days=8)
        if lead.state == "in_contact" and at < self.now:
            further = self.chance.choice(FURTHER)
            follow_up.move_on(lead, further, reason=None, next_on=None, by=staff.actor, now=at)
        self._bring_up_to_today(lead, at, staff)

    def _bring_up_to_today(self, lead: Lead, at: datetime, staff: Staff) -> None:
        """Who could not be reached for weeks is let be; with the others a day has been agreed, as people do who keep their list."""
        if at > self.now - timedelta(days=5) or lead.next_on is None or lead.next_on >= self.today:
            return
        lately = self.now - timedelta(days=1)
        if lead.state == "seeking" and at < self.now - timedelta(days=14):
            follow_up.move_on(lead, "unreached", reason=None, next_on=None, by=staff.actor, now=lately)
        elif lead.state != "seeking":
            day = self.today + timedelta(days=self.chance.randrange(12))
            follow_up.plan_next(lead, day, by=staff.actor, now=lately)
