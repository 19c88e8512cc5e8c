"""How does a helper get their shifts into their own calendar? A page below their secret address: make the feed's address, choose
an alarm, make the address new.
"""

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from ..clock import now
from ..errors import NotFound
from ..i18n import _l
from ..staffing.helper_views import actor, asked_language, helper_at, organisation_of, surroundings
from ..store.db import unit_of_work
from ..web.security import public
from . import actions, queries
from .addresses import links_to

bp = Blueprint("helper_calendar", __name__, url_prefix="/h/<token>/calendar")

ALARMS = {
    "": _l("Ingen påminnelse"),
    "60": _l("En timme före"),
    "180": _l("Tre timmar före"),
    "1440": _l("Ett dygn före"),
}


@bp.get("")
@public
def own(token: str):
    """The addresses of one's calendar, once there are any."""
    helper = helper_at(token)
    feed = living_feed(helper)
    config = current_app.config
    return render_template(
        "calendars/helper.html", token=token, feed=feed, alarms=ALARMS,
        links=feed and links_to(feed, config["INSTANCE_KEY"], config["PUBLIC_URL"]), **surroundings(organisation_of(helper)),
    )  # fmt: skip


@bp.post("/open")
@public
def make(token: str):
    """Make the calendar's address."""
    helper = helper_at(token)
    with unit_of_work():
        actions.open_feed(helper.organisation_id, "helper", helper.id, key=key(), by=actor(helper), now=now())
    return back(token)


@bp.post("/alarm")
@public
def alarm(token: str):
    """Choose when one's calendar rings."""
    chosen, helper = request.form.get("alarm", ""), helper_at(token)
    if chosen not in ALARMS:
        raise NotFound
    with unit_of_work():
        actions.choose_alarm(feed_or_nothing(helper), int(chosen) if chosen else None)
    return back(token)


@bp.post("/renew")
@public
def renew(token: str):
    """Another address; the old one is not found any more."""
    helper = helper_at(token)
    with unit_of_work():
        actions.renew(feed_or_nothing(helper), key=key(), by=actor(helper), now=now())
    return back(token)


def living_feed(helper):
    """The helper's feed, if there is one that has not been revoked."""
    feed = queries.feed_of(helper.organisation_id, "helper", helper.id)
    return feed if feed and not feed.revoked_at else None


def feed_or_nothing(helper):
    """The same. Raises NotFound."""
    if (feed := living_feed(helper)) is None:
        raise NotFound
    return feed


def back(token: str):
    """To the page again."""
    return redirect(url_for(".own", token=token, **asked_language()), 303)


def key() -> bytes:
    """What addresses are derived from."""
    return current_app.config["INSTANCE_KEY"]
