"""What did the visitor write? The sign-up form's fields, read as people write them, and each mistake in words that mend it."""

from itertools import starmap

from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ..i18n import _, _l
from ..leads.intake import BEST_TIMES, UNSURE, Details
from ..web.person import PersonForm

BEST_TIME_WORDS = {
    "any": _l("När som helst"),
    "morning": _l("Förmiddag"),
    "afternoon": _l("Eftermiddag"),
    "evening": _l("Kväll"),
}


class SignupForm(PersonForm):
    """Name, a way to be reached, interests, best time. `details()` gives what `record_lead` takes."""

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

    slot = RadioField(_l("Vill du välja en tid redan nu?"), [Optional()], choices=[], validate_choice=False)

    def offer_times(self, times: dict[str, str]) -> None:
        """The soonest times: name → words; without any there is no question. One may always leave it to us."""
        if times:
            self.slot.choices = [
                SelectChoice("", _("Nej, hör av er när ni kan")),
                *starmap(SelectChoice, times.items()),
            ]
            self.slot.data = self.slot.data or ""

    def offer(self, interests: dict[str, str]) -> None:
        """What can be chosen as an interest: key → name. One may always not know yet."""
        known = [SelectChoice(key, name) for key, name in interests.items()]
        self.interest.choices = [*known, SelectChoice(UNSURE, _("Vet inte än"))]

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
