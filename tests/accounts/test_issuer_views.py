"""Does the organisation's own sign-in let in whom it should, and nobody else? Against a real issuer on 127.0.0.1."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from flask_security import hash_password
from sqlalchemy import select

from app.accounts import actions, throttle
from app.clock import now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.db import db, unit_of_work
from app.store.tokens import keyed_hash
from tests import issuer as small
from tests.pages import Browser

NOBODY = "Du har inget konto här. Be er administratör om hjälp."
BROKEN = "Inloggningen avbröts, eller tog för lång tid. Försök igen."
AWAY = "Er egen inloggning svarar inte just nu. Försök om en stund, eller logga in på ett annat sätt."


@pytest.fixture(scope="module")
def one_issuer():
    with small.running() as found:
        yield found


@pytest.fixture
def issuer(one_issuer, app, monkeypatch):
    """The issuer, known to the application, saying the truth of Anna."""
    one_issuer.person = {"sub": "4711", "email": "Anna.Ek@linkoping.example", "email_verified": True}
    one_issuer.claims, one_issuer.signed_by, one_issuer.calls_itself = {}, "own", one_issuer.address
    one_issuer.asked.clear()
    settings = {"OIDC_ISSUER": one_issuer.address, "OIDC_CLIENT_ID": small.CLIENT, "OIDC_CLIENT_SECRET": small.SECRET}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    app.extensions.pop("issuer", None)
    yield one_issuer
    app.extensions.pop("issuer", None)


@pytest.fixture
def anna(make):
    staff = make.staff("planner", name="Anna Ek")
    with unit_of_work():
        staff.email = "anna.ek@linkoping.example"
    return staff


@pytest.fixture
def two_steps_required(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECURITY_TWO_FACTOR_REQUIRED", True)
    monkeypatch.setitem(app.config, "MONTER_MODE", "production")


def way_back(browser, going="/staff/sign-in"):
    """Press the button and sign in at the issuer; gives the address that it sends the browser back to."""
    out = browser.get(going).form("form[action='/staff/sign-in/organisation/']").send()
    asked = urlsplit(out.soup.select_one("main a.button")["href"])
    assert out.soup.select_one("meta[http-equiv=refresh]")["content"] == f"0;url={asked.geturl()}"
    connection = HTTPConnection(asked.hostname, asked.port)
    connection.request("GET", f"{asked.path}?{asked.query}")
    answer = connection.getresponse()
    connection.close()
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(app, **where):
    browser = Browser(app)
    return browser.get(way_back(browser, **where))


def said(page):
    return [" ".join(item.get_text(" ").split()) for item in page.soup.select("main .notice.danger")]


def details(kind):
    return [line.details for line in db.session.scalars(select(JournalLine).filter_by(kind=kind))]


def test_who_is_known_by_a_checked_address_is_in_where_they_were_going(app, issuer, anna):
    page = sign_in(app, going="/staff/calendar")
    assert (page.path, page.soup.select_one(".me-name").get_text()) == ("/staff/calendar", "Anna Ek")
    assert details("staff.signed-in") == [{"way": "organisation"}]
    [asked] = issuer.asked
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == ("code", "openid email", "S256")
    assert asked["redirect_uri"] == "http://localhost:8000/staff/sign-in/organisation/back"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "somebody@else.example"}, NOBODY),
        ({"email_verified": False}, "Er inloggning säger inte att e-postadressen är kontrollerad. "),
        ({"email": None}, "Er inloggning säger inte att e-postadressen är kontrollerad. "),
        ({"nonce": "of somebody else"}, BROKEN),
        ({"aud": "another service"}, BROKEN),
        ({"iss": "http://another.example"}, BROKEN),
        ({"exp": 1000000000}, BROKEN),
    ],
)
def test_nobody_comes_in_on_claims_that_do_not_fit(app, issuer, anna, claims, words):
    issuer.claims = claims
    page = sign_in(app)
    assert (page.path, said(page)[0].startswith(words)) == ("/staff/sign-in", True)
    assert (details("staff.signed-in"), details("staff.sign-in-failed")) == ([], [{}])


@pytest.mark.parametrize("key", ["another key", "our own secret", "nobody"])
def test_nobody_comes_in_on_a_signature_that_is_not_the_issuer_s(app, issuer, anna, key):
    issuer.signed_by = key
    assert said(sign_in(app)) == [BROKEN]


def test_no_account_is_made_and_a_closed_one_stays_closed(app, issuer, make, anna):
    make.staff("administrator")
    with unit_of_work():
        actions.disable(anna, by=OPERATOR, now=now())
    assert said(sign_in(app)) == [NOBODY]


def test_the_way_back_works_once_and_in_the_browser_that_went(app, issuer, anna):
    browser = Browser(app)
    back = way_back(browser)
    assert said(Browser(app).get(back)) == [BROKEN]
    assert browser.get(back).path == "/staff/"
    again = Browser(app)
    way_back(again)
    assert said(again.get(back)) == [BROKEN]


def test_an_address_that_was_given_to_somebody_else_opens_nothing(app, issuer, anna):
    sign_in(app)
    issuer.person |= {"sub": "4712"}
    assert said(sign_in(app)) == [NOBODY]
    issuer.person |= {"sub": "4711", "email": "anna.new@linkoping.example"}
    assert sign_in(app).path == "/staff/"
    db.session.refresh(anna)
    kept = keyed_hash(app.config["INSTANCE_KEY"], "issuer", f"{issuer.address}\0004711")
    assert anna.issuer_mark == kept  # and not the number


@pytest.mark.parametrize(
    ("claims", "setting", "path"),
    [
        ({}, "", "/staff/account/two-step"),
        ({"amr": ["pwd"]}, "", "/staff/account/two-step"),
        ({"acr": "silver"}, "gold", "/staff/account/two-step"),
        ({"amr": ["pwd", "otp"]}, "", "/staff/"),
        ({"amr": ["mfa"]}, "", "/staff/"),
        ({"acr": "gold"}, "gold platinum", "/staff/"),
        ({}, "always", "/staff/"),
    ],
)
def test_two_steps_are_done_there_only_when_that_is_said(
    app, issuer, anna, two_steps_required, monkeypatch, claims, setting, path
):
    issuer.claims = claims
    monkeypatch.setitem(app.config, "OIDC_TWO_STEPS", setting)
    assert sign_in(app).path == path


def test_codes_that_are_on_are_asked_for_after_one_step(app, issuer, anna, two_steps_required):
    with unit_of_work():
        anna.password = hash_password("korrekt kanot batteri klammer")
        anna.tf_primary_method, anna.tf_totp_secret = (
            "authenticator",
            app.extensions["security"]._totp_factory.generate_totp_secret(),
        )
    assert sign_in(app).path == "/staff/sign-in/code"


def test_an_issuer_that_is_away_or_calls_itself_otherwise_is_said_to_be_away(app, issuer, anna, monkeypatch):
    issuer.calls_itself = "http://another.example"
    press = "form[action='/staff/sign-in/organisation/']"
    assert said(Browser(app).get("/staff/sign-in").form(press).send()) == [AWAY]
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "http://127.0.0.1:9")
    app.extensions.pop("issuer", None)
    assert said(Browser(app).get("/staff/sign-in").form(press).send()) == [AWAY]


def test_without_an_issuer_there_is_no_button_and_no_address(app, visitor, make):
    make.organisation()
    page = visitor.get("/staff/sign-in")
    assert page.soup.select("form[action='/staff/sign-in/organisation/']") == []
    assert visitor.get("/staff/sign-in/organisation/back").status == 404


def test_a_network_that_tries_without_end_is_asked_to_wait(app, issuer, visitor, monkeypatch):
    monkeypatch.setattr(throttle, "PER_NETWORK", 2)
    statuses = [visitor.get("/staff/sign-in/organisation/back?state=x&code=y", follow=False).status for _ in range(3)]
    assert statuses == [302, 302, 429]
