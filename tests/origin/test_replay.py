"""Does crediting stand being stopped, run again, and people going? A life from event to disposal, on a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.clock import now
from app.journal.actors import OPERATOR
from app.leads import crediting
from app.leads.follow_up import MetAgain, move_on, note_touch
from app.leads.models import CreditRow, Lead, Touch
from app.origin.actions import Said, note_heard
from app.origin.heard import Answer
from app.store.columns import new_id
from app.store.db import db, unit_of_work

NOT_THE_SAME = {"id", "computed_at"}


def rows() -> list[dict]:
    """All credit rows but for what says when they were computed."""
    db.session.rollback()
    return [
        {c.name: getattr(row, c.name) for c in CreditRow.__table__.columns if c.name not in NOT_THE_SAME}
        for row in db.session.scalars(select(CreditRow).order_by(CreditRow.lead_id))
    ]


@pytest.fixture
def lives(make):
    """Five leads who met us in different ways."""
    flyer, fair = make.placement(make.event("Blodomloppet")), make.event("Kärlekshelg", when="2026-01-10")
    leads = [make.lead(placement=flyer) for _ in range(3)] + [make.lead(event=fair), make.lead()]
    with unit_of_work():
        for lead, answer in zip(leads, (Answer(event_id=fair.id), Answer(other="media"), Answer()), strict=False):
            note_heard(lead.id, Said(new_id(), answer, Answer(other="friend")), by_staff=True, by=OPERATOR, now=now())
        met = MetAgain(new_id(), "conversation", now() - timedelta(days=2), "B", fair.id)
        note_touch(db.session.get(Lead, leads[0].id), met, by=OPERATOR, now=now())
    return leads


def test_stopped_half_way_and_run_again_gives_the_same(lives, monkeypatch):
    monkeypatch.setattr(crediting, "AT_ONCE", 2)

    def run(stop_after: int | None = None) -> None:
        for place, ids in enumerate(crediting.all_leads()):
            if place == stop_after:
                return
            with unit_of_work():
                crediting.recredit(ids, now=now())

    run()
    whole = rows()
    with unit_of_work():
        db.session.execute(delete(CreditRow))
    run(stop_after=1)
    assert len(rows()) == 2
    run()
    assert rows() == whole


def test_touches_written_in_any_order_give_the_same_rows(lives):
    ids = [lead.id for lead in lives]
    with unit_of_work():
        crediting.recredit(ids, now=now())
    before = rows()
    with unit_of_work():
        kept = [
            {c.name: getattr(row, c.name) for c in Touch.__table__.columns}
            for row in db.session.scalars(select(Touch).order_by(Touch.id.desc()))
        ]
        db.session.execute(delete(Touch))
        db.session.execute(Touch.__table__.insert(), kept)
    with unit_of_work():
        assert crediting.recredit(ids, now=now()) == 0
    assert rows() == before


def test_one_who_turns_out_to_be_another_is_counted_once_and_loses_no_touch(lives, signed_in, make):
    kept, other = lives[3], lives[4]
    with unit_of_work():
        for touch in db.session.scalars(select(Touch).filter_by(lead_id=other.id)):
            touch.lead_id = kept.id
        move_on(db.session.get(Lead, other.id), "duplicate", reason=None, next_on=None, by=OPERATOR, now=now())
        db.session.get(Lead, kept.id).updated_at = now()
    coordinator = signed_in("coordinator")
    table = {row[0]: row[1] for row in coordinator.get("/staff/results").rows("#counted tr")[1:]}
    assert (table["Alla"], table["Kärlekshelg"], table["Okänt"]) == ("4", "1", "0")
