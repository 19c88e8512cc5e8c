"""How do staff write the rule of a pool, or take a time? The forms of the pages of times."""

from datetime import timedelta

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired, NumberRange

from ..errors import Refused
from ..i18n import _l
from ..web.fields import ClockField, DayField, WholeNumberField, line, options
from ..web.forms import KeyedForm, PageForm
from .rules import KINDS, LEAST_MINUTES, MOST_MINUTES, WEEKDAYS, WHERES, PoolPlan


def number(label, least: int, most: int, default: int) -> WholeNumberField:
    """A whole number between two others."""
    wrong = _l("Skriv ett tal mellan %(least)s och %(most)s.", least=least, most=most)
    return WholeNumberField(label, [InputRequired(wrong), NumberRange(least, most, wrong)], default=default)


class PoolForm(KeyedForm):
    """The rule of a pool: what, when in the week, how many, from when until when."""

    function = SelectField(_l("Vems tider?"), validators=[InputRequired()])
    kind = SelectField(_l("Vad är det?"), choices=options(KINDS), default="call")
    where = SelectField(_l("Hur ses ni?"), choices=options(WHERES), default="phone")
    place = line(_l("Plats"), 120)
    weekday = SelectField(_l("Veckodag"), choices=options(WEEKDAYS), default="0")
    opens = ClockField(_l("Från"), [InputRequired(_l("Skriv när första tiden börjar."))])
    closes = ClockField(_l("Till"), [InputRequired(_l("Skriv när sista tiden slutar."))])
    minutes = number(_l("Minuter per tid"), LEAST_MINUTES, MOST_MINUTES, 30)
    capacity = number(_l("Platser per tid"), 1, 500, 1)
    staff_needed = number(_l("Så många av er behövs"), 1, 9, 1)
    notice_hours = number(_l("Går att boka till så många timmar innan"), 0, 336, 4)
    offered = BooleanField(_l("Folk får välja tid själva"), default=True)
    from_on = DayField(_l("Första dag"), [InputRequired(_l("Skriv från vilken dag tiderna finns."))])
    last_on = DayField(_l("Sista dag"))

    def plan(self) -> PoolPlan:
        """What was written, once it is valid."""
        return PoolPlan(
            kind=self.kind.data,
            where=self.where.data,
            place=self.place.data,
            weekday=int(self.weekday.data),
            opens=self.opens.data,
            closes=self.closes.data,
            minutes=self.minutes.data,
            capacity=self.capacity.data,
            staff_needed=self.staff_needed.data,
            notice_hours=self.notice_hours.data,
            offered=self.offered.data,
            from_on=self.from_on.data,
            until_on=self.last_on.data and self.last_on.data + timedelta(days=1),
        )


class DayOffForm(PageForm):
    """A day on which a pool has no times."""

    day = DayField(_l("Dag utan tider"), [InputRequired(_l("Skriv vilken dag det gäller."))])


class TimeForm(KeyedForm):
    """One tap: this time."""

    slot = HiddenField()
    seen = HiddenField()  # from the board: the last try that it showed

    def wanted(self) -> str:
        """The time's name. Raises Refused when the page was too old or nothing was chosen."""
        if not self.sent_and_valid():
            raise Refused(_l("Sidan hade legat öppen för länge. Tryck en gång till."))
        if not self.slot.data:
            raise Refused(_l("Välj en tid."))
        return self.slot.data
