"""Is it written down each time somebody reads of a person? Every page that can be opened, looked at for a name that is only there.

A page below /staff whose answer holds the name of somebody who showed interest, or who helps, has written a line in the journal
before it answered (P6).
"""

import pytest
from sqlalchemy import func, select

from app.journal.models import JournalLine
from app.leads.models import Person
from app.staffing.models import Helper
from app.store.db import db, unit_of_work
from tests.house.test_apart import Side, address, staff_routes

# Pages that hold a name and write no line, and why that is right.
WITHOUT_A_LINE = {"mail.mailbox": "a demonstration's", "mail.letter": "a demonstration's"}


def lines() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(JournalLine))


@pytest.fixture
def side(make):
    found = Side(make, "linkoping")
    with unit_of_work() as session:  # names that stand nowhere else
        session.get(Person, found.lead.person_id).name = "Zebrafink Ek"
        session.get(Helper, found.helper.id).name = "Zebrafink Lund"
    return found


def test_each_page_that_holds_a_name_writes_a_line(app, signed_in, side):
    browser = signed_in(staff=side.staff)
    silent, told = [], []
    for rule in staff_routes(app, "GET"):
        before = lines()
        answer = browser.client.get(address(rule, side.filled(rule)))
        text = answer.get_data().decode(errors="replace")  # paper is no text
        if answer.status_code != 200 or "Zebrafink" not in text:
            continue
        (told if lines() > before else silent).append(rule.endpoint)
    assert set(silent) - WITHOUT_A_LINE.keys() == set()
    assert {"leads.index", "leads.detail", "register.index", "register.helper"} <= set(told)
