"""What does a helper see on their own page, and what can they do there?"""

import logging
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.clock import STOCKHOLM, local_date, now
from app.events.when import When
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.mail.models import Letter
from app.mail.words import write
from app.staffing import actions
from app.staffing.models import Assignment, Availability, Helper, Shift
from app.store.db import db, unit_of_work
from app.web.abuse import Counts
from tests.staffing.helping import path_of, press

AHEAD = 21


def at(hour: int, days: int = AHEAD) -> datetime:
    return datetime.combine(local_date(now()) + timedelta(days=days), time(hour), STOCKHOLM)


def state(row) -> str:
    db.session.expire_all()
    return db.session.get(Assignment, row.id).state


def sent() -> list[tuple]:
    db.session.rollback()
    return [(row.template, row.channel) for row in db.session.scalars(select(Letter).order_by(Letter.id))]


@pytest.fixture
def event(make):
    first = local_date(now()) + timedelta(days=AHEAD)
    return make.event(when=When.days(first, first + timedelta(days=1)), titles={"en": "The run"})


@pytest.fixture
def helper(make):
    return make.helper("Maja Lund", languages=["sv", "ar"])


def test_one_sees_what_one_was_asked_where_one_stands_and_what_is_open(make, visitor, event, helper):
    booth = make.booth(event, "Tältet")
    make.assignment(make.shift(booth, starts_at=at(9), role="Möta besökare", note="Ta med väst."), helper, "asked")
    make.assignment(make.shift(booth, starts_at=at(12), role="Bygga upp"), helper, "confirmed")
    make.shift(booth, starts_at=at(15), role="Plocka ner", languages=["ar"])
    page = visitor.get(path_of(helper), status=200)
    assert page.h1 == "Hej Maja!"
    assert [h.get_text() for h in page.soup.select("h2")] == [
        "Kan du?", "Dina pass", "Lediga pass", "När kan du?", "Du och dina uppgifter",
    ]  # fmt: skip
    asked, mine, free = page.soup.select(".pass")
    assert ("kl.\u00a09\u2060–\u206011" in asked.text, "Ta med väst." in asked.text, "Möta besökare" in asked.text) == (
        True,
    ) * 3
    assert ("Bygga upp" in mine.text, "Vi räknar med dig" in mine.text) == (True, True)
    assert ("Gärna någon som talar arabiska." in free.text, "1 plats kvar" in free.text) == (True, True)


def test_the_page_is_in_the_helpers_language_unless_another_is_asked_for(make, visitor, event):
    path = path_of(make.helper(language="en"))
    assert visitor.get(path, headers={"Accept-Language": "sv"}).soup.html["lang"] == "en"
    assert visitor.get(path + "?lang=sv").soup.html["lang"] == "sv"


def test_an_empty_page_says_that_we_will_be_in_touch(make, visitor):
    page = visitor.get(path_of(make.helper()), status=200)
    assert "Vi hör av oss när vi behöver hjälp." in page.text
    assert page.soup.select(".pass, form[action*=days]") == []


def test_yes_gives_the_place_and_says_thanks(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event), helper, "asked")
    page = press(visitor, path_of(helper), "/answer/", answer="yes")
    assert (state(row), page.soup.select_one("[role=status]").get_text(strip=True)) == (
        "yes",
        "Tack! Vi räknar med dig.",
    )


def test_no_is_an_answer_too_and_tells_the_function_nothing_new(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event), helper, "asked")
    press(visitor, path_of(helper), "/answer/", answer="no")
    assert (state(row), sent()) == ("no", [])


def test_whoever_cannot_come_frees_the_place_at_once_and_the_function_hears_of_it(make, visitor, event, helper):
    shift, other = make.shift(event=event), make.helper()
    row = make.assignment(shift, helper, "confirmed")
    assert visitor.get(path_of(other)).soup.select("form[action*=take]") == []
    page = press(visitor, path_of(helper), "/answer/", answer="no")
    assert ("Platsen är ledig igen" in page.text, state(row)) == (True, "no")
    assert sent() == [("shift_freed", "email")]
    press(visitor, path_of(other), "/take/")
    assert db.session.scalar(select(Assignment.state).filter_by(helper_id=other.id)) == "yes"


def test_a_line_with_the_no_is_read_on_the_roster(make, visitor, signed_in, event, helper):
    row = make.assignment(make.shift(event=event), helper, "confirmed")
    form = visitor.get(path_of(helper)).form(f"form:has(#note-{row.id})")
    form.send(note="  Kan komma\ti morgon ")
    roster = signed_in("planner").get(f"/staff/events/{event.slug}/staffing", status=200)
    assert (state(row), roster.soup.select_one(".crew li .aside").text) == ("no", "”Kan komma i morgon”")
    assert sent() == [("shift_freed", "email")]


def test_a_line_that_cannot_be_kept_is_shown_again_and_the_place_stays(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event), helper, "asked")
    path, written = f"{path_of(helper)}/answer/{row.id}", "Ring mig, 19811218-9876"
    page = visitor.post(path, {"answer": "no", "note": written}, status=422)
    field = page.soup.select_one(f"details[open] #note-{row.id}")
    assert (state(row), field["value"], field["aria-invalid"]) == ("asked", written, "true")
    assert "Skriv inte personnummer här." in page.soup.select_one("[role=alert] p").text
    assert visitor.post(path, {"answer": "no", "note": "å" * 301}, status=422).soup.select_one(
        "[role=alert] p"
    ).text == ("Texten är för lång. Skriv högst 300 tecken.")


def test_what_was_written_with_a_no_is_gone_once_they_can(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event), helper, "no", note="Är bortrest")
    visitor.post(f"{path_of(helper)}/answer/{row.id}", {"answer": "yes"}, follow=False)
    assert (state(row), db.session.get(Assignment, row.id).note) == ("yes", None)


def test_the_same_press_twice_is_one_answer_and_one_letter(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event), helper, "yes")
    path = f"{path_of(helper)}/answer/{row.id}"
    assert [visitor.post(path, {"answer": "no"}, follow=False).status for _ in range(2)] == [303, 303]
    assert (state(row), sent()) == ("no", [("shift_freed", "email")])


def test_a_place_that_somebody_else_took_is_refused_in_words_and_nothing_is_lost(make, visitor, event, helper):
    shift = make.shift(event=event)
    row = make.assignment(shift, helper, "asked")
    page = visitor.get(path_of(helper))
    make.assignment(shift, make.helper(), "yes")
    refused = visitor.post(page.soup.select_one("form[action*=answer]")["action"], {"answer": "yes"}, status=409)
    assert refused.soup.select_one("[role=alert] p").text == "Passet är fullt: alla platser är tagna."
    assert refused.soup.title.text.startswith("Fel: ")
    assert (state(row), "Vi behöver ändå ditt svar" in refused.text) == ("asked", True)
    assert [form.select_one("input[name=answer]")["value"] for form in refused.soup.select("form[action*=answer]")] == [
        "no",
        "no",  # and the same with a line
    ]


def test_only_shifts_that_one_can_take_are_offered(make, visitor, event, helper):
    make.assignment(make.shift(event=event, starts_at=at(9), role="Mitt"), helper, "yes")
    make.shift(event=event, starts_at=at(10), role="Krockar")
    make.shift(event=event, starts_at=at(11), role="Direkt efter")
    full = make.shift(event=event, starts_at=at(13), role="Fullt")
    make.assignment(full, make.helper(), "yes")
    make.shift(event=event, starts_at=at(14), role="Inställt", cancelled_at=now())
    make.shift(event=make.event(when=event.when, state="cancelled"), starts_at=at(15), role="Aktiviteten är inställd")
    make.shift(event=make.event(organisation=make.organisation("mjolby", "Mjölby")), starts_at=at(15), role="Andras")
    make.shift(event=event, starts_at=now() - timedelta(minutes=5), role="Har börjat")
    offered = [b.get_text() for b in visitor.get(path_of(helper)).soup.select("section[aria-labelledby=open] .pass b")]
    assert offered == ["Direkt efter"]


def test_what_is_not_offered_cannot_be_taken_by_its_address_either(make, visitor, event, helper):
    foreign = make.shift(event=make.event(organisation=make.organisation("mjolby", "Mjölby")), starts_at=at(15))
    off = make.shift(event=event, starts_at=at(14), cancelled_at=now())
    assert [visitor.post(f"{path_of(helper)}/take/{s.id}", {}).status for s in (foreign, off)] == [404, 404]


def test_days_are_said_kept_and_taken_back(make, visitor, event, helper):
    make.shift(event=event, starts_at=at(9))
    first, second = (f"day-{event.id}-{event.first_on + timedelta(days=n)}" for n in (0, 1))

    def said():
        db.session.rollback()
        rows = db.session.scalars(select(Availability).order_by(Availability.from_at))
        return [(local_date(row.from_at), row.can) for row in rows]

    page = press(visitor, path_of(helper), "/days", **{first: "no", second: "yes", "day-x-2027-01-01": "yes"})
    assert said() == [(event.first_on, False), (event.first_on + timedelta(days=1), True)]
    assert page.soup.select_one(f"input[name='{first}'][checked]")["value"] == "no"
    press(visitor, path_of(helper), "/days", **{first: "", second: "yes"})
    assert said() == [(event.first_on + timedelta(days=1), True)]


def test_on_a_day_that_one_cannot_nothing_is_offered_but_a_shift_one_has_stays(make, visitor, event, helper):
    row = make.assignment(make.shift(event=event, starts_at=at(9)), helper, "yes")
    make.shift(event=event, starts_at=at(15))
    press(visitor, path_of(helper), "/days", **{f"day-{event.id}-{event.first_on}": "no"})
    page = visitor.get(path_of(helper))
    assert (page.soup.select("form[action*=take]"), state(row)) == ([], "yes")


def test_reading_changes_nothing_and_sets_no_cookie(make, visitor, event, helper):
    make.assignment(make.shift(event=event), helper, "asked")
    make.shift(event=event, starts_at=at(15))
    path = path_of(helper)

    def rows():
        db.session.rollback()
        return [db.session.execute(select(table)).all() for table in db.metadata.sorted_tables]

    before = rows()
    page = visitor.get(path)
    addresses = {link["href"] for link in page.soup.select("a[href]") if link["href"].startswith(("/h", "/o"))}
    addresses |= {form["action"] for form in page.soup.select("form")}
    answers = [visitor.client.get(one) for one in sorted(addresses)]
    assert {answer.status_code for answer in answers} == {200, 405}
    assert [answer for answer in [page.response, *answers] if "Set-Cookie" in answer.headers] == []
    assert rows() == before


def test_the_page_is_kept_by_nobody(make, visitor, helper):
    page = visitor.get(path_of(helper))
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert page.soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_nobody_elses_name_stands_on_it(make, visitor, event, helper):
    shift = make.shift(event=event, most=3)
    make.assignment(shift, make.helper("Bo Ek"), "yes")
    make.assignment(shift, helper, "yes")
    assert "Bo" not in visitor.get(path_of(helper)).text


def test_a_new_link_ends_the_old_one_and_comes_by_letter(make, visitor, helper):
    old = path_of(helper)
    press(visitor, old, "/renew")
    db.session.rollback()
    assert (sent(), visitor.get(old).status) == ([("helper_link", "email")], 404)
    assert visitor.get(path_of(db.session.get(Helper, helper.id))).status == 200


def test_whoever_stops_frees_all_places_and_has_no_page_any_more(make, visitor, event, helper):
    rows = [
        make.assignment(make.shift(event=event, starts_at=at(h)), helper, s) for h, s in ((9, "yes"), (12, "asked"))
    ]
    path = path_of(helper)
    page = press(visitor, path, "/leave")
    assert (page.h1, [state(row) for row in rows]) == ("Tack för all hjälp!", ["no", "no"])
    assert (visitor.get(path).status, sent()) == (404, [("shift_freed", "email")])


@pytest.mark.parametrize(
    "cut", [lambda path: path[:-1], lambda path: path[:-1] + "!", lambda path: "/h/x", lambda path: path + "a"]
)
def test_a_wrong_address_says_how_to_get_a_right_one(make, visitor, helper, cut):
    page = visitor.get(cut(path_of(helper)), status=404)
    assert (page.h1, "Få din länk igen" in page.text) == ("Länken fungerar inte", True)


def test_where_nobody_is_yet_a_wrong_address_is_not_found(app, visitor):
    assert [visitor.get(path).status for path in ("/h", "/h/x", "/join/x")] == [404, 404, 404]


def test_another_helpers_question_is_not_mine_to_answer(make, visitor, event, helper):
    foreign = make.assignment(make.shift(event=event), make.helper(), "asked")
    proposed = make.assignment(make.shift(event=event), helper, "proposed")
    found = [
        visitor.post(f"{path_of(helper)}/answer/{row.id}", {"answer": "yes"}).status for row in (foreign, proposed)
    ]
    assert (found, state(foreign), state(proposed)) == ([404, 404], "asked", "proposed")


def test_no_log_holds_an_address_whatever_goes_wrong(make, visitor, event, helper, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    path = path_of(helper)
    visitor.get(path)
    visitor.get(path + "x")
    visitor.post(f"{path}/take/{'0' * 20}", {})
    assert [record for record in caplog.records if path[-32:] in record.getMessage()] == []


def test_every_act_stands_in_the_journal_as_the_helpers_without_a_name(make, visitor, event, helper):
    make.assignment(make.shift(event=event), helper, "asked")
    press(visitor, path_of(helper), "/answer/", answer="yes")
    press(visitor, path_of(helper), "/days", **{f"day-{event.id}-{event.first_on}": "yes"})
    db.session.rollback()
    lines = db.session.scalars(
        select(JournalLine).filter_by(actor=f"helper:{helper.id}").order_by(JournalLine.id)
    ).all()
    assert [line.kind for line in lines] == ["assignment.moved-on", "helper.days-said"]
    assert "Maja" not in str([line.details for line in lines])


def test_the_page_asks_the_database_as_often_for_many_shifts_as_for_few(make, visitor, event, helper, queries):
    def asked():
        path = path_of(helper)
        with queries() as ran:
            visitor.get(path)
        return len(ran)

    for hour in (8, 9):
        make.assignment(make.shift(make.booth(event), starts_at=at(hour)), helper, "asked")
        make.shift(make.booth(event), starts_at=at(hour + 4), most=2)
    few = asked()
    for hour in (8, 9, 10):
        make.assignment(make.shift(make.booth(event), starts_at=at(hour, AHEAD + 1)), helper, "asked")
        make.shift(make.booth(event), starts_at=at(hour + 4, AHEAD + 1), most=2)
    assert asked() == few <= 16


# The link again ----------------------------------------------------------------------------------------------------


def ask_for_link(visitor, contact: str):
    return visitor.get("/o/linkoping/helping/link").form().send(contact=contact)


@pytest.fixture
def fresh_counts(app):
    app.extensions["link_requests"] = Counts(10)


@pytest.mark.parametrize("typed", ["0701234567", "+46 70 123 45 67"])
def test_the_link_is_sent_by_the_way_that_we_know(make, visitor, fresh_counts, typed):
    make.helper(phone="+46701234567", language="en")
    page = ask_for_link(visitor, typed)
    letter = db.session.scalar(select(Letter))
    assert (page.h1, letter.channel, letter.language) == ("Titta i din telefon eller e-post", "sms", "en")


def test_the_answer_is_the_same_for_one_whom_nobody_knows(make, visitor, fresh_counts):
    make.helper(email="maja@exempel.se")
    known, unknown = ask_for_link(visitor, "Maja@exempel.se"), ask_for_link(visitor, "bo@exempel.se")
    assert (known.data, known.path) == (unknown.data, unknown.path)
    assert len(sent()) == 1


def test_asked_for_again_at_once_it_is_one_letter_and_one_who_has_left_gets_none(make, visitor, fresh_counts):
    make.helper(email="maja@exempel.se")
    make.helper(email="bo@exempel.se", ended_at=now())
    for _ in range(3):
        ask_for_link(visitor, "maja@exempel.se")
    ask_for_link(visitor, "bo@exempel.se")
    assert sent() == [("helper_link", "email")]


def test_from_one_network_very_many_are_answered_alike_and_not_sent(make, visitor, app):
    app.extensions["link_requests"] = Counts(1)
    people = [make.helper() for _ in range(7)]
    pages = {ask_for_link(visitor, one.email).data for one in people}
    assert (len(pages), len(sent())) == (1, 4)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Skriv det telefonnummer eller den e-postadress som du brukar nås på."),
        ("hej", "Telefonnumret går inte att läsa. Skriv det med riktnummer, till exempel 070-123 45 67."),
        ("19811218-9876", "Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det."),
    ],
)
def test_what_cannot_be_a_way_to_reach_somebody_is_said(make, visitor, typed, said):
    make.first()
    page = ask_for_link(visitor, typed)
    assert (page.status, page.errors) == (422, [said])


def test_whoever_has_lost_the_link_finds_the_way(make, visitor):
    make.first()
    assert visitor.get("/h").path == "/o/linkoping/helping/link"


def test_one_organisations_page_sends_nothing_of_anothers(make, visitor, fresh_counts):
    make.first()
    make.helper(organisation=make.organisation("mjolby", "Mjölby"), email="maja@exempel.se")
    ask_for_link(visitor, "maja@exempel.se")
    assert sent() == []


def test_a_locked_up_place_is_given_once_however_many_press(make, app, event):
    """Fifty people press "Ta passet" at the same moment, over HTTP."""
    import threading

    shift = make.shift(event=event)
    with unit_of_work():
        people = [Helper(organisation_id=event.organisation_id, unit_id=event.unit_id, name=f"Nr {n}", email=f"n{n}@exempel.se",
                         generation=1, created_at=now(), updated_at=now()) for n in range(50)]  # fmt: skip
        db.session.add_all(people)
    paths = [f"{path_of(one)}/take/{shift.id}" for one in people]
    db.session.remove()
    start, answers = threading.Barrier(len(paths)), []

    def take(path):
        client = app.test_client()
        start.wait()
        answers.append(client.post(path, data={"token": ""}).status_code)

    threads = [threading.Thread(target=take, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] + [409] * 49
    assert db.session.scalars(select(Assignment.state).filter_by(shift_id=shift.id)).all() == ["yes"]


@pytest.mark.parametrize("way", ["answer", "take"])
def test_a_yes_on_a_page_that_told_of_another_time_is_none(make, visitor, event, helper, way):
    shift = make.shift(event=event, starts_at=at(9))
    row = make.assignment(shift, helper, "asked") if way == "answer" else None
    page = visitor.get(path_of(helper))
    form = page.form(f"form[action*={way}]")
    with unit_of_work():
        shift = db.session.get(Shift, shift.id)
        later = replace(actions.said_of(shift), starts_at=at(14), ends_at=at(16))
        actions.change_shift(shift, later, shown=[row.id] if row else [], by=OPERATOR, now=now())
    refused = visitor.post(page.soup.select_one(f"form[action*={way}]")["action"], form.values, status=409)
    assert refused.soup.select_one("[role=alert] p").text == (
        "Passet har fått en annan tid sedan du öppnade sidan. Se vad som gäller nu, och svara igen."
    )
    db.session.rollback()
    assert db.session.scalar(select(Assignment.state)) == ("asked" if row else None)
    press(visitor, path_of(helper), f"/{way}/", **refused.form(f"form[action*={way}]").values)
    assert db.session.scalar(select(Assignment.state)) == "yes"


@pytest.mark.parametrize(("before", "says"), [("asked", "yes"), ("yes", "no")])
def test_what_is_over_nobody_answers_any_more_on_a_page_of_yesterday(make, visitor, event, helper, before, says):
    row = make.assignment(make.shift(event=event, starts_at=at(9, -1)), helper, before)
    page = visitor.post(f"{path_of(helper)}/answer/{row.id}", {"answer": says}, status=409)
    assert (page.soup.select_one("[role=alert] p").text, state(row)) == ("Passet är över.", before)


def test_what_one_cannot_at_one_event_does_not_hide_another_on_that_day(make, visitor, event, helper):
    other = make.event("Loppet", when=event.when)
    for one, role in ((event, "Möta besökare"), (other, "Köra bilen")):
        make.shift(event=one, starts_at=at(9), role=role)
    day = event.first_on.isoformat()
    press(visitor, path_of(helper), "/days", **{f"day-{event.id}-{day}": "yes", f"day-{other.id}-{day}": "no"})
    assert [
        card.b.text for card in visitor.get(path_of(helper)).soup.select("section[aria-labelledby=open] .pass")
    ] == ["Möta besökare"]


def test_the_function_hears_of_the_places_of_whoever_stopped(make, visitor, event, helper):
    with unit_of_work():
        event.unit.email = "centrum@exempel.se"
    row = make.assignment(make.shift(event=event, starts_at=at(9)), helper, "confirmed")
    press(visitor, path_of(helper), "/leave")
    assert state(row) == "no"
    letter = write("shift_freed", {"assignment": row.id}, "sv")
    assert (letter.to, "Se vem som kan hoppa in:" in letter.body) == ("centrum@exempel.se", True)


def test_a_link_that_was_renewed_leads_to_those_whose_helper_one_is(make, visitor):
    make.first()
    other = make.organisation(slug="motala", name="Motala kommun")
    helper = make.helper(organisation=other)
    old = path_of(helper)
    press(visitor, old, "/renew")
    page = visitor.get(old, status=404)
    assert ("Motala kommun" in page.text, "Linköpings kommun" in page.text) == (True, False)
    assert page.follow("Få din länk igen").path == "/o/motala/helping/link"


def test_whoever_lost_the_link_finds_the_way_to_those_whom_they_help(make, visitor):
    make.first()
    make.organisation(slug="motala", name="Motala kommun")
    page = visitor.get("/h", status=200).follow("Motala kommun")
    assert page.path == "/o/motala/helping/link"
    assert "Linköpings kommun" in [link.text for link in page.soup.select("main a.step")]
