"""What does one type about when a function answers? Its week with its deputy, and duty hours with an event."""

from collections.abc import Iterable

from wtforms import SelectField
from wtforms.validators import InputRequired

from ..accounts.forms import WeekForm
from ..i18n import _l
from ..web.fields import ClockField, DayField, options
from ..web.forms import KeyedForm
from .duty import Duty


class FunctionWeekForm(WeekForm):
    """The week of a function, and which function hears when it has let somebody wait."""

    deputy = SelectField(_l("Ersättare"))

    def offer(self, others: Iterable[tuple[str, str]]) -> "FunctionWeekForm":
        """The functions that can be its deputy, as (id, name)."""
        self.deputy.choices = options([("", _l("Ingen")), *others])
        return self


class DutyForm(KeyedForm):
    """Which function answers, and when."""

    function = SelectField(_l("Vem har jour?"), validators=[InputRequired(_l("Välj en funktion."))])
    day = DayField(_l("Dag"), [InputRequired(_l("Välj vilken dag."))])
    opens = ClockField(_l("Från"), [InputRequired(_l("Skriv från vilken tid någon svarar."))])
    closes = ClockField(_l("Till"), [InputRequired(_l("Skriv till vilken tid någon svarar."))])

    def duty(self) -> Duty:
        """What was written, once it is valid."""
        return Duty(self.day.data, self.opens.data, self.closes.data)
