"""Which calendars can one subscribe to? The feeds themselves, at secret addresses, and the page where staff find them."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.http import http_date

from ..accounts.access import may, me, organisation_by_slug
from ..clock import now
from ..i18n import _
from ..store.db import read_lightly, unit_of_work
from ..web.language import language_links, page_language, speaking
from ..web.security import public
from . import access, actions, feeds, queries
from .addresses import links_to
from .answers import is_unchanged

bp = Blueprint("calendars", __name__)


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str):
    """One feed, for whoever has its address. An unchanged one costs three questions and no file."""
    read_lightly()
    subscription = access.subscription_for(token)
    with speaking(subscription.language):
        answer = feeds.answer_of(subscription, teller(), now())
        return calendar(answer.etag, answer.modified_at, answer.file, subscription.scope, dated=answer.dated)


@bp.get("/e/<slug>.ics")
@public
def entry(slug: str):
    """One public event, for those who want it in their calendar."""
    event = access.public_event(slug)
    with speaking(page_language().tag):
        etag, modified_at, file = feeds.of_one_event(event, teller(page_language().tag))
    return calendar(etag, modified_at, lambda: file, event.slug)


@bp.get("/o/<slug>/calendar")
@public
def subscribe(slug: str):
    """How anybody follows what an organisation has made public."""
    organisation = organisation_by_slug(slug)
    return render_template(
        "calendars/subscribe.html",
        organisation=organisation,
        links=access.public_links(organisation),
        language_links=language_links(organisation.languages),
        footer_links=[
            {"label": _("Dina uppgifter"), "href": url_for("public.privacy", slug=slug, lang=page_language().tag)},
            {"label": _("Tillgänglighet"), "href": url_for("public.accessibility", lang=page_language().tag)},
        ],
    )


def calendar(etag: str, modified_at, file, name: str, *, dated: bool = True) -> Response:
    """The answer of a feed: 304 when that is right, else the file, which is asked for only then."""
    asked = request.headers
    since = asked.get("If-Modified-Since") if dated else None
    if is_unchanged(etag, modified_at, asked.get("If-None-Match"), since):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(file(), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.set_etag(etag)
    response.headers["Last-Modified"] = http_date(modified_at)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def teller(language: str = "sv") -> feeds.Teller:
    """How this instance tells of things."""
    return feeds.teller_at(current_app.config["PUBLIC_URL"], language)


def key() -> bytes:
    """What addresses are derived from."""
    return current_app.config["INSTANCE_KEY"]


@bp.get("/staff/calendar")
@may("see plans")
def index():
    """The calendars that one can subscribe to, each with its addresses."""
    subjects = access.subjects_for(me())
    opened = queries.feeds_of(me().organisation_id, [subject.id for subject in subjects])
    found = [(subject, opened.get((subject.scope, subject.id))) for subject in subjects]
    offers = [(subject, feed and links_to(feed, key(), current_app.config["PUBLIC_URL"])) for subject, feed in found]
    return render_template("calendars/index.html", offers=offers)


@bp.post("/staff/calendar/<scope>/<of_id>/open")
@may("see plans")
def open_feed(scope: str, of_id: str):
    """Make the address of one of these calendars."""
    subject = access.subject_for(me(), scope, of_id)
    with unit_of_work():
        actions.open_feed(me().organisation_id, scope, subject.id, key=key(), by=me().actor, now=now())
    return redirect(url_for(".index", _anchor=f"{scope}-{of_id}"))


@bp.post("/staff/calendar/<scope>/<of_id>/renew")
@may("see plans")
def renew(scope: str, of_id: str):
    """Give one of these calendars a new address; whoever has the old one gets no more."""
    subject = access.subject_for(me(), scope, of_id)
    with unit_of_work():
        actions.renew(access.feed_for(me(), subject), key=key(), by=me().actor, now=now())
    flash(_("Kalendern har en ny adress. Den gamla fungerar inte längre."), "success")
    return redirect(url_for(".index", _anchor=f"{scope}-{of_id}"))


@bp.post("/staff/calendar/<scope>/<of_id>/revoke")
@may("see plans")
def revoke(scope: str, of_id: str):
    """Take the address of one of these calendars away."""
    subject = access.subject_for(me(), scope, of_id)
    with unit_of_work():
        actions.revoke(access.feed_for(me(), subject), by=me().actor, now=now())
    flash(_("Kalendern har ingen adress längre. Den som prenumererar får inget mer."), "success")
    return redirect(url_for(".index", _anchor=f"{scope}-{of_id}"))
