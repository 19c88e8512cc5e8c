"""Is what one prints for a booth the same as what the web asks and says, and can it be trusted at the stand?"""

import io

import pypdfium2
import pytest
from sqlalchemy import select

from app.accounts.models import Notice, Organisation
from app.capture import kit, slips
from app.capture.configuration import form_of
from app.capture.models import SlipBatch
from app.capture.visitors_words import kinds_in, words_in
from app.clock import now
from app.demo.people import ASSIGNMENTS
from app.flyers import codes, glyphs, pdf
from app.i18n import AT_THE_STAND, stand_language
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.web.language import speaking

ADDRESS = "https://frivillig.example"


@pytest.fixture
def booth(make):
    return make.booth(name="Tältet")


@pytest.fixture
def planner(signed_in):
    return signed_in("planner")


def path(booth) -> str:
    return f"/staff/events/{booth.event.slug}/booths/{booth.id}/kit"


def text_of(pdf: bytes) -> list[str]:
    """What each page says, blanks folded."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def values_of(batch, tag="sv"):
    text = next(one for one in form_of(batch.booth, batch.booth.event.organisation)[1] if one.language == tag)
    with speaking(tag, stand_language):
        return text, kit.slips(batch, text, slips.names_of(batch), slips.code_of(batch), ADDRESS, days=14)


def test_a_form_of_paper_asks_and_tells_what_the_page_on_the_web_does(make, booth, visitor):
    text, values = values_of(make.slips(booth))
    page = visitor.get(f"/e/{booth.event.slug}?lang=sv")
    asked = [values[name] for name in ("intro", "name", "reach", "one_is_enough", "phone", "email", "interest", "best")]
    asked += [name for _letter, name in values["interests"]] + [values["unsure"], *values["bests"]]
    assert [words for words in asked if words not in page.text] == []
    assert " ".join(values["short"].split()) == " ".join(page.soup.select_one(".informed p").get_text().split())
    said = [line for part in values["parts"] for line in [part["heading"], *part["lines"]]]
    assert [line for line in said if " ".join(line.split()) not in page.text] == []
    assert text.hash[:8] in values["write"]["version"]


@pytest.fixture
def spoken(make):
    """A booth whose visitors are spoken to in every language that we have."""
    return make.booth(make.event(languages=["sv", "en"]), languages=list(AT_THE_STAND))


ON_THE_TABLET = {
    "intro": "form.lede", "back_title": "about.yours", "name": "field.name", "one_is_enough": "field.either",
    "phone": "field.phone", "email": "field.email", "interest": "field.interests", "unsure": "unsure", "best": "field.best",
}  # fmt: skip
BESTS = ["best.any", "best.morning", "best.afternoon", "best.evening"]
OURS = ("write", "event", "booth", "sender", "code", "code_mm", "numbers", "lede", "pitch", "language", "direction")


def sentences(found) -> set[str]:
    """Every text in the values of a form, but what those at the booth read and the names of things."""
    if isinstance(found, str):
        return {found}
    inner = [found[name] for name in found if name not in OURS] if isinstance(found, dict) else found
    return set().union(*map(sentences, inner))


@pytest.mark.parametrize("tag", AT_THE_STAND)
def test_a_form_of_paper_says_what_the_tablet_does_and_nothing_in_swedish(app, make, spoken, tag):
    swedish, words = values_of(make.slips(spoken))[1], words_in(tag)
    values = values_of(make.slips(spoken, language=tag), tag)[1]
    assert {name: values[name] for name in ON_THE_TABLET} == {name: words[key] for name, key in ON_THE_TABLET.items()}
    assert values["bests"] == [words[key] for key in BESTS]
    if tag != "sv-latt":
        purpose = {spoken.event.organisation.purpose["sv"]}  # in its own words, where it has none in this language
        letters = {letter for letter, _name in values["interests"]}
        assert sentences(values) & sentences(swedish) == purpose | letters
    assert glyphs.missing(" ".join(sentences(values)), pdf.fonts(app.config["FONTS"]).have) == ""


@pytest.mark.parametrize(("tag", "mirrored"), [("uk", False), ("ar", True)])
def test_a_form_reads_from_the_side_that_its_language_does(app, make, spoken, tag, mirrored):
    _text, values = values_of(make.slips(spoken, count=1, language=tag), tag)
    with pypdfium2.PdfDocument(io.BytesIO(kit.made("slips", values, app.config["FONTS"]))) as document:
        page = document[0]
        words, middle = page.get_textpage(), page.get_width() / 2
        places = [words.search(said).get_next() for said in ("Datum", "Inskriven", "013-12 34 57")]
        first, last = (words.get_charbox(at)[0] for at, _length in places[:2])
    assert ((first > middle, last < middle), places[2] is not None) == ((mirrored, mirrored), True)


def test_forms_are_offered_in_the_languages_of_the_booth(planner, spoken):
    page = planner.get(path(spoken))
    choices = [option["value"] for option in page.soup.select("select[name=language] option")]
    assert choices == ["sv", "en", *AT_THE_STAND]
    made = page.form().send(count="2", language="ar", follow=False)
    answer = planner.client.get(made.headers["Location"])
    assert (answer.status_code, len(text_of(answer.data))) == (200, 2)
    page = planner.get(path(spoken))
    assert "العربية" in page.text
    assert page.follow("Välj fler språk").form("main form.form").values["languages"] == list(AT_THE_STAND)


def test_forms_are_numbered_on_from_what_was_printed_before(make, booth):
    batches = [make.slips(booth, count=3), make.slips(booth, count=2)]
    assert [(one.first, one.last) for one in batches] == [(1, 3), (4, 5)]
    other = make.slips(make.booth(booth.event, "Ingång A"))
    assert (other.first, other.placement_id != batches[0].placement_id) == (1, True)
    assert batches[0].placement_id == batches[1].placement_id


def test_the_same_print_again_takes_no_new_numbers(booth):
    key = new_id()
    for _again in range(2):
        with unit_of_work():
            slips.print_slips(booth, key=key, count=5, language="sv", by=OPERATOR, now=now())
    assert db.session.scalars(select(SlipBatch.first)).all() == [1]


def test_the_words_that_stand_on_the_paper_are_kept_under_their_hash(make, booth):
    batch = make.slips(booth, language="en")
    kept = db.session.get(Notice, (batch.notice_hash, batch.organisation_id))
    assert (kept.language, kept.text) == ("en", values_of(batch, "en")[0].plain)


def test_two_forms_lie_on_a_page_and_the_whole_text_behind_each(app, make, booth):
    batch = make.slips(booth, count=3)
    _text, values = values_of(batch)
    pages = text_of(kit.made("slips", values, app.config["FONTS"]))
    assert [page.count("Vad heter du?") for page in pages] == [2, 0, 1, 0]
    assert [page.count("Dina rättigheter") for page in pages] == [0, 2, 0, 2]
    assert "Vem pratade?" in pages[0] and "inlåst hos Frivilligcentrum" in pages[0]
    assert codes.shown(slips.code_of(batch)) in pages[0]


def test_many_choices_still_fit_on_half_a_page(app, make, booth):
    _text, values = values_of(make.slips(booth, count=1))
    values["interests"] = [[letter, f"Ett uppdrag med långt namn {letter}"] for letter in "ABCDEFGHIJKLMNOP"]
    pages = text_of(kit.made("slips", values, app.config["FONTS"]))
    assert (len(pages), "Inskriven" in pages[0]) == (2, True)


@pytest.mark.parametrize("tag", ["uk", "so", "fi"])
def test_all_assignments_fit_beside_each_other_in_the_longest_languages(app, make, spoken, tag):
    _text, values = values_of(make.slips(spoken, count=1, language=tag), tag)
    names = [kinds_in([tag], key)[tag] for key, *_ in ASSIGNMENTS]
    values["interests"] = [list(pair) for pair in zip("ABCDEFG", names, strict=True)]
    with pypdfium2.PdfDocument(io.BytesIO(kit.made("slips", values, app.config["FONTS"]))) as document:
        words = document[0].get_textpage()
        (above, _length), (below, _length) = (words.search(said).get_next() for said in (values["bests"][-1], "Datum"))
        lowest, highest = words.get_charbox(above)[1], words.get_charbox(below)[3]
    assert lowest - highest > 4  # points


@pytest.mark.parametrize("tag", ["sv", "en"])
def test_the_card_is_one_page_with_an_address_that_a_camera_reads(app, booth, tag):
    with speaking(tag):
        values = kit.card(booth, tag, ADDRESS)
    (page,) = text_of(kit.made("card", values, app.config["FONTS"]))
    assert "frivillig.example/booth/" in page
    assert "013-12 34 56" in page


@pytest.mark.parametrize("tag", ["sv", "en"])
def test_the_guide_tells_of_both_kinds_of_tablets(app, booth, tag):
    with speaking(tag):
        values = kit.guide(booth, tag)
    (page,) = text_of(kit.made("guide", values, app.config["FONTS"]))
    assert "iPad" in page and "Android" in page


def test_a_planner_prints_all_of_it_from_one_page(planner, booth):
    page = planner.get(path(booth).replace("/kit", "/tablets"), status=200).follow("Skriv ut")
    assert page.h1 == "Papper till Tältet"
    for found in ("card", "guide"):
        answer = planner.client.get(f"{path(booth)}/{found}.pdf?language=sv")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    made = page.form().send(count="4", follow=False)
    answer = planner.client.get(made.headers["Location"])
    assert (made.status, answer.mimetype, len(text_of(answer.data))) == (302, "application/pdf", 4)
    assert "Blankett 1–4" in planner.get(path(booth)).text
    written = db.session.scalars(select(JournalLine).filter_by(kind="slips.printed")).one()
    assert written.details == {"booth": booth.id, "first": 1, "count": 4, "language": "sv"}


@pytest.mark.parametrize("count", ["0", "401", "många", ""])
def test_how_many_must_be_a_number_that_one_prints(planner, booth, count):
    page = planner.get(path(booth)).form().send(count=count)
    assert (page.status, len(page.errors)) == (422, 1)
    assert slips.batches_of(booth.id) == []


def test_old_paper_is_not_printed_again_when_the_text_has_changed(make, planner, booth):
    batch = make.slips(booth)
    with unit_of_work():
        db.session.get(Organisation, booth.organisation_id).privacy_officer = "nytt.ombud@linkoping.example"
    page = planner.get(f"{path(booth)}/slips/{batch.id}.pdf")
    assert "ändrats sedan dess" in page.text
    assert not page.soup.select(f"a[href$='{batch.id}.pdf']")


def test_one_who_only_reads_prints_nothing(signed_in, booth):
    assert signed_in("reader").get(path(booth)).status == 403


def test_a_language_that_is_not_ours_is_not_found(planner, booth):
    assert planner.get(f"{path(booth)}/card.pdf?language=xx").status == 404
