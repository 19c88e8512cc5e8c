"""What a visitor meets behind a code, on an event's page, and on the way in; and what comes of what they send."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Notice
from app.clock import local_date, now
from app.events.when import When
from app.flyers.models import OrphanTally, ScanTally
from app.leads.models import DuplicateHint, Lead, LeadInterest, Submission, Touch
from app.mail.models import Letter
from app.store.db import db, unit_of_work
from tests.pages import no_more_than
from tests.public.visiting import ANNA, read_for, sign_up


def number(model, **where):
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**where))


def change(row, **facts):
    with unit_of_work() as session:
        row = session.get(type(row), row.id)
        for name, value in facts.items():
            setattr(row, name, value)


def yesterday():
    return When.days(local_date(now()) - timedelta(days=1))


# The page ----------------------------------------------------------------------------------------------------------


def test_a_scan_is_answered_by_the_events_own_form(visitor, make):
    placement = make.placement(make.event("Blodomloppet"))
    page = visitor.get(f"/Q/{placement.code.code}", follow=False, status=200)
    assert page.h1 == "Blodomloppet"
    assert [words for words in ("Kan du vara någons trygghet?", "Stadsparken", "Frivilligcentrum", "Linköpings kommun")
            if words not in page.text] == []  # fmt: skip
    fields = {item.get("autocomplete") for item in page.soup.select("main form input")} - {None, "off"}
    assert fields == {"name", "tel", "email"}
    assert [item["value"] for item in page.soup.select("[name=interest]")] == [
        "foster_home", "guardian", "contact_person", "unsure",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["/q/{}", "/Q/{}", "/q/{}/"])
def test_a_code_is_read_in_any_spelling(visitor, make, shape):
    code = make.placement().code.code
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f"{code[:4]}%20{code[4:].lower()}"):
        assert visitor.get(shape.format(typed), follow=False, status=200).h1 == "Blodomloppet"


def test_the_information_text_comes_before_the_first_field(visitor, make):
    page = visitor.get(f"/q/{make.placement().code.code}")
    html = page.response.get_data(as_text=True)
    for words in (
        "en myndighet kan behöva lämna ut det du skriver",
        "013-12\u00a034\u00a057",
        "artikel 6.1 e",
        "IMY",
        "dso@linkoping",
    ):
        assert html.index(words) < html.index('name="name"')


def test_the_words_shown_are_kept_under_the_hash_that_the_submission_has(visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}")
    submission, notice = db.session.scalars(select(Submission)).one(), db.session.scalars(select(Notice)).one()
    assert (submission.notice_hash, submission.organisation_id) == (notice.hash, notice.organisation_id)
    assert "artikel 6.1 e" in notice.text


def test_it_is_one_small_answer_without_cookie_or_script(visitor, make):
    path = f"/q/{make.placement().code.code}"
    page, plain = visitor.client.get(path, headers={"Accept-Encoding": "gzip, br"}), visitor.get(path)
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.data) + sum(len(k) + len(v) + 4 for k, v in page.headers.items()) < 14_000
    assert "Set-Cookie" not in page.headers
    assert plain.soup.select("script, link[rel=stylesheet], img[src^='/'], iframe") == []
    assert [link["href"] for link in plain.soup.select("link")] == ["data:,"]


def test_it_asks_the_database_little(visitor, make):
    path = f"/q/{make.placement().code.code}"
    visitor.get(path)
    with no_more_than(4):
        visitor.get(path)


def test_sending_asks_the_database_little_too(visitor, make):
    path = f"/q/{make.placement().code.code}"
    sign_up(visitor, path)
    form = read_for(visitor.get(path))
    with no_more_than(17):
        sent = form.send(follow=False, **ANNA | {"phone": "070-999 88 77"})
    with no_more_than(2):
        visitor.get(sent.headers["Location"])


def test_a_change_shows_at_once(visitor, make):
    event = make.event("Blodomloppet")
    placement = make.placement(event)
    visitor.get(f"/q/{placement.code.code}")
    change(event, title="Stafetten", place="Valla")
    page = visitor.get(f"/q/{placement.code.code}")
    assert (page.h1, "Valla" in page.text) == ("Stafetten", True)


def test_what_staff_wrote_is_escaped(visitor, make):
    event = make.event('<script>alert("x")</script>', place="<b>Park</b>", pitches={"sv": "<i>Kom</i>"})
    page = visitor.get(f"/q/{make.placement(event).code.code}")
    assert page.h1 == '<script>alert("x")</script>'
    assert page.soup.select("script, main i") == []


def test_it_speaks_english_and_asks_so(visitor, make):
    event = make.event(titles={"en": "The blood run"})
    page = visitor.get(f"/q/{make.placement(event).code.code}?lang=en", status=200)
    assert (page.soup.html["lang"], page.h1) == ("en", "The blood run")
    assert [choice.get_text() for choice in page.soup.select(".tile span")][:2] == ["Foster home", "Legal guardian"]
    thanks = read_for(page).send(**ANNA)
    assert (thanks.soup.html["lang"], db.session.scalars(select(Submission.language)).one()) == ("en", "en")


def test_the_browsers_language_counts_when_none_is_asked_for(visitor, make):
    page = visitor.get(f"/q/{make.placement().code.code}", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert page.soup.html["lang"] == "en"


def test_the_turned_around_language_runs_from_right_to_left(visitor, make):
    page = visitor.get(f"/q/{make.placement().code.code}?lang=ar-XB", status=200)
    assert page.soup.html["dir"] == "rtl"
    assert read_for(page).send(name="").soup.html["dir"] == "rtl"


# What becomes of it ------------------------------------------------------------------------------------------------


def test_what_is_sent_becomes_a_lead_with_its_source(visitor, make):
    placement = make.placement()
    thanks = sign_up(visitor, f"/q/{placement.code.code}")
    lead = db.session.scalars(select(Lead)).one()
    assert thanks.h1 == "Tack, nu har vi det"
    assert (lead.person.name, lead.person.contact("phone"), lead.best_time, lead.state, lead.way) == (
        "Anna Björk", "+46701234567", "evening", "new", "web",
    )  # fmt: skip
    assert (lead.event_id, lead.placement_id) == (placement.event_id, placement.id)
    touch = db.session.scalars(select(Touch)).one()
    assert (touch.kind, touch.grade, touch.created) == ("code", "A", True)
    reference = db.session.scalars(select(Submission.reference)).one()
    assert f"{reference[:3]}-{reference[3:]}" in thanks.text
    assert number(Letter) == 1


def test_post_is_answered_by_303_and_no_personal_value_in_the_address(visitor, make):
    form = read_for(visitor.get(f"/q/{make.placement().code.code}"))
    sent = form.send(follow=False, **ANNA, email="anna@exempel.se")
    assert sent.status == 303
    assert re.fullmatch(r"/thanks/[\w-]{38}\?lang=sv", sent.headers["Location"])


def test_the_same_press_twice_is_one_lead_and_one_answer(visitor, make):
    form = read_for(visitor.get(f"/q/{make.placement().code.code}"))
    first, second = form.send(**ANNA), form.send(**ANNA)
    assert (first.text, first.path, number(Lead)) == (second.text, second.path, 1)


def test_the_same_person_at_another_event_is_a_second_lead_with_a_hint(visitor, make):
    for title in ("Blodomloppet", "Agnes dag"):
        sign_up(visitor, f"/q/{make.placement(make.event(title)).code.code}")
    assert (number(Lead), number(DuplicateHint)) == (2, 1)


def test_not_knowing_yet_is_an_answer(visitor, make):
    sign_up(visitor, f"/q/{make.placement().code.code}", interest=["unsure"])
    assert (number(Lead), number(LeadInterest)) == (1, 0)


def test_the_events_page_has_the_same_form_and_knows_no_paper(visitor, make):
    event = make.event()
    sign_up(visitor, f"/e/{event.slug}")
    lead, touch = db.session.scalars(select(Lead)).one(), db.session.scalars(select(Touch)).one()
    assert (lead.event_id, lead.placement_id, touch.kind, touch.grade) == (event.id, None, "unknown", "B")


def test_an_event_that_is_not_published_has_no_page(visitor, make):
    visitor.get(f"/e/{make.event(public=False).slug}", status=404)
    visitor.get("/e/finns-inte", status=404)


def test_one_way_in_shows_coming_events_and_takes_sign_ups(visitor, make):
    make.event("Blodomloppet")
    make.event("I går", when=yesterday())
    make.event("Hemligt", public=False)
    page = visitor.get("/", status=200)
    assert ("Blodomloppet" in page.text, "I går" in page.text, "Hemligt" in page.text) == (True, False, False)
    sign_up(visitor, "/")
    lead = db.session.scalars(select(Lead)).one()
    assert (lead.event_id, lead.owner_function_id) == (None, make.function().id)


def test_each_organisation_has_its_own_way_in(visitor, make):
    make.organisation()
    other = make.organisation("norrkoping", "Norrköpings kommun")
    assert "Norrköpings kommun" in visitor.get("/o/norrkoping", status=200).text
    sign_up(visitor, "/o/norrkoping")
    assert db.session.scalars(select(Lead.organisation_id)).all() == [other.id]
    visitor.get("/o/finns-inte", status=404)


def test_before_there_is_an_organisation_it_says_so(visitor):
    visitor.get("/", status=404)


# Codes after their time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": "cancelled"}, "Inställt."),
        ({"state": "cancelled", "cancelled_note": {"sv": "Regnet tog tältet."}}, "Regnet tog tältet."),
        ({"state": "closed"}, "Det här har redan varit."),
    ],
)
def test_a_code_after_its_time_helps_and_takes_sign_ups(visitor, make, facts, said):
    placement = make.placement(make.event(**facts))
    assert said in visitor.get(f"/q/{placement.code.code}", status=200).text
    sign_up(visitor, f"/q/{placement.code.code}")
    assert number(Lead, placement_id=placement.id) == 1


def test_what_is_sent_to_an_event_that_has_been_is_recorded_and_told_so(visitor, make):
    event = make.event()
    form = read_for(visitor.get(f"/q/{make.placement(event).code.code}"))
    change(event, state="done")
    assert "Blodomloppet har redan varit, men ditt intresse har kommit fram." in form.send(**ANNA).text
    assert number(Lead) == 1


def test_a_retired_code_still_leads_somewhere(visitor, make):
    placement = make.placement(retired_at=now())
    page = visitor.get(f"/q/{placement.code.code}", status=200)
    assert "Koden används inte längre." in page.text
    sign_up(visitor, page.path)
    assert number(Lead, placement_id=placement.id) == 1


def test_an_unknown_code_reaches_the_general_form_and_is_counted(visitor, make):
    make.organisation()
    page = visitor.get("/q/22222222", status=200)
    assert "Vi känner inte igen koden" in page.text
    assert read_for(page).send(**ANNA).h1 == "Tack, nu har vi det"
    assert {row.kind: row.number for row in db.session.scalars(select(OrphanTally))} == {"unknown": 1}


def test_a_wrong_sign_says_check_the_code(visitor, make):
    code = make.placement().code.code
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    page = visitor.get(f"/q/{wrong}", status=200)
    assert page.h1 == "Kontrollera koden"
    assert read_for(page).send(**ANNA).h1 == "Tack, nu har vi det"
    assert {row.kind: row.number for row in db.session.scalars(select(OrphanTally))} == {"misread": 1}


@pytest.mark.parametrize("typed", ["x", "hej%20hej", "%FF%FE", "K7M4XW9P" * 200, "..", "<b>"])
def test_whatever_stands_after_q_is_a_page(visitor, make, typed):
    make.organisation()
    visitor.get(f"/q/{typed}", status=200)


def test_a_code_whose_placement_has_no_event_is_the_general_form(visitor, make):
    placement = make.placement()
    change(placement, event_id=None)
    assert visitor.get(f"/q/{placement.code.code}", status=200).h1 == "Anmäl ditt intresse"
    sign_up(visitor, f"/q/{placement.code.code}")
    assert number(Lead, placement_id=placement.id, event_id=None) == 1


# Counting ----------------------------------------------------------------------------------------------------------

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"}


def test_scans_are_counted_without_looking_ahead_or_other_languages(visitor, make):
    path = f"/q/{make.placement().code.code}"
    visitor.get(path, headers=BROWSER)
    visitor.get(path + "?lang=en", headers=BROWSER)
    visitor.get(path, headers=BROWSER | {"Sec-Purpose": "prefetch"})
    visitor.client.head(path, headers=BROWSER)
    visitor.get(path, headers={"User-Agent": "facebookexternalhit/1.1"})
    rows = sorted((row.bot, row.late, row.number) for row in db.session.scalars(select(ScanTally)))
    assert rows == [(False, False, 1), (True, False, 1)]


def test_scans_after_the_event_are_late(visitor, make):
    visitor.get(f"/q/{make.placement(make.event(when=yesterday())).code.code}", headers=BROWSER)
    assert db.session.scalars(select(ScanTally.late)).all() == [True]


def test_an_errors_page_is_no_scan(visitor, make):
    read_for(visitor.get(f"/q/{make.placement().code.code}", headers=BROWSER)).send(name="")
    assert db.session.scalars(select(ScanTally.number)).all() == [1]
