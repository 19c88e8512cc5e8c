"""What does one type about what must stay, and why?"""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from ..errors import Refused
from ..i18n import _l
from ..leads import restriction
from ..web.contact import read_email, read_phone
from ..web.fields import Checkboxes, DayField, options, too_long
from ..web.forms import KeyedForm, PageForm
from .consents import PURPOSES, WAYS
from .finding import LEAST, Asked
from .rules import REASONS


class HoldForm(KeyedForm):
    """Why it must stay, and until when."""

    reason = RadioField(
        _l("Varför måste det sparas?"), [InputRequired(_l("Välj varför det ska sparas."))], choices=options(REASONS)
    )
    until_on = DayField(_l("Spärren hävs den"))


class SearchForm(PageForm):
    """Who asks what we have of them: any of the three."""

    numbers_allowed = ("phone",)

    name = StringField(_l("Namn"), [Length(max=120, message=too_long(120))], render_kw={"autocomplete": "off"})
    phone = StringField(_l("Telefon"), render_kw={"inputmode": "tel", "autocomplete": "off"})
    email = StringField(_l("E-post"), render_kw={"inputmode": "email", "autocomplete": "off"})

    def asked(self) -> Asked:
        """Raises Refused for what cannot be read, or when nothing was said."""
        found = Asked(
            name=self.name.data,
            phone=_read(read_phone, self.phone.data, "phone"),
            email=_read(read_email, self.email.data, "email"),
        )
        if not found.spellings():
            raise Refused(_l("Skriv minst %(least)s tecken av namn, telefon eller e-post.", least=LEAST))
        return found


def _read(reader, text: str | None, field: str) -> str | None:
    try:
        return reader(text) if text else None
    except (Refused, ValueError) as why:
        raise Refused(
            getattr(why, "why", None) or _l("Det går inte att läsa. Kontrollera hur det är skrivet."), field
        ) from why


class ChosenForm(PageForm):
    """Which of those that were found it is about."""

    lead = Checkboxes(_l("Intressen"), validate_choice=False)
    helper = Checkboxes(_l("Medhjälpare"), validate_choice=False)
    staff = Checkboxes(_l("Konton"), validate_choice=False)
    ambassador = Checkboxes(_l("Ambassadörer"), validate_choice=False)
    tip = Checkboxes(_l("Tips"), validate_choice=False)


class EraseForm(ChosenForm):
    """And that it is meant."""

    sure = BooleanField(_l("Ja, radera. Det går inte att ångra."), [InputRequired(_l("Kryssa i att du är säker."))])


class RestrictForm(PageForm):
    """Why a lead is frozen."""

    why = RadioField(
        _l("Varför begränsas behandlingen?"),
        [InputRequired(_l("Välj varför behandlingen begränsas."))],
        choices=options(restriction.REASONS),
    )


class ConsentForm(PageForm):
    """A yes that was given orally, and how one knows."""

    purpose = RadioField(
        _l("Vad sa personen ja till?"),
        [InputRequired(_l("Välj vad personen har sagt ja till."))],
        choices=options(PURPOSES),
    )
    way = RadioField(_l("Hur?"), [InputRequired(_l("Välj hur personen sa ja."))], choices=options(WAYS))
    evidence = StringField(_l("Hur vet du det?"), [Length(max=200, message=too_long(200))])
