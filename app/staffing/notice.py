"""What is somebody told who signs up to help, before they write anything? Put together from what the organisation has said
of itself and from the policy for helpers that holds now. Its hash names that very wording, as on the sign-up page. Pure.
"""

from collections.abc import Mapping

from ..accounts.notice import BASES, Controller, Text, contacts, handed_out, lines, protected, span
from ..i18n import _

SUBJECT = "helper"


def assemble(who: Controller, days: Mapping[str, int], language: str) -> Text:
    """The text as it reads now, in the language that is being spoken. A fact that is missing leaves its sentence out."""
    return Text(
        language,
        lines(
            _("%(name)s ansvarar för dina uppgifter. Vi använder dem bara för att planera pass med dig.", name=who.name),
            _kept_for(days),
            handed_out(who),
            protected(who),
        ),
        (
            (_("Vad vi sparar"), _kept()),
            (
                _("Varför, och med vilken rätt"),
                lines(
                    _("Vi behöver veta vem som står i montern, och kunna nå dig om något ändras."),
                    _("Rättslig grund: %(basis)s", basis=str(BASES[who.legal_basis])) if who.legal_basis in BASES else None,
                ),
            ),
            (_("Hur länge"), lines(_kept_for(days), _logged(days), _backed_up(days))),
            (_("Vem som läser"), (_("De som planerar hos oss. Andra som hjälper till ser ditt förnamn i montern, inget mer."),)),
            (_("Dina rättigheter"), _rights()),
            (_("Frågor och klagomål"), contacts(who)),
        ),
    )  # fmt: skip


def _kept() -> tuple[str, ...]:
    return (
        _("Ditt namn, telefonnummer eller e-postadress, din förening, vilka språk du talar, när du kan och vilka pass du har."),
        _("Skriver du en rad när du inte kan, så står den vid passet."),
        _("Vi vill inte ha personnummer eller uppgifter om hälsa. Skriv inte sådant. Sidan sätter inga kakor."),
    )  # fmt: skip


def _rights() -> tuple[str, ...]:
    return (
        _("På din egen sida ser du vad vi har om dig, och där kan du sluta när du vill."),
        _("Du har rätt att få veta vad vi har om dig, få det rättat, begränsat eller raderat, och att invända mot att vi använder det."),
    )  # fmt: skip


def _kept_for(days: Mapping[str, int]) -> str | None:
    if not days.get(SUBJECT):
        return None
    return _("Vi tar bort dem senast %(span)s efter ditt senaste pass eller svar.", span=span(days[SUBJECT]))


def _logged(days: Mapping[str, int]) -> str | None:
    return days.get("journal") and _(
        "Anteckningar om vem som har läst eller ändrat, utan ditt namn: %(span)s.", span=span(days["journal"])
    )


def _backed_up(days: Mapping[str, int]) -> str | None:
    return days.get("backup") and _("Säkerhetskopior: %(span)s.", span=span(days["backup"]))
