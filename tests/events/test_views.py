"""Can a planner plan an event, change it and see what happens? Through HTTP, as a browser would."""

from datetime import datetime

import pytest

from app.events.models import Event
from app.events.when import When
from app.store.db import db


def the_event():
    return db.session.query(Event).one()


def plan_one(browser, **values):
    form = browser.get("/staff/events/new", status=200).form("main form.form")
    return form.send(**({"title": "Kärlekshelg", "main_strand": "grassroots"} | values))


def test_an_event_is_planned_on_one_page_and_then_one_stands_on_it(signed_in):
    page = plan_one(signed_in("planner"), when="12 sep 2027 kl. 10–16", place="Torget")
    assert (page.path, page.h1) == ("/staff/events/karlekshelg", "Kärlekshelg")
    assert "söndag 12 september 2027 kl. 10.00–16.00 · Torget · Monter, gräsrot" in page.text
    assert the_event().state == "idea"


@pytest.mark.parametrize(("typed", "kept"), [
    ("", None), ("maj 2027", "2027-05"), ("v. 20 2027", "2027-W20"), ("8–9 nov 2027", "2027-11-08/2027-11-09"), ("2027", "2027"),
])  # fmt: skip
def test_when_is_kept_as_precisely_as_it_was_typed(signed_in, typed, kept):
    plan_one(signed_in("planner"), when=typed)
    assert the_event().when_text == kept


def test_a_chosen_day_with_clock_times_goes_before_the_line(signed_in):
    plan_one(signed_in("planner"), when="maj 2027", start_on="2027-05-12", start_time="10:00", end_time="15:30")
    assert the_event().when.label("sv") == "onsdag 12 maj 2027 kl. 10.00–15.30"


@pytest.mark.parametrize(("typed", "said"), [
    ({"title": " "}, ["Ge aktiviteten en titel."]),
    ({"main_strand": None}, ["Välj ett huvudspår."]),
    ({"end_on": "2027-05-12"}, ["Välj också den första dagen."]),
    ({"start_on": "2027-05-12", "end_on": "2027-05-11"}, ["Den sista dagen kommer före den första. Byt plats på dem."]),
    ({"start_on": "2027-05-12", "start_time": "10:00"}, ["Välj både när det börjar och när det slutar."]),
    ({"when": "maj 2027", "start_time": "10:00", "end_time": "11:00"}, ["Välj också dagen, så att klockslagen hör till något."]),
    ({"start_on": "2027-05-12", "start_time": "10:00", "end_time": "09:00"}, ["Sluttiden måste komma efter starttiden. Ändra den ena av dem."]),
    ({"start_on": "12/5"}, ["Datumet går inte att läsa. Skriv till exempel 2027-05-12."]),
    ({"title": "x" * 121}, ["Texten är för lång. Skriv högst 120 tecken."]),
    ({"place": "19811218-9876"}, ["Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det."]),
])  # fmt: skip
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(signed_in, typed, said):
    page = plan_one(signed_in("planner"), **typed)
    assert page.errors == said
    assert page.soup.title.text.startswith("Fel:")
    assert db.session.query(Event).count() == 0
    shown = page.form("main form.form").values
    for name, value in typed.items():
        if value and value.strip():
            assert shown[name] == [value]


def test_the_same_press_twice_is_one_event(signed_in):
    form = signed_in("planner").get("/staff/events/new").form("main form.form").fill(title="A", main_strand="brand")
    assert form.send().path == form.send().path == "/staff/events/a"
    assert db.session.query(Event).count() == 1


def test_everything_else_is_edited_later(signed_in, make):
    event = make.event(public=False, published_at=None, languages=["sv"])
    browser = signed_in("planner")
    page = browser.get(f"/staff/events/{event.slug}/edit", status=200).form("#edit").send(
        **{"title": "Blodomloppet 2027", "title-en": "The blood race", "pitch-sv": "Hej", "strands": ["media", "brand"],
           "languages": ["sv", "en"], "interests": ["guardian"], "address": "Storgatan 1", "capacity": "40", "registered": "12",
           "note": "Ta med tält\nrad två", "owner": ""}
    )  # fmt: skip
    assert page.path == f"/staff/events/{event.slug}"
    row = the_event()
    assert (row.title, row.titles, row.pitches, row.strands, row.languages, row.interests) == (
        "Blodomloppet 2027", {"en": "The blood race"}, {"sv": "Hej", "en": event.pitches["en"]},
        ["grassroots", "brand", "media"], ["sv", "en"], ["guardian"],
    )  # fmt: skip
    assert (row.address, row.capacity, row.registered, row.note, row.owner_function_id) == (
        "Storgatan 1", 40, 12, "Ta med tält\nrad två", None,
    )  # fmt: skip


def test_saving_an_unchanged_page_changes_nothing(signed_in, make):
    event = make.event(strands=["grassroots", "media"])
    page = signed_in("planner").get(f"/staff/events/{event.slug}/edit").form("#edit").send()
    assert "Inget var ändrat." in page.text


def test_what_is_missing_is_a_list_with_a_way_to_mend_each(signed_in, make):
    event = make.event(public=False, published_at=None, place=None, pitches={})
    page = signed_in("planner").get(f"/staff/events/{event.slug}")
    links = [(link.text, link["href"]) for link in page.soup.select(".missing a")]
    assert links == [
        ("Skriv var det är.", f"/staff/events/{event.slug}/edit#place"),
        ("Skriv en mening om aktiviteten (Svenska).", f"/staff/events/{event.slug}/edit#pitch-sv"),
        ("Skriv en mening om aktiviteten (English).", f"/staff/events/{event.slug}/edit#pitch-en"),
    ]
    for _text, href in links:
        there, _, anchor = href.partition("#")
        assert page.browser.get(there).soup.find(id=anchor)


def test_it_is_published_and_taken_back(signed_in, make):
    event = make.event(public=False, published_at=None)
    browser = signed_in("planner")
    page = browser.get(f"/staff/events/{event.slug}").form(".head-action form").send()
    assert (page.path, the_event().public) == (f"/staff/events/{event.slug}", True)
    page.form(f"form[action='/staff/events/{event.slug}/unpublish']").send()
    assert (the_event().public, the_event().published_at) == (False, None)


def test_publishing_too_early_shows_the_list(signed_in, make):
    event = make.event(public=False, published_at=None, place=None)
    page = signed_in("planner").get(f"/staff/events/{event.slug}").form(".head-action form").send()
    assert (page.path, the_event().public) == (f"/staff/events/{event.slug}/publish", False)
    assert [link.text for link in page.soup.select(".missing a")] == ["Skriv var det är."]


def test_a_state_is_changed_with_one_press_forward(signed_in, make):
    event = make.event(state="planned")
    signed_in("planner").get(f"/staff/events/{event.slug}").form(f"form[action$='{event.slug}/state']").send()
    assert the_event().state == "confirmed"


def test_closing_without_an_evaluation_asks_why(signed_in, make):
    event = make.event(state="done")
    browser = signed_in("planner")
    page = browser.get(f"/staff/events/{event.slug}/state").form("main form.form").send(state="closed")
    assert (page.errors, the_event().state) == (["Skriv varför, så att andra förstår ändringen."], "done")
    page.form("main form.form").send(reason="Ingen hann")
    assert the_event().state == "closed"


def test_it_is_cancelled_with_words_for_visitors(signed_in, make):
    event = make.event()
    page = (
        signed_in("planner")
        .get(f"/staff/events/{event.slug}/cancel")
        .form("main form.form")
        .send(**{"told-sv": "Vi ses i vår.", "told-en": "See you in spring."})
    )
    assert the_event().cancelled_note == {"sv": "Vi ses i vår.", "en": "See you in spring."}
    assert "Vi ses i vår." in page.text


@pytest.mark.parametrize("page", ["", "/edit", "/state", "/cancel", "/publish"])
def test_another_organisations_event_is_as_missing_as_none(signed_in, make, page):
    make.organisation()
    foreign = make.event(organisation=make.organisation(slug="motala", name="Motala kommun"))
    browser = signed_in("planner", "administrator")
    answers = [browser.get(f"/staff/events/{slug}{page}") for slug in (foreign.slug, "finns-inte")]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


def test_a_reader_sees_the_plan_and_changes_nothing(signed_in, make):
    event = make.event()
    reader = signed_in("reader")
    page = reader.get(f"/staff/events/{event.slug}", status=200)
    assert page.soup.select("main form, main .menu") == []
    assert [
        reader.get(f"/staff/events/{path}").status for path in ("new", f"{event.slug}/edit", f"{event.slug}/cancel")
    ] == [403] * 3


def shown(page):
    return [row.select_one(".item-title").text for row in page.soup.select(".items .item")]


def test_the_year_is_a_list_of_sentences(signed_in, make):
    make.event(when="2017-12-05", place="Babettes", public=False, published_at=None, pitches={}, state="planned")
    page = signed_in("reader").get("/staff/events?year=2017", status=200)
    assert page.h1 == "Aktiviteter 2017"
    assert " ".join(page.soup.select_one(".item").get_text(" ").split()) == (
        "tis 5 dec v. 49 Blodomloppet Babettes · Monter · Gräsrot Saknar en mening till besökare Planerad"
    )


def test_filters_stand_in_the_address_and_say_how_many_they_show(signed_in, make):
    make.event("A", when="2017-05", kind="meeting", strands=["grassroots", "media"], state="done")
    make.event("B", when="2017-06", place=None, public=False, published_at=None, state="planned")
    make.event("C", when=None)
    browser = signed_in("reader")
    asked = [
        "",
        "&kind=meeting",
        "&strand=media",
        "&state=planned",
        "&missing=1",
        "&kind=meeting&missing=1",
        "&kind=nonsense",
    ]
    assert [shown(browser.get(f"/staff/events?year=2017{more}")) for more in asked] == [
        ["A", "B", "C"], ["A"], ["A"], ["B"], ["B"], [], ["A", "B", "C"],
    ]  # fmt: skip
    chips = browser.get("/staff/events?year=2017").soup.select(".facet a")
    assert [" ".join(chip.text.split()) for chip in chips] == [
        "Saknar något 1", "Planerad 1", "Bekräftad 1", "Genomförd 1", "Monter 2", "Möte 1", "Media 1", "Gräsrot 3",
    ]  # fmt: skip


def test_month_by_month_shows_weeks_down_the_side(signed_in, make):
    make.event("Frivilligdagen", when="2017-12-05")
    make.event("Veckan", when="2017-W20")
    page = signed_in("reader").get("/staff/events?year=2017&show=months", status=200)
    grids = page.soup.select("table.month")
    assert [heading.text for heading in page.soup.select("h2.group[id]")] == ["Maj 2017", "December 2017"]
    assert [line.text for line in grids[0].select(".week")] == ["v. 18", "v. 19", "v. 20", "v. 21", "v. 22"]
    assert [mark.text for mark in grids[0].select("th .mark-event")] == ["Veckan Stadsparken"]
    assert [mark.parent.time["datetime"] for mark in grids[1].select(".mark-event")] == ["2017-12-05"]


@pytest.mark.parametrize("show", ["", "&show=months"])
def test_a_longer_year_asks_no_more_of_the_database(signed_in, make, queries, show):
    browser = signed_in("reader")
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make.event(when="2017-05-12")
        with queries() as ran:
            browser.get(f"/staff/events?year=2017{show}")
        counted.append(len(ran))
    assert (len(set(counted)), counted[0] <= 8) == (1, True)


@pytest.mark.parametrize("year", ["", "abc", "99999", "-1", "²"])
def test_a_year_that_makes_no_sense_is_this_one(signed_in, make, year):
    make.organisation()
    assert (
        signed_in("reader").get(f"/staff/events?year={year}", status=200).h1
        == signed_in("reader").get("/staff/events").h1
    )


def test_an_empty_year_offers_the_first_step(signed_in, make):
    assert signed_in("planner").get("/staff/events?year=2030").follow("Planera den första").h1 == "Ny aktivitet"


def test_the_year_of_another_organisation_is_not_shown(signed_in, make):
    make.organisation()
    make.event("Deras", organisation=make.organisation(slug="motala", name="Motala kommun"), when="2017-05")
    assert "Deras" not in signed_in("reader").get("/staff/events?year=2017").text


def test_an_events_page_lies_under_the_activities(signed_in, make):
    event = make.event()
    page = signed_in("planner").get(f"/staff/events/{event.slug}")
    assert [link.text for link in page.soup.select(".rail [aria-current]")] == ["Aktiviteter"]


def test_errors_are_listed_in_the_order_of_the_page(signed_in):
    page = plan_one(signed_in("planner"), title="", main_strand=None, when="nån gång")
    assert [line.split(".")[0] for line in page.errors] == [
        "Ge aktiviteten en titel", "Välj ett huvudspår", "Tiden går inte att läsa",
    ]  # fmt: skip


def test_saving_says_what_changed(signed_in, make):
    event = make.event(when="2027-05-12")
    page = (
        signed_in("planner")
        .get(f"/staff/events/{event.slug}/edit")
        .form("#edit")
        .send(**{"when": "v. 20 2027", "place": "Torget", "title-en": "The race", "owner": "", "strands": ["media"]})
    )
    assert (
        page.soup.select_one(".notice.success").text.strip()
        == "Sparat: fler spår, plats, när, ägs av funktionen, titel på engelska."
    )


def test_publishing_can_be_taken_back_at_once(signed_in, make):
    event = make.event(public=False, published_at=None)
    page = signed_in("planner").get(f"/staff/events/{event.slug}").form(".head-action form").send()
    page = page.form(".notice form").send()
    assert the_event().public is False
    page.form(".notice form").send()
    assert the_event().public is True


def test_what_is_over_offers_to_be_copied_and_no_list(signed_in, make):
    event = make.event(state="done", public=False, published_at=None, place=None)
    page = signed_in("planner").get(f"/staff/events/{event.slug}")
    assert (page.soup.select(".missing"), page.soup.select_one(".head-action").text.strip()) == (
        [],
        "Kopiera till ett annat datum",
    )


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("when", [
    None, "2027", "2027-05", "2027-04/2027-06", "2027-W20", "2027-05-12", "2027-11-08/2027-11-09", "2027-12-30/2028-01-02",
    When.times(datetime(2027, 5, 12, 9), datetime(2027, 5, 12, 15, 30)), When.times(datetime(2027, 5, 12, 9), datetime(2027, 5, 14, 0)),
])  # fmt: skip
def test_what_the_page_shows_of_when_is_read_back_as_it_was(signed_in, make, when, language):
    event = make.event(when=when)
    page = (
        signed_in("planner").get(f"/staff/events/{event.slug}/edit?lang={language}").form("#edit").send(lang=language)
    )
    assert page.errors == []
    assert (the_event().when, the_event().sequence) == (event.when, 0)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unasked(signed_in, make):
    event = make.event(place="Torget")
    first, second = (signed_in("planner").get(f"/staff/events/{event.slug}/edit").form("#edit") for _ in (1, 2))
    first.send(place="Parken")
    page = second.send(title="Nytt namn")
    assert page.errors[0].startswith("Någon annan har ändrat aktiviteten sedan du öppnade sidan.")
    assert (the_event().title, the_event().place) == ("Blodomloppet", "Parken")
    page.form("#edit").send()
    assert (the_event().title, the_event().place) == ("Nytt namn", "Torget")
