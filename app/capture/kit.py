"""What stands on the paper that goes along to a booth? The set-up card of a tablet, how it is locked to Monter, and the form that
visitors fill in with a pen. From rows and the live information text to the values that the templates in `paper/` set in type.

Every sentence is in the language that is being spoken; what those at the booth write on a visitor's form is in one that they
read. Reads rows that are loaded, writes nothing. Called by `kit_views`.
"""

import re
from pathlib import Path
from string import ascii_uppercase

from ..accounts.notice import Text
from ..booths.models import Booth
from ..events.models import Event
from ..events.when import Precision
from ..flyers import codes, preflight, qr
from ..flyers.message import address_of, sender_of, where_of
from ..flyers.pdf import set_in_type
from ..i18n import AT_THE_STAND, DEFAULT, _, language, stand_language
from ..leads.details import BEST_TIMES
from ..web.contact import show_phone
from ..web.language import speaking
from ..words import FIXED, language_name
from .models import SlipBatch

FOLDER = Path(__file__).parent / "paper"
CARD_CODE_MM, SLIP_CODE_MM = 34, 22


def _about(booth: Booth, tag: str) -> dict:
    """What every sheet of a booth says of where it belongs."""
    event, spoken = booth.event, stand_language(tag)
    when = "" if event.when.precision is Precision.UNKNOWN else event.when.label(spoken.tag)
    return {
        "lede": " · ".join(part for part in (event.title_in(spoken.tag), when, where_of(event)) if part),
        "sender": sender_of(event),
        "language": spoken.code,
        "direction": spoken.direction,
    }


def _code(address: str, modules: qr.Matrix, says: str) -> dict:
    """What a template draws of a code. `typed` is the address as people type it."""
    plain = address.split("://", 1)[1]
    return {
        "url": address,
        "typed": plain,
        "modules": len(modules),
        "rings": qr.contours(modules),
        "says": says,
    }


# The set-up card -------------------------------------------------------------------------------------------------------


def card(booth: Booth, tag: str, public_url: str) -> dict:
    """One page: pair the tablet, look it over, and what to do when something fails."""
    address = f"{public_url}/booth/"
    return _about(booth, tag) | {
        "title": _("Surfplattan i %(booth)s", booth=booth.name),
        "code": _code(address, qr.any_matrix(address), _("QR-kod till surfplattans app")),
        "code_mm": CARD_CODE_MM,
        "pair": {
            "title": _("1. Koppla den till montern"),
            "steps": [
                _("Ladda surfplattan och anslut den till nätet. Se att datum och klocka stämmer."),
                _("Rikta kameran mot koden här bredvid, eller skriv adressen i webbläsaren."),
                _("iPad: tryck på Dela och sedan på Lägg till på hemskärmen. Öppna Monter därifrån."),
                _("Den som planerar trycker på Parkoppla en surfplatta och läser upp en kod. Den gäller i tio minuter."),
                _("Läs upp ordet på surfplattan. Den som planerar trycker på Tillåt om det är samma ord."),
            ],
            "boxes": _("Koden från den som planerar"),
            "word": _("Ordet"),
            "letter": _("Surfplatta"),
        },
        "checks": {
            "title": _("2. Innan ni åker"),
            "items": [
                _("Fulladdad, och laddsladd eller powerbank är med"),
                _("Alla prov på surfplattan är godkända"),
                _("PIN vald. Ni som står i montern kan den utantill, den står inte på papper"),
                _("Övat i flygplansläge, och övningen kom fram"),
                _("Låst till Monter, se bladet om det"),
                _("Blanketter, pennor och en låda med lock är med"),
            ],
        },
        "trouble": {"title": _("3. När något strular"), "rows": _trouble(booth.event)},
    }  # fmt: skip


def _trouble(event: Event) -> list[list[str]]:
    phone = event.unit.phone or event.organisation.contact_phone
    call = _("Ring %(phone)s genast.", phone=show_phone(phone)) if phone else _("Ring den som planerar genast.")
    return [
        [_("Inget nät"), _("Fortsätt som vanligt, allt sparas på surfplattan. Gå dit det finns nät någon gång under dagen, eller dela nätet från en telefon.")],
        [_("Wi-Fi vill att du loggar in"), _("Byt till en telefons nät, eller logga in i surfplattans inställningar.")],
        [_("Surfplattans datum är fel"), _("Ställ in datum och klocka i surfplattans inställningar. Det som är sparat finns kvar.")],
        [_("INTE sparat"), _("Skriv av det som står på skärmen på en blankett, innan du trycker vidare.")],
        [_("Skärmen har hängt sig"), _("Starta om surfplattan och öppna Monter igen. Det som var sparat finns kvar.")],
        [_("Batteriet är slut"), _("Ladda den. Det som är sparat finns kvar. Använd blanketterna så länge.")],
        [_("Surfplattan är borta"), _("%(call)s Då spärras den. Ingen kan läsa det som är sparat på den.", call=call)],
        [_("Dagen är slut"), _("Vänta tills raden överst säger ”allt skickat”. Säger den något annat: ta med surfplattan dit det finns nät innan ni stänger av den.")],
    ]  # fmt: skip


# How the tablet is locked ----------------------------------------------------------------------------------------------


def guide(booth: Booth, tag: str) -> dict:
    """One page: the tablet shows Monter and nothing else, on an iPad and on Android."""
    return _about(booth, tag) | {
        "title": _("Lås surfplattan till Monter"),
        "intro": _("Då kan en besökare inte komma åt något annat på den, och ingen råkar stänga appen. Gör det första en gång, det andra varje dag."),
        "ways": [
            {
                "title": _("iPad: Guidad åtkomst"),
                "once": _("En gång"),
                "first": [
                    _("Öppna Inställningar, Hjälpmedel och Guidad åtkomst. Slå på den."),
                    _("Tryck på Lösenkodsinställningar och välj en lösenkod som ni i montern kan."),
                    _("Sätt Skärmautolås till Aldrig, också under Inställningar, Skärm och ljusstyrka."),
                ],
                "daily": _("Varje dag"),
                "then": [
                    _("Öppna Monter från hemskärmen."),
                    _("Tryck tre gånger på sidoknappen, på äldre iPad på hemknappen."),
                    _("Tryck på Starta."),
                ],
                "end": _("Avsluta: tryck tre gånger igen, skriv lösenkoden och tryck på Avsluta."),
            },
            {
                "title": _("Android: fäst appen"),
                "once": _("En gång"),
                "first": [
                    _("Öppna Inställningar och sök efter ”fäst”. Det heter Fästa appar, Fäst app eller Skärmfästning, under Säkerhet."),
                    _("Slå på det. Slå också på att PIN-koden krävs för att lossa appen."),
                    _("Sätt Skärmens timeout så långt som det går, eller Håll aktiv vid laddning."),
                ],
                "daily": _("Varje dag"),
                "then": [
                    _("Öppna Monter från hemskärmen."),
                    _("Öppna översikten över appar, tryck på Monters symbol ovanför fönstret och välj Fäst."),
                    _("Bekräfta. Gå inte ur appen med tillbakaknappen."),
                ],
                "end": _("Avsluta: svep uppåt och håll kvar, eller håll Tillbaka och Översikt samtidigt. Skriv PIN-koden."),
            },
        ],
        "both": {
            "title": _("På båda"),
            "items": [
                _("Stör ej på, så att ingens meddelanden syns"),
                _("Hög ljusstyrka, automatisk ljusstyrka av"),
                _("Inga personliga konton på surfplattan"),
                _("Lösenkoden finns inte på något papper i montern"),
            ],
        },
    }  # fmt: skip


# The form for a pen ----------------------------------------------------------------------------------------------------


def slips(batch: SlipBatch, text: Text, names: dict[str, str], code: str, public_url: str, *, days: int) -> dict:
    """Two forms on a page, to be cut apart, so that nobody reads the one before; on its back the whole information text.
    `names`: key of an assignment type → its name, in the order of their letters; `code` is the booth's own; `days`
    after being typed in at the latest a form is destroyed."""
    address = address_of(code, public_url)
    event = batch.booth.event
    return _about(batch.booth, batch.language) | {
        "title": _("Anmäl ditt intresse"),
        "booth": batch.booth.name,
        "event": event.title_in(batch.language),
        "pitch": event.pitches.get(batch.language) or event.organisation.purpose.get(batch.language) or "",
        "intro": _("Skriv hur vi når dig, så hör vi av oss och berättar mer. Du binder dig inte till något."),
        "numbers": list(range(batch.first, batch.last + 1)),
        "number": _("Blankett"),
        "code": _code(qr.text(address), qr.matrix(address), _("QR-kod till sidan där du anmäler ditt intresse"))
        | {"shown": codes.shown(code)},
        "code_mm": SLIP_CODE_MM,
        "phone_instead": _phone_instead(batch.language),
        "short": _bound(" ".join(text.short)),
        "behind": _("Hela texten om dina uppgifter står på baksidan."),
        "parts": [{"heading": heading, "lines": [_bound(line) for line in lines]} for heading, lines in text.parts],
        "back_title": _("Om dina uppgifter"),
        "name": _("Vad heter du?"),
        "reach": _("Hur når vi dig?"),
        "one_is_enough": _("Telefon eller e-post. Det räcker med det ena."),
        "phone": _("Telefon"),
        "email": _("E-post"),
        "interest": _("Vad är du nyfiken på?"),
        "interests": [[letter, _bound(name)] for letter, name in zip(ascii_uppercase, names.values(), strict=False)],
        "unsure": _("Vet inte än"),
        "best": _("När vill du helst bli uppringd?"),
        "bests": [str(words) for words in BEST_TIMES.values()],
        "ours": _("Vi i montern fyller i"),
        "write": _for_the_booth(batch, text),
        "kept": _("Blanketten ligger i en låda med lock i montern och sedan inlåst hos %(unit)s. När den är inskriven i Monter förstörs den, senast %(days)s dagar efteråt.",
                  unit=event.unit.name, days=days),
    }  # fmt: skip


def _bound(words: str) -> str:
    """A number stays on the line of what is counted, and `(god man)` on one."""
    return re.sub(r"(?<=\d) (?=[^\W\d])|(?<=\()[^()]{1,12}(?=\))", lambda found: found[0].replace(" ", FIXED), words)


def _phone_instead(tag: str) -> list[str]:
    said = [_("Hellre i mobilen? Skanna koden.")]
    return [*said, _("Sidan är på svenska och engelska.")] if tag in AT_THE_STAND else said


def _for_the_booth(batch: SlipBatch, text: Text) -> dict:
    """What only those at the booth and who types the form in read: in Swedish where the visitor's language is no page's."""
    ours = language(batch.language)
    with speaking(ours.tag):
        version = _("Text %(hash)s · formulär %(form)s", hash=text.hash[:8], form=batch.form_version[:8])
        return {
            "language": ours.code,
            "date": _("Datum"),
            "clock": _("Klockan"),
            "talked": _("Vem pratade?"),
            "typed_in": _("Inskriven"),
            "version": f"{_named(batch.language)} · {version}" if batch.language in AT_THE_STAND else version,
        }


def _named(tag: str) -> str:
    """The language as we call it, so that whoever hands the form out and types it in knows which it is."""
    return (language_name(tag, DEFAULT) or stand_language(tag).name).capitalize()


# Paper -----------------------------------------------------------------------------------------------------------------


def made(kind: str, values: dict, fonts: Path) -> bytes:
    """The PDF of `card`, `guide` or `slips`, its codes read back. Refused without fonts, or when a code was not read."""
    document = set_in_type(FOLDER / f"{kind}.typ", values, fonts)
    if kind == "guide":
        return document
    code = values["code"]
    wanted = [[code["url"]]]
    if kind == "slips":
        ahead = len(values["numbers"])
        wanted = [page for first in range(0, ahead, 2) for page in ([code["url"]] * min(2, ahead - first), [])]
    return preflight.checked_words(document, wanted, values["code_mm"] / code["modules"])
