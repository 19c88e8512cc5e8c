"""The verbs of `app.calendars.actions`."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.calendars import actions
from app.calendars.addresses import token_of
from app.calendars.models import Feed
from app.clock import now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.store.db import db, unit_of_work
from app.store.tokens import token_hash

KEY = b"k" * 32


@pytest.fixture
def act(make):
    """Do one of the verbs, committed."""
    organisation = make.first()

    def do(verb, *args, **more):
        with unit_of_work():
            if verb is actions.open_feed:
                args = (organisation.id, "public", organisation.id)
            else:
                args = [db.session.merge(row) for row in args]
            return verb(*args, **({} if verb is actions.revoke else {"key": KEY}), by=OPERATOR, now=now(), **more)

    return do


def lines():
    kinds = db.session.execute(
        db.select(JournalLine.kind, JournalLine.details).order_by(JournalLine.at, JournalLine.id)
    )
    return [(kind, details) for kind, details in kinds if kind.startswith("feed.")]


def test_only_the_hash_of_an_address_is_kept(act):
    feed = act(actions.open_feed)
    token = token_of(feed, KEY)
    columns = {column.key: getattr(feed, column.key) for column in Feed.__table__.columns}
    assert (feed.token_hash, token in repr(columns)) == (token_hash(token), False)


def test_opening_again_is_the_same_feed_and_writes_nothing_down(act):
    first, again = act(actions.open_feed), act(actions.open_feed)
    assert (first.id, first.token_hash, lines()) == (again.id, again.token_hash, [("feed.made", {"scope": "public"})])


def test_eight_that_open_it_in_the_same_moment_get_one_feed(app, make):
    organisation = make.first()
    together = Barrier(8)

    def open_it(_):
        with app.app_context():
            together.wait()
            with unit_of_work():
                at = now()
                return actions.open_feed(organisation.id, "public", organisation.id, key=KEY, by=OPERATOR, now=at).id

    with ThreadPoolExecutor(8) as many:
        assert len(set(many.map(open_it, range(8)))) == 1


def test_a_new_address_replaces_the_hash(act):
    feed = act(actions.open_feed)
    before = feed.token_hash
    act(actions.renew, feed)
    feed = db.session.get(Feed, feed.id)
    assert (feed.generation, feed.token_hash != before, feed.token_hash) == (2, True, token_hash(token_of(feed, KEY)))


def test_a_revoked_feed_comes_back_at_another_address(act):
    feed = act(actions.open_feed)
    before = feed.token_hash
    act(actions.revoke, feed)
    act(actions.revoke, feed)
    again = act(actions.open_feed)
    assert (again.id, again.revoked_at, again.token_hash != before) == (feed.id, None, True)
    assert [kind for kind, _ in lines()] == ["feed.made", "feed.revoked", "feed.renewed"]


def test_the_journal_holds_no_address(act):
    feed = act(actions.open_feed)
    act(actions.renew, feed)
    assert [details for _, details in lines()] == [{"scope": "public"}] * 2
    assert timedelta(0) <= now() - feed.made_at
