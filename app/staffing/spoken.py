"""Which languages do people who help speak? Those that are asked about, and their names in another. Pure."""

from functools import cache

from babel import Locale

from ..words import spelling

# Those that visitors of a stand most often speak in our municipalities, the most wanted first.
LANGUAGES = ("sv", "en", "ar", "so", "uk", "fi", "fa", "ti", "es", "de")


@cache
def language_name(tag: str, locale: str) -> str:
    """`arabiska`, in English `Arabic`; the tag itself for a language that nobody has named."""
    return Locale.parse(spelling(locale).cldr).languages.get(tag, tag)


def language_names(tags, locale: str) -> str:
    """`svenska, arabiska`."""
    return ", ".join(language_name(tag, locale) for tag in tags)
