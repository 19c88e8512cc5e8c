"""What does the paper of a placement say? From the rows of event and organisation, and a code, to `Sheet`, in a language.

Reads rows that are loaded, writes nothing. Called by views and the command line.
"""

import phonenumbers

from ..events.models import Event
from ..events.when import Precision
from ..i18n import AT_THE_STAND, DEFAULT, _, stand_language
from ..web.language import speaking
from .sheet import Sheet

SPECIMEN = "22222222"  # on previews before there is a code: leads to the general page


def address_of(code: str, public_url: str) -> str:
    """Where the printed code leads."""
    return f"{public_url}/Q/{code}"


def sheet_of(event: Event, code: str, tag: str, public_url: str) -> Sheet:
    """The sheet of an event with that code, in that language; what lacks a translation is left out or as it is."""
    organisation, spoken = event.organisation, stand_language(tag)
    with speaking(spoken.tag, stand_language):
        return Sheet(
            url=address_of(code, public_url),
            title=event.title_in(spoken.tag),
            sender=sender_of(event),
            call_to_action=_("Anmäl ditt intresse"),
            how=" ".join(_how(spoken.tag)),
            code_says=_("QR-kod till sidan där du anmäler ditt intresse"),
            when="" if event.when.precision is Precision.UNKNOWN else event.when.label(spoken.tag),
            where=where_of(event),
            sentence=event.pitches.get(spoken.tag) or organisation.purpose.get(spoken.tag) or "",
            footer=" · ".join(filter(None, (organisation.contact_email, _phone(organisation.contact_phone)))),
            colour=organisation.colour,
            logo=organisation.logo,
            language=spoken.code,
            direction=spoken.direction,
        )


def _how(tag: str) -> list[str]:
    """What to do with the code; in a language that the page behind it is not in, which it is in."""
    said = [_("Rikta mobilens kamera mot koden eller skriv adressen.")]
    return [*said, _("Sidan är på svenska och engelska.")] if tag in AT_THE_STAND else said


def where_of(event: Event) -> str:
    """Place and address; not the place again when the event is called the same."""
    place = None if (event.place or "").casefold() == event.title.casefold() else event.place
    return ", ".join(part for part in (place, event.address) if part)


def sender_of(event: Event) -> str:
    """`Frivilligcentrum, Linköpings kommun`."""
    unit, organisation = event.unit.name, event.organisation.name
    return organisation if unit == organisation else f"{unit}, {organisation}"


def _phone(number: str | None) -> str:
    """`013-12 34 56`; what is no Swedish number as it is dialled from anywhere."""
    if not number:
        return ""
    read = phonenumbers.parse(number, "SE")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(read, form.NATIONAL if read.country_code == 46 else form.INTERNATIONAL)


def lacks_of(event: Event, tag: str) -> list[str]:
    """What the paper would be better with, as sentences, in the language of the page."""
    spoken, found = stand_language(tag), []
    if event.state == "cancelled":
        found.append(_("Aktiviteten är inställd. Skriv inte ut fler."))
    if event.when.precision is Precision.UNKNOWN:
        found.append(_("Pappret säger inte när, eftersom ingen tid är känd."))
    if not event.place:
        found.append(_("Pappret säger inte var, eftersom platsen saknas."))
    if not spoken.approved:
        found.append(_("Ingen har granskat översättningen än. Det är den svenska texten som gäller."))
    if spoken.tag in AT_THE_STAND:
        return (
            found  # an event has no words of its own in these: its title as it is, and what the organisation asks for
        )
    if spoken.tag != DEFAULT and not event.titles.get(spoken.tag):
        found.append(_("Titeln är inte översatt till %(language)s.", language=spoken.name))
    if not event.pitches.get(spoken.tag):
        found.append(_("Meningen om varför man ska komma saknas på %(language)s.", language=spoken.name))
    return found
