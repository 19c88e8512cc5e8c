"""What goes along when somebody is handed over? The minimum: a name, ways to be reached, language, best time. As it will be read.

The name and at least one way to be reached always go; the rest only as far as the person said yes to it. Where we met, what was
noted and what was tried stays with the sender. Pure but for the sentences; called by the form, the actions and every page that
shows a handover.
"""

from collections.abc import Container, Mapping

from ..errors import Refused
from ..i18n import _, _l
from ..leads.details import BEST_TIMES
from ..web.contact import show_phone
from ..web.filters import language_word

FIELDS = {
    "name": _l("Namn"),
    "phone": _l("Telefon"),
    "email": _l("E-post"),
    "language": _l("Språk"),
    "best_time": _l("Bäst tid"),
}
WAYS = ("phone", "email")


def chosen(known: Mapping[str, str | None], fields: Container[str]) -> dict[str, str]:
    """Of what is known, the name and these fields. Raises Refused without a way to be reached."""
    found = {name: value for name in FIELDS if (value := known.get(name)) and (name == "name" or name in fields)}
    if not any(way in found for way in WAYS):
        raise Refused(_l("Låt minst ett sätt att nå personen följa med: telefon eller e-post."), "fields")
    return found


def said(name: str, value: str) -> str:
    """A value as people read it."""
    if name == "phone":
        return show_phone(value)
    if name == "language":
        return language_word(value).capitalize()
    if name == "best_time":
        return str(BEST_TIMES.get(value) or _("När som helst"))
    return value


def lines(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, words) of what goes along, in its order: exactly this and no more."""
    return [(str(label), said(name, values[name])) for name, label in FIELDS.items() if values.get(name)]
