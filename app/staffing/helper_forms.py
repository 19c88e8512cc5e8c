"""What does somebody without an account write? Who wants to help and when; where their link goes; which days they can."""

from collections.abc import Iterable, Mapping

from wtforms import StringField
from wtforms.validators import ValidationError

from ..errors import Refused
from ..i18n import _, _l
from ..web.contact import Contact, read_contact
from ..web.fields import Checkboxes, line, options
from ..web.forms import PageForm, personal_number_words
from ..web.person import PersonForm, broken
from ..web.text import has_personal_number
from .own_page import DayAt
from .plan import HelperPlan
from .sign_up import Joining
from .spoken import LANGUAGES, language_name

CAN = {"yes": True, "no": False}


class JoinForm(PersonForm):
    """Who wants to help: name, a way to be reached, association, languages, shifts. `joining()` gives what `join` takes."""

    partner = line(_l("Förening eller församling"), 120, render_kw={"autocomplete": "organization"})
    languages = Checkboxes(_l("Vilka språk talar du?"), choices=[], validate_choice=False)
    shifts = Checkboxes(_l("Vilka pass kan du ta?"), choices=[], validate_choice=False)

    def offer(self, shifts: Mapping[str, str], locale: str) -> None:
        """What can be chosen: shifts (id → words), and languages by their names in this one."""
        self.shifts.choices = options(shifts)
        self.languages.choices = options({tag: language_name(tag, locale).capitalize() for tag in LANGUAGES})

    def joining(self, language: str, days: Mapping[DayAt, bool | None], partner: str | None) -> Joining:
        """What was said, once it is valid. The invitation's `partner` holds where nothing was written."""
        known = [tag for tag in LANGUAGES if tag in (self.languages.data or ())]
        who = HelperPlan(
            name=self.name.data,
            phone=self.read_phone,
            email=self.read_email,
            partner=self.partner.data or partner,
            languages=tuple(known),
            language=language,
        )
        return Joining(who, tuple(self.shifts.data or ())[:60], days)


class CannotForm(PageForm):
    """What somebody says who cannot come: a line, if they want to."""

    class Meta(PageForm.Meta):
        csrf = False  # the secret address does it, without a cookie

    note = line(_l("En rad till oss"), 300)


class LinkForm(PageForm):
    """Where to send the link: a phone number or a mail address."""

    numbers_allowed = ("contact",)  # reads as a phone number or is refused, see below

    class Meta(PageForm.Meta):
        csrf = False  # no cookie for those who have no account; it changes nothing but sends what is theirs

    contact = StringField(_l("Telefon eller e-post"), render_kw={"autocomplete": "email", "autocapitalize": "off"})
    read: Contact | None = None

    def validate_contact(self, field):
        """One way to be reached, in any spelling."""
        if not field.data:
            raise ValidationError(_("Skriv det telefonnummer eller den e-postadress som du brukar nås på."))
        if problem := broken(field.data):
            raise ValidationError(problem)
        try:
            self.read = read_contact(field.data)
        except Refused as why:
            raise ValidationError(personal_number_words() if has_personal_number(field.data) else why.why)


def read_days(sent: Mapping[str, str], days: Iterable[DayAt]) -> dict[DayAt, bool | None]:
    """What a form says of each of these days; others in it are left alone."""
    return {day: CAN.get(sent.get(day.field, "")) for day in days}
