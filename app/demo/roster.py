"""Who stood, stands and will stand in the demonstration's booths? Invented helpers and colleagues on shifts of two hours.

What is over has been done, today is going on, what is to come misses people still: so each page has something to show.
"""

from datetime import datetime, timedelta

from ..accounts.models import Staff, Unit
from ..booths.models import Booth
from ..journal.actors import OPERATOR, Actor
from ..staffing import actions, assigning, register
from ..staffing.models import Helper, Shift
from ..staffing.pattern import Span
from ..staffing.plan import HelperPlan, ShiftPlan
from ..staffing.queries import shifts_of
from ..store.columns import new_id
from . import people

# name, association, languages
HELPERS = (
    ("Birgitta Sand", "Röda Korset", ("sv",)),
    ("Ahmed Warsame", "Somaliska föreningen", ("sv", "so", "ar")),
    ("Lisbeth Ros", "Röda Korset", ("sv", "en")),
    ("Göran Hjelm", "Ryttargårdskyrkan", ("sv",)),
    ("Rana Khoury", "Ryttargårdskyrkan", ("sv", "ar", "en")),
    ("Elsa Brandt", None, ("sv", "fi")),
    ("Oleksandr Bondar", "Röda Korset", ("uk", "en")),
    ("Monika Fors", None, ("sv",)),
)
BEFORE = timedelta(days=12)  # how long before a shift people are asked
TWO_HOURS = timedelta(hours=2)


class Roster:
    """Puts people on shifts, in turn, so that everybody is asked as often as the others."""

    def __init__(self, unit: Unit, staff: list[Staff], now: datetime):
        self.now, self.colleagues, self.turn = now, staff[:2], 0
        made = now - timedelta(days=120)
        self.helpers = [self._helper(unit, number, *facts, made) for number, facts in enumerate(HELPERS)]

    def _helper(self, unit: Unit, number: int, name: str, partner, languages, made: datetime) -> Helper:
        reached = (
            {"phone": people.phone(80 + number)} if number % 4 == 3 else {"email": f"medhjalpare{number}@post.example"}
        )
        plan = HelperPlan(name=name, partner=partner, languages=languages, **reached)
        return register.add_helper(unit, plan, key=new_id(), by=OPERATOR, now=made)

    def staff_booth(self, booth: Booth, begins: datetime, ends: datetime) -> None:
        """Shifts of two hours between these, two people each, one of them sure and the other as far as time allows."""
        spans = [
            Span(begins + TWO_HOURS * n, begins + TWO_HOURS * (n + 1)) for n in range((ends - begins) // TWO_HOURS)
        ]
        like = ShiftPlan(
            role="Möta besökare", starts_at=begins, ends_at=ends, booth_id=booth.id, least=2, most=3, languages=("ar",),
            note="Samlas vid montern tio minuter innan. Tröja finns på plats.",
        )  # fmt: skip
        planned = min(self.now, begins - BEFORE - timedelta(days=5))
        actions.plan_pattern(booth.event, like, spans, remove=False, key=new_id(), by=OPERATOR, now=planned)
        for number, shift in enumerate(shifts_of(booth.event_id)):
            self._fill(shift, number)
        assigning.finish(now=min(self.now, ends))

    def _fill(self, shift: Shift, number: int) -> None:
        ahead = shift.starts_at > self.now
        at = min(self.now, shift.starts_at - BEFORE)
        self._sure(shift, self.colleagues[number % 2] if number % 3 == 0 else self._next(), at)
        if not ahead or number % 3 == 0:
            self._sure(shift, self._next(), at, came=self.turn % 7 != 3)
        elif number % 3 == 1:
            row = assigning.assign(shift, self._next(), key=new_id(), by=OPERATOR, now=at)
            assigning.ask(row, by=OPERATOR, now=at)

    def _sure(self, shift: Shift, who: Helper | Staff, at: datetime, *, came: bool = True) -> None:
        row = assigning.assign(shift, who, key=new_id(), by=OPERATOR, now=at)
        by = who.actor if isinstance(who, Staff) else Actor("helper", who.id)
        if isinstance(who, Helper):
            who.last_asked_at = at
        assigning.say_yes(row, by=by, now=at)
        assigning.confirm(row, by=OPERATOR, now=at)
        if shift.starts_at <= self.now:
            assigning.mark(row, "on_place" if came else "absent", by=OPERATOR, now=shift.starts_at)

    def _next(self) -> Helper:
        self.turn += 1
        return self.helpers[self.turn % len(self.helpers)]
