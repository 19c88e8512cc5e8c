"""How does an address that can be subscribed to come to be, and stop? Makes feeds, gives them new addresses, revokes.

An address is derived from the instance key, the feed and its generation; only its hash is kept. A new address changes no
entry: ids hang on events, never on addresses.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from ..journal.actions import note
from ..journal.actors import Actor
from ..staffing.models import Helper
from ..store.columns import new_id
from ..store.db import db, each_alone
from ..store.tokens import token_hash
from .addresses import token_of
from .models import Feed
from .queries import feed_of


def open_feed(organisation_id: str, scope: str, of_id: str, *, key: bytes, by: Actor, now: datetime) -> Feed:
    """The feed of that unit, function, staff member or organisation; made the first time, living again if revoked."""
    feed = feed_of(organisation_id, scope, of_id)
    if feed is None:
        feed = Feed(id=new_id(), organisation_id=organisation_id, scope=scope, of_id=of_id, generation=1, made_at=now)
        feed.token_hash = token_hash(token_of(feed, key))
        try:
            with each_alone():
                db.session.add(feed)
                db.session.flush()
        except IntegrityError:  # somebody else opened it in this very moment
            return feed_of(organisation_id, scope, of_id)
        note("feed.made", subject=feed.id, by=by, now=now, organisation_id=organisation_id, scope=scope)
    elif feed.revoked_at:
        renew(feed, key=key, by=by, now=now)
    return feed


def renew(feed: Feed, *, key: bytes, by: Actor, now: datetime) -> None:
    """Give a feed a new address; the old one is not found any more."""
    feed.generation += 1
    feed.token_hash = token_hash(token_of(feed, key))
    feed.revoked_at = None
    db.session.flush()
    note("feed.renewed", subject=feed.id, by=by, now=now, organisation_id=feed.organisation_id, scope=feed.scope)


def follow_link(helper: Helper, *, key: bytes, by: Actor, now: datetime) -> None:
    """A helper has another secret link: so has their calendar, if they have one. Its address stood on the page of the old link."""
    feed = feed_of(helper.organisation_id, "helper", helper.id)
    if feed and not feed.revoked_at:
        renew(feed, key=key, by=by, now=now)


def choose_alarm(feed: Feed, minutes: int | None) -> None:
    """So long before each entry their calendar rings, or never. Theirs alone to choose."""
    feed.alarm = minutes
    db.session.flush()


def revoke(feed: Feed, *, by: Actor, now: datetime) -> None:
    """Stop a feed: its address is not found any more, until somebody opens it anew, at another address."""
    if feed.revoked_at:
        return
    feed.revoked_at = now
    db.session.flush()
    note("feed.revoked", subject=feed.id, by=by, now=now, organisation_id=feed.organisation_id, scope=feed.scope)
