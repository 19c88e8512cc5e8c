"""What is a person told before they write anything? The information text, put together from what the organisation has
said of itself and from the policies that hold now, so that text and practice cannot part (trust.md P3).

`assemble` writes it in the language that is being spoken. Its hash names that very wording: a submission keeps the hash,
the row under the hash keeps the words. Pure; called by the public pages, the tablet and the check before publishing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from ..i18n import _, _l, _n, stand_language
from ..web.contact import show_phone
from ..words import FIXED
from .retention import TOLD

BASES = {
    "public_task": _l("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)."),
    "legitimate_interest": _l("Berättigat intresse (artikel 6.1 f i dataskyddsförordningen): att kunna svara dig."),
}


@dataclass(frozen=True)
class Controller:
    """Who answers for the data. `purpose` is in the language of the text; phones are E.164."""

    name: str
    kind: str = "board"
    purpose: str = ""
    legal_basis: str = "public_task"
    contact_email: str | None = None
    contact_phone: str | None = None
    protected_phone: str | None = None
    privacy_officer: str | None = None
    registry_number: str | None = None


@dataclass(frozen=True)
class Text:
    """The information text. `short` is what everybody sees, `parts` (heading, paragraphs) what one can open below it."""

    language: str
    short: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def plain(self) -> str:
        """All of it as plain lines: what is kept, and what the hash is of."""
        below = [line for heading, lines in self.parts for line in ("", heading, *lines)]
        return "\n".join([*self.short, *below])

    @cached_property
    def hash(self) -> str:
        """64 hexadecimal characters; another word, number or language gives another."""
        return sha256(f"{self.language}\0{self.plain}".encode()).hexdigest()


def assemble(who: Controller, days: Mapping[str, int], language: str) -> Text:
    """The text as it reads now. A fact that is missing leaves its sentence out; `lacks` says which."""
    return Text(
        language,
        lines(_who_and_why(who), _how_long_shortly(days), handed_out(who), protected(who), _translated(language)),
        (
            (
                _("Varför vi frågar"),
                lines(who.purpose, _("Vi använder uppgifterna för att höra av oss till dig om det."), _basis(who)),
            ),
            (_("Vad vi sparar"), _kept()),
            (_("Hur länge"), _how_long(days)),
            (_("Vem som läser"), _readers(who)),
            (_("Dina rättigheter"), _rights(who)),
            (_("Frågor och klagomål"), contacts(who)),
        ),
    )


def lacks(who: Controller, days: Mapping[str, int]) -> list[str]:
    """What must be filled in before a form may be published, a sentence each; empty when nothing is missing."""
    needed = (
        (who.purpose, _("Skriv vad ni frågar människor om, på sidans alla språk.")),
        (who.legal_basis in BASES, _("Välj rättslig grund.")),
        (who.contact_email or who.contact_phone, _("Skriv hur man når er: telefon eller e-post.")),
        (who.privacy_officer, _("Skriv hur man når dataskyddsombudet.")),
        (who.protected_phone, _("Skriv ett telefonnummer för den som har skyddade personuppgifter.")),
        (all(days.get(subject) for subject in TOLD), _("Bestäm hur länge uppgifterna sparas.")),
    )
    return [sentence for there, sentence in needed if not there]


def span(days: int) -> str:
    """Days as people say them: `5 år`, `6 månader`, `90 dagar`."""
    if days % 365 == 0:
        return _n("%(num)s år", "%(num)s år", days // 365)
    if days >= 180 and days % 30 == 0:
        return _n("%(num)s månad", "%(num)s månader", days // 30)
    return _n("%(num)s dag", "%(num)s dagar", days)


def _number(phone: str) -> str:
    """A phone number that does not break across lines."""
    return show_phone(phone).replace(" ", FIXED)


def lines(*found: str | None) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(str(line) for line in found if line)


def _translated(language: str) -> str | None:
    """That a translation is one, as long as nobody who speaks the language has approved it."""
    if stand_language(language).approved:
        return None
    return _("Ingen har granskat översättningen än. Det är den svenska texten som gäller.")


def _who_and_why(who: Controller) -> str:
    return _("%(name)s ansvarar för dina uppgifter. Vi använder dem bara för att höra av oss till dig.", name=who.name)


def _how_long_shortly(days: Mapping[str, int]) -> str | None:
    if not days.get("open_lead"):
        return None
    return _("Vi tar bort dem senast %(span)s efter att vi sist försökt nå dig.", span=span(days["open_lead"]))


def handed_out(who: Controller) -> str:
    """That what one writes to a public authority may be handed out."""
    if who.kind == "board":
        return _("Vi är en myndighet, och en myndighet kan behöva lämna ut det du skriver till den som frågar.")
    return _("Lämnar vi över till en kommun gäller att en myndighet kan behöva lämna ut det du skriver.")


def protected(who: Controller) -> str | None:
    """Whom to call instead, with protected identity."""
    if not who.protected_phone:
        return None
    return _(
        "Har du skyddade personuppgifter? Skriv inget här, utan ring %(phone)s.", phone=_number(who.protected_phone)
    )


def _basis(who: Controller) -> str | None:
    basis = BASES.get(who.legal_basis)
    return _("Rättslig grund: %(basis)s", basis=str(basis)) if basis else None


def _kept() -> tuple[str, ...]:
    return (
        _("Ditt namn, telefonnummer eller e-postadress, vad du är intresserad av, när du helst vill bli uppringd och vilket språk du valde."),
        _("Också när du skrev, vid vilken aktivitet, och vilket papper koden stod på. Vi räknar hur ofta en kod öppnas, men inte av vem. Sidan sätter inga kakor."),
        _("Vi vill inte ha personnummer eller uppgifter om hälsa eller om barn. Skriv inte sådant."),
    )  # fmt: skip


def _how_long(days: Mapping[str, int]) -> tuple[str, ...]:
    said = {
        "open_lead": _l("Ditt intresse, medan vi har kontakt: %(span)s efter att vi sist försökte nå dig."),
        "handed_over": _l("När vi har lämnat över till en annan enhet, med ditt ja: %(span)s."),
        "declined": _l("När du har tackat nej eller tagit tillbaka: %(span)s."),
        "booked": _l("Tider som du har bokat hos oss: %(span)s efter tiden."),
        "message": _l("Brev och sms till dig: texten tas bort efter %(span)s."),
        "journal": _l("Anteckningar om vem som har läst eller ändrat, utan ditt namn: %(span)s."),
        "backup": _l("Säkerhetskopior: %(span)s."),
        "credit": _l("Statistik om vilken aktivitet som gav resultat, utan dig som person: %(span)s."),
    }
    return tuple(str(said[subject]) % {"span": span(days[subject])} for subject in TOLD if days.get(subject))


def _readers(who: Controller) -> tuple[str, ...]:
    return lines(
        _("De som arbetar hos oss med just detta. Vi lämnar dem vidare till en annan enhet bara om du säger ja."),
        handed_out(who) if who.kind == "board" else None,
    )


def _rights(who: Controller) -> tuple[str, ...]:
    return lines(
        _("Du kan när som helst se, rätta eller ta tillbaka det du skickat, på sidan som du får en länk till."),
        _("Du har rätt att få veta vad vi har om dig, få det rättat, begränsat eller raderat, och att invända mot att vi använder det."),
        _("Du måste inte svara. Utan namn och ett sätt att nå dig kan vi inte höra av oss."),
    )  # fmt: skip


def contacts(who: Controller) -> tuple[str, ...]:
    """Who answers, and where to complain."""
    ways = [_number(who.contact_phone) if who.contact_phone else None, who.contact_email]
    ways = ", ".join(way for way in ways if way)
    return lines(
        _("Personuppgiftsansvarig: %(name)s.", name=who.name),
        _("Så når du oss: %(ways)s.", ways=ways) if ways else None,
        _("Dataskyddsombud: %(officer)s.", officer=who.privacy_officer) if who.privacy_officer else None,
        _("Diarienummer: %(number)s.", number=who.registry_number) if who.registry_number else None,
        _("Är du inte nöjd kan du klaga hos Integritetsskyddsmyndigheten, IMY (imy.se)."),
    )
