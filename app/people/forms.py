"""What do staff say of two leads, or of one person? Which value stands where they differ, and why somebody is protected."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from ..i18n import _l
from ..web.fields import options
from ..web.forms import KeyedForm, PageForm
from .choices import FIELDS, KEPT, MERGED
from .protection import LIFTED, REASONS


class PairForm(KeyedForm):
    """A decision, and for `same` which value stands. Fields that do not differ are taken away before it is shown."""

    decision = HiddenField()
    name, phone, email, language, best_time, state, owner = (
        RadioField(FIELDS[field], choices=options({KEPT: KEPT, MERGED: MERGED})) for field in FIELDS
    )

    def asks_for(self, proposed: dict[str, str], words: dict[str, tuple[str, str]]) -> "PairForm":
        """Ask for these fields only: field → the side proposed; `words` gives what stands on each side."""
        for field in FIELDS:
            if field not in proposed:
                delattr(self, field)
                continue
            asked = self[field]
            asked.choices = options(zip((KEPT, MERGED), words[field], strict=True))
            if asked.data is None:
                asked.data = proposed[field]
        return self

    def wanted(self) -> dict[str, str]:
        """Field → kept or merged."""
        return {field: self[field].data for field in FIELDS if field in self}


class ProtectForm(PageForm):
    """Why somebody is hidden."""

    why = SelectField(
        _l("Varför"), choices=options({"": _l("Välj"), **REASONS}), validators=[InputRequired(_l("Välj varför."))]
    )


class LiftForm(PageForm):
    """Why somebody is shown again."""

    why = SelectField(
        _l("Varför"), choices=options({"": _l("Välj"), **LIFTED}), validators=[InputRequired(_l("Välj varför."))]
    )
