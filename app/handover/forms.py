"""What does one say when somebody is handed over, referred or sent back? Each form gives plain values."""

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Regexp

from ..i18n import _l
from ..web.fields import Checkboxes, DayField, line, options
from ..web.forms import KeyedForm, PageForm
from .actions import WAYS, YES, Asked
from .choices import KINDS, REFERRAL


class PrepareForm(KeyedForm):
    """To whom, about what, how, and the person's yes."""

    unit = SelectField(
        _l("Vilken enhet tar emot?"), validators=[InputRequired(_l("Välj vilken enhet som ska ta emot."))]
    )
    assignment = SelectField(
        _l("Vilket uppdrag gäller det?"), validators=[InputRequired(_l("Välj vilket uppdrag det gäller."))]
    )
    way = RadioField(
        _l("Hur når det dem?"), choices=options(WAYS), validators=[InputRequired(_l("Välj hur det ska nå dem."))]
    )
    fields = Checkboxes(_l("Det här följer med, förutom namnet"), choices=[])
    yes_on = DayField(
        _l("När sa personen ja?"), [DataRequired(_l("Skriv vilken dag personen sa ja till att ni lämnar över."))]
    )
    yes_how = RadioField(
        _l("Hur sa personen ja?"), choices=options(YES), validators=[InputRequired(_l("Välj hur personen sa ja."))]
    )

    def asked(self) -> Asked:
        """What was said."""
        return Asked(
            id=self.key.data,
            unit_id=self.unit.data,
            assignment_type_id=self.assignment.data,
            way=self.way.data,
            fields=tuple(self.fields.data or ()),
            yes_on=self.yes_on.data,
            yes_how=self.yes_how.data,
        )

    def offer(self, units: Mapping[str, str], assignments: Mapping[str, str], values: Iterable[tuple[str, str]]):
        """What can be chosen: units and assignments by id, and (field, as it will be read)."""
        self.unit.choices = options({"": _l("Välj en enhet")} | dict(units))
        self.assignment.choices = options(assignments)
        self.fields.choices = options(list(values))
        return self


class StepForm(PageForm):
    """A step of a handover: the day of a first meeting, or why it goes back."""

    on = DayField(_l("Vilken dag sågs ni?"))
    reason = SelectField(_l("Varför går den tillbaka?"), choices=[], validate_choice=False)

    def day(self) -> date | None:
        """The day, if one was said."""
        return self.on.data


class ReferForm(PageForm):
    """Where somebody belongs instead."""

    place = SelectField(_l("Vart hänvisar ni?"), choices=[], validate_choice=False)


class ChoiceForm(KeyedForm):
    """Why something goes back, or where somebody belongs."""

    name_sv = line(_l("På svenska"), 80, DataRequired(_l("Skriv vad det heter.")))
    name_en = line(_l("På engelska"), 80)
    address = line(
        _l("Webbadress"), 200, Regexp(r"^$|^https://[^\s]+$", message=_l("Skriv en adress som börjar med https://."))
    )
    kind = RadioField(_l("Vad är det?"), choices=options(KINDS), default="return")

    def of(self, kind: str):
        """The form of a row that is there: what it is stays."""
        self.kind.data = kind
        return self

    def where(self) -> str | None:
        """The address, which only a place has."""
        return self.address.data or None if self.kind.data == REFERRAL else None

    def names(self) -> dict[str, str]:
        """Words by language."""
        return {tag: name for tag in ("sv", "en") if (name := self[f"name_{tag}"].data)}
