"""Does every failure get a page in plain words that says what to do?"""

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from app.errors import NotFound, Refused


@pytest.fixture
def failing(app, visitor, monkeypatch):
    """`failing(error)` fetches a page that fails in that way."""

    def fetch(error):
        def view():
            if isinstance(error, int):
                abort(error)
            raise error

        monkeypatch.setitem(app.view_functions, "web.robots", view)
        return visitor.get("/robots.txt")

    return fetch


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (400, 400, "Vi kunde inte läsa det som skickades"),
        (403, 403, "Den här sidan är inte öppen för dig"),
        (404, 404, "Vi hittar inte sidan"),
        (413, 413, "Det var för mycket på en gång"),
        (429, 429, "Det kom många försök på kort tid"),
        (500, 500, "Något gick fel hos oss"),
        (503, 503, "Vi har stängt en kort stund"),
        (418, 418, "Något gick fel hos oss"),
        (NotFound(), 404, "Vi hittar inte sidan"),
        (OperationalError("", {}, Exception("locked")), 503, "Vi har stängt en kort stund"),
        (ZeroDivisionError(), 500, "Något gick fel hos oss"),
    ],
)
def test_every_failure_has_its_page(failing, error, status, heading):
    page = failing(error)
    assert (page.status, page.h1) == (status, heading)
    assert page.soup.select_one("main a.button")["href"] == "/"


def test_a_rule_s_no_that_no_form_caught_is_said_as_it_is(failing):
    page = failing(Refused("Typsnitten saknas. Kör make run."))
    assert (page.status, page.h1) == (409, "Det går inte just nu")
    assert "Typsnitten saknas. Kör make run." in page.text


def test_who_should_come_back_is_told_when(failing):
    assert [failing(error).headers.get("Retry-After") for error in (429, 503, 404)] == ["30", "30", None]


def test_an_error_page_keeps_the_headers_of_all_pages(failing):
    headers = failing(500).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_with_a_sign_that_no_text_has_leads_nowhere(signed_in):
    signed_in("planner").get("/staff/events/%00", status=404)


def test_a_refusal_is_logged_by_the_name_of_the_page_without_address_or_person(signed_in, caplog):
    browser = signed_in("reader")
    with caplog.at_level("INFO", logger="monter"):
        browser.get("/staff/leads/asa.ek@person.example")
        browser.get("/staff/settings/disposal/")
        browser.get("/staff/asa.ek@person.example")
    said = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert said == [
        "refused with 403: GET leads.detail",
        "refused with 403: GET rights.runs",
        "refused with 404: GET no such page",
    ]
