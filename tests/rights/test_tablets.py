"""Does a tablet that still has something of a person who was erased bring them back?"""

import pytest
from flask import current_app
from sqlalchemy import delete, func, select

from app.capture.doctor import records_that_wait_and_old_keys
from app.capture.models import TabletRecord
from app.clock import now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads.models import Lead, Submission
from app.rights import disposal, erasing
from app.store import erased
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.capture.tablet import Tablet

pytestmark = pytest.mark.both


@pytest.fixture
def tablet(app, make):
    return Tablet(app).join(make.booth())


def erase(lead_id: str, organisation_id: str) -> None:
    with unit_of_work():
        names = erasing.erase([lead_id], [], organisation_id=organisation_id, by=OPERATOR, now=now())
        config = current_app.config
        erased.remember(names, key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now())


def dispose(lead_id: str, _organisation_id: str) -> None:
    with unit_of_work():
        disposal.dispose_leads([lead_id], now=now())


def the_only_lead() -> tuple[str, str]:
    lead = db.session.scalars(select(Lead)).one()
    return lead.id, lead.organisation_id


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Lead)) + db.session.scalar(
        select(func.count()).select_from(Submission)
    )


@pytest.mark.parametrize("forget", [erase, dispose])
def test_a_correction_that_comes_after_the_person_was_forgotten_is_acknowledged_and_not_kept(app, tablet, forget):
    first = tablet.save(name="Åsa")
    second = tablet.save(name="Åsa Ek", supersedes=first["id"])
    third = tablet.save(name="Åsa Ekk", supersedes=second["id"])
    tablet.sync(first)
    forget(*the_only_lead())
    assert tablet.statuses(second, third) == ["stored", "stored"]
    assert tablet.statuses(second, third) == ["duplicate", "duplicate"]
    assert people() == 0
    late = db.session.scalars(select(TabletRecord).where(TabletRecord.id.in_([second["id"], third["id"]]))).all()
    assert {(row.state, row.why, row.blob, row.lead_id) for row in late} == {("discarded", "erased", None, None)}
    noted = db.session.scalars(select(JournalLine).where(JournalLine.kind == "tablet-record.discarded")).all()
    assert sorted((line.subject, line.details) for line in noted) == sorted((row.id, {}) for row in late)


def test_whoever_was_erased_may_sign_up_anew(app, tablet):
    tablet.sync(tablet.save(name="Åsa Ek", phone="070-123 45 67"))
    erase(*the_only_lead())
    tablet.sync(tablet.save(name="Åsa Ek", phone="070-123 45 67"))
    assert people() == 2


def test_what_a_tablet_sends_again_after_a_restore_does_not_bring_back_who_was_erased(app, tablet):
    first = tablet.save(name="Åsa")
    tablet.sync(first)
    erase(*the_only_lead())
    with unit_of_work():  # as in a backup that was made before it came
        db.session.execute(delete(TabletRecord))
    second = tablet.save(name="Åsa Ek", supersedes=first["id"])
    assert tablet.statuses(first, second) == ["stored", "stored"]
    assert people() == 0


@pytest.mark.parametrize("forget", [erase, dispose])
def test_a_tablets_lead_that_was_forgotten_is_no_alarm_and_one_that_vanished_is(app, tablet, forget):
    tablet.sync(tablet.save())
    forget(*the_only_lead())
    assert records_that_wait_and_old_keys(now()) == []
    with unit_of_work():
        db.session.scalars(select(TabletRecord)).one().lead_id = new_id()
    assert records_that_wait_and_old_keys(now()) == ["1 records of tablets that came to no lead"]
