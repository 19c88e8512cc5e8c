"""However a tablet's records are delivered (repeated, in any order, cut into any batches, by many at once, with the worker
between), is the database in the end the same, with nothing lost and nothing doubled?
"""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.booths.models import Tally
from app.capture import opening
from app.capture.models import TabletConflict, TabletRecord
from app.clock import now
from app.leads.models import Lead, Submission
from app.store.db import db, unit_of_work
from tests.capture.tablet import Tablet


@pytest.fixture
def booth(make, app, monkeypatch):
    """Where more tablets are paired in a minute than ever in earnest."""
    monkeypatch.setattr(app.extensions["pairings"], "limit", 10**6)
    return make.booth()


def a_day(tablet) -> None:
    """Two leads, a correction and one of that, a count, a rehearsal, a seal that does not open, and other bytes under an id."""
    first = tablet.save(name="Åsa", phone="070-123 45 67")
    tablet.save(name="Bo", phone="070-765 43 21")
    second = tablet.save(name="Åsa Ek", supersedes=first["id"])
    tablet.save(name="Åsa Ekk", supersedes=second["id"])
    tablet.tally(conversations=2, flyers=1)
    tablet.save(test=True)
    tablet.keep({"answers": {"name": "Ingen"}}, info=b"elsewhere")


def what_there_is(tablet) -> dict:
    """The database as far as this tablet's records go, without ids and times that are made anew each time."""
    db.session.rollback()
    places = {envelope["id"]: number for number, envelope in enumerate(tablet.kept)}
    rows = db.session.scalars(select(TabletRecord).filter_by(pairing_id=tablet.pairing_id)).all()
    sent = db.session.scalars(select(Submission).where(Submission.capture_id.in_(places))).all()
    by_id = {row.id: places[row.capture_id] for row in sent}
    tallies = select(Tally.kind, Tally.number).filter_by(noted_by=f"tablet:{tablet.pairing_id}")
    return {
        "records": sorted((places[row.id], row.state, row.kind or "", row.why or "") for row in rows),
        "submissions": sorted(
            (places[row.capture_id], row.kind, by_id.get(row.supersedes_id, -1), row.answers["name"]) for row in sent
        ),
        "leads": len({row.lead_id for row in sent}),
        "tallies": sorted(tuple(row) for row in db.session.execute(tallies)),
    }


EXPECTED = {
    "records": [
        (0, "stored", "lead", ""), (1, "stored", "lead", ""), (2, "stored", "correction", ""),
        (3, "stored", "correction", ""), (4, "stored", "tally", ""), (5, "stored", "test", ""),
        (6, "unreadable", "", "wrong_seal"),
    ],
    "submissions": [(0, "new", -1, "Åsa"), (1, "new", -1, "Bo"), (2, "correction", 0, "Åsa Ek"), (3, "correction", 0, "Åsa Ekk")],
    "leads": 2,
    "tallies": [("conversations", 2), ("flyers", 1)],
}  # fmt: skip

deliveries = st.tuples(
    st.permutations(range(7)), st.lists(st.integers(0, 6), max_size=6), st.lists(st.integers(1, 4), min_size=1, max_size=4)
)  # fmt: skip


def deliver(tablet, order, again, sizes) -> None:
    """All of them in that order with some repeated, in batches of those sizes, the worker between."""
    queue = [*order[:4], *again, *order[4:], *again]
    turn = 0
    while queue:
        size = sizes[turn % len(sizes)]
        tablet.sync(*(tablet.kept[place] for place in queue[:size]))
        queue, turn = queue[size:], turn + 1
        if turn % 2:
            work(tablet.app)


def work(app) -> None:
    with unit_of_work():
        opening.open_waiting(
            key=app.config["INSTANCE_KEY"], home=app.config["MONTER_HOME"], now=now() + timedelta(minutes=2)
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(delivery=deliveries)
def test_any_order_gives_the_same_database(app, booth, delivery):
    tablet = Tablet(app).join(booth)
    a_day(tablet)
    deliver(tablet, *delivery)
    assert what_there_is(tablet) == EXPECTED


@pytest.mark.proof
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(delivery=deliveries)
def test_two_hundred_orders_give_the_same_database(app, booth, delivery):
    tablet = Tablet(app).join(booth)
    a_day(tablet)
    deliver(tablet, *delivery)
    assert what_there_is(tablet) == EXPECTED


def at_once(app, calls) -> list:
    """What each of these gives, all begun at the same moment."""
    given_back, start = [], threading.Barrier(len(calls))

    def run(call):
        with app.app_context():
            start.wait()
            given_back.append(call())
            db.session.remove()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given_back


def sending(tablet, *records):
    """A call that sends these from the same tablet, and gives the statuses."""
    twin = Tablet(tablet.app, token=tablet.token, pairing_id=tablet.pairing_id)
    return lambda: [ack["status"] for ack in twin.sync(*records)["acks"]]


@pytest.mark.both
def test_24_deliveries_of_one_id_at_once_are_one_row(app, booth):
    tablet = Tablet(app).join(booth)
    envelope = tablet.save()
    found = Counter(status for (status,) in at_once(app, [sending(tablet, envelope)] * 24))
    db.session.rollback()
    assert found == {"stored": 1, "duplicate": 23}
    assert [
        db.session.scalar(select(func.count()).select_from(model)) for model in (TabletRecord, Lead, Submission)
    ] == [1] * 3


@pytest.mark.both
def test_many_batches_that_overlap_arrive_at_once_and_each_record_is_there_once(app, booth):
    tablet = Tablet(app).join(booth)
    for number in range(12):
        tablet.save(name=f"Person {number}", phone=f"070{number:07}")
    first = tablet.kept[0]
    other = tablet.save(name="Någon annan", id=first["id"])
    batches = [tablet.kept[:8], tablet.kept[:8][::-1], tablet.kept[4:12], tablet.kept[4:12][::-1], [first], [other]] * 2
    at_once(app, [sending(tablet, *batch) for batch in batches])
    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(model)) for model in (TabletRecord, Lead, TabletConflict)
    ]
    assert counts == [12, 12, 1]
