"""What the tests of handing over have: two units, a lead that said yes, and a way to take steps."""

import pytest
from flask import current_app
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import AssignmentType
from app.clock import local_date, now
from app.handover import actions
from app.handover.models import Handover
from app.journal.actors import OPERATOR
from app.leads.follow_up import move_on
from app.leads.models import Lead
from app.store.columns import new_id
from app.store.db import db, unit_of_work

DAYS = {str(day): [["08:00", "16:30"]] for day in range(5)}


@pytest.fixture
def handing(make):
    """`handing.receiver`, a unit; `handing.ready()`, a lead; `handing.over()`, a handover that was sent; `handing.step(row, …)`."""
    return Handing(make)


class Handing:
    def __init__(self, make):
        self.make, self.organisation = make, make.first()
        with unit_of_work():
            self.receiver = accounts.make_unit(
                self.organisation, name="Socialförvaltningen", kind="receiving", email="soc@linkoping.example",
                working_hours=DAYS, by=OPERATOR, now=now(),
            )  # fmt: skip
            accounts.make_function(self.receiver, name="Mottagning", by=OPERATOR, now=now())
        self.kind = db.session.scalar(
            select(AssignmentType).filter_by(organisation_id=self.organisation.id, key="foster_home")
        )

    @property
    def key(self):
        return current_app.config["INSTANCE_KEY"]

    def staff(self, *roles):
        """Somebody of the receiving unit."""
        roles = roles or ("caseworker",)
        with unit_of_work():
            return accounts.invite(
                self.receiver, email=f"{new_id()}@linkoping.example", name="Mottagare Ett", roles=roles, by=OPERATOR,
                now=now(),
            )  # fmt: skip

    def ready(self, name="Åsa Ek", **facts):
        lead = self.make.lead(name, interests=("foster_home",), email="asa@person.example", **facts)
        with unit_of_work():
            move_on(db.session.get(Lead, lead.id), "ready", reason=None, next_on=None, by=OPERATOR, now=now())
        return lead

    def asked(self, **facts):
        facts = {
            "id": new_id(), "unit_id": self.receiver.id, "assignment_type_id": self.kind.id, "way": "link",
            "fields": ("phone", "email"), "yes_on": local_date(now()), "yes_how": "call",
        } | facts  # fmt: skip
        return actions.Asked(**facts)

    def prepared(self, lead=None, **facts):
        lead = lead or self.ready()
        with unit_of_work():
            return actions.prepare(db.session.get(Lead, lead.id), self.asked(**facts), by=OPERATOR, now=now())

    def over(self, lead=None, **facts):
        row = self.prepared(lead, **facts)
        self.step(row, "sent")
        return row

    def step(self, row, after, side="sender", **how):
        at = how.pop("at", None) or now()
        with unit_of_work():
            found = db.session.get(Handover, row.id)
            return actions.take_step(found, after, side=side, key=self.key, by=OPERATOR, now=at, **how)

    def state(self, row):
        db.session.rollback()
        db.session.expire_all()
        found = db.session.get(Handover, row.id)
        return found.state, found.lead.state
