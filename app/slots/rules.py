"""What can a pool of times be, and which rule makes sense? Words and checks. Pure."""

from dataclasses import dataclass
from datetime import date, time

from ..errors import Refused
from ..i18n import _l

KINDS = {"call": _l("Samtal"), "visit": _l("Hembesök"), "meeting": _l("Informationsträff")}
WHERES = {
    "phone": _l("Per telefon"),
    "video": _l("Per video"),
    "place": _l("Hos oss"),
    "home": _l("Hemma hos personen"),
}
# What a calendar, a letter's subject or a text message may say of it: nothing of why (P10).
PLAIN = {"call": _l("Samtal"), "visit": _l("Besök"), "meeting": _l("Träff")}
WEEKDAYS = {
    "0": _l("måndag"),
    "1": _l("tisdag"),
    "2": _l("onsdag"),
    "3": _l("torsdag"),
    "4": _l("fredag"),
    "5": _l("lördag"),
    "6": _l("söndag"),
}
FITTING = {"call": ("phone", "video"), "visit": ("home",), "meeting": ("place", "video")}
LEAST_MINUTES, MOST_MINUTES = 5, 480


@dataclass(frozen=True)
class PoolPlan:
    """The rule of a pool as somebody wrote it. `until_on` is exclusive."""

    kind: str
    where: str
    place: str | None
    weekday: int
    opens: time
    closes: time
    minutes: int
    capacity: int
    staff_needed: int
    notice_hours: int
    offered: bool
    from_on: date
    until_on: date | None = None

    def check(self) -> "PoolPlan":
        """The plan itself. Raises Refused when it makes no times, or none that anybody would find."""
        if self.where not in FITTING[self.kind]:
            raise Refused(_l("Det går inte att ses så. Välj ett annat sätt."), "where")
        if self.where == "place" and not self.place:
            raise Refused(_l("Skriv var ni ses, så att folk hittar dit."), "place")
        if self.opens >= self.closes:
            raise Refused(_l("Sluttiden måste komma efter starttiden. Ändra den ena av dem."), "closes")
        if self._length() < self.minutes:
            raise Refused(_l("Det ryms ingen tid. Gör den kortare, eller låt dagen vara längre."), "minutes")
        if self.until_on and self.until_on <= self.from_on:
            raise Refused(_l("Sista dagen kommer före den första. Ändra den ena av dem."), "last_on")
        return self

    def _length(self) -> int:
        """Minutes from opening to closing on a wall."""
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute

    @property
    def columns(self) -> dict:
        """As the row keeps it."""
        return dict(self.__dict__) | {"opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}


def of_us(kind: str, staff_needed: int, booked: int) -> int:
    """How many of us a time takes that so many have booked: a meeting is one for all who come, calls and visits are one each."""
    return staff_needed * (min(booked, 1) if kind == "meeting" else booked)


FROZEN = ("kind", "weekday", "opens", "minutes")  # while somebody has booked what they make
