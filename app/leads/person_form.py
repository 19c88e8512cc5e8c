"""What is right about this person? The form by which staff correct it, with the values that hold now."""

from collections.abc import Sequence

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from ..accounts.models import AssignmentType
from ..i18n import AT_THE_STAND, LANGUAGES, _, _l
from ..web.contact import show_phone
from ..web.fields import Checkboxes, options
from ..web.forms import KeyedForm, PageForm
from ..web.person import PersonForm
from .details import BEST_TIMES
from .intake import Details


class CorrectionForm(PersonForm, KeyedForm):
    """Name, phone, e-mail, language, interests and best time of one person."""

    class Meta(PersonForm.Meta):
        csrf = PageForm.Meta.csrf  # staff have a session, visitors a ticket

    mark = HiddenField()
    name = StringField(_l("Namn"), render_kw={"autocomplete": "off"})
    language = SelectField(_l("Språk"), choices=[])
    interests = Checkboxes(_l("Intresserad av"))
    best_time = RadioField(_l("Bäst tid"), choices=options(BEST_TIMES), default="any")

    def validate_name(self, field):
        """What a name is, said to the one who writes of somebody else."""
        if not field.data:
            raise ValidationError(_("Skriv personens namn."))
        super().validate_name(field)

    def offer(self, kinds: Sequence[AssignmentType]) -> "CorrectionForm":
        """What can be chosen."""
        self.language.choices = options((tag, one.name) for tag, one in (LANGUAGES | AT_THE_STAND).items())
        self.keys = [kind.key for kind in kinds]
        self.interests.choices = options((kind.key, kind.names["sv"]) for kind in kinds)
        return self

    def said(self, known: Details) -> Details:
        """What was said, once it is valid. "När som helst" and nothing are the same, and stay as they were."""
        best = self.best_time.data
        return Details(
            name=self.name.data, phone=self.read_phone, email=self.read_email, language=self.language.data,
            interests=tuple(key for key in self.keys if key in (self.interests.data or ())),
            best_time=known.best_time if best == (known.best_time or "any") else best,
        )  # fmt: skip


def opened_with(known: Details, mark: str) -> dict:
    """The values with which the form opens."""
    return {
        "mark": mark, "name": known.name, "phone": known.phone and show_phone(known.phone), "email": known.email,
        "language": known.language, "interests": list(known.interests), "best_time": known.best_time or "any",
    }  # fmt: skip
