"""Who writes, and how are they reached? The fields that every form for people without an account begins with.

One way to be reached is enough. No token of a session: a signed ticket in the form, or the secret address it lies at, does
that without a cookie.
"""

import re

from wtforms import EmailField, StringField, TelField
from wtforms.validators import Optional, ValidationError

from ..errors import Refused
from ..i18n import _, _l
from .contact import read_email, read_phone
from .forms import PageForm, personal_number_words
from .text import has_personal_number, name_problem

TRAP = "message"  # a field that people do not see; what fills it in is a program
BROKEN = re.compile("\ufffd|%[89A-F][0-9A-F]")  # what stands where bytes were no text


class PersonForm(PageForm):
    """Name, and telephone or e-mail: `read_phone` and `read_email` hold them as they are kept, once the form is valid."""

    numbers_allowed = ("phone",)  # reads as a phone number or is refused, see below

    class Meta(PageForm.Meta):
        csrf = False  # the signed ticket does it, without a cookie

    name = StringField(_l("Vad heter du?"), render_kw={"autocomplete": "name", "autocapitalize": "words"})
    phone = TelField(_l("Telefon"), [Optional()], render_kw={"autocomplete": "tel", "inputmode": "tel"})
    email = EmailField(_l("E-post"), [Optional()], render_kw={"autocomplete": "email", "inputmode": "email"})

    def validate_name(self, field):
        """What a name is, any script."""
        typed = (field.raw_data or [""])[0]
        if not typed.strip():
            raise ValidationError(_("Skriv vad du heter, så att vi vet vem vi ska fråga efter."))
        if problem := broken(typed) or name_problem(typed):
            raise ValidationError(problem)

    def validate_phone(self, field):
        """A number in any spelling; a personal number that is no phone number is called by its name."""
        if not field.data:  # only what nobody sees
            return
        if problem := broken(field.data):
            raise ValidationError(problem)
        try:
            self.read_phone = read_phone(field.data)
        except Refused as why:
            raise ValidationError(personal_number_words() if has_personal_number(field.data) else why.why)

    def validate_email(self, field):
        """An address that could exist."""
        if not field.data:  # only what nobody sees
            return
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


def broken(text: str | None):
    """What to say of a text whose bytes were none, or None."""
    return _("Några tecken kom inte fram. Skriv det här igen.") if BROKEN.search(text or "") else None
