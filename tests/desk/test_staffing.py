"""Do shifts follow where their event goes: moved, copied, cancelled, deleted; and do its page and Idag say what is missing?"""

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from app.booths.models import Booth
from app.clock import now
from app.events.commands import event as event_command
from app.events.models import Event
from app.events.when import When
from app.mail.models import Letter
from app.staffing.models import Assignment, Shift
from app.store.db import db
from tests.staffing.conftest import at


def fair(make, **facts):
    """A fair on 10 May 2027, its tent with two shifts, one of them promised by Maja."""
    event = make.event("Mässan", when=When.times(datetime(2027, 5, 10, 9), datetime(2027, 5, 10, 17)), **facts)
    booth = make.booth(event)
    first = make.shift(booth, starts_at=at(10, 9), least=2, most=2)
    make.shift(event=event, starts_at=at(10, 13), role="Köra bilen")
    return event, make.assignment(first, make.helper("Maja Lund"), "confirmed")


def times() -> list[datetime]:
    db.session.rollback()
    return [row.starts_at for row in db.session.query(Shift).order_by(Shift.starts_at)]


def letters() -> list[str]:
    db.session.rollback()
    return [row.template for row in db.session.query(Letter).order_by(Letter.id)]


def test_the_events_page_says_how_many_are_missing_and_the_hours(signed_in, make):
    event, _row = fair(make)
    page = signed_in("reader").get(f"/staff/events/{event.slug}", status=200)
    assert "1 person har sagt ja. 2 saknas på 2 pass" in " ".join(page.soup.select_one("#staffing").text.split())
    assert page.follow("Se bemanningen").h1 == "Bemanning"


def test_the_events_page_adds_up_hours_that_were_planned_and_how_many_of_them_were_done(signed_in, make):
    event = make.event("Mässan", when="2027-05-10")
    long = make.shift(event=event, starts_at=at(10, 9), hours=4, least=3, most=3)
    short = make.shift(event=event, starts_at=at(10, 13), hours=1.5)
    for shift, state in ((long, "done"), (long, "absent"), (long, "no"), (short, "done")):
        make.assignment(shift, make.helper(), state)
    page = signed_in("reader").get(f"/staff/events/{event.slug}", status=200)
    label = page.soup.find(string="Timmar på pass")
    assert " ".join(label.find_parent("div").get_text(" ").split()) == "Timmar på pass 9,5 varav 5,5 gjorda"


def test_an_event_without_shifts_offers_to_plan_them(signed_in, make):
    event = make.event(when="2027-05-10")
    page = signed_in("planner").get(f"/staff/events/{event.slug}")
    assert page.follow("Planera bemanningen").h1 == "Flera pass på en gång"


def test_idag_lists_the_shifts_of_two_weeks_that_miss_people(signed_in, make):
    event = make.event("Blodomloppet")
    soon = make.shift(event=event, starts_at=now() + timedelta(days=3), least=2, most=2)
    make.assignment(soon, make.helper(), "yes")
    make.assignment(make.shift(event=event, starts_at=now() + timedelta(days=4)), make.helper(), "yes")
    make.shift(event=event, starts_at=now() + timedelta(days=20))
    make.shift(event=make.event(state="cancelled"), starts_at=now() + timedelta(days=3))
    page = signed_in("planner").get("/staff/", status=200)
    group = next(head for head in page.soup.select("h2.group") if "Pass som saknar folk" in head.text)
    assert [item.select_one(".pill").text for item in group.find_next_sibling("ul").select(".item")] == ["1 av 2"]


def test_an_event_moved_on_its_page_takes_its_shifts_along_and_asks_anew(signed_in, make):
    event, row = fair(make)
    form = signed_in("planner").get(f"/staff/events/{event.slug}/edit").form("main form.form")
    page = form.send(when="12 maj 2027 kl. 10-18")
    assert page.errors == [
        "1 person har lovat att komma, på ett pass som flyttar med, och frågas då på nytt. Spara igen om det är rätt."
    ]
    assert (times(), letters()) == ([at(10, 9), at(10, 13)], [])
    page.form("main form.form").send()
    assert times() == [at(12, 10), at(12, 14)]
    assert (db.session.get(Assignment, row.id).state, letters()) == ("asked", ["shift_changed"])


def change(browser, event, **values):
    return browser.get(f"/staff/events/{event.slug}/edit").form("main form.form").send(**values)


def test_an_event_that_becomes_longer_says_first_that_its_shifts_stay_and_nobody_is_asked_anew(signed_in, make):
    event, row = fair(make)
    page = change(signed_in("planner"), event, when="10 maj 2027 kl. 8-17")
    assert page.errors == [
        "Passen ligger kvar på sina tider. 1 person har lovat att komma och frågas inte på nytt. Spara igen om det är rätt."
    ]
    page.form("main form.form").send()
    assert (times(), letters()) == ([at(10, 9), at(10, 13)], [])
    assert db.session.get(Assignment, row.id).state == "confirmed"


def test_shifts_that_a_shorter_event_leaves_outside_are_counted_and_shown_on_the_roster(signed_in, make):
    event = make.event("Mässan", when=When.read("2027-05-10/2027-05-11"))
    make.shift(event=event, starts_at=at(10, 9), role="Möta besökare")
    make.assignment(make.shift(event=event, starts_at=at(11, 9), role="Plocka ner"), make.helper(), "asked")
    page = change(signed_in("planner"), event, when="10 maj 2027")
    assert page.errors == [
        "1 pass hamnar utanför aktivitetens nya tid. Flytta det eller ställ in det under Bemanning när du har sparat. "
        "Spara igen om det är rätt."
    ]
    roster = page.form("main form.form").send().follow("Se bemanningen")
    marked = [item for item in roster.soup.select(".item") if "Utanför aktivitetens tid" in item.text]
    assert [item.select_one(".item-title").text for item in marked] == ["Plocka ner"]


def test_another_place_of_the_event_is_told_to_those_who_know_of_a_shift_and_their_yes_stands(signed_in, make):
    event, row = fair(make)
    make.assignment(make.shift(event=event, starts_at=now() - timedelta(days=1)), make.helper(), "yes")
    make.assignment(make.shift(event=event, starts_at=at(10, 15)), make.helper(), "no")
    page = change(signed_in("planner"), event, address="Stora torget 3")
    assert page.errors == ["1 person på passen får besked om den nya platsen. Spara igen om det är rätt."]
    page.form("main form.form").send()
    assert (db.session.get(Assignment, row.id).state, letters()) == ("confirmed", ["shift_changed"])


def test_another_place_and_another_time_are_one_letter(signed_in, make):
    event, row = fair(make)
    change(signed_in("planner"), event, when="12 maj 2027 kl. 9-17", place="Torget").form("main form.form").send()
    assert (letters(), db.session.get(Assignment, row.id).state) == (["shift_changed"], "asked")


def test_another_place_number_of_a_booth_is_told_to_those_on_its_shifts(signed_in, make):
    event, row = fair(make)
    make.assignment(make.shift(make.booth(event, "Scenen"), starts_at=at(10, 9)), make.helper(), "yes")
    form = signed_in("planner").get(f"/staff/events/{event.slug}/booths/{row.shift.booth_id}").form("main form.form")
    assert "Sparat. 1 får besked." in form.send(place_number="14 B").text
    told = db.session.query(Letter).one()
    assert (told.template, told.ids["assignment"]) == ("shift_changed", row.id)
    assert db.session.get(Assignment, row.id).state == "confirmed"


def test_an_event_moved_to_a_vague_date_says_first_that_its_shifts_are_off_and_shows_them_after(signed_in, make):
    event, row = fair(make)
    browser = signed_in("planner")
    page = browser.get(f"/staff/events/{event.slug}/edit").form("main form.form").send(when="juni 2027")
    assert page.errors == [
        "1 person har lovat att komma. Utan en bestämd dag ställs passet in, och personen får veta det. "
        "Spara igen om det är rätt."
    ]
    page.form("main form.form").send()
    assert (db.session.get(Assignment, row.id).state, letters()) == ("cancelled", ["shift_cancelled"])
    shown = browser.get(f"/staff/events/{event.slug}/staffing").text
    assert "Dagen är inte bestämd" in shown and "har fått veta det" in shown


def test_the_times_of_a_booth_move_with_its_event_after_they_were_shown(signed_in, make):
    event = make.event("Mässan", when=When.times(datetime(2027, 5, 10, 9), datetime(2027, 5, 10, 17)))
    booth = make.booth(event, "Tältet", setup_at=at(9, 18), from_at=at(10, 9), until_at=at(10, 16))
    page = (
        signed_in("planner")
        .get(f"/staff/events/{event.slug}/edit")
        .form("main form.form")
        .send(when="12 maj 2027 kl. 9-17")
    )
    assert page.errors == [
        "Monterns tider flyttar med. Tältet: mån 10 maj kl. 9.00 → ons 12 maj kl. 9.00. Spara igen om det är rätt."
    ]
    page.form("main form.form").send()
    db.session.rollback()
    db.session.refresh(booth := db.session.get(Booth, booth.id))
    assert (booth.setup_at, booth.from_at, booth.until_at) == (at(11, 18), at(12, 9), at(12, 16))


def test_an_event_moved_by_command_does_the_same(app, make):
    event, row = fair(make)
    arguments = ["move", event.slug, "--start", "2027-05-11T09:00", "--end", "2027-05-11T17:00"]
    CliRunner().invoke(event_command, arguments, obj={"app": lambda: app, "organisation": None}, catch_exceptions=False)
    assert (times(), letters()) == ([at(11, 9), at(11, 13)], ["shift_changed"])
    assert db.session.get(Assignment, row.id).state == "asked"


def test_a_cancelled_event_tells_those_who_would_have_come(signed_in, make):
    event, row = fair(make)
    page = signed_in("planner").get(f"/staff/events/{event.slug}/cancel")
    assert "1 person har lovat att komma och får besked om att passet är inställt." in page.text
    page.form("main form.form").send()
    assert letters() == ["shift_cancelled"]
    assert db.session.get(Assignment, row.id).state == "cancelled"


def copied(browser, event, **values) -> tuple:
    page = browser.get(f"/staff/events/{event.slug}/copy").form("main form.form").send(step="preview", **values)
    page.form("main form").send(step="make")
    twin = db.session.query(Event).filter_by(copied_from_id=event.id).one()
    return page.rows(), db.session.query(Shift).filter_by(event_id=twin.id).order_by(Shift.starts_at).all()


def test_a_copy_has_the_same_shifts_on_its_own_day_with_nobody_on_them(signed_in, make):
    event, _row = fair(make)
    shown, rows = copied(signed_in("planner"), event, when="7 jun 2027")
    assert ["Bemanning 2 pass, utan folk", "måndag 10 maj 2027", "måndag 7 juni 2027"] in shown
    assert [(row.role, row.least, bool(row.booth_id), row.assignments) for row in rows] == [
        ("Möta besökare", 2, True, []), ("Köra bilen", 1, False, []),
    ]  # fmt: skip
    assert [row.starts_at for row in rows] == [at(10, 9) + timedelta(days=28), at(10, 13) + timedelta(days=28)]


def test_shifts_stay_behind_when_one_says_so_or_their_booth_does_or_the_day_is_not_known(signed_in, make):
    event, _row = fair(make)
    browser = signed_in("planner")
    assert copied(browser, event, when="7 jun 2027", shifts=None)[1] == []
    event, _row = fair(make)
    assert [row.role for row in copied(browser, event, when="7 jun 2027", booths=None)[1]] == ["Köra bilen"]
    event, _row = fair(make)
    shown, rows = copied(browser, event, when="juni 2027")
    assert ("följer inte med, dagen är inte bestämd" in [row[2] for row in shown], rows) == (True, [])


def test_a_draft_is_deleted_with_its_shifts_but_not_when_somebody_knows_of_one(signed_in, make):
    event = make.event("Utkast", public=False, published_at=None)
    make.shift(make.booth(event))
    known, _row = fair(make, public=False, published_at=None)
    browser = signed_in("planner")
    browser.get(f"/staff/events/{event.slug}/delete").form("main form.form").send()
    assert db.session.query(Event).filter_by(title="Utkast").count() == 0
    page = browser.get(f"/staff/events/{known.slug}/delete").form("main form.form").send()
    assert page.errors == ["Någon har fått veta om passet. Ställ in det i stället, så att de får besked."]


@pytest.mark.parametrize("what", ["shifts", "helpers"])
def test_they_are_taken_along_as_files(signed_in, make, what):
    import json

    event, row = fair(make)
    make.assignment(row.shift, make.helper(), "asked")
    answer = signed_in("planner").client.get(f"/staff/results/export/{what}.jsonl")
    first = json.loads(answer.get_data(as_text=True).splitlines()[0])
    if what == "shifts":
        assert {name: first[name] for name in ("event", "min", "max", "assigned", "confirmed", "starts_at")} == {
            "event": event.slug, "min": 2, "max": 2, "assigned": 2, "confirmed": 1, "starts_at": "2027-05-10T07:00:00Z",
        }  # fmt: skip
    else:
        assert (first["name"], first["ended_at"]) == ("Maja Lund", None)


def test_helpers_are_for_those_who_staff(signed_in, make):
    make.helper()
    assert signed_in("reader").client.get("/staff/results/export/helpers.csv").status_code == 403
