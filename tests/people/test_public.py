"""Does anything that the public can send change a person who is known? Every public address, every form on it."""

import pytest
from sqlalchemy import select
from werkzeug.routing import AnyConverter

from app.accounts.signing_in import open_link
from app.calendars.actions import open_feed
from app.calendars.addresses import token_of as feed_token
from app.clock import now
from app.handover.links import token_of as handover_token
from app.journal.actors import OPERATOR
from app.leads.models import ContactPoint, Lead, Person, Submission
from app.leads.self_service import THANKS, token_of
from app.origin.consent import path_of
from app.origin.paper import CARDS
from app.staffing.links import helper_path, invitation_path
from app.store.db import db, unit_of_work
from tests.pages import Form
from tests.public.visiting import read_for, sign_up

KNOWN = {"name": "Åsa Ek", "phone": "070-123 45 67", "email": "asa@exempel.se"}
OTHER = {"name": "Annan Människa", "phone": "070-999 88 77", "email": "annan@exempel.se"}


def rows(ids=None):
    """The people, their contact ways and whose their leads are, as they stand; only those that were known before."""
    db.session.rollback()
    found = {}
    for model in (Person, ContactPoint):
        table = model.__table__
        for row in db.session.execute(select(table)):
            found[row.id] = tuple(row)
    for row in db.session.execute(select(Lead.id, Lead.person_id)):
        found[row.id] = tuple(row)
    return {key: value for key, value in found.items() if ids is None or key in ids}


@pytest.fixture
def known(visitor, make):
    """Somebody who signed up, with the addresses that are theirs."""
    placement = make.placement(make.event())
    sign_up(visitor, f"/q/{placement.code.code}", **KNOWN)
    first = db.session.scalars(select(Submission)).one()
    return placement, first


def address(app, rule, placement, first, secrets=None) -> str | None:
    """The address with its parts from what is there. `secrets`: the beginning of a rule → what opens it."""
    key = app.config["INSTANCE_KEY"]
    own = token_of(first, key, THANKS if rule.endpoint == "public.thanks" else "self-service")
    organisation = rule.rule.startswith("/o/")
    parts = {"token": own, "typed": placement.code.code, "size": next(iter(CARDS))}
    if found := next((secret for begins, secret in (secrets or {}).items() if rule.rule.startswith(begins)), None):
        parts["token"] = found
    parts["slug"] = placement.event.organisation.slug if organisation else placement.event.slug
    choices = {name: found for name, found in rule._converters.items() if isinstance(found, AnyConverter)}
    values = {
        name: sorted(choices[name].items)[0] if name in choices else parts.get(name, "x" * 20)
        for name in rule.arguments
    }
    return rule.build(values, append_unknown=False)[1]


def public_rules(app, method):
    for rule in app.url_map.iter_rules():
        if (
            method in rule.methods
            and app.view_functions[rule.endpoint].guard == "public"
            and not rule.rule.startswith("/staff")
        ):
            yield rule


@pytest.mark.parametrize("sent", [KNOWN, OTHER], ids=["as the same", "as another"])
def test_no_form_of_any_public_page_changes_a_person(app, visitor, known, sent):
    placement, first = known
    before = rows()
    reached, paths = 0, [address(app, rule, placement, first) for rule in public_rules(app, "GET")]
    for path in dict.fromkeys(paths):
        page = visitor.get(path)
        for number, found in enumerate(page.soup.select("form[method=post]")):
            reached += 1
            form = Form(page, found)
            if "token" in form.values and found.select_one("[autocomplete=name]"):
                form = (
                    read_for(page, selector=f"form[method=post]:nth-of-type({number + 1})")
                    if number
                    else read_for(page)
                )
            form.fill(**{name: value for name, value in sent.items() if found.select_one(f"[name={name}]")})
            form.send()
    assert reached >= 8
    assert rows(before) == before


def test_no_public_address_changes_a_person_by_what_is_posted_at_it(app, visitor, known):
    placement, first = known
    before = rows()
    for rule in public_rules(app, "POST"):
        path = address(app, rule, placement, first)
        visitor.client.post(path, data=OTHER | {"interest": "guardian"})
        visitor.client.post(path, json={"items": [OTHER], **OTHER})
    assert rows(before) == before


def test_a_second_sign_up_of_the_same_person_is_a_lead_of_its_own_with_a_hint_beside_it(visitor, known):
    from app.leads.models import DuplicateHint

    before = rows()
    sign_up(visitor, f"/q/{known[0].code.code}", **(KNOWN | {"name": "Asa Ek"}))
    assert (rows(before), len(rows()) - len(before)) == (before, 4)
    assert [row.why for row in db.session.scalars(select(DuplicateHint))] == [["phone", "email", "name"]]


COUNTS = {
    "scan_tallies",
    "abuse_counts",
    "notices",
}  # how often a code was read, by whom too often, and which words were shown


@pytest.fixture
def secrets(app, make):
    """What opens the page of one to whom somebody was handed over, of a helper, of one who signs up to help, of an ambassador, of
    a colleague who comes in for the first time, and a calendar."""
    key, at = app.config["INSTANCE_KEY"], now()
    handover, helper, ambassador = make.handover("Bo Alm", way="link"), make.helper(), make.ambassador()
    make.assignment(who=helper, state="asked", asked_at=at)
    make.slot_pool()
    colleague = make.staff("coordinator")
    with unit_of_work():
        feed = open_feed(helper.organisation_id, "helper", helper.id, key=key, by=OPERATOR, now=at)
        link = open_link(db.session.merge(colleague), now=at)
    return {
        "/handover/": handover_token(handover.id, handover.generation, key), "/h/": helper_path(helper, key)[3:],
        "/join/": invitation_path(make.invitation(), key)[6:], "/a/": path_of(ambassador, key)[3:], "/open/": link,
        "/calendar/": feed_token(feed, key),
    }  # fmt: skip


def test_opening_any_public_page_changes_nothing_but_counts(app, visitor, known, secrets):
    """Mail scanners follow links: what is withdrawn, stopped or said yes to takes a press (P4)."""
    placement, first = known

    def everything():
        db.session.rollback()
        tables = [table for table in db.metadata.sorted_tables if table.name not in COUNTS]
        return {table.name: sorted(map(str, db.session.execute(select(table)))) for table in tables}

    before = everything()
    paths = dict.fromkeys(address(app, rule, placement, first, secrets) for rule in public_rules(app, "GET"))
    closed = [path for path in paths if visitor.client.get(path).status_code >= 400]
    for path in paths:
        visitor.client.head(path)
    after = everything()
    assert [name for name in before if before[name] != after[name]] == []
    theirs = [path for path in paths if any(secret in path for secret in secrets.values())]
    assert len(theirs) >= len(secrets)
    assert [path for path in closed if path in theirs and not path.endswith(".pdf")] == []  # which wants the typefaces
    assert any("/withdraw" in path for path in paths)
