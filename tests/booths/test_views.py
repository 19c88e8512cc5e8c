"""Can a planner say where we stand, and when? Through HTTP."""

import pytest

from app.booths.models import Booth, Tally
from app.clock import now
from app.events.when import When
from app.mail.models import Letter
from app.store.db import db, unit_of_work


def the_booth():
    return db.session.query(Booth).one()


def add(browser, event, **values):
    return browser.get(f"/staff/events/{event.slug}/booths/new", status=200).form("main form.form").send(**values)


def test_a_booth_needs_only_a_name_and_then_stands_on_the_event(signed_in, make):
    event = make.event()
    page = add(signed_in("planner"), event, name="Tältet")
    assert (page.path, the_booth().event_id, the_booth().name) == (f"/staff/events/{event.slug}", event.id, "Tältet")
    assert "Tältet" in [link.text for link in page.soup.select("#booths .item-title")]


def test_a_new_booth_is_open_as_long_as_the_event(signed_in, make):
    from datetime import datetime

    event = make.event(when=When.times(datetime(2027, 9, 12, 10), datetime(2027, 9, 12, 16)))
    shown = signed_in("planner").get(f"/staff/events/{event.slug}/booths/new").form("main form.form").values
    assert (shown["from_at"], shown["until_at"]) == (["2027-09-12T10:00"], ["2027-09-12T16:00"])


def test_the_tablets_of_a_new_booth_speak_what_those_of_the_others_do(signed_in, make):
    event = make.event()
    make.booth(event, languages=["so", "ar"])
    shown = signed_in("planner").get(f"/staff/events/{event.slug}/booths/new").form("main form.form").values
    assert shown["languages"] == ["ar", "so"]


def test_everything_about_a_booth_is_kept_and_shown_again(signed_in, make):
    event, browser = make.event(), signed_in("planner")
    typed = {
        "name": "Tältet", "place_number": "14 B", "setup_at": "2027-09-12T08:00", "from_at": "2027-09-12T10:00",
        "until_at": "2027-09-12T16:00", "takedown_at": "2027-09-12T18:00", "bring": "Tält\nDuk", "permit": "Polisen, ja",
        "electricity": "y", "network": "weak", "note": "Parkera vid bron",
    }  # fmt: skip
    add(browser, event, **typed)
    row = the_booth()
    assert (f"{row.from_at:%H:%M}", row.bring, row.electricity, row.network) == ("08:00", "Tält\nDuk", True, "weak")
    shown = browser.get(f"/staff/events/{event.slug}/booths/{row.id}").form("main form.form").values
    assert {name: value[0].strip() for name, value in shown.items() if name in typed} == typed | {"bring": "Tält\nDuk"}


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": " "}, "Ge montern ett namn, till exempel Tältet."),
    ({"from_at": "2027-09-12T10:00", "until_at": "2027-09-12T10:00"}, "”Öppet till” måste komma efter ”Öppet från”."),
    ({"setup_at": "2027-09-12T11:00", "until_at": "2027-09-12T10:00"}, "”Öppet till” måste komma efter ”Montera från”."),
    ({"from_at": "2027-03-28T02:30"}, "Klockan 2.30 finns inte söndag 28 mars 2027: då ställs klockan fram till sommartid. Välj en annan tid."),
    ({"from_at": "i morgon"}, "Tiden går inte att läsa. Välj både dag och klockslag, till exempel 2027-05-12 09:30."),
])  # fmt: skip
def test_what_cannot_be_is_said_in_words(signed_in, make, typed, said):
    page = add(signed_in("planner"), make.event(when=None), **({"name": "Tältet"} | typed))
    assert page.errors == [said]
    assert db.session.query(Booth).count() == 0


def test_the_same_press_twice_is_one_booth(signed_in, make):
    event = make.event()
    form = signed_in("planner").get(f"/staff/events/{event.slug}/booths/new").form("main form.form").fill(name="A")
    form.send()
    form.send()
    assert db.session.query(Booth).count() == 1


def test_a_booth_is_changed(signed_in, make):
    booth = make.booth()
    browser = signed_in("planner")
    form = browser.get(f"/staff/events/{booth.event.slug}/booths/{booth.id}").form("main form.form")
    assert "Inget var ändrat." in form.send().text
    assert "Sparat." in form.send(name="Scenen").text
    assert the_booth().name == "Scenen"


def test_a_booth_is_taken_away_after_a_question(signed_in, make):
    booth = make.booth()
    page = signed_in("planner").get(f"/staff/events/{booth.event.slug}/booths/{booth.id}").follow("Ta bort montern")
    assert page.h1 == "Ta bort Tältet?"
    page.form("main form.form").send()
    assert db.session.query(Booth).count() == 0


def test_a_booth_where_something_was_counted_stays(signed_in, make):
    booth = make.booth()
    with unit_of_work() as session:
        session.add(Tally(
            organisation_id=booth.organisation_id, event_id=booth.event_id, booth_id=booth.id, kind="conversations",
            number=1, at=now(), noted_by="staff:x",
        ))  # fmt: skip
    page = (
        signed_in("planner")
        .get(f"/staff/events/{booth.event.slug}/booths/{booth.id}/delete")
        .form("main form.form")
        .send()
    )
    assert page.errors == [
        "Montern har pass, intressen, räknade samtal eller koder och måste finnas kvar, så att det syns var de kom ifrån."
    ]
    assert the_booth().name == "Tältet"


@pytest.mark.parametrize("tail", ["", "/delete"])
def test_another_organisations_booth_is_as_missing_as_none(signed_in, make, tail):
    own = make.event()
    foreign = make.booth(make.event(organisation=make.organisation(slug="motala", name="Motala kommun")))
    browser = signed_in("planner")
    ways = [
        f"{own.slug}/booths/{foreign.id}",
        f"{foreign.event.slug}/booths/{foreign.id}",
        f"{own.slug}/booths/finnsinte",
    ]
    assert [browser.get(f"/staff/events/{way}{tail}").status for way in ways] == [404, 404, 404]


def test_a_reader_changes_no_booth(signed_in, make):
    booth = make.booth()
    reader = signed_in("reader")
    slug = booth.event.slug
    assert [
        reader.get(f"/staff/events/{slug}/booths/{way}").status for way in ("new", booth.id, f"{booth.id}/delete")
    ] == [403] * 3


def test_whoever_stands_there_is_told_another_name_of_the_booth(signed_in, make):
    booth = make.booth()
    make.assignment(make.shift(booth), make.helper(), "yes")
    form = signed_in("planner").get(f"/staff/events/{booth.event.slug}/booths/{booth.id}").form("main form.form")
    assert "Sparat. 1 får besked." in form.send(name="Scenen").text
    db.session.rollback()
    assert [letter.template for letter in db.session.query(Letter)] == ["shift_changed"]
