"""How does one answer where one heard of us? One choice that is asked for, one that may be left out."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from ..i18n import _, _l
from ..web.forms import KeyedForm
from . import heard
from .actions import Said
from .heard import DOES_NOT_KNOW, UNKNOWN, WITHOUT_US, Groups

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
