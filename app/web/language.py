"""In which language is this page? The one asked for in the address, else the reader's own, else Swedish.

Other parts add a way to know the reader (staff have a language of their own) through `readers`, filled in `app/wiring.py`.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache

from babel.support import NullTranslations, Translations
from flask import current_app, g, has_request_context, request
from flask_babel import Domain, force_locale, refresh
from werkzeug.exceptions import HTTPException

from ..i18n import AT_THE_STAND, DEFAULT, LANGUAGES, PSEUDO, Language, language

# Each gives the tag of a language or None; the first that knows wins.
readers: list[Callable[[], str | None]] = []


def page_language() -> Language:
    """The language of the answer to this request (or of the letter that is written now)."""
    if "language" not in g:
        g.language = language(_wanted()) if has_request_context() else language(DEFAULT)
    return g.language


def _wanted() -> str | None:
    asked = request.args.get("lang") or _asked_in_form()
    if asked and (asked in LANGUAGES or (asked == PSEUDO.tag and pseudo_allowed())):
        return asked
    for reader in readers:
        if found := reader():
            return found
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT)


def _asked_in_form() -> str | None:
    """The language that a form carries along; none in a form that is too large to be read, whose answer is a page too."""
    if request.method != "POST":
        return None
    try:
        return request.form.get("lang")
    except HTTPException:
        return None


def pseudo_allowed() -> bool:
    """The turned-around language is for demonstrations and tests only."""
    return current_app.config["MONTER_MODE"] == "demo"


def language_links(tags: Iterable[str], to: Callable[[str], str] = "?lang={}".format) -> list[dict]:
    """This page in its other languages, as web/public.html shows them: those of `tags` that we have, else Swedish alone. `to` gives
    the address of the page in a language; without it, this address."""
    offered = [LANGUAGES[tag] for tag in tags if tag in LANGUAGES] or [LANGUAGES[DEFAULT]]
    return [
        {"tag": one.tag, "name": one.name, "href": to(one.tag), "current": one.tag == page_language().tag}
        for one in offered
    ]


def babel_locale() -> str:
    """What Babel formats by; the turned-around language and those of a stand keep Swedish months and numbers."""
    found = page_language()
    return found.tag if found.tag in LANGUAGES else DEFAULT


def speak(tag: str) -> None:
    """Answer this request in that language, unless its address asks for another."""
    if has_request_context() and (request.args.get("lang") or _asked_in_form()):
        return
    g.language = language(tag)
    refresh()


@contextmanager
def speaking(tag: str, known: Callable[[str], Language] = language):
    """Write in that language for a while, in a request or outside one. `known` gives the language of a tag: with `stand_language`
    what a stand's visitors read is written in their languages too."""
    before = g.get("language")
    g.language = known(tag)
    try:
        with force_locale(babel_locale()):
            yield
    finally:
        g.pop("language", None)
        if before:
            g.language = before


class TurnedAround(NullTranslations):
    """Swedish sentences with each word run from right to left, placeholders kept."""

    def gettext(self, message):
        return re.sub(r"(%\([a-z_]+\)[sd]|%[sd%])|([^\W\d_][\w'-]*)", lambda m: m[1] or f"\u202e{m[2]}\u202c", message)

    def ngettext(self, singular, plural, n):
        return self.gettext(singular if n == 1 else plural)

    ugettext, ungettext = gettext, ngettext


TURNED_AROUND = TurnedAround()
FOLDERS = {"sv-latt": "sv@latt"}  # where gettext has another name for a language


class Sentences(Domain):
    """Monter's catalogue, with the turned-around language beside the real ones."""

    def get_translations(self):
        """The catalogue of this page's language."""
        spoken = g.get("language") if g else None
        if spoken == PSEUDO:
            return TURNED_AROUND
        if spoken and spoken.tag in AT_THE_STAND:
            return stand_sentences(spoken.tag)
        return super().get_translations()


@cache
def stand_sentences(tag: str) -> Translations:
    """The few sentences that a stand's visitors read, in a language that no page is in."""
    folder = current_app.config["BABEL_TRANSLATION_DIRECTORIES"]
    return Translations.load(folder, [FOLDERS.get(tag, tag)], domain="stand")
