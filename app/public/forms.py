"""What did the visitor write? The sign-up form's fields, read as people write them, and each mistake in words that mend it."""

import re

from wtforms import EmailField, RadioField, SelectMultipleField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..errors import Refused
from ..i18n import _, _l
from ..leads.intake import BEST_TIMES, UNSURE, Details
from ..web.contact import read_email, read_phone
from ..web.forms import PageForm, personal_number_words
from ..web.text import has_personal_number, name_problem

BEST_TIME_WORDS = {
    "any": _l("När som helst"),
    "morning": _l("Förmiddag"),
    "afternoon": _l("Eftermiddag"),
    "evening": _l("Kväll"),
}
TRAP = "message"  # a field that people do not see; what fills it in is a program
BROKEN = re.compile("\ufffd|%[89A-F][0-9A-F]")  # what stands where bytes were no text


class SignupForm(PageForm):
    """Name, a way to be reached, interests, best time. `details()` gives what `record_lead` takes."""

    numbers_allowed = ("phone",)  # reads as a phone number or is refused, see below

    class Meta(PageForm.Meta):
        csrf = False  # the signed ticket does it, without a cookie

    name = StringField(_l("Vad heter du?"), render_kw={"autocomplete": "name", "autocapitalize": "words"})
    phone = TelField(_l("Telefon"), [Optional()], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    email = EmailField(_l("E-post"), [Optional()], render_kw={"autocomplete": "email", "inputmode": "email"})
    interest = SelectMultipleField(
        _l("Vad är du nyfiken på?"),
        choices=[],
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    best_time = RadioField(
        _l("När vill du helst bli uppringd?"),
        [Optional()],
        choices=[SelectChoice(key, words) for key, words in BEST_TIME_WORDS.items()],
        validate_choice=False,
    )

    def offer(self, interests: dict[str, str]) -> None:
        """What can be chosen as an interest: key → name. One may always not know yet."""
        known = [SelectChoice(key, name) for key, name in interests.items()]
        self.interest.choices = [*known, SelectChoice(UNSURE, _("Vet inte än"))]

    def validate_name(self, field):
        """What a name is, any script."""
        typed = (field.raw_data or [""])[0]
        if not typed.strip():
            raise ValidationError(_("Skriv vad du heter, så att vi vet vem vi ska fråga efter."))
        if problem := broken(typed) or name_problem(typed):
            raise ValidationError(problem)

    def validate_phone(self, field):
        """A number in any spelling; a personal number that is no phone number is called by its name."""
        if problem := broken(field.data):
            raise ValidationError(problem)
        try:
            self.read_phone = read_phone(field.data)
        except Refused as why:
            raise ValidationError(personal_number_words() if has_personal_number(field.data) else why.why)

    def validate_email(self, field):
        """An address that could exist."""
        if problem := broken(field.data):
            raise ValidationError(problem)
        try:
            self.read_email = read_email(field.data)
        except Refused as why:
            raise ValidationError(why.why)

    def validate(self, extra_validators=None) -> bool:
        """The fields, and that there is one way to be reached."""
        self.read_phone = self.read_email = None
        valid = super().validate(extra_validators)
        if not self.phone.data and not self.email.data:
            self.refuse(Refused(_("Vi behöver ett telefonnummer eller en e-postadress."), "phone"))
            return False
        return valid

    def details(self, language: str) -> Details:
        """What was said, once it is valid."""
        best = self.best_time.data
        return Details(
            name=self.name.data,
            phone=self.read_phone,
            email=self.read_email,
            interests=tuple(dict.fromkeys(key[:40] for key in self.interest.data or () if key != UNSURE))[:20],
            best_time=best if best in BEST_TIMES else None,
            language=language,
        )


def broken(text: str | None):
    """What to say of a text whose bytes were none, or None."""
    return _("Några tecken kom inte fram. Skriv det här igen.") if BROKEN.search(text or "") else None
