"""Who has been handed over in the demonstration, and what is kept from disposal? Three on their way, one who asked to see it all.

Made by the actions that pages call; those who said yes are of the story and were ready.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from ..accounts.models import Organisation, Staff, Unit
from ..clock import local_date
from ..handover import actions
from ..handover.steps import SENDER
from ..journal.actors import OPERATOR
from ..leads.models import Lead, Person
from ..leads.search import interests_of
from ..rights import disposal, holds
from ..store.columns import new_id
from ..store.db import db

STORIES = (  # how many days ago it was sent, and the steps that were taken since
    (2, ("sent",)),
    (9, ("sent", "receipted")),
    (16, ("sent", "receipted", "met")),
)


def tell(organisation: Organisation, unit: Unit, staff: list[Staff], *, now: datetime) -> None:
    """Hand over those who were ready first, set a hold, and look what would be disposed of."""
    receiver = db.session.scalars(
        select(Unit).filter_by(organisation_id=organisation.id, kind="receiving").order_by(Unit.position, Unit.id)
    ).first()
    ready = select(Lead).join(Person, Person.id == Lead.person_id).where(Lead.unit_id == unit.id, Lead.state == "ready")
    leads = db.session.scalars(
        ready.where(Person.protected.is_(False)).order_by(Lead.received_at, Lead.id).limit(4)
    ).all()
    for lead, (days, steps) in zip(leads, STORIES, strict=False):
        _hand_over(lead, receiver, max(lead.updated_at, now - timedelta(days=days)), steps, staff[0])
    if len(leads) > len(STORIES):
        holds.set_hold(
            organisation.id, "lead", leads[-1].id, key=new_id(), reason="request",
            until_on=local_date(now) + timedelta(days=30), by=OPERATOR, now=now,
        )  # fmt: skip
    disposal.begin(organisation, by=OPERATOR, now=now, dry=True)


def _hand_over(lead: Lead, receiver: Unit, at: datetime, steps: tuple[str, ...], who: Staff) -> None:
    kinds = interests_of([lead])[lead.id]
    if not kinds:
        return
    asked = actions.Asked(new_id(), receiver.id, kinds[0].id, "paper", ("phone", "email"), local_date(at), "call")
    row = actions.prepare(lead, asked, by=who.actor, now=at)
    for step in steps:
        actions.take_step(row, step, side=SENDER, key=current_app.config["INSTANCE_KEY"], by=who.actor, now=at)
