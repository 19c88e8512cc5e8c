"""How does one try Monter without typing a year? Linköping's 2017 as it was, and the same year planned anew around today.

The plan of 2017 is what the final report states and nothing more: no booth, lead or cost that it does not give. Around today
all people are invented. It is built by the same actions that pages call, with the times of the story. Called by
`monter demo` and, in demonstration mode, by the first `monter serve`.
"""

from datetime import datetime

from flask import current_app

from ..accounts import actions as accounts
from ..accounts import assignment_types
from ..accounts.models import Function, Organisation, RetentionPolicy, Staff
from ..accounts.queries import organisations
from ..calendars.actions import open_feed
from ..clock import local_date
from ..journal.actors import OPERATOR
from ..leads.actions import make_default_policies
from ..store.db import db
from . import carriers, handed, past, people, times
from .year import Story


def build_demo(now: datetime) -> bool:
    """Make the demonstration in an empty instance; False, and nothing done, when there is an organisation already."""
    if organisations():
        return False
    organisation = _organisation(now)
    unit = accounts.make_unit(
        organisation, name="Frivilligcentrum", by=OPERATOR, now=now, email="frivilligcentrum@linkoping.example",
        phone=people.phone(0), working_hours={str(day): [["08:00", "16:30"]] for day in range(5)},
    )  # fmt: skip
    functions = [accounts.make_function(unit, name=name, by=OPERATOR, now=now) for name in past.functions()]
    for name in past.receiving_units():
        accounts.make_unit(organisation, name=name, by=OPERATOR, now=now, kind="receiving")
    staff = _staff(unit, functions, now)
    past.plan(unit, now=now)
    Story(unit, functions, staff, now).tell()
    times.lay_up(unit, functions, staff, now=now)
    times.plan_duty(unit, now=now)
    carriers.tell(functions[0], now)
    handed.tell(organisation, unit, staff, now=now)
    for scope, of_id in (("public", organisation.id), ("unit", unit.id)):
        open_feed(organisation.id, scope, of_id, key=current_app.config["INSTANCE_KEY"], by=OPERATOR, now=now)
    return True


def _organisation(now: datetime) -> Organisation:
    facts = past.organisation()
    organisation = accounts.make_organisation(
        slug="linkoping", name=facts["name"], kind=facts["kind"], by=OPERATOR, now=now,
        registry_number=facts["registry_number"], contact_email="frivilligcentrum@linkoping.example",
        contact_phone=people.phone(0), protected_phone=people.phone(1), privacy_officer="dataskyddsombud@linkoping.example",
        purpose={
            "sv": "Vi söker familjehem, kontaktpersoner, gode män och andra som vill finnas där för någon.",
            "en": "We look for foster homes, contact persons, legal guardians and others who want to be there for somebody.",
        },
    )  # fmt: skip
    for position, (key, sv, en, recruit, hint_sv, hint_en) in enumerate(people.ASSIGNMENTS):
        assignment_types.add_assignment_type(
            organisation, key=key, names={"sv": sv, "en": en}, hints={"sv": hint_sv, "en": hint_en},
            recruit_unit=recruit, position=position, now=now,
        )  # fmt: skip
    make_default_policies(organisation.id, by=OPERATOR, now=now)
    for policy in db.session.query(RetentionPolicy).filter_by(organisation_id=organisation.id):
        policy.decision_ref = "Demonstration § 1"
    return organisation


def _staff(unit, functions: list[Function], now: datetime) -> list[Staff]:
    found = []
    for number, (name, email, roles) in enumerate(people.STAFF):
        person = accounts.invite(unit, email=email, name=name, roles=roles, by=OPERATOR, now=now)
        if number < len(functions):
            accounts.hold(functions[number], person, from_on=local_date(now), by=OPERATOR, now=now)
        found.append(person)
    return found
