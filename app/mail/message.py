"""What does an e-mail of ours look like on the wire? Words become a message (RFC 5322) in plain text. Pure.

Nothing typed by anybody reaches a header except the receiver's address, which must be one and only one.
"""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from ..i18n import stand_language
from .words import Words


class NoAddress(ValueError):
    """What stands in `to` is not one e-mail address."""


def compose(words: Words, *, sender: str, sender_address: str, message_id: str, at: datetime, language: str):
    """The message, ready to send. Raises NoAddress."""
    message = EmailMessage()
    message["From"] = Address(display_name=one_line(sender), addr_spec=sender_address)
    message["To"] = address(words.to)
    message["Subject"] = one_line(words.subject)
    message["Date"] = at
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words.body.replace("\r\n", "\n").replace("\r", "\n"), charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = stand_language(language).code
    return message


def address(text: str) -> Address:
    """One address, or NoAddress; line breaks and other control characters make it none."""
    if not text.isprintable() or " " in text:
        raise NoAddress
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise NoAddress from error


def one_line(text: str) -> str:
    """The text without line breaks and control characters, blanks folded."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def message_id(letter_id: str, sender_address: str) -> str:
    """A letter's Message-ID: the same however often it is tried."""
    return f"<{letter_id}@{sender_address.rpartition('@')[2]}>"
