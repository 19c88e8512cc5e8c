"""Does the page of results say what became of those we met, the unknown as a row, and a household as one recruit?"""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.milestones import milestones_of
from app.accounts.models import AssignmentType
from app.clock import local_date, now
from app.handover import outcomes
from app.journal.actors import OPERATOR
from app.leads.crediting import month_of, recredit
from app.leads.models import CreditRow, Lead, Person
from app.people.households import number_of_recruits
from app.reports.outcomes import followed
from app.store.columns import new_id
from app.store.db import db, unit_of_work

NOW = now()
MONTH, TODAY = month_of(NOW), local_date(NOW)


def credited(make, name, *, state=None, interests=("foster_home",), household=None, month=None):
    lead = make.lead(name, interests=interests)
    with unit_of_work() as session:
        row = session.get(Lead, lead.id)
        session.get(Person, row.person_id).household_id = household
        recredit([lead.id], now=now())
        credit = session.scalar(select(CreditRow).filter_by(lead_id=lead.id))
        credit.state, credit.captured_month = state or credit.state, month or credit.captured_month
    return lead


def ends(unit_id, today=TODAY, first=MONTH):
    db.session.rollback()
    found = followed(unit_id, first, "9999-01", today)
    return {row.key: row.number for row in found.rows}, found.recruits


def test_each_end_is_a_row_unknown_first_and_they_sum_to_all(make, signed_in):
    for name, state in (("Åsa Ek", None), ("Bo Alm", "withdrew"), ("Ulla By", "recruited")):
        credited(make, name, state=state)
    page = signed_in("reader").get("/staff/results", status=200)
    cells = [row.get_text(" ", strip=True) for row in page.soup.select("#became tbody tr")]
    assert cells == [
        "Okänt utfall 0 av 3 0–56 %", "Följs än 1 av 3 6–79 %", "Blev inget uppdrag 1 av 3 6–79 %", "Rekryterad 1 av 3 6–79 %",
    ]  # fmt: skip
    assert page.soup.select_one("#became tr.unknown th").get_text() == "Okänt utfall"


def test_after_thirty_six_months_an_open_end_is_unknown_on_the_page_and_in_the_file(make, signed_in):
    lead = credited(make, "Åsa Ek", month="2020-01")
    unit_id = lead.unit_id
    assert ends(unit_id, date(2023, 1, 31), "2020-01")[0]["open"] == 1
    assert ends(unit_id, date(2023, 2, 1), "2020-01")[0]["unknown"] == 1
    with unit_of_work() as session:
        row = session.get(Lead, lead.id)
        row.captured_at = row.received_at = row.captured_at.replace(year=2020)
    assert exported(signed_in) == ["unknown"]


def exported(signed_in):
    answer = signed_in("coordinator").get("/staff/results/export/leads.jsonl", status=200)
    return [json.loads(line)["outcome_milestone"] for line in answer.data.splitlines()]


def test_the_file_of_leads_names_the_furthest_milestone_that_stands(make, signed_in):
    handover = make.handover("Åsa Ek")
    make.lead("Bo Alm")
    credit = db.session.scalar(select(CreditRow).filter_by(lead_id=handover.lead_id))
    rows = {row.key: row for row in milestones_of(handover.assignment_type_id)}
    for key, month in (("recruited", MONTH), ("approved", MONTH), ("ended", MONTH), ("ended", None)):
        with unit_of_work() as session:
            row = session.get(CreditRow, credit.id)
            outcomes.record(row, rows[key], month, way="page", by=OPERATOR, now=now())
    assert exported(signed_in) == ["recruited", None]


def test_one_household_is_one_recruit_in_the_reckoning_where_that_is_the_unit(make):
    make.first()
    with unit_of_work() as session:
        session.scalar(select(AssignmentType).filter_by(key="foster_home")).recruit_unit = "household"
    home = new_id()
    for name in ("Åsa Ek", "Bo Ek"):
        credited(make, name, state="recruited", household=home)
    lead = credited(make, "Ulla Ek", state="recruited", household=home, interests=("guardian",))
    assert ends(lead.unit_id) == ({"unknown": 0, "open": 0, "left": 0, "recruited": 3}, 2)


recruit = st.tuples(st.sampled_from("ab") | st.none(), st.sampled_from(["household", "person"]))


@given(st.lists(recruit, max_size=8), st.randoms())
def test_whoever_joins_a_household_adds_no_recruit_and_no_order_matters(found, chance):
    named = [(str(number), household, unit) for number, (household, unit) in enumerate(found)]
    homes = {household for _lead, household, unit in named if unit == "household" and household}
    alone = [lead for lead, household, unit in named if unit == "person" or not household]
    mixed = chance.sample(named, len(named))
    assert number_of_recruits(mixed) == len(homes) + len(alone)
    assert all(number_of_recruits([*named, ("more", home, "household")]) == len(homes) + len(alone) for home in homes)
