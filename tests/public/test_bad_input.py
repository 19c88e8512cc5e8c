"""Each mistake and each odd request gets its clear answer, and loses nothing."""

import logging

import pytest
from sqlalchemy import func, select

from app.leads.models import Lead, Submission
from app.mail.models import Letter
from app.store.db import db
from tests.public.visiting import ANNA, read_for, sign_up


def leads():
    return db.session.scalar(select(func.count()).select_from(Lead))


@pytest.fixture
def path(make):
    return f"/q/{make.placement().code.code}"


def wrong(visitor, path, **answers):
    page = sign_up(visitor, path, **answers)
    assert (page.status, leads()) == (422, 0)
    assert page.soup.title.get_text().startswith("Fel:")
    return page


def value(page, name):
    return page.soup.select_one(f"input[name={name}]")["value"]


def test_without_a_way_to_be_reached_it_asks_for_one_and_keeps_the_rest(visitor, path):
    page = wrong(visitor, path, phone="", email="")
    assert page.errors == ["Vi behöver ett telefonnummer eller en e-postadress."]
    assert page.soup.select_one("[role=alert] a")["href"] == "#phone"
    assert (value(page, "name"), [box["value"] for box in page.soup.select("[name=interest][checked]")]) == (
        "Anna Björk", ["guardian"],
    )  # fmt: skip
    assert [box["value"] for box in page.soup.select("[name=best_time][checked]")] == ["evening"]
    assert page.form().send(phone="070-123 45 67").h1 == "Tack, nu har vi det"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Skriv vad du heter"),
        ("name", "Anna 19121212-1212", "Skriv inte personnummer"),
        ("name", "Se http://exempel.se", "Ett namn kan inte ha en länk"),
        ("name", "Anna\u202eBjörk", "osynliga tecken"),
        ("name", "x" * 10_000, "Namnet är för långt"),
        ("name", "12345", "Skriv ett namn med bokstäver"),
        ("phone", "121212-1212", "Skriv inte personnummer"),
        ("phone", "19 12 12 12 12 12", "Skriv inte personnummer"),
        ("phone", "12", "Telefonnumret går inte att läsa"),
        ("phone", "0" * 10_000, "Telefonnumret går inte att läsa"),
        ("email", "anna", "E-postadressen går inte att läsa"),
        ("email", "19121212-1212@exempel.se", "Skriv inte personnummer"),
        ("email", "a" * 10_000 + "@exempel.se", "E-postadressen går inte att läsa"),
    ],
)
def test_a_mistake_says_how_to_mend_it_and_keeps_what_was_typed(visitor, path, field, typed, said):
    page = wrong(visitor, path, **{field: typed})
    assert [line for line in page.errors if said in line] == page.errors != []
    kept = {"name": "Anna Björk", "phone": "070-123 45 67"} | {field: typed.replace("\u202e", "")}
    assert {name: value(page, name) for name in kept} == kept


@pytest.mark.parametrize("typed", ["+46 (0)70-123 45 67", "0701234567", "070 123 45 67 (kväll)", "0046701234567"])
def test_any_spelling_of_a_phone_is_read(visitor, path, typed):
    assert sign_up(visitor, path, phone=typed).status == 200
    assert db.session.scalars(select(Submission)).one().answers["phone"] == "+46701234567"


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "محمد", "Зоя", "Ο'Brien-Ek", "李", "Åsa"])
def test_names_of_any_script_are_welcome(visitor, path, name):
    assert sign_up(visitor, path, name=name).h1 == "Tack, nu har vi det"


def test_a_stale_form_comes_back_fresh_with_what_was_typed(visitor, path):
    page = read_for(visitor.get(path), 5 * 3600).send(**ANNA)
    assert (page.status, value(page, "name"), leads()) == (422, "Anna Björk", 0)
    assert "Det du skrev finns kvar" in page.errors[0]
    assert page.form().send().h1 == "Tack, nu har vi det"


def test_a_stale_form_that_was_sent_before_is_still_one_lead(visitor, path):
    form = read_for(visitor.get(path), 3 * 3600)
    form.send(**ANNA)
    form.fill(token=read_for(form.page, 5 * 3600).values["token"])
    assert form.send().form().send().h1 == "Tack, nu har vi det"
    assert leads() == 1


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ÅÄÖ", "\x00"])
def test_a_form_without_our_seal_comes_back_with_what_was_typed(visitor, path, token):
    page = visitor.get(path).form().send(**ANNA, token=token)
    assert (page.status, value(page, "name"), leads()) == (422, "Anna Björk", 0)
    assert read_for(page).send().h1 == "Tack, nu har vi det"


def test_a_form_of_another_event_does_not_fit_here(visitor, path, make):
    other = read_for(visitor.get(f"/q/{make.placement(make.event('Agnes dag')).code.code}"))
    page = visitor.get(path).form().send(**ANNA, token=other.values["token"])
    assert (page.status, leads()) == (422, 0)


def test_broken_bytes_are_named_and_the_rest_is_kept(visitor, path):
    token = read_for(visitor.get(path)).values["token"][0]
    body = b"token=" + token.encode() + b"&name=Anna+%FF%FE&phone=070-123+45+67"
    response = visitor.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    page = visitor._read(response, 422)
    assert page.errors == ["Några tecken kom inte fram. Skriv det här igen."]
    assert value(page, "phone") == "070-123 45 67"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"]
)
@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"name", b"--x\r\n", b"{"])
def test_odd_bodies_never_break_the_server(visitor, path, kind, body):
    response = visitor.client.post(path, data=body, content_type=kind)
    assert response.status_code in (400, 413, 422)


def test_too_much_is_refused_in_words(visitor, path):
    page = read_for(visitor.get(path)).send(name="x" * 70_000)
    assert (page.status, page.h1, leads()) == (413, "Det var för mycket på en gång", 0)


def test_many_parts_are_refused(visitor, path):
    response = visitor.client.post(path, data={f"f{n}": "x" for n in range(500)}, content_type="multipart/form-data")
    assert response.status_code == 413


def test_other_methods_are_refused(visitor, path):
    assert visitor.client.delete(path).status_code == 405


def test_an_interest_that_is_not_offered_is_left_out(visitor, path):
    assert sign_up(visitor, path, interest=["guardian", "kung", "x" * 5000]).status == 200
    assert db.session.scalars(select(Submission)).one().answers["interests"] == ["guardian", "kung", "x" * 40]


def test_another_site_cannot_send_the_form(visitor, path):
    form = read_for(visitor.get(path)).fill(**ANNA)
    assert visitor.client.post(path, data=form.values, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


# Set aside, never refused ------------------------------------------------------------------------------------------


def state():
    return db.session.scalars(select(Lead.state).order_by(Lead.id.desc())).first()


def test_what_is_sent_at_once_is_set_aside_and_answered_like_any_other(visitor, path):
    page = read_for(visitor.get(path), seconds=0).send(**ANNA)
    assert (page.h1, state(), db.session.scalars(select(Letter)).all()) == ("Tack, nu har vi det", "quarantined", [])


def test_a_form_opened_while_our_clock_was_ahead_is_a_person_like_any_other(visitor, path):
    page = read_for(visitor.get(path), seconds=-10 * 365 * 86_400).send(**ANNA)
    assert (page.h1, state()) == ("Tack, nu har vi det", "new")


def test_what_fills_the_field_that_nobody_sees_is_set_aside(visitor, path):
    page = sign_up(visitor, path, message="Buy now")
    assert (page.h1, state()) == ("Tack, nu har vi det", "quarantined")


@pytest.fixture
def limit_of_two(app):
    counts = app.extensions["sign_ups"]
    before, counts.limit = counts.limit, 2
    counts._counts.clear()
    yield
    counts.limit = before
    counts._counts.clear()


def test_many_at_once_press_once_more_and_nothing_is_lost(visitor, path, limit_of_two):
    assert [sign_up(visitor, path, phone=f"070-123 45 6{n}").h1 for n in range(2)] == ["Tack, nu har vi det"] * 2
    third = sign_up(visitor, path, phone="070-123 45 69")
    assert ("Tryck en gång till" in third.text, state(), leads()) == (True, "quarantined", 3)
    done = third.form().send()
    assert ("Tryck en gång till" in done.text, state()) == (False, "new")
    assert len(db.session.scalars(select(Letter)).all()) == 3


def test_very_many_wait_for_staff(visitor, path, limit_of_two):
    for _ in range(9):
        last = sign_up(visitor, path)
    assert ("Tryck en gång till" in last.text, state(), leads()) == (False, "quarantined", 9)


def test_nothing_personal_reaches_the_log(visitor, path, caplog):
    caplog.set_level(logging.DEBUG)
    sign_up(visitor, path, email="anna@exempel.se")
    sign_up(visitor, path, phone="19121212-1212")
    assert [word for word in ("Anna", "701234567", "70-123", "exempel.se", "19121212") if word in caplog.text] == []
