"""What does one type at the stand, in twenty seconds? A name and one way to reach them; what about, if they said. And how many
forms of paper to print."""

from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from ..errors import Refused
from ..i18n import _l, stand_language
from ..leads.intake import Details
from ..web.contact import Way, read_contact
from ..web.fields import Checkboxes, WholeNumberField, options
from ..web.forms import KeyedForm
from ..web.text import name_problem
from .slips import MOST, USUAL


class QuickForm(KeyedForm):
    """Two fields and save."""

    numbers_allowed = ("contact",)

    name = StringField(
        _l("Namn"),
        validators=[InputRequired(_l("Skriv vad personen heter, förnamnet räcker.")), Length(max=120)],
        render_kw={"autocomplete": "off", "autocapitalize": "words", "enterkeyhint": "next"},
    )
    contact = StringField(
        _l("Telefon eller e-post"),
        validators=[InputRequired(_l("Skriv ett telefonnummer eller en e-postadress, annars kan ingen ringa upp."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "enterkeyhint": "done"},
    )
    interest = Checkboxes(_l("Intresserad av"))

    def validate_name(self, field):
        """A name, in any script."""
        if why := name_problem(field.data or ""):
            raise ValidationError(why)

    def validate_contact(self, field):
        """A phone or an address, in any spelling."""
        try:
            self.read = read_contact(field.data or "")
        except Refused as why:
            raise ValidationError(str(why)) from why

    def details(self, language: str) -> Details:
        """What was typed, read."""
        return Details(
            name=self.name.data,
            phone=self.read.value if self.read.way == Way.PHONE else None,
            email=self.read.value if self.read.way == Way.EMAIL else None,
            interests=tuple(self.interest.data or ()),
            language=language,
        )


class SlipsForm(KeyedForm):
    """How many numbered forms, in which of the booth's languages."""

    count = WholeNumberField(
        _l("Hur många"), [InputRequired(_l("Skriv hur många."))], default=USUAL, render_kw={"inputmode": "numeric"}
    )
    language = SelectField(_l("Språk"))

    def offer(self, tags: list[str]) -> "SlipsForm":
        """The languages to choose from."""
        self.language.choices = options((tag, stand_language(tag).name) for tag in tags)
        return self

    def validate_count(self, field):
        """As many as one prints at a time."""
        if field.data is not None and not 1 <= field.data <= MOST:
            raise ValidationError(_l("Skriv ut mellan 1 och %(most)s blanketter åt gången.", most=MOST))
