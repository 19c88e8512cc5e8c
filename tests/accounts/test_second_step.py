"""Is a password alone enough? Not outside a demonstration: codes from an app, recovery codes, and what a link may open."""

import json
import time

import pytest
from flask_security import hash_password
from passlib.totp import TOTP

from app import create_app
from app.accounts import signing_in
from app.clock import now
from app.store.db import db, unit_of_work
from tests.pages import Browser

PASSWORD = "korrekt kanot batteri klammer"


@pytest.fixture
def production(app, monkeypatch):
    """The same database, served as in production."""
    for name, value in {
        "MONTER_MODE": "production", "SECRET_KEY": "0123456789abcdef" * 4, "PUBLIC_URL": "https://monter.example",
        "MAIL_URL": "smtp://mail.example", "MAIL_FROM": "hej@monter.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    same = ("MONTER_HOME", "SQLALCHEMY_DATABASE_URI", "INSTANCE_KEY", "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS")
    plain = {"TESTING": True, "PROPAGATE_EXCEPTIONS": True, "PREFERRED_URL_SCHEME": "http"}
    made = create_app(plain | {name: app.config[name] for name in same})
    made.jinja_env.bytecode_cache = app.jinja_env.bytecode_cache
    made.config["SESSION_COOKIE_SECURE"] = False  # the test's browser speaks plain HTTP
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def anna(app, make):
    staff = make.staff("planner", name="Anna Ek")
    with unit_of_work():
        staff.password = hash_password(PASSWORD)
    return staff


def sign_in(browser, staff):
    form = browser.get("/staff/sign-in", status=200).form("form[action='/staff/sign-in']")
    return form.send(email=staff.email, password=PASSWORD)


def app_of(page):
    """The app in somebody's telephone, after it has read the page's key."""
    return TOTP(key=page.soup.select_one("#totp-key").get_text(), format="base32")


def code(totp, ahead=0):
    return totp.generate(time.time() + ahead).token


def begin_codes(page):
    return page.form("form:has(input[value=authenticator])").send()


def set_up_codes(browser, page):
    """Walk through turning codes on; gives the telephone's app and the page after."""
    shown = begin_codes(page)
    telephone = app_of(shown)
    return telephone, shown.form("form:has(input[name=code])").send(code=code(telephone))


def test_outside_a_demonstration_a_password_alone_leads_to_setting_up_a_second_step(production, anna):
    browser = Browser(production)
    page = sign_in(browser, anna)
    assert (page.path, page.h1) == ("/staff/account/two-step", "Skydda ditt konto med ett andra steg")
    assert browser.get("/staff/", follow=False).headers["Location"] == "/staff/sign-in?next=/staff/"
    _, page = set_up_codes(browser, page)
    assert (page.path, page.h1) == ("/staff/", "Idag")


def test_with_codes_on_a_password_asks_for_one_and_a_code_opens_once(production, anna):
    browser = Browser(production)
    telephone, _ = set_up_codes(browser, sign_in(browser, anna))
    used = code(telephone, 30)
    first = sign_in(Browser(production), anna)
    assert first.h1 == "Skriv koden från appen"
    assert first.form().send(code="000000").errors == ["Koden stämmer inte. Vänta på nästa kod i appen och skriv den."]
    assert first.form().send(code=used).path == "/staff/"
    assert sign_in(Browser(production), anna).form().send(code=used).path == "/staff/sign-in/code"


def test_a_recovery_code_opens_once(production, anna):
    browser = Browser(production)
    set_up_codes(browser, sign_in(browser, anna))
    shown = browser.get("/staff/account/recovery-codes", status=200).form("main form[method=post]:not(.inline)").send()
    codes = [item.get_text() for item in shown.soup.select(".codes code")]
    assert len(codes) == 8

    def recover(with_code):
        page = sign_in(Browser(production), anna).follow("Jag har inte telefonen: använd en reservkod")
        return page.form().send(code=with_code)

    assert recover(codes[0].upper()).path == "/staff/"
    assert recover(codes[0]).errors == ["Reservkoden stämmer inte, eller är redan använd. Ta nästa på din lista."]


def test_recovery_codes_and_the_secret_of_codes_are_locked_in_the_database(production, anna):
    browser = Browser(production)
    telephone, _ = set_up_codes(browser, sign_in(browser, anna))
    shown = browser.get("/staff/account/recovery-codes").form("main form[method=post]:not(.inline)").send()
    db.session.refresh(anna)
    assert shown.soup.select_one(".codes code").get_text() not in anna.mf_recovery_codes
    assert telephone.base32_key not in json.dumps(anna.tf_totp_secret)


def test_a_link_leads_to_a_second_step_before_anything_else(production, make):
    staff = make.staff("planner", name="Ny Kollega")
    with unit_of_work():
        token = signing_in.open_link(staff, now=now())
    browser = Browser(production)
    page = browser.get(f"/staff/open/{token}", status=200).form().send()
    assert (page.path, page.h1) == ("/staff/second-step", "Välj hur du loggar in")
    for closed in ("/staff/", "/staff/account", "/staff/account/password", "/staff/leads", "/staff/sign-in"):
        assert browser.get(closed).path == "/staff/second-step"
    assert (
        browser.post("/staff/account/sign-out-others", {"csrf_token": browser.token("/staff/second-step")}).status
        == 403
    )
    page = browser.get("/staff/second-step").form("form[action='/staff/second-step']").send()
    assert page.path == "/staff/account/two-step"
    assert browser.get("/staff/account", follow=False).headers["Location"] == "/staff/sign-in?next=/staff/account"
    _, page = set_up_codes(browser, page)
    assert (page.path, page.h1) == ("/staff/account", "Ditt konto")
    assert "Välj hur du loggar in nästa gång" in page.text


def test_a_link_does_not_go_round_codes_that_are_on(production, anna):
    browser = Browser(production)
    set_up_codes(browser, sign_in(browser, anna))
    with unit_of_work():
        token = signing_in.open_link(anna, now=now())
    assert Browser(production).get(f"/staff/open/{token}").form().send().path == "/staff/sign-in/code"


def test_codes_cannot_be_guessed_without_end(production, anna):
    browser = Browser(production)
    set_up_codes(browser, sign_in(browser, anna))
    page = sign_in(Browser(production), anna)
    statuses = {page.form().send(code=f"{guess:06}").status for guess in range(10)}
    assert statuses == {200, 429}


def test_cookies_over_https_belong_to_this_host_alone(production, anna):
    production.config["SESSION_COOKIE_SECURE"] = True
    page = Browser(production).get("/staff/sign-in", base_url="https://monter.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-monter=")
    assert [word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Domain")] == [True] * 4 + [
        False
    ]


def test_in_a_demonstration_codes_can_be_turned_on_and_off(app, signed_in, make):
    browser = signed_in(staff=make.staff("planner"))
    _, page = set_up_codes(browser, browser.get("/staff/account/two-step", status=200))
    assert (page.path, "Påslagna" in page.text) == ("/staff/account", True)
    page = browser.get("/staff/account/two-step").form("form:has(input[value=disable])").send()
    assert (page.path, "Påslagna" in page.text) == ("/staff/account", False)


def test_a_password_is_chosen_and_then_changed_only_with_the_old_one(signed_in, make):
    browser = signed_in(staff=make.staff("planner"))
    form = browser.get("/staff/account/password", status=200).form("main form.form")
    assert form.send(new_password="kort", new_password_confirm="kort").errors == [
        "Lösenordet är för kort. Det behöver minst 12 tecken."
    ]
    assert "Lösenordet är bytt." in form.send(new_password=PASSWORD, new_password_confirm=PASSWORD).text
    form = browser.get("/staff/account/password").form("main form.form")
    page = form.send(password="fel", new_password=PASSWORD + "2", new_password_confirm=PASSWORD + "2")
    assert page.errors == ["Lösenordet stämmer inte. Skriv det igen."]


def test_other_devices_are_signed_out_and_this_one_stays(signed_in, make):
    staff = make.staff("planner")
    here, there = signed_in(staff=staff), signed_in(staff=staff)
    page = here.get("/staff/account", status=200).form("form[action='/staff/account/sign-out-others']").send()
    assert "Du är bara inloggad här." in page.text
    assert there.get("/staff/", status=200).path == "/staff/sign-in"


def test_name_and_language_are_ones_own(signed_in, make):
    browser = signed_in(staff=make.staff("planner"))
    form = browser.get("/staff/account", status=200).form("#about form")
    assert form.send(name="http://evil.example").errors == ["Ett namn kan inte ha en länk i sig. Skriv bara namnet."]
    page = form.send(name="Åsa Öberg", language="en")
    assert (page.soup.html["lang"], page.soup.select_one(".me-name").get_text()) == ("en", "Åsa Öberg")
