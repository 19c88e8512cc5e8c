"""What does one type about what must stay, and why?"""

from wtforms import RadioField
from wtforms.validators import InputRequired

from ..i18n import _l
from ..web.fields import DayField, options
from ..web.forms import KeyedForm
from .rules import REASONS


class HoldForm(KeyedForm):
    """Why it must stay, and until when."""

    reason = RadioField(
        _l("Varför måste det sparas?"), [InputRequired(_l("Välj varför det ska sparas."))], choices=options(REASONS)
    )
    until_on = DayField(_l("Till och med dagen före"))
