"""Who takes over, and from when? One form."""

from datetime import date

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from ..i18n import _l
from ..web.fields import DayField, options
from ..web.forms import KeyedForm
from .actions import Passing


class PassOnForm(KeyedForm):
    """The successor, the last day, and whether they are asked about the shifts too."""

    to = SelectField(_l("Vem tar över?"), validators=[InputRequired(_l("Välj vem som tar över."))])
    last_on = DayField(_l("Sista dagen"), [InputRequired(_l("Välj den sista dagen."))])
    shifts = BooleanField(_l("Fråga efterträdaren om passen också"))

    def offer(self, people: dict[str, str], today: date):
        """The colleagues that one can choose."""
        self.to.choices = options({"": _l("Välj en kollega")} | people)
        self.last_on.data = self.last_on.data or today
        return self

    def passing(self) -> Passing:
        """What was said."""
        return Passing(
            id=self.key.data, to_staff_id=self.to.data, last_on=self.last_on.data, shifts=bool(self.shifts.data)
        )
