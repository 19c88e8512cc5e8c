"""Does paper say what the event is, in its language, and nothing that is not known?"""

import pytest

from app.flyers import pdf
from app.flyers.message import address_of, lacks_of, sender_of, sheet_of, where_of
from app.i18n import AT_THE_STAND

URL = "https://frivillig.linkoping.se"


def test_a_sheet_says_what_the_event_is(make):
    event = make.event("Kärlekshelg", when="2027-09-11", address="Stora torget 1")
    sheet = sheet_of(event, "K7M4XW9P", "sv", URL)
    assert (sheet.url, sheet.title, sheet.when) == (f"{URL}/Q/K7M4XW9P", "Kärlekshelg", "lördag 11 september 2027")
    assert (sheet.where, sheet.sentence) == ("Stadsparken, Stora torget 1", "Kan du vara någons trygghet?")
    assert (sheet.sender, sheet.footer) == (
        "Frivilligcentrum, Linköpings kommun",
        "hej@linkoping.example · 013-12 34 56",
    )
    assert (sheet.language, sheet.direction, sheet.colour) == ("sv", "ltr", "#0b5a52")


def test_it_speaks_the_language_asked_for(make):
    event = make.event("Öppet hus", titles={"en": "Open house"}, when="2027-09-11")
    sheet = sheet_of(event, "K7M4XW9P", "en", URL)
    assert (sheet.title, sheet.when, sheet.sentence) == (
        "Open house", "Saturday 11 September 2027", "Could you be somebody's safe place?",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "call", "page", "when", "direction"),
    [
        ("ar", "سجّل اهتمامك", "الصفحة باللغتين السويدية والإنجليزية.", "السبت 11 سبتمبر 2027", "rtl"),
        ("uk", "Залиште заявку", "Сторінка доступна шведською та англійською.", "субота 11 вересня 2027", "ltr"),
    ],
)
def test_it_speaks_to_those_of_a_stand_and_says_what_the_page_is_in(make, tag, call, page, when, direction):
    event = make.event("Stadsfesten", when="2027-09-11")
    sheet = sheet_of(event, "K7M4XW9P", tag, URL)
    assert (sheet.call_to_action, sheet.when, sheet.direction, sheet.title) == (call, when, direction, "Stadsfesten")
    assert (sheet.how.endswith(page), sheet.language) == (True, tag)
    assert lacks_of(event, tag) == ["Ingen har granskat översättningen än. Det är den svenska texten som gäller."]


@pytest.mark.parametrize("tag", AT_THE_STAND)
def test_every_language_of_a_stand_is_said_throughout_and_has_signs_in_our_fonts(make, fonts, tag):
    event = make.event("Stadsfesten", when="2027-09-11", place=None, pitches={})
    sheet, swedish = sheet_of(event, "K7M4XW9P", tag, URL), sheet_of(event, "K7M4XW9P", "sv", URL)
    said, same = sheet.words(), {"title", "sender", "footer", "where"} | ({"when"} if tag == "sv-latt" else set())
    assert {name for name, words in said.items() if words == swedish.words()[name]} == same
    assert pdf.unprintable(sheet, fonts) == ""


def test_without_a_sentence_of_its_own_it_says_what_the_organisation_asks_people_for(make):
    assert (
        sheet_of(make.event(pitches={}), "K7M4XW9P", "sv", URL).sentence
        == "Vi söker familjehem, gode män och kontaktpersoner."
    )


def test_what_is_not_known_is_not_said(make):
    sheet = sheet_of(make.event(when=None, place=None), "K7M4XW9P", "sv", URL)
    assert (sheet.when, sheet.where) == ("", "")


@pytest.mark.parametrize(
    ("title", "place", "where"), [("SAAB", "SAAB", ""), ("SAAB", "saab", ""), ("Blodomloppet", "SAAB", "SAAB")]
)
def test_the_place_is_not_said_twice(make, title, place, where):
    assert where_of(make.event(title, place=place)) == where


def test_an_organisation_whose_unit_is_called_the_same_is_named_once(make):
    event = make.event(organisation=make.organisation("fc", "Frivilligcentrum"))
    assert sender_of(event) == "Frivilligcentrum"


def test_a_phone_abroad_is_written_for_everywhere(make):
    event = make.event(
        organisation=make.organisation("mariehamn", "Mariehamn", contact_phone="+35818123456", contact_email=None)
    )
    assert sheet_of(event, "K7M4XW9P", "sv", URL).footer == "+358 18 123456"


def test_nothing_is_lacking_when_all_is_known(make):
    assert lacks_of(make.event("Öppet hus", titles={"en": "Open house"}), "en") == []


def test_the_address_is_in_capitals_so_that_the_symbol_stays_small():
    assert address_of("K7M4XW9P", URL) == "https://frivillig.linkoping.se/Q/K7M4XW9P"
