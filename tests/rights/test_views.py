"""Can an administrator see what was disposed of, say yes, and hold something back? Pages through HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import local_date, now
from app.journal.actors import OPERATOR
from app.leads.models import Lead
from app.rights import disposal, nightly
from app.rights.models import DisposalRun, Hold
from app.store.db import db, unit_of_work
from tests.rights.test_disposal import age

PATH = "/staff/settings/disposal/"


@pytest.fixture
def administrator(signed_in, make):
    make.organisation()
    make.decisions()
    return signed_in("administrator")


def test_before_the_first_run_the_page_says_what_will_come(administrator):
    page = administrator.get(PATH)
    assert (page.h1, "Inget har gallrats än" in page.text) == ("Vad har gallrats?", True)


def test_a_try_shows_what_would_go_and_takes_nothing(administrator, make):
    age(make.lead())
    page = administrator.get(PATH).form("main form").send()
    rows = {row[0]: row[4:] for row in page.rows()}
    assert rows["Den som har visat intresse och inte gått vidare Provkörning: inget togs bort."] == ["1", "0", "0"]
    assert (page.h1.startswith("Gallringsprotokoll"), db.session.scalar(select(func.count()).select_from(Lead))) == (
        True,
        1,
    )


def test_a_run_that_asks_goes_on_after_a_yes(administrator, make):
    make.lead()
    age(make.lead())
    nightly.dispose_by_night(now=now())
    page = administrator.get(PATH).follow("Se vad det gäller och svara")
    assert "1 av 2" in page.text
    assert "Ditt ja är sparat" in page.form(".notice form").send().text
    nightly.go_on(now=now())
    run = db.session.scalars(select(DisposalRun)).one()
    assert (run.state, run.said_yes_by[:6], db.session.scalar(select(func.count()).select_from(Lead))) == (
        "done",
        "staff:",
        1,
    )
    page = administrator.get(f"{PATH}runs/{run.id}")
    assert ("Godkändes av" in page.text, page.rows()[0][1]) == (True, "SN 2026/12 § 4")


def test_a_clock_that_jumped_is_believed_by_a_press(administrator, make):
    with unit_of_work():
        disposal.believe_clock(by=OPERATOR, now=now() - timedelta(days=9))
    run = make.disposal_run(dry=False)
    page = administrator.get(f"{PATH}runs/{run.id}")
    assert "Klockan har hoppat mer än 48 timmar" in page.text
    page.form(".notice form").send()
    assert not disposal.rules.clock_jumped(disposal.last_seen(), now())


def test_everything_is_held_and_let_go(administrator):
    page = administrator.get(f"{PATH}holds").form("#hold-all form").send(reason="complaint")
    assert "Allt i organisationen" in page.text
    page.form(".item form").send()
    assert db.session.scalars(select(Hold)).one().lifted_at is not None


def test_a_hold_says_what_is_missing_and_keeps_what_was_typed(administrator):
    yesterday = local_date(now()) - timedelta(days=1)
    page = administrator.get(f"{PATH}holds").form("#hold-all form").send(until_on=str(yesterday))
    assert (page.status, page.errors) == (422, ["Välj varför det ska sparas."])
    page = page.form("#hold-all form").send(reason="archive")
    assert (page.status, page.errors) == (422, ["Dagen har varit. Skriv en dag som kommer, eller lämna tomt."])


def test_only_administrators_see_it(signed_in):
    assert signed_in("coordinator").get(PATH).status == 403
