"""Do passkeys work where they live? A real browser with an authenticator of its own makes one, signs in with it, loses it."""

import threading

import pytest
from werkzeug.serving import make_server

from app.accounts import signing_in
from app.accounts.models import Passkey
from app.clock import now
from app.store.db import db, unit_of_work

# the library that compresses leaves closing a static file to the garbage collector
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def address(app):
    """Where the application answers, for a browser."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium):
    """A page of a browser whose device has an authenticator."""
    with chromium.new_context(locale="sv-SE") as context:
        page = context.new_page()
        page.problems = []
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        found = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.verified = lambda yes: device.send(
            "WebAuthn.setUserVerified", {"authenticatorId": found["authenticatorId"], "isUserVerified": yes}
        )
        yield page


def enter(page, address, name):
    page.goto(f"{address}/staff/sign-in")
    page.click(f".door:has-text('{name}')")
    page.wait_for_url(f"{address}/staff/")


def add_passkey(page, address):
    page.goto(f"{address}/staff/account/passkeys")
    page.fill("[name=name]", "Jobbdatorn")
    page.click("text=Lägg till en passernyckel")
    page.wait_for_url(f"{address}/staff/account")


def sign_out(page):
    page.click(".me > summary")
    page.click("form[action='/staff/sign-out'] button")
    page.wait_for_selector("h1:has-text('Logga in')")


def test_a_passkey_is_made_and_signs_in_without_a_word_typed(make, address, page):
    make.staff("planner", name="Anna Ek")
    enter(page, address, "Anna Ek")
    add_passkey(page, address)
    assert "Passernyckeln Jobbdatorn är tillagd." in page.inner_text("main")
    sign_out(page)
    page.click("text=Logga in med lösenord eller passernyckel")
    page.click("button:has-text('Logga in med passernyckel')")
    page.wait_for_url(f"{address}/staff/")
    assert (page.inner_text("h1"), page.problems) == ("Idag", [])


def test_a_passkey_that_does_not_know_its_owner_opens_nothing(make, address, page):
    make.staff("planner", name="Anna Ek")
    enter(page, address, "Anna Ek")
    add_passkey(page, address)
    sign_out(page)
    page.verified(False)
    page.goto(f"{address}/staff/sign-in/passkey")
    page.click("main button")
    page.wait_for_selector("#passkey-said:has-text('Det blev inget.')")
    page.goto(f"{address}/staff/")
    assert page.inner_text("h1") == "Logga in"


def test_a_passkey_that_was_taken_away_opens_nothing(make, address, page):
    make.staff("planner", name="Anna Ek")
    enter(page, address, "Anna Ek")
    add_passkey(page, address)
    page.goto(f"{address}/staff/account/passkeys")
    page.click("button:has-text('Ta bort')")
    page.click("dialog .danger")
    page.wait_for_selector("text=Passernyckeln Jobbdatorn är borttagen.")
    db.session.rollback()
    assert db.session.query(Passkey).count() == 0
    sign_out(page)
    page.goto(f"{address}/staff/sign-in/passkey")
    page.click("main button")
    page.wait_for_selector("text=Vi känner inte igen passernyckeln. Logga in på ett annat sätt.")


def test_one_who_lost_the_device_of_the_only_passkey_adds_another_by_the_link(app, make, address, page, monkeypatch):
    monkeypatch.setitem(app.config, "SECURITY_TWO_FACTOR_REQUIRED", True)
    anna = make.staff("planner", name="Anna Ek")
    with unit_of_work():
        token = signing_in.open_link(anna, now=now())
    page.goto(f"{address}/staff/open/{token}")
    page.click("main button")
    page.wait_for_selector("h1:has-text('Välj hur du loggar in')")
    page.goto(f"{address}/staff/")
    assert page.inner_text("h1") == "Välj hur du loggar in"
    page.click("text=Lägg till en passernyckel")
    page.fill("[name=name]", "Nya datorn")
    page.click("button:has-text('Lägg till en passernyckel')")
    page.wait_for_url(f"{address}/staff/account")
    page.goto(f"{address}/staff/")
    assert (page.inner_text("h1"), page.problems) == ("Idag", [])
