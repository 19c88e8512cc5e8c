"""Very many leads of one unit, with all that hangs on each: a phone, words to be found by, three touches, attempts, a history."""

import random
from datetime import timedelta

from app.accounts.models import AssignmentType
from app.clock import local_date, now
from app.leads.models import (
    Attempt,
    ContactPoint,
    Lead,
    LeadInterest,
    Person,
    PersonWord,
    Submission,
    Touch,
    Transition,
)
from app.leads.spelled import words_of
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.web.text import search_key

CLOSED = ("withdrew", "unreached", "recruited", "referred", "receipted")
OPEN = ("new", "seeking", "seeking", "in_contact", "in_contact", "meeting_booked", "informed", "thinking")
SYLLABLES = ("an", "be", "da", "el", "fa", "ha", "jo", "ka", "li", "ma", "ni", "ro", "sa", "ti", "vi", "ös")
FIRST = ("Åsa", *(f"{one}{two}".title() for one in SYLLABLES for two in SYLLABLES))
LAST = (
    "Hassan",
    *(f"{one}{two}{ending}".title() for one in SYLLABLES for two in SYLLABLES for ending in ("berg", "ström")),
)
AT_ONCE = 5000


def fill(event, total: int, *, open_share: float = 1 / 20, seed: int = 2017, first=FIRST, numbers=(0, 10**7)) -> None:
    """So many leads of an event's unit, that share of them still open, met over two years; three touches each. `first`: the first
    names that they have, `numbers`: between which two the ends of their telephone numbers lie."""
    types = [row.id for row in db.session.query(AssignmentType).filter_by(organisation_id=event.organisation_id)]
    chance = random.Random(seed + total)
    for begin in range(0, total, AT_ONCE):
        rows = {
            model: []
            for model in (Person, ContactPoint, PersonWord, Lead, LeadInterest, Submission, Touch, Attempt, Transition)
        }
        for _number in range(begin, min(total, begin + AT_ONCE)):
            for model, row in _one(event, types, chance, open_share, first, numbers):
                rows[model].append({"organisation_id": event.organisation_id} | row)
        with unit_of_work() as session:
            for model, found in rows.items():
                if found:
                    session.connection().execute(model.__table__.insert(), found)
    _learn()


def _learn() -> None:
    """Let the database look at what it holds, as it does by itself in time."""
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _one(event, types, chance, open_share, first, numbers):
    person, lead = new_id(), new_id()
    state = chance.choice(OPEN if chance.random() < open_share else CLOSED)
    at = now() - timedelta(days=chance.randrange(730), seconds=chance.randrange(86_400))
    name, phone = f"{chance.choice(first)} {chance.choice(LAST)}", f"+4670{chance.randrange(*numbers):07}"
    unit = {"unit_id": event.unit_id}
    yield Person, unit | {
        "id": person, "name": name, "name_key": search_key(name), "hint_key": "", "language": "sv", "protected": False,
        "created_at": at,
    }  # fmt: skip
    yield ContactPoint, {"id": new_id(), "person_id": person, "kind": "phone", "value": phone, "key": phone}
    for word in words_of([name], [("phone", phone)]):
        yield PersonWord, unit | {"person_id": person, "word": word}
    is_open = state in OPEN
    yield Lead, unit | {
        "id": lead, "person_id": person, "event_id": event.id, "owner_function_id": event.owner_function_id, "state": state,
        "next_on": local_date(now()) + timedelta(days=chance.randrange(-9, 3)) if is_open else None, "way": "web",
        "captured_at": at, "received_at": at, "updated_at": at,
    }  # fmt: skip
    yield LeadInterest, {"lead_id": lead, "assignment_type_id": chance.choice(types)}
    yield Submission, {
        "id": new_id(), "lead_id": lead, "capture_id": new_id(), "way": "web", "captured_at": at, "received_at": at,
        "language": "sv", "reference": new_id()[8:20], "answers": {"name": name, "phone": phone}, "kind": "new", "generation": 1,
    }  # fmt: skip
    for number, kind in enumerate(("code", "conversation", "answer")):
        yield Touch, {
            "id": new_id(), "lead_id": lead, "kind": kind, "grade": "ABC"[number], "created": number == 0,
            "event_id": event.id, "at": at, "noted_at": at, "noted_by": "visitor",
        }  # fmt: skip
    if state != "new":
        yield Attempt, {
            "id": new_id(), "lead_id": lead, "channel": "phone", "outcome": "no_answer", "at": at + timedelta(hours=3),
            "noted_at": at + timedelta(hours=3), "by": "visitor",
        }  # fmt: skip
    yield Transition, {"id": new_id(), "lead_id": lead, "before": None, "after": state, "at": at, "by": "visitor"}
