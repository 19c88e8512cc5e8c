"""Letters with a code each: the same words for all, addresses set in type and kept nowhere; through HTTP and read back."""

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select, text

from app.flyers import preflight
from app.flyers.models import Code
from app.origin.models import Series
from app.store.db import db

LETTER = {"title": "Sommarbrevet 2027", "heading": "Tack!", "text": "Hej!\r\n\r\nTack för allt du gör.", "number": "3"}
ADDRESSES = "Åsa Ek\r\nStorgatan 1\r\n582 23 Linköping\r\n\r\nOmar Nur\r\nÅgatan 2\r\n582 22 Linköping"


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


@pytest.fixture
def mailing(coordinator):
    return coordinator.get("/staff/ambassadors/letters/new", status=200).form("main form").send(**LETTER)


def pages(answer) -> list[tuple[str, list[str]]]:
    """(words, codes) of each page."""
    with PdfDocument(answer.data) as opened:
        return [
            (
                page.get_textpage().get_text_range(),
                [code[-8:] for code in preflight.read(page.render(scale=3).to_pil())],
            )
            for page in opened
        ]


def test_every_letter_has_a_code_of_its_own_and_the_same_words(mailing):
    codes = list(db.session.scalars(select(Code.code)))
    found = pages(mailing.form("main form").send())
    assert sorted(code for _words, read in found for code in read) == sorted(codes)
    assert [("Tack för allt du gör" in words, len(read)) for words, read in found] == [(True, 1)] * 3


def test_addresses_stand_in_the_window_one_a_letter_and_are_kept_nowhere(mailing):
    found = pages(mailing.form("main form").send(addresses=ADDRESSES))
    assert [("Åsa Ek" in words, "Omar Nur" in words) for words, _codes in found] == [(True, False), (False, True)]
    kept = [
        table.name
        for table in db.metadata.sorted_tables
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))
        if "Omar" in str(row) or "Storgatan" in str(row)
    ]
    assert kept == []


def test_more_addresses_than_letters_are_refused_with_what_was_typed(mailing):
    many = "\n\n".join(f"Person {number}" for number in range(4))
    page = mailing.form("main form").send(addresses=many)
    assert (page.status, page.errors) == (422, ["Det är 4 adresser men bara 3 brev."])
    assert "Person 3" in page.soup.textarea.get_text()


def test_personal_numbers_are_refused_among_addresses_and_in_the_text(coordinator, mailing):
    assert mailing.form("main form").send(addresses="Åsa Ek\n19900101-0017").errors != []
    form = coordinator.get("/staff/ambassadors/letters/new").form("main form")
    assert form.send(**LETTER | {"text": "900101-0017"}).errors != []


@pytest.mark.parametrize("number", ["0", "201", "många", ""])
def test_a_number_that_cannot_be_is_said_beside_the_field(coordinator, number):
    page = coordinator.get("/staff/ambassadors/letters/new").form("main form").send(**LETTER | {"number": number})
    assert len(page.errors) == 1
    assert db.session.scalars(select(Series)).all() == []


def test_the_same_press_twice_is_one_mailing(coordinator):
    form = coordinator.get("/staff/ambassadors/letters/new").form("main form").fill(**LETTER)
    form.send()
    form.send()
    assert len(db.session.scalars(select(Code)).all()) == 3


def test_the_list_tells_what_all_letters_of_a_mailing_led_to(coordinator, make):
    make.letters("Dagens ros", 2)
    assert "2 brev" in coordinator.get("/staff/ambassadors/letters", status=200).text
