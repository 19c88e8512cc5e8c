"""What does a receiving unit report? Codes, each with a milestone and a month, and nothing of anybody."""

from collections.abc import Mapping
from datetime import date

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from ..errors import Refused
from ..i18n import _, _l
from ..web.fields import options
from ..web.forms import PageForm
from . import codes
from .outcomes import Reported, month_from

NOT_AT_ALL = "none"  # what was reported has not happened after all


class OutcomeForm(PageForm):
    """One line: it is left out when no code is written. `reported()` gives what it says."""

    class Meta(PageForm.Meta):
        csrf = False  # the signed ticket does it, without a cookie

    code = StringField(
        _l("Återkopplingskod"), render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    )
    milestone = SelectField(_l("Vad hände?"), choices=[], validate_choice=False)
    month = SelectField(_l("Vilken månad?"), choices=[], validate_choice=False)
    read: str | None = None

    def offer(self, milestones: Mapping[str, str], months: Mapping[str, str]):
        """What can be chosen: milestones by key, months as `2027-05` in words."""
        self.milestone.choices = options({"": _("Välj")} | dict(milestones))
        self.month.choices = options({"": _("Välj")} | dict(months) | {NOT_AT_ALL: _("Har inte hänt (rättelse)")})
        self.known = set(milestones)
        return self

    def validate_code(self, field):
        """Ten signs whose check sign is right."""
        if not field.data:
            return
        try:
            self.read = codes.read(field.data)
        except Refused as why:
            raise ValidationError(str(why)) from None

    def validate_milestone(self, field):
        """One of those that there are."""
        if self.code.data and field.data not in self.known:
            raise ValidationError(_("Välj vad som hände."))

    def validate_month(self, field):
        """A month up to now, or that it did not happen."""
        if not self.code.data or field.data == NOT_AT_ALL:
            return
        try:
            month_from(field.data or "", self.today)
        except Refused as why:
            raise ValidationError(str(why)) from None

    def of(self, today: date):
        """The same, knowing what day it is."""
        self.today = today
        return self

    def reported(self) -> Reported | None:
        """What this line says; None for an empty one."""
        if not self.read:
            return None
        return Reported(self.read, self.milestone.data, None if self.month.data == NOT_AT_ALL else self.month.data)
