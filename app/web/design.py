"""What is there to show on the page of components? The colours as the stylesheet has them, measured, and a sample form.

Pure but for reading `static/site.css` once. Called by `/staff/design`, in demonstration mode only; people are invented.
"""

import re
from dataclasses import dataclass

from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from ..i18n import _l
from .colour import contrast, nearest_good
from .styles import LIGHT, SITE

GROUNDS = ["paper", "surface", "sand"]
TEXTS = ["ink", "muted", "accent", "sky", "moss", "apricot", "brick"]
HARD_TO_READ = "#f2c500"  # a colour that an organisation might ask for
DARK_ONLY = r"@media \(prefers-color-scheme: dark\) \{\s*"


@dataclass(frozen=True)
class Measured:
    """One colour and its least contrast on paper, surface, sand and its own soft ground, where it has one."""

    name: str
    day: str
    day_least: float
    night: str
    night_least: float


class Checkboxes(SelectMultipleField):
    """Several of a few, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SampleForm(Form):
    """One field of each sort."""

    key = HiddenField(default="prov")
    name = StringField(_l("Namn"), render_kw={"autocomplete": "name"})
    phone = StringField(_l("Telefon"), render_kw={"autocomplete": "tel", "inputmode": "tel"})
    interest = Checkboxes(
        _l("Vad vill du veta mer om?"),
        choices=[
            SelectChoice("family", _l("Familjehem")),
            SelectChoice("contact", _l("Kontaktfamilj")),
            SelectChoice("guardian", _l("God man")),
            SelectChoice("unsure", _l("Vet inte än")),
        ],
    )
    best = RadioField(
        _l("När passar det att vi ringer?"),
        choices=[SelectChoice("day", _l("Dagtid")), SelectChoice("evening", _l("Kvällstid"))],
    )
    kind = SelectField(
        _l("Typ"), choices=[SelectChoice("booth", _l("Monter")), SelectChoice("meeting", _l("Informationsträff"))]
    )
    on = DateField(_l("Datum"))
    at = TimeField(_l("Klockslag"))
    quantity = IntegerField(_l("Antal"))
    note = TextAreaField(_l("Anteckning"))
    public = BooleanField(_l("Visa på den öppna sidan"))


def everything() -> dict:
    """All that the page shows, by the names its template uses."""
    return {
        "palette": palette(),
        "signs": signs(),
        "asked": HARD_TO_READ,
        "better": nearest_good(HARD_TO_READ, LIGHT),
        "empty_form": empty_form(),
        "filled_form": filled_form(),
        "wrong_form": wrong_form(),
    }


def signs() -> list[str]:
    """The names of our drawings, the mark and the wordmark apart."""
    drawings = (SITE.parent / "icons.svg").read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([a-z]+)" viewBox="0 0 24 24"', drawings)


def palette() -> list[Measured]:
    """Every text colour in both themes, with its least measured contrast."""
    day, night = themes(SITE.read_text(encoding="utf-8"))
    return [Measured(name, day[name], _least(name, day), night[name], _least(name, night)) for name in TEXTS]


def themes(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of a stylesheet by name, light and dark."""
    day: dict[str, str] = {}
    night: dict[str, str] = {}
    for dark, block in re.findall(rf"({DARK_ONLY})?:root \{{(.*?)\}}", css, flags=re.DOTALL):
        for name, colour in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block):
            (night if dark else day).setdefault(name, colour)
    return day, {**day, **night}


def empty_form() -> SampleForm:
    """As one meets it."""
    return SampleForm(prefix="empty-")


def filled_form() -> SampleForm:
    """As it is when someone has written."""
    return SampleForm(
        prefix="filled-", data={"name": "Anna Ek", "phone": "070-123 45 67", "interest": ["contact"], "best": "evening"}
    )


def wrong_form() -> SampleForm:
    """As it comes back when something must be mended."""
    form = SampleForm(prefix="wrong-", data={"phone": "070"})
    form.name.errors = [_l("Skriv ditt namn.")]
    form.phone.errors = [_l("Numret är för kort. Skriv det som 070-123 45 67.")]
    form.interest.errors = [_l("Välj minst en sak, eller ”Vet inte än”.")]
    return form


def _least(name: str, theme: dict[str, str]) -> float:
    grounds = [theme[ground] for ground in GROUNDS]
    if f"{name}-soft" in theme:
        grounds.append(theme[f"{name}-soft"])
    return round(min(contrast(theme[name], ground) for ground in grounds), 1)
