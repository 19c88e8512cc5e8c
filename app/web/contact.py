"""How can this person be reached? Phone numbers and mail addresses, read as people write them and kept in one form.

A phone is kept as E.164 (`+46701234567`), a mail address as it was written but for its domain, which is lower case and
Unicode. Numbers without a country are Swedish. Whether the number rings or the address receives is not asked here: no
network. Pure; called by every form that takes a contact way, by imports and by `matching`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from app.errors import Refused
from app.i18n import _l

HOME = "SE"
LONGEST_PHONE = 60
LONGEST_EMAIL = 254

NO_PHONE = _l("Telefonnumret går inte att läsa. Skriv det med riktnummer, till exempel 070-123 45 67.")
TWO_PHONES = _l("Skriv ett telefonnummer i taget.")
PAID_PHONE = _l("Det där är ett betalnummer. Skriv ett vanligt telefonnummer.")
NO_EMAIL = _l("E-postadressen går inte att läsa. Skriv den som namn@exempel.se.")
FOREIGN_EMAIL = _l(
    "Framför @ kan adressen bara ha a–z, siffror och vanliga tecken. Kontrollera den, eller lämna telefon."
)


class Way(StrEnum):
    """The two kinds of contact way."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class Contact:
    """One way to be reached: what we keep of it, and the key under which another spelling of it is found."""

    way: Way
    value: str
    key: str


def read_contact(text: str) -> Contact:
    """A phone number or a mail address from one field; what has an @ is an address. Refused as those are."""
    if "@" in text:
        address = read_email(text)
        return Contact(Way.EMAIL, address, address_key(address))
    number = read_phone(text)
    return Contact(Way.PHONE, number, number)


def read_phone(text: str) -> str:
    """E.164 from any spelling: `070-123 45 67`, `0046 70…`, `+46 (0)70…`, `070 1234567 (hem)`, `+45 20 12 34 56`.
    Without a country it is Swedish. Refused unless it is one number that can exist and costs nothing extra to call."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > LONGEST_PHONE:
        raise Refused(NO_PHONE, "phone")
    found = {_e164(number): number for number in _numbers(plain)}
    if len(found) != 1:
        raise Refused(TWO_PHONES if found else NO_PHONE, "phone")
    kept, number = found.popitem()
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        raise Refused(PAID_PHONE, "phone")
    return kept


def _numbers(plain: str) -> list[PhoneNumber]:
    """The valid numbers in the text; letters around them are comments, never signs of a number."""
    if not re.search(r"[^\W\d_]", plain):
        digits = re.sub("[^0-9]", "", plain)
        number = _parse(_with_prefix(plain, digits))
        if number:
            return [number]
    plain = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", plain)
    return [match.number for match in phonenumbers.PhoneNumberMatcher(plain, HOME) if _has_prefix(match.raw_string)]


def _with_prefix(plain: str, digits: str) -> str:
    """Gives back the sign that spreadsheets drop: `701234567` is a mobile, `46701234567` has its country. All else is
    left alone, so that ten or twelve digits without prefix, such as a personnummer, are no phone."""
    if digits[:1] == "7" and len(digits) == 9:
        return "0" + digits
    if digits[:2] == "46" and len(digits) == 11:
        return "+" + digits
    return plain


def _has_prefix(text: str) -> bool:
    return bool(re.match(r"\(?\s*[+0]", text))


def _parse(text: str) -> PhoneNumber | None:
    if not _has_prefix(text) or "+" in text[text.find("+") + 1 :]:
        return None
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


MOBILE = re.compile(r"\+46(7[02369])(\d{3})(\d{2})(\d{2})")


def show_phone(e164: str) -> str:
    """As people here write it: `070-123 45 67`, a foreign one `+45 20 12 34 56`."""
    if mobile := MOBILE.fullmatch(e164):  # nearly all of them; the library takes fifty times as long to say the same
        return "0{}-{} {} {}".format(*mobile.groups())
    number = phonenumbers.parse(e164)
    home = number.country_code == phonenumbers.country_code_for_region(HOME)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def national_for_csv(e164: str) -> str:
    """As `show_phone`, but never with a plus first, which a spreadsheet takes for a formula: `0045 20 12 34 56`."""
    return re.sub(r"^\+", "00", show_phone(e164))


def read_email(text: str) -> str:
    """The address as it is kept; `Anna <anna@exempel.se>` and `mailto:` are understood. Refused if it cannot be."""
    plain = re.sub("^mailto:", "", text.strip(), flags=re.IGNORECASE).strip().rstrip(".,;")
    if len(plain) > LONGEST_EMAIL:
        raise Refused(NO_EMAIL, "email")
    try:
        found = validate_email(plain, check_deliverability=False, allow_display_name=True)
    except EmailNotValidError:
        raise Refused(NO_EMAIL, "email")
    if found.smtputf8:
        raise Refused(FOREIGN_EMAIL, "email")
    return found.normalized


def address_key(address: str) -> str:
    """Under which the same mailbox is found whatever the case of its letters. Dots and +tags stay: they can matter."""
    return unicodedata.normalize("NFKC", address).casefold()
