"""What stands on our cards and letters? From the rows of unit and organisation, in a language. Reads rows, writes nothing."""

from ..accounts.models import Unit
from ..flyers.message import address_of
from ..i18n import _, language
from ..web.contact import show_phone
from ..web.language import speaking
from .models import Series
from .paper import Words

__all__ = ["address_of", "card_words", "letter_words"]


def card_words(unit: Unit, tag: str, *, own: bool) -> Words:
    """The words of a card that an ambassador hands out (`own`), or anybody gives to somebody else."""
    organisation, spoken = unit.organisation, language(tag)
    with speaking(spoken.tag):
        said = (
            _("Fråga mig gärna hur det är, eller läs mer här.")
            if own
            else _("Jag tänkte på dig. Läs mer här, om du vill.")
        )
        return Words(
            title=_("Kan du vara någons trygghet?"),
            lines=(said,),
            call=_("Anmäl ditt intresse"),
            how=_("Rikta mobilens kamera mot koden eller skriv adressen."),
            code_says=_("QR-kod till sidan där du anmäler ditt intresse"),
            sender=_sender(unit),
            colour=organisation.colour,
            language=spoken.tag,
            direction=spoken.direction,
        )


def letter_words(unit: Unit, series: Series) -> Words:
    """The words of a mailing."""
    organisation, spoken = unit.organisation, language(series.language)
    phone = organisation.contact_phone and show_phone(organisation.contact_phone)
    with speaking(spoken.tag):
        return Words(
            title=series.heading or series.title,
            lines=tuple(line for line in (series.text or "").splitlines() if line.strip()),
            call=_("Vill du veta mer, eller känner du någon?"),
            how=_(
                "Rikta mobilens kamera mot koden eller skriv adressen. Varje brev har en egen kod, så att vi ser om breven når fram."
            ),
            code_says=_("QR-kod till sidan där man anmäler sitt intresse"),
            sender=_sender(unit),
            footer=" · ".join(filter(None, (organisation.contact_email, phone))),
            colour=organisation.colour,
            language=spoken.tag,
            direction=spoken.direction,
        )


def _sender(unit: Unit) -> str:
    organisation = unit.organisation
    return organisation.name if unit.name == organisation.name else f"{unit.name}, {organisation.name}"
