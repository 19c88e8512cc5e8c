"""Whose feed is this, and may one see or change its address? The only doors from an address to a feed."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from ..accounts.access import can
from ..accounts.models import Organisation, Staff
from ..accounts.queries import functions_of
from ..errors import NotFound
from ..events.models import Event
from ..store.db import db
from ..store.tokens import token_hash
from .addresses import Links, links_to
from .models import Feed
from .queries import Subscription, feed_of, subscription_by_hash


def subscription_for(token: str) -> Subscription:
    """The feed at that secret address. Raises NotFound for one unknown, replaced, revoked, or of a closed account."""
    found = subscription_by_hash(token_hash(token))
    if found is None:
        raise NotFound
    return found


def public_event(slug: str) -> Event:
    """The event whose page anybody may read. Raises NotFound for one that is not public, or whose day nobody knows."""
    event = db.session.scalar(select(Event).where(Event.slug == slug, Event.public.is_(True)))
    if event is None or not event.when.day_known:
        raise NotFound
    return event


def public_links(organisation: Organisation) -> Links | None:
    """How to subscribe to what an organisation has made public; None before it has given that feed an address."""
    feed = feed_of(organisation.id, "public", organisation.id)
    if feed is None or feed.revoked_at:
        return None
    return links_to(feed, current_app.config["INSTANCE_KEY"], current_app.config["PUBLIC_URL"])


@dataclass(frozen=True)
class Subject:
    """What a feed can be of: scope, id and the words for it. `own` is the one's own work."""

    scope: str
    id: str
    name: str
    own: bool = False

    @property
    def changeable(self) -> bool:
        """Whether the one who asks may make its address new, which ends it for all others who use it."""
        return self.own or can("plan events")


def subjects_for(me: Staff) -> list[Subject]:
    """All that somebody may subscribe to: own work, the functions of the unit, its plan, and what is public."""
    functions = [function for function in functions_of(me.organisation_id) if function.unit_id == me.unit_id]
    return [
        Subject("staff", me.id, me.name, own=True),
        *(Subject("function", function.id, function.name) for function in functions),
        Subject("unit", me.unit_id, me.unit.name),
        Subject("public", me.organisation_id, me.organisation.name),
    ]


def subject_for(me: Staff, scope: str, of_id: str) -> Subject:
    """The one of these subjects that was asked for. Raises NotFound for any other."""
    for subject in subjects_for(me):
        if (subject.scope, subject.id) == (scope, of_id):
            return subject
    raise NotFound


def feed_for(me: Staff, subject: Subject) -> Feed:
    """The living feed of a subject that may be changed. Raises NotFound."""
    feed = feed_of(me.organisation_id, subject.scope, subject.id)
    if feed is None or feed.revoked_at or not subject.changeable:
        raise NotFound
    return feed
