"""What does one type about oneself, one's organisation, its posts and its people? Each form gives plain values."""

from wtforms import RadioField
from wtforms.validators import DataRequired, ValidationError

from ..i18n import LANGUAGES, _l
from ..web.fields import line, options
from ..web.forms import PageForm
from ..web.text import name_problem


def is_name(form, field) -> None:
    """A name without links or invisible signs, see trust.md S6."""
    if field.data and (problem := name_problem(field.data)):
        raise ValidationError(problem)


class AccountForm(PageForm):
    """One's own name and language."""

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv ditt namn.")), is_name, render_kw={"autocomplete": "name"})
    language = RadioField(_l("Språk"), choices=options({tag: known.name for tag, known in LANGUAGES.items()}))
