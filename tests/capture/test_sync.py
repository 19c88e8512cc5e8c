"""Is nothing that a tablet brings ever lost, doubled or refused? Through HTTP."""

import pytest
from sqlalchemy import func, select

from app.capture.models import TabletConflict, TabletRecord
from app.leads.models import Lead, Submission, Touch
from app.store.db import db
from tests.capture.tablet import Tablet


@pytest.fixture
def booth(make):
    return make.booth()


@pytest.fixture
def tablet(app, booth):
    return Tablet(app).join(booth)


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_record_becomes_a_lead_that_knows_where_it_came_from(tablet, booth):
    envelope = tablet.save(name="Åsa Ek", phone="070-123 45 67")
    (ack,) = tablet.sync()["acks"]
    lead = db.session.scalars(select(Lead)).one()
    sent = db.session.scalars(select(Submission)).one()
    touch = db.session.scalars(select(Touch)).one()
    assert ack == {"id": envelope["id"], "sha256": envelope["sha256"], "status": "stored", "receipt": sent.reference}
    assert (lead.person.name, lead.way, lead.booth_id, lead.state) == ("Åsa Ek", "tablet", booth.id, "new")
    assert (lead.placement_id, lead.event_id) == (tablet.row.placement_id, booth.event_id)
    assert (touch.kind, touch.grade, touch.capture_session_id) == ("session", "A", sent.capture_session_id)
    assert (sent.capture_id, sent.way, sent.code) == (envelope["id"], "tablet", tablet.row.placement.code.code)


def test_the_same_again_is_a_duplicate_with_the_same_receipt(tablet):
    tablet.save()
    (first,), (second,) = tablet.sync()["acks"], tablet.sync()["acks"]
    assert (first["status"], second["status"], second["receipt"]) == ("stored", "duplicate", first["receipt"])
    assert (count(Lead), count(TabletRecord)) == (1, 1)


def test_other_bytes_under_the_same_id_are_kept_beside_the_first(tablet):
    first = tablet.save(name="Åsa")
    other = tablet.save(name="Bo", id=first["id"])
    assert tablet.statuses(first, other) == ["stored", "conflict"]
    assert tablet.statuses(other, first) == ["conflict", "duplicate"]
    assert (count(Lead), count(TabletRecord), count(TabletConflict)) == (1, 1, 1)
