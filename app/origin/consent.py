"""To what does somebody agree who hands out cards? The text, versioned by its own hash; and the secret address of their page. Pure."""

from ..accounts.notice import Controller, Text, contacts, lines
from ..i18n import _, _l
from ..store.columns import ID_LENGTH, is_id
from ..store.tokens import derived_token, same

WAYS = {"spoken": _l("Muntligt, jag läste upp texten"), "written": _l("Skriftligt, på papper eller i e-post")}
KIND = "ambassador"
TOKEN_LENGTH = 32


def assemble(who: Controller, language: str) -> Text:
    """The text as it reads now, in the language that is being spoken."""
    return Text(
        language,
        (
            _("Jag vill dela ut kort för %(name)s, till människor som kan vara intresserade av ett uppdrag.", name=who.name),
            _("Det är frivilligt. Jag kan sluta när jag vill, och behöver inte säga varför."),
        ),
        (
            (
                _("Vad som sparas"),
                (
                    _("Mitt namn, ett sätt att nå mig och vilken kod som står på mina kort. Inget om vilket uppdrag jag har."),
                    _("Mitt namn står inte på korten, och syns inte för den som skannar ett."),
                ),
            ),
            (
                _("Vad som räknas"),
                (
                    _("Hur många som hör av sig räknas för alla kort tillsammans. Ingen jämförs med någon annan, och ingen får något per person."),
                ),
            ),
            (
                _("Rättslig grund"),
                (_("Samtycke (artikel 6.1 a i dataskyddsförordningen). Det går att ta tillbaka i ett steg på min egen sida."),),
            ),
            (
                _("När jag slutar"),
                (_("Mina uppgifter tas bort genast. Kort som redan är utdelade fungerar ändå, utan koppling till mig."),),
            ),
            (_("Frågor och klagomål"), lines(*contacts(who))),
        ),
    )  # fmt: skip


def path_of(row, key: bytes) -> str:
    """The way to an ambassador's own page: the id and 192 bits that raising the generation ends."""
    return f"/a/{row.id}{derived_token(key, KIND, row.id, row.generation)}"


def id_in(token: str) -> str | None:
    """The id that an address names; None when it cannot be one of ours."""
    found, secret = token[:ID_LENGTH], token[ID_LENGTH:]
    return found if len(secret) == TOKEN_LENGTH and token.isascii() and is_id(found) else None


def opens(token: str, row, key: bytes) -> bool:
    """Whether this address is that row's, of this generation."""
    return same(token, path_of(row, key).removeprefix("/a/"))
