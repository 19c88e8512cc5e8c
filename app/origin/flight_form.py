"""What does one type about a time in the media? Weeks, channel, what it was about, what it cost."""

from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ..errors import Refused
from ..events.weeks import DAY, week, week_of
from ..flyers.rules import money_as_typed, read_money
from ..i18n import _l
from ..web.fields import WholeNumberField, line, options
from ..web.forms import KeyedForm
from .flights import Flight
from .models import MediaFlight


def a_possible_year(form, field):
    """Four digits, of a time that can be planned or remembered."""
    if field.data is not None and not 1990 <= field.data <= 2200:
        raise ValidationError(_l("Skriv ett år med fyra siffror."))


class FlightForm(KeyedForm):
    """From a week to a week of one year; without a last one it was one week."""

    channel = line(_l("Var"), 120, DataRequired(_l("Skriv var, till exempel ”Radioreklam” eller ”Annons i Corren”.")))
    year = WholeNumberField(_l("År"), [InputRequired(_l("Skriv vilket år.")), a_possible_year])
    first_week = WholeNumberField(_l("Första veckan"), [InputRequired(_l("Skriv vilken vecka, till exempel 20."))])
    last_week = WholeNumberField(_l("Sista veckan"), [Optional()])
    focus = SelectField(_l("Om vad?"))
    cost = line(_l("Kostnad i kronor"), 20)

    def offer(self, names: dict[str, str]) -> "FlightForm":
        """What it may have been about."""
        self.focus.choices = options({"": _l("Allt")} | names)
        return self

    @staticmethod
    def of(row: MediaFlight) -> dict:
        """A row by the form's fields."""
        first, last = week_of(row.from_on), week_of(row.until_on - DAY)
        weeks = {"year": first.year, "first_week": first.number, "last_week": last.number}
        return weeks | {"channel": row.channel, "focus": row.focus or "", "cost": money_as_typed(row.cost_ore)}

    def flight(self) -> Flight:
        """What was typed. Raises Refused for weeks that are not and for what is no amount."""
        year = self.year.data
        first = _week(year, self.first_week.data, "first_week")
        last = _week(year, self.last_week.data, "last_week") if self.last_week.data else first
        cost = read_money(self.cost.data) if self.cost.data else None
        return Flight(self.channel.data, first, last, self.focus.data or None, cost)


def _week(year: int, number: int, field: str):
    try:
        return week(year, number)
    except Refused as why:
        raise Refused(why.why, field) from why
