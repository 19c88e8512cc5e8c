"""Is crediting linear in touches? All leads credited anew, ten thousand and a hundred thousand of them, three touches each."""

import os
import time
from datetime import timedelta

from app.clock import now
from app.events.models import Event
from app.leads import crediting
from app.leads.models import Lead, Person, Submission, Touch, Transition
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.make import Make

from .measure import application

FEW, MANY = 10_000, int(os.environ.get("MONTER_BENCH_LEADS", 100_000))
PIECE = 5_000


def measure(report, address: str) -> None:
    """Processor time a touch with few and with many leads, and the ratio; then again, which changes nothing."""
    with application(address):
        placement = Make().placement()
        event = db.session.get(Event, placement.event_id)
        where = (event.organisation_id, event.unit_id, event.id, placement.id)
        fill(*where, FEW)
        few = credited(report, FEW)
        fill(*where, MANY - FEW)
        many = credited(report, MANY)
        report.row("time a touch, many to few", many / few, "times", "goal: at most 1.5")


def credited(report, number: int) -> float:
    """Microseconds of processor time a touch."""
    began = time.process_time()
    for ids in crediting.all_leads():
        with unit_of_work():
            crediting.recredit(ids, now=now())
        db.session.expunge_all()
    taken = 1e6 * (time.process_time() - began) / (3 * number)
    report.row(f"recredit, {number} leads, {3 * number} touches", taken, "µs/touch")
    return taken


def fill(organisation_id: str, unit_id: str, event_id: str, placement_id: str, number: int) -> None:
    """Leads with a scan, a conversation later and an answer each, written in bulk."""
    at = now()
    own = {"organisation_id": organisation_id}
    for start in range(0, number, PIECE):
        ids = [(new_id(), new_id()) for _ in range(min(PIECE, number - start))]
        rows = {model: [] for model in (Person, Lead, Submission, Transition, Touch)}
        for lead, person in ids:
            one = own | {"lead_id": lead}
            rows[Person].append(
                own | {"id": person, "unit_id": unit_id, "name": "A", "name_key": "a", "created_at": at}
            )
            rows[Lead].append(own | {
                "id": lead, "unit_id": unit_id, "person_id": person, "event_id": event_id, "placement_id": placement_id,
                "way": "web", "captured_at": at, "received_at": at, "updated_at": at,
            })  # fmt: skip
            rows[Submission].append(one | {
                "id": new_id(), "capture_id": lead, "way": "web", "captured_at": at, "received_at": at, "language": "sv",
                "reference": lead[:12], "answers": {},
            })  # fmt: skip
            rows[Transition].append(one | {"id": new_id(), "after": "new", "at": at, "by": "visitor"})
            for kind, grade, days in (("code", "A", 0), ("conversation", "B", 3), ("first_heard", "C", 5)):
                met = at + timedelta(days=days)
                rows[Touch].append(one | {
                    "id": new_id(), "kind": kind, "grade": grade, "created": kind == "code", "event_id": event_id,
                    "placement_id": placement_id if kind == "code" else None, "at": met, "noted_at": met, "noted_by": "staff:x",
                })  # fmt: skip
        with unit_of_work():
            for model, found in rows.items():
                db.session.execute(model.__table__.insert(), [_whole(model, row) for row in found])


def _whole(model, row: dict) -> dict:
    """A row with the defaults of its columns."""
    defaults = {
        column.key: column.default.arg if column.default.is_scalar else column.default.arg(None)
        for column in model.__table__.c
        if column.default is not None and column.key not in row
    }
    return defaults | row
