"""Who gets in, and who does not? Passwords, one-time links, the end of a sign-in, and guessing, through the pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask_security import hash_password
from flask_security.core import _default_messages
from jinja2 import TemplateNotFound
from sqlalchemy import select

from app import create_app
from app.accounts import signing_in, throttle
from app.accounts.models import SignInFailure, StaffSession
from app.accounts.throttle import PER_PAIR
from app.clock import now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.db import db, unit_of_work
from tests.pages import Browser

USED = {
    f"SECURITY_{name}_TEMPLATE"
    for name in (
        "LOGIN_USER", "VERIFY", "CHANGE_PASSWORD", "TWO_FACTOR_SETUP", "TWO_FACTOR_VERIFY_CODE", "MULTI_FACTOR_RECOVERY",
        "MULTI_FACTOR_RECOVERY_CODES", "WAN_REGISTER", "WAN_SIGNIN", "WAN_VERIFY",
    )
}  # fmt: skip
PASSWORD = "korrekt kanot batteri klammer"
WRONG = "E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."


@pytest.fixture
def anna(make):
    """A planner with a password."""
    staff = make.staff("planner", name="Anna Ek")
    with unit_of_work():
        staff.password = hash_password(PASSWORD)
    return staff


def sign_in(browser, email, password=PASSWORD, **kwargs):
    form = browser.get("/staff/sign-in", status=200).form("form[action='/staff/sign-in']")
    return form.send(email=email, password=password, **kwargs)


def test_a_password_costs_whoever_guesses_as_much_as_argon2id_does_by_itself(app, tmp_path):
    """Outside tests, where it costs nothing."""
    served = create_app({"MONTER_HOME": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/own.sqlite3"})
    with served.app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def journal(kind):
    return list(db.session.scalars(select(JournalLine).filter_by(kind=kind)))


def test_a_password_signs_in_and_leads_where_one_was_going(app, anna):
    browser = Browser(app)
    form = browser.get("/staff/calendar", status=200).form("form[action='/staff/sign-in']")
    page = form.send(email=anna.email.upper(), password=PASSWORD)
    assert (page.status, page.path) == (200, "/staff/calendar")


def test_a_sign_in_is_written_down_with_its_way_and_no_address(app, anna):
    sign_in(Browser(app), anna.email)
    [line] = journal("staff.signed-in")
    assert (line.subject, line.actor, line.details) == (anna.id, f"staff:{anna.id}", {"way": "password"})


@pytest.mark.parametrize("address", ["known", "nobody@linkoping.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app, anna, address):
    page = sign_in(Browser(app), anna.email if address == "known" else address, "en helt annan kanot")
    assert (page.status, page.path, page.errors) == (200, "/staff/sign-in", [WRONG])
    assert [line.details for line in journal("staff.sign-in-failed")] == [{}]


def test_a_closed_account_is_told_nothing_more_than_a_wrong_password(app, anna):
    with unit_of_work():
        anna.active = False
    assert sign_in(Browser(app), anna.email).errors == [WRONG]


def test_an_account_without_a_password_is_not_opened_by_an_empty_one(app, make):
    staff = make.staff("planner")
    page = sign_in(Browser(app), staff.email, "")
    assert page.errors == [WRONG]


def test_whoever_guesses_too_often_waits_and_the_owner_elsewhere_does_not(app, anna):
    guesser = Browser(app)
    for _ in range(PER_PAIR):
        assert sign_in(guesser, anna.email, "en helt annan kanot").status == 200
    held = sign_in(guesser, anna.email)
    assert (held.status, held.h1) == (429, "Det kom många försök på kort tid")
    elsewhere = Browser(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert sign_in(elsewhere, anna.email).path == "/staff/"


def test_failures_are_kept_without_address_or_network(app, anna):
    sign_in(Browser(app), anna.email, "en helt annan kanot")
    keys, network = db.session.scalars(select(SignInFailure.key)).all(), throttle.network_of("127.0.0.1")
    assert {*keys} == {*throttle.keys_of(app.config["INSTANCE_KEY"], anna.email, network)}
    assert not any(part in key for key in keys for part in (network, anna.email))


def test_failures_older_than_a_day_are_gone_with_the_next(app, anna, monkeypatch):
    sign_in(Browser(app), anna.email, "en helt annan kanot")
    with unit_of_work():
        db.session.query(SignInFailure).update({"at": now() - throttle.KEPT * 2})
    sign_in(Browser(app), anna.email, "en helt annan kanot")
    assert db.session.query(SignInFailure).count() == 2


def test_one_is_not_led_to_another_site(app, anna):
    browser = Browser(app)
    form = browser.get("/staff/sign-in?next=https://evil.example/", status=200).form("form[action='/staff/sign-in']")
    page = form.send(follow=False, email=anna.email, password=PASSWORD)
    assert page.headers.get("Location") in (None, "/staff/arrived")


def test_signing_out_ends_the_sign_in_on_the_server_too(app, anna):
    browser = Browser(app)
    sign_in(browser, anna.email)
    cookie = browser.client.get_cookie("monter").value
    browser.get("/staff/", status=200).form("form[action='/staff/sign-out']").send()
    kept = Browser(app)
    kept.client.set_cookie("monter", cookie)
    assert kept.get("/staff/", status=200).path == "/staff/sign-in"
    assert [row.ended_at is None for row in db.session.query(StaffSession)] == [False]


def test_a_closed_account_is_signed_out_everywhere(app, anna):
    browser = Browser(app)
    sign_in(browser, anna.email)
    with unit_of_work():
        signing_in.end_sessions(anna, by=OPERATOR, now=now())
    assert browser.get("/staff/", status=200).path == "/staff/sign-in"


def test_a_one_time_link_opens_with_its_button_and_only_once(app, make):
    staff = make.staff("planner")
    with unit_of_work():
        token = signing_in.open_link(staff, now=now())
    scanner, browser = Browser(app), Browser(app)
    assert scanner.get(f"/staff/open/{token}", status=200).h1 == "Välkommen till Monter"
    assert scanner.get("/staff/", status=200).path == "/staff/sign-in"
    assert browser.get(f"/staff/open/{token}", status=200).form().send().path == "/staff/"
    again = Browser(app).get(f"/staff/open/{token}", status=200).form().send()
    assert again.errors == ["Länken är redan använd, eller för gammal. Be den som skickade den om en ny."]


def test_a_link_works_for_seven_days(app, make):
    staff = make.staff("planner")
    with unit_of_work():
        token = signing_in.open_link(staff, now=now() - signing_in.LINK_LIVES)
    assert "för gammal" in Browser(app).get(f"/staff/open/{token}").form().send().text


def test_a_new_link_takes_the_old_one_away(app, make):
    staff = make.staff("planner")
    with unit_of_work():
        old = signing_in.open_link(staff, now=now())
        signing_in.open_link(staff, now=now())
    assert "redan använd" in Browser(app).get(f"/staff/open/{old}").form().send().text


def test_the_demonstration_shows_its_people_with_what_they_do(app, make):
    make.staff("planner", name="Anna Ek")
    page = Browser(app).get("/staff/sign-in", status=200)
    assert [" ".join(door.get_text(" ").split()) for door in page.soup.select(".door")] == [
        "Anna Ek Planerare Planerar aktiviteter, montrar och flygblad, och står i montern."
    ]


def test_what_we_do_not_use_is_not_there(app, anna):
    for path in (
        "/staff/sign-in/closed/select",
        "/staff/sign-in/closed/rescue",
        "/staff/logout",
        "/login",
        "/register",
    ):
        assert Browser(app).get(path).status == 404


def test_the_library_says_nothing_in_words_of_its_own(app):
    theirs = {f"SECURITY_MSG_{name}": said[0] for name, said in _default_messages.items()}
    assert [name for name, said in theirs.items() if app.config[name][0] == said] == []


def test_none_of_the_library_s_own_pages_can_be_reached(app):
    with pytest.raises(TemplateNotFound):
        app.jinja_env.get_or_select_template("security/us_signin.html")
    ours = {path.name for path in (Path(app.root_path) / "accounts/templates/security").glob("*.html")}
    used = {app.config[name].removeprefix("security/") for name in app.config if name in USED}
    assert used - ours == set()


def test_a_picture_that_comes_late_brings_no_earlier_session_back(signed_in):
    client = signed_in("planner").client
    client.get("/staff/")
    for path in ("/static/favicon.svg", "/staff/"):
        with client.get(path) as answer:
            assert (path, answer.headers.get("Set-Cookie")) == (path, None)


def test_a_sign_in_that_nobody_uses_ends_after_an_hour(signed_in):
    browser = signed_in("planner")
    was_seen(minutes=59)
    assert browser.get("/staff/account", status=200).path == "/staff/account"  # and so it is used
    was_seen(minutes=61)
    assert browser.get("/staff/account", status=200).path == "/staff/sign-in"


def test_using_it_is_written_down_once_a_minute(signed_in, queries):
    browser = signed_in("planner")
    assert browser.get("/staff/account").soup.body["data-idle"] == "60"
    was_seen(minutes=2)
    with queries() as first:
        assert browser.get("/staff/still-here").status == 204
    with queries() as second:
        browser.get("/staff/still-here")
    assert [sum(one.startswith("UPDATE staff_sessions") for one in ran) for ran in (first, second)] == [1, 0]


def test_it_is_the_setting_that_says_how_long(app, signed_in, monkeypatch):
    browser = signed_in("planner")
    was_seen(minutes=20)
    monkeypatch.setitem(app.config, "SESSION_IDLE_MINUTES", 15)
    assert browser.get("/staff/", status=200).path == "/staff/sign-in"


def was_seen(*, minutes):
    with unit_of_work():
        db.session.query(StaffSession).update({"seen_at": now() - timedelta(minutes=minutes)})


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("password1234", "Lösenordet liknar ett av de vanligaste, som alla som gissar provar först."),
        (
            "frivilligcentrum1",
            "Den som känner till ditt namn, din adress eller var du arbetar kan gissa lösenordet.",
        ),
    ],
)
def test_a_password_that_is_guessed_first_is_refused_with_the_reason(signed_in, make, password, said):
    form = signed_in(staff=make.staff("planner", name="Anna Ek")).get("/staff/account/password").form("main form.form")
    [error] = form.send(new_password=password, new_password_confirm=password).errors
    assert error.startswith(said)
