"""Is what should be forgotten after a day forgotten, and no sooner?"""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import upkeep
from app.accounts.models import RetentionPolicy
from app.clock import now
from app.leads.models import AbuseCount
from app.store.db import db, unit_of_work


@pytest.mark.usefixtures("app")
def test_counts_of_who_sent_how_often_go_after_a_day(make):
    make.first()
    at = now()
    with unit_of_work() as session:
        session.add_all(
            AbuseCount(key=key, minute_at=at - timedelta(hours=hours), number=3)
            for key, hours in (("n:old", 25), ("n:new", 23))
        )
    with unit_of_work():
        assert upkeep.forget_abuse_counts(now=at) == 1
    assert db.session.scalars(select(AbuseCount.key)).all() == ["n:new"]


@pytest.mark.parametrize(("decision", "kept"), [("SN 2026/12", 3), (None, 1)])
def test_a_decided_policy_says_for_how_many_days_and_an_undecided_one_does_not(make, decision, kept):
    organisation = make.first()
    with unit_of_work() as session:
        session.execute(
            update(RetentionPolicy)
            .where(RetentionPolicy.organisation_id == organisation.id, RetentionPolicy.subject == "abuse")
            .values(days=3, decision_ref=decision)
        )
    assert upkeep.abuse_kept() == timedelta(days=kept)
