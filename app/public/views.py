"""What does a visitor see? The sign-up page at every address that leads to it, the thanks, and one's own submission.

No cookie, no script, one request. A scan is answered by the form itself; what is sent is recorded whatever has become of the
event since, and nobody is refused.
"""

from dataclasses import replace
from types import SimpleNamespace

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from ..accounts.actions import keep_notice
from ..accounts.notice import Text, assemble
from ..accounts.queries import retention_days
from ..clock import local_date, now
from ..errors import Refused
from ..flyers import codes
from ..flyers.scans import is_a_visit
from ..i18n import DEFAULT, LANGUAGES, _
from ..journal.actors import VISITOR
from ..leads import self_service
from ..leads.actions import record_lead
from ..leads.intake import Met
from ..leads.models import Lead
from ..slots import booking
from ..slots.queries import offered_to_people
from ..slots.said import time_words
from ..slots.times import Time
from ..slots.wishes import read_wish
from ..store.db import db, each_alone, read_lightly, unit_of_work
from ..web.abuse import UNHEARD_OF, network_of
from ..web.contact import show_phone
from ..web.language import language_links, page_language
from ..web.person import TRAP
from ..web.security import allow_style, public
from ..web.styles import colour_rules
from ..web.ticket import LATEST, Ticket, opened, sealed
from . import queries
from .doors import Door
from .forms import SignupForm
from .look import logo, style_of
from .prepared import Prepared, Shelf, hole
from .scene import Scene, is_over, promise, scene, situation

bp = Blueprint("public", __name__)
shelf = Shelf()

MOST = 3  # times on the sign-up page
LARGEST_BODY = 64 * 1024
PRESS = "press once more"


@bp.before_request
def keep_it_small() -> None:
    """What people write fits into 64 KiB; more is answered with 413."""
    request.max_content_length = LARGEST_BODY


# Addresses ---------------------------------------------------------------------------------------------------------


@bp.route("/", methods=["GET", "POST"])
@public
def home():
    """One way in: the first organisation's."""
    return answer(Door("o/", lambda: queries.at_organisation(None)))


@bp.route("/o/<slug>", methods=["GET", "POST"])
@public
def organisation(slug: str):
    """One way in to this organisation."""
    return answer(Door(f"o/{slug}", lambda: queries.at_organisation(slug)))


@bp.route("/e/<slug>", methods=["GET", "POST"])
@public
def event(slug: str):
    """A public event's page."""
    return answer(Door(f"e/{slug}", lambda: queries.at_event(slug)))


@bp.route("/q/<path:typed>", methods=["GET", "POST"])
@bp.route("/Q/<path:typed>", methods=["GET", "POST"])
@public
def scan(typed: str):
    """What is printed: the event's sign-up page itself, or the general one with a word on what is wrong with the code."""
    try:
        code = codes.read(typed)
    except codes.WrongCode as wrong:
        trouble = "misread" if wrong.check_sign else "unknown"
        return answer(Door("o/", lambda: queries.at_organisation(None), trouble))
    return answer(Door(f"q/{code}", lambda: queries.at_code(code) or queries.at_organisation(None)))


@bp.get("/o/<slug>/privacy")
@public
def privacy(slug: str):
    """The information text, all of it."""
    row = Door("", lambda: queries.at_organisation(slug)).row()
    facts = scene(row, [], retention_days(row.organisation_id), tag(), "general")
    return render_template("public/privacy.html", notice=notice_in(facts), **surroundings(row))


@bp.get("/accessibility")
@public
def accessibility():
    """How far everybody can use these pages, and whom to tell when one cannot."""
    row = Door("", lambda: queries.at_organisation(None)).row()
    return render_template("public/accessibility.html", board=row.organisation_kind == "board", **surroundings(row))


@bp.get("/o/<slug>/colours.css")
@public
def colours(slug: str):
    """The organisation's colour, for pages that link the stylesheet."""
    row = Door("", lambda: queries.at_organisation(slug)).row()
    return Response(colour_rules(row.colour), mimetype="text/css", headers={"Cache-Control": "max-age=300"})


# The form ----------------------------------------------------------------------------------------------------------


def answer(door: Door):
    """The sign-up page of this address, or what was sent from it."""
    return receive(door) if request.method == "POST" else show(door)


def show(door: Door):
    """The empty form, from the shelf but for its ticket. Counts the scan."""
    read_lightly()
    at, row = now(), door.row()
    trouble = door.trouble_with(row)
    count(row, trouble, at)
    page = empty_form(row, trouble, at)
    return given(page, row, token=sealed(new_ticket(door, row, page.about, at), current_app.secret_key))


def count(row, trouble: str | None, at) -> None:
    """Count that a code was opened. Another language of the same page is no second scan."""
    if not (row.placement_id or trouble) or "lang" in request.args or not is_a_visit(request.method, request.headers):
        return
    tally = current_app.extensions["scans"]
    if trouble:
        tally.count_orphan(trouble, now=at)
    else:
        late = bool(row.event_id) and is_over(row, at)
        agent = request.headers.get("User-Agent")
        tally.count_scan(row.placement_id, row.event_id, row.organisation_id, late=late, agent=agent, now=at)


def receive(door: Door):
    """Record what was sent; mistakes, and a form that lay open too long, come back with what was typed."""
    at, form = now(), SignupForm(request.form)
    ticket = opened(request.form.get("token", ""), current_app.secret_key, door.page)
    valid = form.validate()
    if ticket is None or ticket.age(at) > LATEST:
        form.form_errors.append(
            _("Sidan har legat öppen länge. Det du skrev finns kvar. Läs igenom det och skicka igen.")
        )
    elif valid:
        return keep(form, ticket, at)
    return again(door, form, ticket, at), 422


def keep(form: SignupForm, ticket: Ticket, at):
    """Record the lead, and lead on to the thanks."""
    excess = current_app.extensions["sign_ups"].excess(
        network_of(request.remote_addr, current_app.config["INSTANCE_KEY"]),
        ticket.event_id or ticket.organisation_id,
        at,
    )
    program = ticket.at_once(at) or bool(request.form.get(TRAP))
    aside, said = program or excess > 1, request.form.get("language")
    details = form.details(said if said in LANGUAGES else ticket.language)
    with unit_of_work():
        recorded = record_lead(
            replace(details, slot=read_wish(form.slot.data)) if aside else details,
            organisation_id=ticket.organisation_id, capture_id=ticket.capture_id, met=met(ticket), by=VISITOR, now=at,
            notice_hash=ticket.notice_hash, quarantined=aside,
        )  # fmt: skip
        missed = (
            "slot" in request.form
            and not (recorded.again or aside)
            and not take_time(recorded.lead_id, form.slot.data, at)
        )
    once_more = not program and 1 < excess <= UNHEARD_OF
    more = {"slot": (once_more and form.slot.data) or None, "missed": 1 if missed else None}
    return to_thanks(recorded, PRESS if once_more else self_service.THANKS, **more)


def to_thanks(submission, kind: str, **more) -> Response:
    """On to the page that says thanks."""
    return redirect(url_for("public.thanks", token=token_of(submission, kind), lang=tag(), **more), 303)


def take_time(lead_id: str, wanted: str | None, at) -> bool:
    """The time chosen in the form, if one was; whether all is well. Times stood there, so they were offered."""
    lead = db.session.get(Lead, lead_id)
    booking.offer(lead, "page", now=at)
    if not wanted:
        return True
    try:
        with each_alone():
            booking.book(lead, wanted, key=lead_id, by=VISITOR, now=at, staff=False)
    except Refused:  # somebody was faster; the thanks say so and lead to the others
        return False
    return True


def times_for(row, at) -> list[Time]:
    """The soonest times of whoever would call; one query."""
    return offered_to_people(row.owner_function_id or row.entrance_function_id, at, most=MOST)


def met(ticket: Ticket) -> Met:
    """How they met us, as the form carried it: by a code, or on a page that one finds without."""
    kind, grade = ("code", "A") if ticket.placement_id else ("unknown", "B")
    return Met(ticket.event_id, ticket.placement_id, code=ticket.code, kind=kind, grade=grade)


def again(door: Door, form: SignupForm, ticket: Ticket | None, at) -> str:
    """The form with what was typed, what is wrong, and a ticket that is good for another while."""
    row = door.row()
    facts = scene(row, *queries.said_of(row.organisation_id), tag(), situation(row, at))
    notice = notice_in(facts)
    if ticket is None:
        ticket = new_ticket(door, row, notice.hash, at)
    elif ticket.age(at) > LATEST:
        ticket = ticket.renewed(at)
    times = times_for(row, at)
    return sheet(
        row,
        facts,
        notice,
        form,
        times=times,
        trouble=door.trouble_with(row),
        token=sealed(ticket, current_app.secret_key),
    )


def empty_form(row, trouble: str | None, at) -> Prepared:
    """The form in this language, made once for as long as all that stands on it is the same."""
    types, days = queries.said_of(row.organisation_id)
    coming = queries.coming_events(row.organisation_id, local_date(at)) if row.event_id is None and not trouble else []
    state = situation(row, at)
    times = times_for(row, at)
    key = (
        tag(),
        tuple(one.key for one in times),
        trouble,
        state,
        repr(row[: queries.SAID]),
        repr(types),
        repr(days),
        repr([(e.id, e.updated_at) for e in coming]),
    )

    def make() -> Prepared:
        facts = scene(row, types, days, tag(), state)
        notice = notice_in(facts)
        page = sheet(
            row, facts, notice, SignupForm(None), times=times, trouble=trouble, token=hole("token"), coming=coming
        )
        with unit_of_work():
            keep_notice(notice, organisation_id=row.organisation_id, now=at)
        return Prepared.of(page, notice.hash)

    return shelf.page(key, make)


def new_ticket(door: Door, row, notice_hash: str, at) -> Ticket:
    """A ticket for the form of this address."""
    return Ticket.new(
        door.page, now=at, organisation_id=row.organisation_id, event_id=row.event_id, placement_id=row.placement_id,
        code=row.code, notice_hash=notice_hash, language=tag() if tag() in LANGUAGES else DEFAULT,
    )  # fmt: skip


def sheet(row, facts: Scene, notice: Text, form: SignupForm, *, times: list[Time], **more) -> str:
    """The sign-up page in words."""
    form.offer_times({one.key: time_words(one, tag()) for one in times})
    form.offer({choice.key: choice.name for choice in facts.choices})
    return render_template(
        "public/signup.html", facts=facts, notice=notice, form=form, promise=promise(facts.promise_days),
        **{"coming": []} | more, **surroundings(row),
    )  # fmt: skip


def given(page: Prepared, row, **words: str) -> Response:
    """A page from the shelf with these words, compressed for whoever can read that."""
    allow_style(style_of(row.colour))
    if request.accept_encodings.quality("gzip") <= 0:
        return Response(page.filled(**words), mimetype="text/html")
    response = Response(page.zipped(**words), mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


# What every page of ours has --------------------------------------------------------------------------------------


def surroundings(row) -> dict:
    """Who asks, in which colours, in which other languages; what stands in the footer."""
    slug = row.organisation_slug
    return {
        "organisation": SimpleNamespace(name=row.organisation_name, slug=slug, logo_href=logo(row.logo)),
        "unit_name": row.unit_name,
        "style": style_of(row.colour),
        "phone": row.contact_phone and show_phone(row.contact_phone),
        "email": row.contact_email,
        "language_links": language_links(row.organisation_languages),
        "footer_links": [
            {"label": _("Dina uppgifter"), "href": url_for("public.privacy", slug=slug, lang=tag())},
            {"label": _("Tillgänglighet"), "href": url_for("public.accessibility", lang=tag())},
        ],
    }


def tag() -> str:
    """The language of this page."""
    return page_language().tag


def notice_in(facts: Scene) -> Text:
    """The information text in the language of the page."""
    return assemble(facts.controller, facts.days, facts.language)


def token_of(submission, kind: str = self_service.KIND) -> str:
    """The secret part of an address of this submission."""
    return self_service.token_of(submission, current_app.config["INSTANCE_KEY"], kind)
