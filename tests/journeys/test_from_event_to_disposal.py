"""From an event to disposal: met twice, found to be one, followed to an outcome, forgotten; what was reported stays the same."""

from sqlalchemy import delete, func, select

from app.clock import now
from app.journal.actors import OPERATOR
from app.leads.follow_up import move_on
from app.leads.models import CreditRow, Lead, Person, Touch
from app.origin.actions import Said, note_heard
from app.origin.heard import Answer
from app.people.models import Merge
from app.rights.disposal import dispose_leads
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.public.visiting import sign_up

WAY = ("in_contact", "informed", "ready", "handed_over", "receipted", "under_review", "approved", "recruited")


def reported(coordinator, event) -> list:
    """Every cell of the year's tables and of the event's."""
    return [
        coordinator.get(path, status=200).rows("table tr")
        for path in ("/staff/results", f"/staff/results/events/{event.slug}")
    ]


def test_what_was_reported_stays_when_the_people_are_forgotten(visitor, signed_in, make):
    event, fair = make.event("Blodomloppet"), make.event("Kärlekshelg", when="2026-01-10")
    flyer, card = make.placement(event, cost_ore=300_00), make.ambassador().placement
    sign_up(visitor, f"/q/{flyer.code.code}")
    sign_up(visitor, f"/q/{card.code.code}", name="Anna B", phone="070-123 45 67")
    sign_up(visitor, f"/e/{event.slug}", name="Omar Nur", phone="070-765 43 21")
    first, second, third = db.session.scalars(select(Lead).order_by(Lead.id)).all()
    with unit_of_work():
        note_heard(
            first.id,
            Said(new_id(), Answer(event_id=fair.id), Answer(other="friend")),
            by_staff=True,
            by=OPERATOR,
            now=now(),
        )
    make.merge(first, second)
    kept = db.session.scalars(select(Lead).where(Lead.id.in_([first.id, second.id]), Lead.state != "duplicate")).one()
    for state in WAY:
        with unit_of_work():
            move_on(db.session.get(Lead, kept.id), state, reason=None, next_on=None, by=OPERATOR, now=now())

    coordinator = signed_in("coordinator")
    before = reported(coordinator, event)
    assert next(row[:2] for row in before[0] if row[0] == "Alla") == ["Alla", "2"]
    milestones = db.session.scalars(select(CreditRow.milestones).filter_by(lead_id=kept.id)).one()

    with unit_of_work():
        db.session.execute(delete(Merge))
        dispose_leads([first.id, second.id, third.id], now=now())
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in (Lead, Person, Touch)] == [0, 0, 0]
    assert reported(coordinator, event) == before
    assert (milestones["recruited"], milestones in list(db.session.scalars(select(CreditRow.milestones)))) == (
        milestones["new"],
        True,
    )
