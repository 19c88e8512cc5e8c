"""Can one organisation see or touch another's? Two that mirror each other, each crawled as the other's staff over every route.

Every address below /staff with something in it is filled with the other organisation's rows and must answer 404; no answer
may hold one of their marks; after all of it their rows are as they were.
"""

import pytest
from sqlalchemy import select

from app.accounts.milestones import milestones_of
from app.accounts.models import AssignmentType, Function, Holding, Organisation, Unit
from app.accounts.rules import ROLES
from app.clock import now
from app.handover.choices import choices_of
from app.leads.models import Submission
from app.mail.models import MailboxItem
from app.store.columns import new_id
from app.store.db import db, unit_of_work

MARKS = {"linkoping": "Qvarkil", "mjolby": "Zorkmjol"}
EVERYBODY = tuple(ROLES)
OF_NO_ORGANISATION = {"act", "scope", "size"}


class Side:
    """One organisation with a row of everything, each carrying its mark."""

    def __init__(self, make, slug: str):
        self.mark = mark = MARKS[slug]
        self.organisation = make.organisation(slug, f"Kommunen {mark}")
        self.staff = make.staff(*EVERYBODY, organisation=self.organisation, name=f"Kollega {mark}")
        self.event = make.event(f"Loppet {mark}", organisation=self.organisation, place=f"Parken {mark}")
        self.booth = make.booth(self.event, f"Gemensam {mark}")
        self.placement = make.placement(self.event, f"Flygblad {mark}")
        self.shift = make.shift(self.booth, role=f"Pass {mark}")
        self.helper = make.helper(f"Hjälpare {mark}", organisation=self.organisation)
        self.assignment = make.assignment(self.shift, self.helper)
        self.invitation = make.invitation(self.event, f"Förening {mark}")
        self.lead = make.lead(f"Gemensam {mark}", placement=self.placement, email=f"{mark}@person.example")
        self.other = make.lead(f"Annan {mark}", placement=self.placement)
        self.merge = make.merge(*(make.lead(f"Dubbel {mark}", placement=self.placement) for _ in range(2)))
        self.pool = make.slot_pool(organisation=self.organisation)
        self.booking = make.slot_booking(self.pool, self.lead)
        self.ambassador = make.ambassador(f"Ambassadör {mark}", organisation=self.organisation)
        self.flight = make.flight(f"Radio {mark}", organisation=self.organisation)
        self.series = make.letters(f"Brev {mark}", organisation=self.organisation)
        self.tip = make.tip(f"Tipsad {mark}", organisation=self.organisation)
        self.handover = make.handover(f"Överlämnad {mark}", organisation=self.organisation)
        self.outcome, self.ask = make.outcome(self.handover)
        self.pairing = make.pairing(self.booth)
        self.record = make.tablet_record(self.pairing)
        self.conflict = make.conflict(self.record)
        self.batch = make.slips(self.booth)
        with unit_of_work():
            db.session.get(Organisation, self.organisation.id).contact_email = f"hej@{mark}.example"
            self.item = MailboxItem(
                id=new_id(), organisation_id=self.organisation.id, letter_id=new_id(), channel="email",
                recipient=f"{mark}@person.example", subject=f"Tack {mark}", body=f"Hej {mark}", at=now(),
            )  # fmt: skip
            db.session.add(self.item)
        self.run, self.hold = make.disposal_run(self.organisation), make.hold(self.lead)
        leaver = make.staff("planner", organisation=self.organisation, name=f"Avgången {mark}")
        self.pack = make.pack(leaver, self.staff)
        self.choice = choices_of(self.organisation.id)[0]
        self.function, self.holding, self.type, self.submission, self.unit = (
            db.session.scalar(select(model).filter_by(organisation_id=self.organisation.id))
            for model in (Function, Holding, AssignmentType, Submission, Unit)
        )

    def filled(self, rule) -> dict:
        """The address's parts, from this side's rows."""
        return {name: self.part(rule.endpoint, name) for name in rule.arguments}

    def part(self, endpoint: str, name: str) -> str:
        """One part of an address. KeyError for one that nobody has taught this test."""
        keys = {
            "settings.end_holding": self.holding, "settings.one": self.staff, "settings.new_link": self.staff,
            "settings.act": self.staff, "settings.assignment": self.type, "settings.arrange": self.type,
            "settings.function": self.function, "settings.hold": self.function, "units.unit": self.unit,
            "milestones.index": self.type, "milestones.new": self.type, "milestones.one": self.type, "milestones.arrange": self.type,
            "units.close": self.function, "units.open_again": self.function,
        }  # fmt: skip
        if name == "key":
            return keys[endpoint].id
        return {
            "slug": self.event.slug, "booth_id": self.booth.id, "placement_id": self.placement.id,
            "lead_id": self.lead.id, "submission_id": self.submission.id, "item_id": self.item.id,
            "shift_id": self.shift.id, "helper_id": self.helper.id, "assignment_id": self.assignment.id,
            "invitation_id": self.invitation.id, "milestone_id": milestones_of(self.type.id)[0].id,
            "pool_id": self.pool.id, "booking_id": self.booking.id,
            "pairing_id": self.pairing.id, "record_id": self.record.id, "run_id": self.run.id, "hold_id": self.hold.id, "conflict_id": self.conflict.id,
            "ambassador_id": self.ambassador.id, "series_id": self.series.id, "tip_id": self.tip.id, "flight_id": self.flight.id, "size": "card", "function_id": self.function.id,
            "batch_id": self.batch.id, "other_lead_id": self.other.id, "merge_id": self.merge.id,
            "of_id": self.function.id, "scope": "function", "act": "up" if endpoint.endswith(".arrange") else {"handover.step": "receipted", "followed.look": "accept"}.get(endpoint, "disable"),
            "choice_id": self.choice.id, "holding_id": self.holding.id, "pack_id": self.pack.id, "handover_id": self.handover.id, "outcome_id": self.outcome.id, "ask_id": self.ask.id, "unit_id": self.unit.id,
        }[name]  # fmt: skip

    def marks(self) -> list[str]:
        """What must never be read on the other side: words and ids."""
        ids = (
            self.organisation,
            self.staff,
            self.event,
            self.booth,
            self.placement,
            self.lead,
            self.function,
            self.type,
        )
        return [self.mark, self.mark.lower(), self.event.slug, self.placement.code.code, *(row.id for row in ids)]


@pytest.fixture
def sides(make):
    return Side(make, "linkoping"), Side(make, "mjolby")


@pytest.fixture(params=[(0, 1), (1, 0)], ids=["the first looks at the second", "the second looks at the first"])
def pair(request, sides):
    ours, theirs = request.param
    return sides[ours], sides[theirs]


def staff_routes(app, method: str):
    """The routes below /staff that answer this method; what is a door for anybody, and not theirs or ours, left out."""
    for rule in app.url_map.iter_rules():
        ours = rule.rule.startswith("/staff") and app.view_functions[rule.endpoint].guard not in ("public", "closed")
        if ours and method in rule.methods and not rule.arguments & {"token", "what"}:
            yield rule


def address(rule, values: dict) -> str:
    """The route with its parts filled in."""
    return rule.build(values, append_unknown=False)[1]


def leaked(answer, side: Side) -> list[str]:
    text = answer.data.decode("utf-8", "replace") + str(answer.headers)
    return [mark for mark in side.marks() if mark in text]


def rows_of(organisation_id: str) -> dict:
    """Every row of that organisation, by table, as it is now."""
    db.session.rollback()
    return {
        table.name: sorted(
            map(str, db.session.execute(select(table).where(table.c.organisation_id == organisation_id)))
        )
        for table in db.metadata.sorted_tables
        if "organisation_id" in table.c
    }


def mixtures(rule, ours: Side, theirs: Side):
    """Values with at least one part of theirs: all of it, and each part that is theirs among ours."""
    whole = theirs.filled(rule)
    yield whole
    own = ours.filled(rule)
    for name in sorted(rule.arguments - OF_NO_ORGANISATION):
        if len(rule.arguments - OF_NO_ORGANISATION) > 1:
            yield own | {name: whole[name]}


def test_no_page_of_theirs_opens_and_no_page_of_ours_tells_of_them(app, signed_in, pair):
    ours, theirs = pair
    browser = signed_in(staff=ours.staff)
    wrong = []
    for rule in staff_routes(app, "GET"):
        for values in mixtures(rule, ours, theirs) if rule.arguments else [{}]:
            path = address(rule, values)
            answer = browser.client.get(path)
            if rule.arguments and answer.status_code != 404:
                wrong.append(f"{path} answered {answer.status_code}")
            if found := leaked(answer, theirs):
                asked = [mark for mark in found if mark in path]
                wrong += [f"{path} tells {mark}" for mark in found if mark not in asked]
    assert wrong == []


def test_nothing_of_theirs_can_be_written(app, signed_in, pair):
    ours, theirs = pair
    browser = signed_in(staff=ours.staff)
    token = browser.token("/staff/account")
    before = rows_of(theirs.organisation.id)
    wrong = []
    for rule in staff_routes(app, "POST"):
        if not rule.arguments:
            continue
        for values in mixtures(rule, ours, theirs):
            path = address(rule, values)
            answer = browser.client.post(path, data={"csrf_token": token, "key": new_id()})
            if answer.status_code != 404:
                wrong.append(f"{path} answered {answer.status_code}")
    assert (wrong, rows_of(theirs.organisation.id)) == ([], before)


def test_exports_hold_ones_own_alone(signed_in, pair):
    ours, theirs = pair
    client, found = signed_in(staff=ours.staff).client, {}
    for file in [f"{what}.{form}" for what in EXPORTED for form in ("jsonl", "csv")]:
        answer = client.get(f"/staff/results/export/{file}")
        own = [mark for mark in ours.marks() if mark in answer.get_data(as_text=True)]
        found[file] = (answer.status_code, bool(own), leaked(answer, theirs))
    assert {file: what for file, what in found.items() if what != (200, True, [])} == {}


EXPORTED = ("events", "booths", "placements", "leads", "touches", "shifts", "helpers")


def test_a_search_finds_ones_own_alone(signed_in, pair):
    ours, theirs = pair
    client, found = signed_in(staff=ours.staff).client, {}
    for path in ("/staff/search?q=Gemensam", "/staff/leads?q=Gemensam", "/staff/events?q=Loppet"):
        answer = client.get(path)
        found[path] = (answer.status_code, ours.mark in answer.get_data(as_text=True), leaked(answer, theirs))
    assert {path: what for path, what in found.items() if what != (200, True, [])} == {}


def test_a_function_is_not_given_to_somebody_elses_staff(signed_in, sides):
    ours, theirs = sides
    browser = signed_in(staff=ours.staff)
    values = {
        "csrf_token": browser.token("/staff/account"),
        "key": new_id(),
        "staff": theirs.staff.id,
        "from_on": "2026-01-01",
    }
    browser.client.post(f"/staff/settings/functions/{ours.function.id}/holders", data=values)
    assert db.session.scalar(select(Holding).filter_by(staff_id=theirs.staff.id, function_id=ours.function.id)) is None


def test_somebody_elses_address_is_not_invited_away(signed_in, sides):
    ours, theirs = sides
    form = signed_in(staff=ours.staff).get("/staff/settings/staff/new").form("main form.form")
    page = form.send(name="Ny", email=theirs.staff.email, roles=["reader"])
    assert page.errors == ["Adressen används redan i en annan organisation."]
