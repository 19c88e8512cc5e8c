"""Do many processes have one limit between them, and does a count never keep anybody waiting?"""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.leads.models import AbuseCount
from app.leads.shared_counts import told_under
from app.store.db import db
from app.web.abuse import Counts, network_of
from tests.pages import Queries

NOW = datetime(2026, 11, 20, 12, 34, 5, tzinfo=UTC)
NET = network_of("192.0.2.7", b"key")


def process(app, limit=10, seconds=60) -> Counts:
    """A process of its own, as far as counts go."""
    counts = Counts(limit)
    counts.share(seconds, app.app_context, told_under("s"))
    return counts


def count(counts, number: int, network=NET, event="e" * 20, now=NOW) -> float:
    return [counts.excess(network, event, now) for _ in range(number)][-1]


def settle(*processes) -> None:
    for one in processes:
        one._later.cancel()
        one.exchange()


def test_two_processes_have_one_limit(app):
    one, other = process(app), process(app)
    assert (count(one, 6), count(other, 6)) == (0.6, 0.6)
    settle(one, other)
    assert (count(one, 1), count(other, 1)) == (0.7, 1.3)
    settle(other, one)
    assert (count(one, 1), count(other, 1)) == (1.5, 1.4)
    settle(one, other)
    assert db.session.scalars(select(AbuseCount.number).order_by(AbuseCount.key)).all() == [16, 16]


def test_nothing_is_asked_of_the_database_while_one_counts(app):
    one = process(app)
    with Queries() as ran:
        count(one, 500)
    assert list(ran) == []
    one._later.cancel()


def test_what_was_counted_is_told_by_itself(app):
    one = process(app, seconds=0.05)
    count(one, 3)
    until = time.monotonic() + 30
    while (told := db.session.scalars(select(AbuseCount.number)).all()) != [3, 3] and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.02)
    assert told == [3, 3]


def test_a_new_minute_begins_at_nothing(app):
    one = process(app)
    count(one, 20)
    settle(one)
    assert count(one, 1, now=NOW + timedelta(minutes=1)) == 0.1
    one._later.cancel()


def test_a_database_that_does_not_answer_is_asked_again_and_nobody_notices(app):
    one, answers = Counts(10), [OSError("gone"), {NET: 12}]

    def tell(minute_at, numbers):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    one.share(60, app.app_context, tell)
    count(one, 2)
    settle(one)
    assert count(one, 1) == 0.3
    settle(one)
    assert count(one, 1) == 1.3
    one._later.cancel()


def test_what_is_kept_tells_nobody_which_network_it_was(app):
    one = process(app)
    count(one, 1)
    settle(one)
    assert "192.0" not in "".join(db.session.scalars(select(AbuseCount.key)))
