"""What does somebody see who hands out cards, without an account? Their own page at a secret address: the card, what they agreed
to, and how to stop.

No cookie and no script; a GET changes nothing.
"""

from io import BytesIO
from types import SimpleNamespace

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for

from ..accounts.access import first_organisation, organisation_by_slug
from ..accounts.models import Organisation, Unit
from ..clock import now
from ..errors import NotFound
from ..i18n import _
from ..journal.actors import Actor
from ..store import erased
from ..store.db import db, unit_of_work
from ..web.contact import show_phone
from ..web.errors import page
from ..web.language import language_links, page_language, speak
from ..web.security import public
from . import access, ambassadors, paper, queries
from .words import address_of, card_words

bp = Blueprint("own_cards", __name__)


@bp.before_request
def keep_it_small() -> None:
    """Nothing is written here but a press."""
    request.max_content_length = 16 * 1024


@bp.errorhandler(access.Gone)
def gone(error):
    """An address that opens nothing: whom to ask."""
    try:
        return render_template("origin/own_gone.html", **surroundings(first_organisation())), 404
    except NotFound:  # nobody is here yet
        return page(404)


@bp.get("/a/<token>")
@public
def own(token: str):
    """The own card, and what one agreed to."""
    row = at(token)
    return render_template(
        "origin/own.html", row=row, token=token, code_url=url_of(row),
        words=queries.notice_words(row.consent_hash, row.organisation_id), **surroundings(organisation_of(row)),
    )  # fmt: skip


@bp.get("/a/<token>/<size>.pdf")
@public
def card(token: str, size: str):
    """The card, to print oneself."""
    row = at(token)
    if size not in paper.CARDS:
        raise NotFound
    words = card_words(db.session.get(Unit, row.unit_id), row.language, own=True)
    made = paper.cards(words, url_of(row), paper.CARDS[size], current_app.config["FONTS"])
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{_('kort')}.pdf")


@bp.route("/a/<token>/stop", methods=["GET", "POST"])
@public
def stop(token: str):
    """Stop: first a question, then the press."""
    row = at(token)
    organisation = organisation_of(row)
    if request.method == "POST":
        row_id = row.id
        with unit_of_work():
            ambassadors.let_go(at(token), by=Actor("ambassador", row.id), now=now())
            remember_gone(row_id)
        return redirect(url_for(".stopped", slug=organisation.slug, lang=page_language().tag), 303)
    return render_template("origin/own_stop.html", token=token, **surroundings(organisation))


@bp.get("/o/<slug>/cards/stopped")
@public
def stopped(slug: str):
    """Thanked, and gone."""
    return render_template("origin/own_stopped.html", **surroundings(organisation_by_slug(slug)))


def remember_gone(ambassador_id: str) -> None:
    """So that they do not come back with an older backup."""
    config = current_app.config
    erased.remember([ambassador_id], key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now())


def at(token: str):
    """Whose page this is; the answer is in their language."""
    row = access.ambassador_at(token, current_app.config["INSTANCE_KEY"])
    speak(row.language)
    return row


def organisation_of(row) -> Organisation:
    """For whom they hand out cards."""
    return db.session.get(Organisation, row.organisation_id)


def url_of(row) -> str:
    """Where their card leads."""
    return address_of(row.placement.code.code, current_app.config["PUBLIC_URL"])


def surroundings(organisation: Organisation) -> dict:
    """Who asks, in which other languages; what stands in the footer."""
    tag = page_language().tag
    return {
        "organisation": SimpleNamespace(name=organisation.name, slug=organisation.slug),
        "phone": organisation.contact_phone and show_phone(organisation.contact_phone),
        "email": organisation.contact_email,
        "language_links": language_links(organisation.languages),
        "footer_links": [{"label": _("Tillgänglighet"), "href": url_for("public.accessibility", lang=tag)}],
    }
