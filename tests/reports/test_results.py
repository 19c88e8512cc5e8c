"""What gave which leads, with unknown as a row? Pages, tables and files, through HTTP on a real database."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import delete, select

from app.booths.models import CaptureSession, Tally
from app.clock import local_date, now
from app.events.when import When
from app.flyers.models import ScanTally
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads.crediting import let_go
from app.leads.models import Lead, LeadInterest, Submission, Touch, Transition
from app.origin.actions import Said, note_heard
from app.origin.heard import Answer
from app.reports import credited, export
from app.reports.credited import Alike
from app.reports.tables import Row, add_up, table
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.pages import no_more_than


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def scanned(placement, number, *, late=False, bot=False):
    with unit_of_work():
        db.session.add(
            ScanTally(
                placement_id=placement.id,
                event_id=placement.event_id,
                organisation_id=placement.organisation_id,
                hour_at=datetime.now(UTC).replace(minute=0, second=0, microsecond=0),
                late=late,
                bot=bot,
                number=number,
            )
        )


def test_before_anything_came_in_the_page_says_what_will_be_here(coordinator):
    assert "Här kommer svaret att stå" in coordinator.get("/staff/results", status=200).text


def test_every_year_with_an_event_a_lead_or_a_time_in_the_media_can_be_chosen(coordinator, make):
    this = local_date(now()).year
    make.event("Förr", when=When.days(date(2017, 5, 12)))
    make.flight(year=2020, weeks=(1, 53))  # from December 2019 to January 2021, by the calendar
    make.lead()
    chips = coordinator.get("/staff/results", query={"year": 2030}).soup.select(".chips a")
    assert [chip.get_text(strip=True) for chip in chips] == ["2030", str(this), "2020", "2017"]


def test_scans_submissions_leads_and_contacts_are_different_numbers_and_unknown_is_the_first_row(coordinator, make):
    flyer = make.placement(make.event("Blodomloppet"), cost_ore=50_000)
    scanned(flyer, 40)
    scanned(flyer, 2, late=True)
    scanned(flyer, 900, bot=True)
    for _ in range(2):
        make.lead(placement=flyer)
    lead = make.lead()
    with unit_of_work():
        lead = db.session.get(Lead, lead.id)
        lead.first_contact_at = now()
    rows = coordinator.get("/staff/results", status=200).rows("table#counted tr")
    assert [row[:6] for row in rows if row[0] in ("Okänt", "Blodomloppet", "Alla")] == [
        ["Okänt", "1", "0", "0", "1", "1 av 1 21–100 %"],
        ["Blodomloppet", "2", "0", "42 (2 sena)", "2", "0 av 2 0–66 %"],
        ["Alla", "3", "0", "42 (2 sena)", "3", "1 av 3 6–79 %"],
    ]


def test_what_was_set_aside_counts_nowhere_but_among_submissions(coordinator, make):
    event = make.event("Blodomloppet")
    make.lead(event=event, quarantined=True)
    make.lead(event=event)
    rows = coordinator.get("/staff/results").rows("table#counted tbody tr")
    assert [(row[0], row[1], row[4]) for row in rows] == [("Okänt", "0", "0"), ("Blodomloppet", "1", "2")]


def test_one_event_by_placement_and_booth(coordinator, make, signed_in):
    event = make.event("Blodomloppet")
    flyer, poster = make.placement(event, label="Flygblad"), make.placement(event, label="Affisch", kind="poster")
    booth = make.booth(event, name="Tältet")
    with unit_of_work():
        session = CaptureSession(
            id=new_id(), organisation_id=event.organisation_id, event_id=event.id, booth_id=booth.id, began_at=now()
        )
        db.session.add(session)
        db.session.add(
            Tally(
                organisation_id=event.organisation_id,
                event_id=event.id,
                booth_id=booth.id,
                kind="conversations",
                number=1,
                at=now(),
                noted_by="staff:x",
            )
        )
    make.lead(placement=flyer)
    make.lead(placement=flyer)
    make.lead(event=event, booth_id=booth.id, capture_session_id=session.id, kind="session", grade="A", way="staff")
    make.lead(event=event)
    rows = coordinator.get(f"/staff/results/events/{event.slug}", status=200).rows("#counted tbody tr")
    assert [row[:3] for row in rows] == [
        ["Okänt", "1", "0"],
        [flyer.label, "2", "0"],
        ["Tältet", "1", "1"],
        [poster.label, "0", "0"],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_takes_as_many_queries_for_three_events_as_for_one(coordinator, make, number):
    for place in range(number):
        make.lead(placement=make.placement(make.event(f"Aktivitet {place}")))
    coordinator.get("/staff/results")  # what has just come in is counted by the first who looks
    with no_more_than(16):
        page = coordinator.get("/staff/results", status=200)
    assert len(page.rows("table#counted tbody tr")) == number + 1


def test_another_organisation_s_results_are_not_there(coordinator, make):
    make.first()
    other = make.organisation("norrkoping", "Norrköpings kommun")
    event = make.event("Främmande", organisation=other)
    make.lead(event=event)
    coordinator.get(f"/staff/results/events/{event.slug}", status=404)
    assert "Främmande" not in coordinator.get("/staff/results").text


rows = st.builds(
    Row, of=st.uuids().map(str), title=st.text(max_size=5), leads=st.integers(0, 50), submissions=st.integers(0, 60),
    scans=st.integers(0, 500), contacts=st.just(0), cost=st.none() | st.integers(0, 10**7),
)  # fmt: skip


@given(st.lists(rows, max_size=6), st.none() | st.integers(0, 9))
def test_the_columns_sum_to_all_and_unknown_always_stands_first(found, unknown):
    known = [*found, Row(None, "", leads=unknown)] if unknown is not None else found
    made = table(known, unknown="Okänt", total="Alla")
    assert made.everything[0].title == "Okänt"
    assert made.total.leads == sum(row.leads for row in known)
    assert made.unknown_share == (unknown or 0, made.total.leads)
    assert made.total == add_up(made.everything, "Alla")


def test_a_file_of_leads_has_the_promised_columns_and_is_written_down(coordinator, make):
    flyer = make.placement(make.event("Blodomloppet"))
    lead = make.lead("Åsa Ek", placement=flyer, phone="+46701234567", email="asa@exempel.se", interests=("guardian",))
    answer = coordinator.get("/staff/results/export/leads.jsonl", status=200)
    row = json.loads(answer.data)
    assert tuple(row) == export.KINDS["leads"].columns
    assert {key: row[key] for key in ("id", "name", "phone", "email", "interests", "state", "way", "event", "placement")} == {
        "id": lead.id, "name": "Åsa Ek", "phone": "+46701234567", "email": "asa@exempel.se", "interests": ["guardian"],
        "state": "new", "way": "web", "event": flyer.event.slug, "placement": flyer.code.code,
    }  # fmt: skip
    assert row["captured_at"].endswith("Z")
    line = db.session.scalars(select(JournalLine).filter_by(kind="leads.exported")).one()
    assert line.details == {"what": "leads", "format": "jsonl", "count": 1}


def test_cells_are_never_formulas(coordinator, make):
    make.lead("=1+1", phone="+46701234567")
    text = coordinator.get("/staff/results/export/leads.csv", status=200).data.decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["name"], row["phone"]) == ("'=1+1", "070-123 45 67")
    book = load_workbook(io.BytesIO(coordinator.get("/staff/results/export/leads.xlsx", status=200).data))
    assert [cell.value for cell in book.active[2]][1:3] == ["=1+1", "070-123 45 67"]
    assert book.active[2][1].data_type == "s"


def test_files_of_plans_and_placements(coordinator, make):
    event = make.event("Blodomloppet", when="2017-05")
    booth = make.booth(event)
    flyer = make.placement(event, quantity_out=500, cost_ore=120_000)
    make.lead(placement=flyer)

    def of(what):
        return json.loads(coordinator.get(f"/staff/results/export/{what}.jsonl", status=200).data)

    assert {key: of("events")[key] for key in ("slug", "when", "starts_at", "strands", "status")} == {
        "slug": event.slug, "when": "2017-05", "starts_at": None, "strands": ["grassroots"], "status": "confirmed",
    }  # fmt: skip
    assert (of("booths")["id"], of("booths")["event"]) == (booth.id, event.slug)
    found = of("placements")
    assert (found["code"], found["quantity_out"], found["cost"], found["submissions"], found["leads"]) == (
        flyer.code.code, 500, 120_000, 1, 1,
    )  # fmt: skip


def test_people_with_protected_identity_are_not_taken_along(coordinator, make):
    lead = make.lead("Hemlig Person")
    lead.person.protected = True
    db.session.commit()
    assert coordinator.get("/staff/results/export/leads.jsonl", status=200).data == b""


def test_only_those_who_may_take_people_along(signed_in, make):
    make.lead()
    for role in ("planner", "reader", "caseworker"):
        signed_in(role).get("/staff/results/export/leads.csv", status=403)
    signed_in("reader").get("/staff/results/export/events.csv", status=200)


def test_the_file_is_named_after_what_and_when(coordinator):
    answer = coordinator.get("/staff/results/export/events.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="monter-events-{local_date(now())}.csv"'


def test_the_three_answers_stand_side_by_side_and_each_sums_to_all_leads(coordinator, make):
    scanned = make.placement(make.event("Blodomloppet"), cost_ore=100_00)
    fair = make.event("Kärlekshelg", when="2026-01-10")
    leads = [make.lead(placement=scanned), make.lead(placement=scanned), make.lead()]
    for lead, answer, mind in (
        (leads[0], Answer(event_id=fair.id), Answer(other="friend")),
        (leads[1], Answer(other="media"), None),
    ):
        with unit_of_work():
            note_heard(lead.id, Said(new_id(), answer, mind), by_staff=True, by=OPERATOR, now=now())
    rows = coordinator.get("/staff/results", status=200).rows("#answers tr")
    assert rows[1:] == [
        ["Okänt", "1", "1", "2", "–", "–"],
        ["Blodomloppet", "2", "0", "0", "2", "120 kr"],
        ["Kärlekshelg", "0", "1", "0", "1", "–"],
        ["Någon jag känner", "0", "0", "1", "1", "–"],
        ["Såg eller hörde i media", "0", "1", "0", "1", "–"],
        ["Alla", "3", "3", "3", "summeras inte", "–"],
    ]
    counted = [row[0] for row in coordinator.get("/staff/results").rows("#counted tr")]
    assert counted[1:] == ["Okänt", "Blodomloppet", "Kärlekshelg", "Alla"]


def test_a_table_says_the_same_when_the_people_are_gone(coordinator, make):
    event = make.event("Blodomloppet")
    leads = [make.lead(placement=make.placement(event)), make.lead(event=event), make.lead()]
    pages = ("/staff/results", f"/staff/results/events/{event.slug}")
    before = [coordinator.get(path).rows("table tr") for path in pages]
    ids = [lead.id for lead in leads]
    with unit_of_work():
        assert let_go(ids, now=now()) == 3
        for model in (Touch, Transition, LeadInterest, Submission):
            db.session.execute(delete(model).where(model.lead_id.in_(ids)))
        db.session.execute(delete(Lead).where(Lead.id.in_(ids)))
    assert [coordinator.get(path).rows("table tr") for path in pages] == before


sources = st.sampled_from([{}, {"event": "a"}, {"event": "b"}, {"event": "b", "placement": "p"}, {"other": "media"}])


@st.composite
def alike(draw):
    """Leads that are credited alike: what answers name is among what contributed."""
    named = [draw(sources) for _ in range(3)]
    return Alike(*named, [one for one in named if one], draw(st.integers(0, 9)), 0, draw(st.integers(0, 9)))


@given(st.lists(alike(), max_size=8))
def test_each_answer_and_the_shares_sum_to_all_leads_whatever_the_headings(groups):
    found = credited.count(groups, lambda source: source.get("event")).values()
    everybody = sum(group.leads for group in groups)
    for name in ("leads", "first_known", "decisive", "share"):
        assert sum(getattr(one, name) for one in found) == everybody
