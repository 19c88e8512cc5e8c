"""In which language do we speak? The languages of Monter and the three functions that mark a sentence for translation.

Sentences are written in Swedish where they are used; `app/translations/` holds the others. `_` translates now, `_l` when
it is shown (for labels and constants), `_n` picks singular or plural. No request is needed: without one it is Swedish.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n

__all__ = ["DEFAULT", "LANGUAGES", "PSEUDO", "Language", "_", "_l", "_n", "language"]


@dataclass(frozen=True)
class Language:
    """One language a page can be shown in. `tag` is its BCP 47 name, as in `lang` and `hreflang`."""

    tag: str
    name: str
    direction: str = "ltr"


LANGUAGES = {"sv": Language("sv", "Svenska"), "en": Language("en", "English")}
DEFAULT = "sv"

# Right to left with Swedish words turned around: shows in tests and screenshots what breaks before a real one is added.
PSEUDO = Language("ar-XB", "Pseudo (höger till vänster)", "rtl")


def language(tag: str | None) -> Language:
    """The language of that tag in any case, or Swedish."""
    wanted = (tag or "").lower()
    if wanted == PSEUDO.tag.lower():
        return PSEUDO
    return LANGUAGES.get(wanted.split("-")[0], LANGUAGES[DEFAULT])
