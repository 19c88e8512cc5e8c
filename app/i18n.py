"""In which language do we speak? The languages of Monter and the three functions that mark a sentence for translation.

Sentences are written in Swedish where they are used; `app/translations/` holds the others. `_` translates now, `_l` when
it is shown (for labels and constants), `_n` picks singular or plural. No request is needed: without one it is Swedish.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n

__all__ = ["AT_THE_STAND", "DEFAULT", "LANGUAGES", "PSEUDO", "Language", "_", "_l", "_n", "language", "stand_language"]


@dataclass(frozen=True)
class Language:
    """One language a page can be shown in. `tag` is its name in addresses, a BCP 47 name but for easy Swedish. `approved` is
    whether a person who speaks it has read our sentences and said yes; what is not is marked where visitors read it."""

    tag: str
    name: str
    direction: str = "ltr"
    approved: bool = True

    @property
    def code(self) -> str:
        """As browsers and mail readers know it: easy Swedish is Swedish."""
        return self.tag.partition("-latt")[0]


LANGUAGES = {"sv": Language("sv", "Svenska"), "en": Language("en", "English")}
DEFAULT = "sv"

# What a visitor of a stand is spoken to in as well: on the tablet, where its planner says so, and in what we write to them
# afterwards. Pages do not know them. Their sentences are `app/translations/*/stand.po` and `app/capture/spoken/`. Set `approved` when somebody has approved them.
AT_THE_STAND = {
    "sv-latt": Language("sv-latt", "Lätt svenska", approved=False),
    "ar": Language("ar", "العربية", "rtl", approved=False),
    "so": Language("so", "Soomaali", approved=False),
    "uk": Language("uk", "Українська", approved=False),
    "fi": Language("fi", "Suomi", approved=False),
}

# Right to left with Swedish words turned around: shows in tests and screenshots what breaks before a real one is added.
PSEUDO = Language("ar-XB", "Pseudo (höger till vänster)", "rtl")


def language(tag: str | None) -> Language:
    """The language of that tag in any case, or Swedish."""
    wanted = (tag or "").lower()
    if wanted == PSEUDO.tag.lower():
        return PSEUDO
    return LANGUAGES.get(wanted.split("-")[0], LANGUAGES[DEFAULT])


def stand_language(tag: str) -> Language:
    """The language of that tag, those of a stand included, or Swedish."""
    return AT_THE_STAND.get(tag) or language(tag)
