"""What does the sign-in say? Every sentence that Flask-Security can show, in our words, with its category. Pure.

The library has no Swedish. A sentence that is missing here, or comes with a later version, is said as `ELSE`.
"""

from ..i18n import _l

ELSE = (_l("Det gick inte. Gå tillbaka och försök igen."), "error")

_OVER = _l("Det tog för lång tid. Börja om.")
_CODE = _l("Koden stämmer inte. Vänta på nästa kod i appen och skriv den.")

WORDS = {
    name: (words, category)
    for category, sentences in {
        "error": {
            "GENERIC_AUTHN_FAILED": _l("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."),
            "USER_DOES_NOT_EXIST": _l("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."),
            "INVALID_PASSWORD": _l("Lösenordet stämmer inte. Skriv det igen."),
            "DISABLED_ACCOUNT": _l("Kontot är stängt. Hör av dig till den som är administratör hos er."),
            "EMAIL_NOT_PROVIDED": _l("Skriv din e-postadress."),
            "INVALID_EMAIL_ADDRESS": _l("Adressen ser inte ut som en e-postadress. Skriv den som namn@exempel.se."),
            "PASSWORD_NOT_PROVIDED": _l("Skriv ditt lösenord."),
            "PASSWORD_INVALID_LENGTH": _l("Lösenordet är för kort. Det behöver minst %(length)s tecken."),
            "PASSWORD_TOO_SIMPLE": _l("Lösenordet är för lätt att gissa. Ta några ord som inte hör ihop."),
            "PASSWORD_IS_THE_SAME": _l("Det nya lösenordet är samma som det gamla. Välj ett annat."),
            "PASSWORD_MISMATCH": _l("Lösenorden är inte lika. Skriv samma två gånger."),
            "RETYPE_PASSWORD_MISMATCH": _l("Lösenorden är inte lika. Skriv samma två gånger."),
            "UNAUTHORIZED": _l("Ditt konto har inte tillgång till det här."),
            "UNAUTHENTICATED": _l("Logga in för att komma vidare."),
            "REAUTHENTICATION_REQUIRED": _l("Visa att det är du, innan du ändrar hur du loggar in."),
            "ANONYMOUS_USER_REQUIRED": _l("Du är redan inloggad."),
            "INVALID_REDIRECT": _l("Adressen leder till en annan webbplats. Logga in och gå dit på nytt."),
            "API_ERROR": _l("Vi kunde inte läsa det som skickades. Börja om."),
            "INVALID_INPUT": _l("Texten har tecken som vi inte kan ta emot. Skriv den på nytt."),
            "INVALID_INPUT_LENGTH": _l("Texten är för lång. Korta ner den."),
            "INVALID_CODE": _CODE,
            "TWO_FACTOR_INVALID_TOKEN": _CODE,
            "TWO_FACTOR_PERMISSION_DENIED": _OVER,
            "TWO_FACTOR_METHOD_NOT_AVAILABLE": _OVER,
            "TWO_FACTOR_SETUP_EXPIRED": _OVER,
            "INVALID_RECOVERY_CODE": _l("Reservkoden stämmer inte, eller är redan använd. Ta nästa på din lista."),
            "WEBAUTHN_EXPIRED": _OVER,
            "WEBAUTHN_NAME_REQUIRED": _l("Ge passernyckeln ett namn, till exempel Jobbdatorn."),
            "WEBAUTHN_NAME_INUSE": _l("Du har redan en passernyckel som heter %(name)s. Välj ett annat namn."),
            "WEBAUTHN_NAME_NOT_FOUND": _l("Passernyckeln %(name)s är redan borttagen."),
            "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": _l("Skriv namnet med bokstäver, siffror, blanksteg och bindestreck."),
            "WEBAUTHN_CREDENTIAL_ID_INUSE": _l("Den passernyckeln är redan tillagd."),
            "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _l("Vi känner inte igen passernyckeln. Logga in på ett annat sätt."),
            "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _l("Vi känner inte igen passernyckeln. Logga in på ett annat sätt."),
            "WEBAUTHN_NO_VERIFY": _l("Passernyckeln gick inte att kontrollera. Försök igen."),
            "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _l("Passernyckeln går inte att använda här. Logga in på ett annat sätt."),
            "WEBAUTHN_MISMATCH_USER_HANDLE": _l("Passernyckeln hör till ett annat konto."),
        },
        "info": {
            "LOGIN": _l("Logga in för att komma vidare."),
            "REFRESH": _l("Visa att det är du."),
            "REAUTHENTICATION_SUCCESSFUL": _l("Tack, nu kan du gå vidare."),
            "NO_RECOVERY_CODES_SETUP": _l("Du har inga reservkoder än."),
            "WEBAUTHN_CREDENTIAL_DELETED": _l("Passernyckeln %(name)s är borttagen."),
        },
        "success": {
            "PASSWORD_CHANGE": _l("Lösenordet är bytt."),
            "TWO_FACTOR_LOGIN_SUCCESSFUL": _l("Koden stämde. Du är inloggad."),
            "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _l("Tvåstegskoder är påslagna."),
            "TWO_FACTOR_DISABLED": _l("Tvåstegskoder är avstängda."),
            "WEBAUTHN_REGISTER_SUCCESSFUL": _l("Passernyckeln %(name)s är tillagd."),
        },
    }.items()
    for name, words in sentences.items()
}  # fmt: skip
