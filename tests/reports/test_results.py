"""What gave which leads, with unknown as a row? Pages, tables and files, through HTTP on a real database."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from app.booths.models import CaptureSession, Tally
from app.clock import local_date, now
from app.flyers.models import ScanTally
from app.journal.models import JournalLine
from app.leads.models import Lead
from app.reports import export
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
    rows = coordinator.get("/staff/results", status=200).rows("table:has(tfoot) tr")
    assert [row[:6] for row in rows if row[0] in ("Okänt", "Blodomloppet", "Alla")] == [
        ["Okänt", "1", "0", "0", "1", "1 av 1 21–100 %"],
        ["Blodomloppet", "2", "0", "42 (2 sena)", "2", "0 av 2 0–66 %"],
        ["Alla", "3", "0", "42 (2 sena)", "3", "1 av 3 6–79 %"],
    ]


def test_what_was_set_aside_counts_nowhere_but_among_submissions(coordinator, make):
    event = make.event("Blodomloppet")
    make.lead(event=event, quarantined=True)
    make.lead(event=event)
    rows = coordinator.get("/staff/results").rows("table:has(tfoot) tbody tr")
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
    rows = coordinator.get(f"/staff/results/events/{event.slug}", status=200).rows("tbody tr")
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
    with no_more_than(16):
        page = coordinator.get("/staff/results", status=200)
    assert len(page.rows("table:has(tfoot) tbody tr")) == number + 1


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
