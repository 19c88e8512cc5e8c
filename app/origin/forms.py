"""How does one answer where one heard of us, and what does one write of those who carry the word on? Forms that give plain values."""

import re

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ..errors import Refused
from ..i18n import LANGUAGES, _, _l
from ..leads.intake import Details
from ..web.contact import read_contact
from ..web.fields import WholeNumberField, line, lines, options
from ..web.forms import KeyedForm, PageForm
from . import heard
from .actions import Said
from .ambassadors import Agreed
from .consent import WAYS
from .heard import DOES_NOT_KNOW, UNKNOWN, WITHOUT_US, Groups
from .series import MOST_LETTERS

MOST_LINES = 6  # of an address, as the window of an envelope shows them
CHOOSE = _l("Välj ett av svaren, eller ”Vet inte”.")


class HeardForm(KeyedForm):
    """How they first heard of us, and what made up their mind."""

    first_heard = SelectField(
        _l("Hur fick personen höra talas om oss?"), validators=[InputRequired(CHOOSE)], invalid_choice_message=CHOOSE
    )
    decisive = SelectField(
        _l("Vad avgjorde att personen hörde av sig?"), validators=[Optional()], invalid_choice_message=CHOOSE
    )
    no_answer = _l("Inte frågat")

    def offer(self, groups: Groups) -> "HeardForm":
        """Fill in what can be answered: first what is none of ours, then what we did, by kind."""
        found = [
            SelectChoice(choice.key, choice.words, optgroup=words)
            for words, choices in groups.of_ours
            for choice in choices
        ]
        others = [*WITHOUT_US.items(), (UNKNOWN, DOES_NOT_KNOW)]
        found += [SelectChoice(key, str(words), optgroup=_("Annat")) for key, words in others]
        self.first_heard.choices = [SelectChoice("", _("Välj")), *found]
        self.decisive.choices = [SelectChoice("", str(self.no_answer)), *found]
        return self

    def said(self) -> Said:
        """The answers, once the form is valid."""
        decisive = heard.read(self.decisive.data) if self.decisive.data else None
        return Said(self.key.data, heard.read(self.first_heard.data), decisive)


class OwnHeardForm(HeardForm):
    """The same by the person's own hand, at a secret address that does what a session's token would."""

    class Meta(HeardForm.Meta):
        csrf = False

    first_heard = SelectField(
        _l("Hur fick du höra talas om oss?"), validators=[InputRequired(CHOOSE)], invalid_choice_message=CHOOSE
    )
    decisive = SelectField(_l("Vad fick dig att höra av dig?"), validators=[Optional()], invalid_choice_message=CHOOSE)
    no_answer = _l("Inget särskilt")


# Those who hand out cards, and letters -------------------------------------------------------------------------------


def a_way(form, field):
    """A phone number or a mail address."""
    try:
        field.kept = read_contact(field.data)
    except Refused as why:
        raise ValidationError(str(why)) from why


class ChangeForm(PageForm):
    """Who an ambassador is and the one way to reach them."""

    numbers_allowed = ("contact",)

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv personens namn.")), render_kw={"autocomplete": "off"})
    contact = line(
        _l("Telefon eller e-post"), 254, DataRequired(_l("Skriv ett telefonnummer eller en e-postadress.")), a_way,
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    language = RadioField(
        _l("Språk på kort och sida"), choices=options({tag: LANGUAGES[tag].name for tag in LANGUAGES}), default="sv"
    )


class AmbassadorForm(ChangeForm, KeyedForm):
    """Somebody who agreed to hand out cards: the tick is theirs, told by staff, never set beforehand."""

    function = SelectField(_l("Vilken funktion håller kontakten?"))
    consent_way = RadioField(
        _l("Hur sa personen ja?"), choices=options(WAYS), validators=[InputRequired(_l("Välj hur personen sa ja."))]
    )
    agreed = BooleanField(
        _l("Personen har läst eller hört hela texten och sagt ja"),
        validators=[InputRequired(_l("Utan personens ja kan vi inte spara något."))],
    )

    def said(self, consent_hash: str) -> Agreed:
        """Who agreed, and to what."""
        contact = self.contact.kept.value
        return Agreed(self.name.data, contact, self.language.data, consent_hash, self.consent_way.data)


def a_possible_number(form, field):
    """Enough letters for a mailing, and no more than are set in type at once."""
    if field.data is not None and not 1 <= field.data <= MOST_LETTERS:
        raise ValidationError(_("Skriv ett antal från 1 till %(most)s.", most=MOST_LETTERS))


class LettersForm(KeyedForm):
    """A mailing: the same words for all, a code for each."""

    title = line(
        _l("Vad ni kallar utskicket"), 100, DataRequired(_l("Ge utskicket ett namn, till exempel ”Sommarbrevet 2027”."))
    )
    heading = line(_l("Rubrik i brevet"), 120, DataRequired(_l("Skriv en rubrik.")))
    text = lines(_l("Brevets text"), 2500, DataRequired(_l("Skriv brevets text.")), render_kw={"rows": 10})
    number = WholeNumberField(_l("Antal brev"), [InputRequired(_l("Skriv hur många brev det är.")), a_possible_number])
    language = RadioField(_l("Språk"), choices=options({tag: LANGUAGES[tag].name for tag in LANGUAGES}), default="sv")


class PrintForm(PageForm):
    """To whom the letters go: addresses are set in type and kept nowhere."""

    addresses = TextAreaField(_l("Adresser"), render_kw={"rows": 10, "autocomplete": "off", "spellcheck": "false"})

    def read(self, most: int) -> list[tuple[str, ...]]:
        """The addresses, a blank line between one and the next. Raises Refused for more than there are letters."""
        blocks = re.split(r"\n\s*\n", (self.addresses.data or "").strip())
        found = [
            tuple(part.strip()[:60] for part in block.splitlines() if part.strip()) for block in blocks if block.strip()
        ]
        if len(found) > most:
            raise Refused(
                _l("Det är %(found)s adresser men bara %(most)s brev.", found=len(found), most=most), "addresses"
            )
        if wrong := next((place for place, block in enumerate(found, 1) if len(block) > MOST_LINES), None):
            raise Refused(
                _l("Adress %(place)s har fler än sex rader. Lämna en tom rad mellan adresserna.", place=wrong),
                "addresses",
            )
        return found


# Tips ------------------------------------------------------------------------------------------------------------------


class TipForm(KeyedForm):
    """Somebody tips us about somebody else. The tipper's name is kept only if they may be named."""

    numbers_allowed = ("contact",)

    name = line(
        _l("Vem gäller tipset?"), 120, DataRequired(_l("Skriv personens namn.")), render_kw={"autocomplete": "off"}
    )
    contact = line(
        _l("Personens telefon eller e-post"), 254, DataRequired(_l("Skriv ett telefonnummer eller en e-postadress.")), a_way,
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    told_by = line(_l("Vem tipsade?"), 120, render_kw={"autocomplete": "off"})

    def details(self) -> Details:
        """Who was tipped about."""
        kept = self.contact.kept
        return Details(self.name.data, **{str(kept.way): kept.value})
