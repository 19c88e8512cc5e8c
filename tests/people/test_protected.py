"""Is somebody with protected identity nowhere to be read by those who may not see them? Crawls every page as every role."""

import pytest
from sqlalchemy import select

from app.accounts.rules import ROLES, allowed
from app.calendars.actions import open_feed
from app.calendars.addresses import token_of
from app.clock import now
from app.journal.actors import OPERATOR
from app.leads import words
from app.leads.models import ContactPoint, Lead, Person, Submission
from app.store.db import db, unit_of_work
from tests.house.test_apart import Side, address, staff_routes

MARKS = ("Zebulon", "Hemligsson", "zebulon", "5551234", "555 12 34", "070-555")
SEARCHES = ("zebulon", "070 555", "zebulon@exempel.se")
OTHERS = [role for role in ROLES if not allowed({role}, "see protected")]


@pytest.fixture
def side(make):
    """An organisation with a row of everything, all of whose people are protected and carry the mark."""
    side = Side(make, "linkoping")
    with unit_of_work():
        for person in db.session.scalars(select(Person)):
            person.name, person.protected, person.protected_why = "Zebulon Hemligsson", True, "marking"
            words.keep(person)
        for point in db.session.scalars(select(ContactPoint)):
            point.value = point.key = "+46705551234" if point.kind == "phone" else "zebulon@exempel.se"
        for sent in db.session.scalars(select(Submission)):
            sent.answers = {
                **sent.answers,
                "name": "Zebulon Hemligsson",
                "phone": "+46705551234",
                "email": "zebulon@exempel.se",
            }
    return side


def told(browser, path: str) -> list[str]:
    text = browser.client.get(path, follow_redirects=True).get_data().decode("utf-8", "replace")
    return [f"{path} tells {mark}" for mark in MARKS if mark in text.replace(path, "")]


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_tells_those_who_may_not_see_protected_people(app, signed_in, side, role):
    browser = signed_in(role)
    found = [
        line for rule in staff_routes(app, "GET") for line in told(browser, address(rule, side.filled(rule)))
    ]  # fmt: skip
    for what in ("leads", "touches", "journal", "shifts", "helpers"):
        for form in ("jsonl", "csv"):
            found += told(browser, f"/staff/results/export/{what}.{form}")
    searches = [*(f"/staff/search?q={typed}" for typed in SEARCHES), *(f"/staff/leads?q={typed}" for typed in SEARCHES)]
    for path in searches:
        text = browser.client.get(path).get_data(as_text=True).replace(path.partition("=")[2], "")
        found += [
            f"{path} tells {mark}" for mark in ("Zebulon", "Hemligsson", "555 12 34", "Skyddad person") if mark in text
        ]
    assert found == []


def test_lists_show_a_row_without_a_name_to_those_who_may_open_it(signed_in, side):
    lists = ("/staff/leads", "/staff/board?show=all", "/staff/", "/staff/people/pairs", "/staff/search?q=Hemligsson")
    for role in ("caseworker", "protector"):
        browser = signed_in(role)
        for path in lists:
            text = (
                browser.client.get(path)
                .get_data(as_text=True)
                .replace('value="Hemligsson"', "")
                .replace("”Hemligsson”", "")
            )
            assert "Zebulon" not in text, (role, path)
        assert "Skyddad person" in browser.client.get("/staff/leads").get_data(as_text=True)
        page = browser.get(f"/staff/leads/{side.lead.id}", status=200)
        assert "Zebulon Hemligsson" in page.text


def test_no_calendar_tells_of_them(app, visitor, side):
    feeds = []
    with unit_of_work():
        for scope, of in (
            ("public", side.organisation),
            ("unit", side.unit),
            ("function", side.function),
            ("staff", side.staff),
        ):
            key = app.config["INSTANCE_KEY"]
            feed = open_feed(side.organisation.id, scope, of.id, key=key, by=OPERATOR, now=now())
            feeds.append(f"/calendar/{token_of(feed, key)}.ics")
    assert {visitor.client.get(path).status_code for path in feeds} == {200}
    assert [line for path in feeds for line in told(visitor, path)] == []


def test_nothing_public_tells_of_them(app, visitor, side):
    paths = [
        "/",
        f"/o/{side.organisation.slug}",
        f"/e/{side.event.slug}",
        f"/q/{side.placement.code.code}",
        f"/e/{side.event.slug}.ics",
    ]
    assert [line for path in paths for line in told(visitor, path)] == []


def test_the_one_who_opens_is_written_down_apart(signed_in, side):
    from app.journal.models import JournalLine

    signed_in("caseworker").get(f"/staff/leads/{side.lead.id}", status=200)
    assert db.session.query(JournalLine).filter_by(kind="protected.opened", subject=side.lead.id).count() == 1
    assert db.session.get(Lead, side.lead.id).person.listed_name == "Skyddad person"
