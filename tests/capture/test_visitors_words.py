"""Does the tablet say everything to visitors in the languages of a stand, and is it told of them only where they are wanted?"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.booths.models import Booth
from app.capture.visitors_words import kinds_in, words_in
from app.demo.people import ASSIGNMENTS
from app.i18n import AT_THE_STAND
from app.leads.models import Lead
from app.mail.models import Letter
from app.mail.words import write
from app.store.db import db, unit_of_work
from app.words import instant_words
from tests.capture.tablet import Tablet

SWEDISH = Path(__file__).parents[2] / "app" / "capture" / "static" / "booth" / "words" / "sv.js"


def visitors() -> dict[str, str]:
    """What the app says to visitors in Swedish: the first of its lists."""
    first = SWEDISH.read_text(encoding="utf-8").partition("export default {\n")[2].partition("\n\n")[0]
    return dict(re.findall(r'^  "(.+?)": "(.+)",$', first, re.MULTILINE))


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("tag", AT_THE_STAND)
def test_no_sentence_of_the_visitors_screens_is_missing(tag):
    swedish, words = visitors(), words_in(tag)
    assert words.keys() == swedish.keys()
    assert {key: places(text) for key, text in words.items()} == {key: places(text) for key, text in swedish.items()}
    assert [key for key, text in words.items() if not text.strip() or "|" in text] == []
    own = {key for key, text in words.items() if text != swedish[key]}
    assert tag == "sv-latt" or own == swedish.keys()


@pytest.mark.parametrize("tag", [tag for tag in AT_THE_STAND if tag != "sv-latt"])
def test_the_usual_assignments_have_their_names(tag):
    assert [key for key, *_ in ASSIGNMENTS if not kinds_in([tag], key)] == []


@pytest.fixture
def booth(make):
    return make.booth(make.event(languages=["sv", "en"]), languages=["sv-latt", "ar"])


def test_a_tablet_is_told_the_words_and_the_text_of_its_booths_languages_and_no_others(app, booth):
    form = Tablet(app).join(booth).told["form"]
    assert (form["languages"], sorted(form["texts"])) == (["sv", "en", "sv-latt", "ar"], ["ar", "en", "sv", "sv-latt"])
    assert form["words"] == {"sv-latt": words_in("sv-latt"), "ar": words_in("ar")}
    assert "لم يراجع أحد هذه الترجمة بعد" in form["texts"]["ar"]["text"]
    names = next(field for field in form["fields"] if field["name"] == "interests")["options"][0]["names"]
    assert sorted(names) == ["ar", "en", "sv"]


def test_what_was_written_in_one_of_them_is_a_lead_that_says_so(app, booth, signed_in):
    tablet = Tablet(app).join(booth)
    tablet.save(name="ليلى", lang="ar", text_sha256=tablet.told["form"]["texts"]["ar"]["sha256"])
    assert tablet.statuses() == ["stored"]
    lead = db.session.query(Lead).one()
    assert (lead.person.language, "Arabiska" in signed_in("coordinator").get(f"/staff/leads/{lead.id}").text) == (
        "ar",
        True,
    )


def test_a_planner_chooses_them_on_the_booths_page(signed_in, booth):
    page = signed_in("planner").get(f"/staff/events/{booth.event.slug}/booths/{booth.id}")
    assert page.form("main form.form").values["languages"] == ["sv-latt", "ar"]
    page.form("main form.form").send(languages=["so", "fi"])
    db.session.rollback()
    assert db.session.get(Booth, booth.id).languages == ["so", "fi"]


def test_a_language_that_we_do_not_have_is_left_out(app, booth):
    with unit_of_work():
        db.session.get(Booth, booth.id).languages = ["xx"]
    assert Tablet(app).join(booth).told["form"]["languages"] == ["sv", "en"]


ABOUT = {
    "ar": ("شكرًا", "الصفحة باللغتين"),
    "uk": ("Дякуємо", "шведською"),
    "sv-latt": ("det du skrev", "på svenska och engelska"),
}


@pytest.mark.parametrize("tag", ABOUT)
def test_what_we_write_to_them_afterwards_is_in_their_language_too(app, booth, tag):
    tablet = Tablet(app).join(booth)
    tablet.save(name="Layla", lang=tag, phone=None, email="layla@exempel.se")
    assert tablet.statuses() == ["stored"]
    db.session.rollback()
    letter = db.session.scalars(select(Letter).filter_by(template="acknowledgement")).one()
    said = write(letter.template, letter.ids, letter.language)
    thanks, page = ABOUT[tag]
    assert (thanks in said.subject, page in said.body, "Tack för att du hörde av dig" in said.body) == (
        True,
        True,
        False,
    )


def test_the_time_that_they_have_is_said_in_their_language():
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert [instant_words(at, tag) for tag in AT_THE_STAND] == [
        "tisdag 24 november 2026 kl. 9.00", "الثلاثاء 24 نوفمبر 2026 الساعة 9:00", "Talaado 24 Noofeembar 2026 saacadda 9:00",
        "вівторок 24 листопада 2026 о 9:00", "tiistaina 24. marraskuuta 2026 klo 9.00",
    ]  # fmt: skip
