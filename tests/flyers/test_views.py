"""Two clicks from an event to a finished flyer, and everything else that is done with placements, through HTTP."""

import io

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from app.flyers import preflight
from app.flyers.codes import shown
from app.flyers.models import Placement
from app.journal.models import JournalLine
from app.store.db import db


@pytest.fixture
def planner(signed_in):
    return signed_in("planner")


def the_placement():
    return db.session.query(Placement).one()


def words(document):
    with pypdfium2.PdfDocument(document) as opened:
        return " ".join(opened[0].get_textpage().get_text_range().split())


def test_two_clicks_from_an_event_to_a_finished_a5_flyer(planner, make):
    event = make.event("Kärlekshelg")
    page = planner.get(f"/staff/events/{event.slug}").follow("Flyer")
    answer = page.form("form#order").send()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={event.slug}-a5-sv.pdf"
    row = the_placement()
    assert (row.kind, row.label, row.event_id) == ("flyer_batch", "Flyer", event.id)
    with pypdfium2.PdfDocument(answer.data) as opened:
        image = opened[0].render(scale=2).to_pil()
        assert [round(side * 25.4 / 72) for side in opened[0].get_size()] == [148, 210]
    assert preflight.read(image) == [f"http://LOCALHOST:8000/Q/{row.code.code}"]
    said = words(answer.data)
    for part in ("Kärlekshelg", event.when.label("sv"), "Stadsparken", "Kan du vara någons trygghet?", "Anmäl ditt intresse",
                 f"LOCALHOST:8000/Q/{shown(row.code.code)}", "Frivilligcentrum, Linköpings kommun"):  # fmt: skip
        assert part in said


def test_the_same_press_twice_is_one_batch(planner, make):
    form = planner.get(f"/staff/events/{make.event().slug}/flyers").form("form#order")
    assert form.send().data == form.send().data
    assert the_placement().label == "Flyer"


def test_two_planners_at_once_make_one_batch(planner, signed_in, make):
    event = make.event()
    forms = [
        browser.get(f"/staff/events/{event.slug}/flyers").form("form#order")
        for browser in (planner, signed_in("planner"))
    ]
    assert {form.send().status for form in forms} == {200}
    assert db.session.query(Placement).count() == 1


def test_without_its_fonts_the_page_says_how_to_get_them(planner, make, app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "FONTS", tmp_path)
    row = make.placement()
    page = planner.get(f"/staff/events/{row.event.slug}/flyers", status=200)
    assert "Typsnitten för utskrift saknas." in page.text
    assert "Typsnitten för utskrift saknas." in planner.get(f"{page.path}/flyer.pdf").text
    planner.get(f"{page.path}/preview.png", status=404)


def test_the_flyer_is_in_english_when_asked(planner, make):
    row = make.placement(make.event("Öppet hus", titles={"en": "Open house"}))
    page = planner.get(f"/staff/events/{row.event.slug}/flyers")
    pdf = planner.get(f"/staff/events/{row.event.slug}/flyers/flyer.pdf?code={row.code.code}&language=en", status=200)
    assert page.form("form#order").values["language"] == ["sv"]
    assert words(pdf.data).startswith("Open house")
    for part in ("Could you be somebody's safe place?", "Register your interest"):
        assert part in words(pdf.data)


def test_a_flyer_is_offered_in_the_languages_of_the_events_booths_and_no_others(planner, make):
    row = make.placement()
    make.booth(row.event, languages=["uk"])
    address = f"/staff/events/{row.event.slug}/flyers"
    page = planner.get(address)
    assert [one["value"] for one in page.soup.select("select[name=language] option")] == ["sv", "en", "uk"]
    written = words(planner.get(f"{address}/flyer.pdf?code={row.code.code}&language=uk", status=200).data)
    assert "Наведіть камеру телефона на код" in written
    swedish = words(planner.get(f"{address}/flyer.pdf?code={row.code.code}&language=ar", status=200).data)
    assert "Anmäl ditt intresse" in swedish


@pytest.mark.parametrize(("paper", "variant", "size"), [
    ("a6", "screen", (105, 148)), ("a4", "print", (228, 315)), ("a3", "screen", (297, 420)), ("rollup", "screen", (850, 2000)),
    ("a5x2", "screen", (297, 210)), ("table", "screen", (210, 297)),
])  # fmt: skip
def test_every_paper_is_offered(planner, make, paper, variant, size):
    row = make.placement()
    address = f"/staff/events/{row.event.slug}/flyers/flyer.pdf?code={shown(row.code.code).lower()}&paper={paper}&variant={variant}"
    answer = planner.get(address, status=200)
    with pypdfium2.PdfDocument(answer.data) as opened:
        assert tuple(round(side * 25.4 / 72) for side in opened[0].get_size()) == size
    line = db.session.scalars(select(JournalLine).filter_by(kind="flyer.made")).one()
    assert (line.subject, line.details) == (row.id, {"paper": paper, "variant": variant})


def test_the_page_shows_the_paper_before_it_is_fetched(planner, make):
    row = make.placement()
    page = planner.get(f"/staff/events/{row.event.slug}/flyers")
    picture = planner.get(page.soup.select_one(".proof img")["src"], status=200)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, image.width) == ("PNG", 640)


def test_it_shows_the_paper_even_before_there_is_a_placement(planner, make):
    page = planner.get(f"/staff/events/{make.event().slug}/flyers")
    picture = planner.get(page.soup.select_one(".proof img")["src"], status=200)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert preflight.read(image) == ["http://LOCALHOST:8000/Q/22222222"]
    assert db.session.query(Placement).count() == 0


def test_what_a_kind_usually_stands_on_is_chosen_beforehand(planner, make):
    row = make.placement(kind="rollup", label="Roll-up, entrén")
    form = planner.get(f"/staff/events/{row.event.slug}/flyers?code={row.code.code}").form("form#order")
    assert (form.values["paper"], form.values["code"]) == (["rollup"], [row.code.code])


def test_the_page_says_what_the_paper_lacks(planner, make):
    row = make.placement(make.event("Hus 🎉", place=None, when=None, pitches={}))
    page = planner.get(f"/staff/events/{row.event.slug}/flyers")
    for said in ("eftersom ingen tid är känd", "eftersom platsen saknas", "saknas på Svenska", "lämnas ut: 🎉"):
        assert said in page.text


@pytest.mark.parametrize("code", ["K7M4XW9P", "nonsense", "23456789"])
def test_a_code_of_another_event_is_not_found(planner, make, code):
    row = make.placement()
    planner.get(f"/staff/events/{row.event.slug}/flyers/flyer.pdf?code={code}", status=404)


def test_an_event_without_placements_has_no_pdf_yet(planner, make):
    planner.get(f"/staff/events/{make.event().slug}/flyers/flyer.pdf", status=404)


def test_a_placement_is_added_with_everything_known_of_it(planner, make):
    event = make.event()
    form = planner.get(f"/staff/events/{event.slug}/flyers/new").form("main form.form")
    page = form.send(
        kind="radio", label="P4, tisdag morgon", where="P4 Östergötland", from_on="2027-05-03", last_on="2027-05-09",
        quantity_out="14", cost="12 500", spoken_word="familjehem nu", note="Två inslag om dagen",
    )  # fmt: skip
    row = the_placement()
    assert page.h1 == "P4, tisdag morgon"
    assert (str(row.from_on), str(row.until_on), row.cost_ore, row.spoken_word) == (
        "2027-05-03",
        "2027-05-10",
        1_250_000,
        "familjehem nu",
    )
    assert f"/Q/{row.code.code}" in page.text


@pytest.mark.parametrize(("typed", "said"), [
    ({"label": ""}, ["Ge placeringen ett namn, till exempel ”Flyer, biblioteket”."]),
    ({"cost": "mycket"}, ["Skriv beloppet i kronor, till exempel 1 250 eller 99,50."]),
    ({"quantity_out": "femtio"}, ["Skriv ett helt tal med siffror, till exempel 500."]),
    ({"quantity_out": "-1"}, ["Skriv ett antal från 0 till 10 000 000."]),
    ({"quantity_out": "5", "quantity_left": "6"}, ["Fler kan inte vara kvar än som delades ut. Ändra det ena."]),
    ({"from_on": "2027-05-09", "last_on": "2027-05-03"}, ["Den sista dagen kommer före den första. Byt plats på dem."]),
    ({"where": "19811218-9876"}, ["Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det."]),
])  # fmt: skip
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(planner, make, typed, said):
    form = planner.get(f"/staff/events/{make.event().slug}/flyers/new").form("main form.form")
    page = form.send(**({"label": "Affisch, stationen"} | typed))
    assert page.errors == said
    assert db.session.query(Placement).count() == 0
    assert all(page.form("main form.form").values[name] == [value] for name, value in typed.items())


def test_a_placement_is_changed_and_shows_what_it_was(planner, make):
    row = make.placement(quantity_out=500, cost_ore=99_50)
    form = planner.get(f"/staff/events/{row.event.slug}/flyers/{row.id}").follow("Ändra").form("main form.form")
    assert (form.values["quantity_out"], form.values["cost"]) == (["500"], ["99,50"])
    page = form.send(quantity_left="120", where="Biblioteket")
    assert "Sparat." in page.text
    assert (the_placement().quantity_left, the_placement().where) == (120, "Biblioteket")


def test_the_event_behind_a_printed_code_is_changed(planner, make):
    row, other = make.placement(make.event("Blodomloppet")), make.event("Kärlekshelg")
    page = planner.get(f"/staff/events/{row.event.slug}/flyers/{row.id}").follow("Led koden till en annan aktivitet")
    landed = page.form("main form.form").send(event=other.id)
    assert landed.path == f"/staff/events/{other.slug}/flyers/{row.id}"
    assert "Koden leder nu till ”Kärlekshelg”." in landed.text


def test_a_placement_is_retired_and_taken_up_again(planner, make):
    row = make.placement()
    address = f"/staff/events/{row.event.slug}/flyers/{row.id}"
    page = planner.get(address).form("form[action$=retire]").send()
    assert "Koden fungerar och räknas som förut." in page.text
    page = page.form("main .actions form[action$=take-up]").send()
    assert "Placeringen används igen." in page.text
    assert the_placement().retired_at is None


def test_the_code_is_shown_and_can_be_fetched_as_a_drawing(planner, make):
    row = make.placement(label="Annons <Corren>")
    page = planner.get(f"/staff/events/{row.event.slug}/flyers/{row.id}")
    assert page.soup.select_one(".code-plate img")["alt"] == "Koden för Annons <Corren>"
    drawing = planner.get(f"/staff/events/{row.event.slug}/flyers/{row.id}/code.svg", status=200)
    assert drawing.headers["Content-Type"].startswith("image/svg+xml")


def test_a_reader_sees_and_fetches_but_changes_nothing(signed_in, make):
    row = make.placement()
    reader, address = signed_in("reader"), f"/staff/events/{row.event.slug}/flyers"
    assert "Lägg till placering" not in reader.get(address, status=200).text
    reader.get(f"{address}/flyer.pdf", status=200)
    for path in (f"{address}/new", f"{address}/{row.id}/edit", f"{address}/{row.id}/move"):
        reader.get(path, status=403)
    for path in (address, f"{address}/{row.id}/retire", f"{address}/{row.id}/take-up"):
        reader.post(path, {"csrf_token": [reader.token("/staff/")]}, status=403)


def test_another_organisations_placements_are_not_there(planner, make):
    theirs = make.placement(make.event(organisation=make.organisation("motala", "Motala kommun")))
    mine = make.event()
    for path in ("", "/flyer.pdf", "/preview.png", f"/{theirs.id}", f"/{theirs.id}/edit", f"/{theirs.id}/code.svg"):
        planner.get(f"/staff/events/{theirs.event.slug}/flyers{path}", status=404)
    planner.get(f"/staff/events/{mine.slug}/flyers/{theirs.id}", status=404)


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three(planner, make, queries):
    event, counted = make.event(), []
    for number in (1, 2):
        for _ in range(number):
            make.placement(event)
        with queries() as ran:
            planner.get(f"/staff/events/{event.slug}/flyers", status=200)
        counted.append(len(ran))
    assert counted[0] == counted[1] <= 10
