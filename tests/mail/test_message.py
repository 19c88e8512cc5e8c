"""What does an e-mail of ours look like on the wire?"""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from app.mail.message import NoAddress, address, compose, message_id
from app.mail.words import Words

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def composed(**changes):
    words = Words(
        **{"to": "asa@exempel.se", "subject": "Tack för din anmälan", "body": "Hej!\n\nVi hör av oss.\n"} | changes
    )
    message = compose(
        words, sender="Linköpings kommun", sender_address="monter@linkoping.example", message_id="<x@linkoping.example>",
        at=AT, language="sv",
    )  # fmt: skip
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def test_a_letter_has_the_headers_that_it_needs_and_no_others():
    assert {name: str(value) for name, value in composed().items()} == {
        "From": "Linköpings kommun <monter@linkoping.example>",
        "To": "asa@exempel.se",
        "Subject": "Tack för din anmälan",
        "Date": "Sat, 21 Nov 2026 09:00:00 +0000",
        "Message-ID": "<x@linkoping.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "Content-Language": "sv",
    }


def test_the_body_arrives_as_it_was_written_in_any_script():
    assert composed(body="Åsa\r\nمرحبا\n").get_content() == "Åsa\nمرحبا\n"


def test_a_subject_with_line_breaks_makes_no_header():
    message = composed(subject="Hej\r\nBcc: alla@exempel.se")
    assert (message["Subject"], message["Bcc"]) == ("Hej Bcc: alla@exempel.se", None)


@pytest.mark.parametrize(
    "text",
    ["a@exempel.se\r\nBcc: b@exempel.se", "a@exempel.se, b@exempel.se", "a@exempel.se b@exempel.se", "ingen", "", "@", "a@", "<a@exempel.se>"],
)  # fmt: skip
def test_what_is_not_one_address_is_none(text):
    with pytest.raises(NoAddress):
        address(text)


def test_a_letter_has_the_same_message_id_however_often_it_is_tried():
    assert message_id("0abc", "monter@linkoping.example") == "<0abc@linkoping.example>"
