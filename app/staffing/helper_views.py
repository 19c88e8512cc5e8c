"""What does somebody who helps see, without an account? Their own page at a secret address, the open invitation, and how to
get one's link again.

No cookie and no script; a GET changes nothing, since mail programs open links by themselves. A wrong or revoked address says
how to get another.
"""

from dataclasses import replace
from types import SimpleNamespace

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from ..accounts.access import first_organisation, organisation_by_slug
from ..accounts.actions import keep_notice
from ..accounts.models import Organisation
from ..accounts.queries import controller, organisations, retention_days
from ..clock import local_date, now
from ..errors import NotFound, Refused
from ..i18n import DEFAULT, LANGUAGES, _, _l
from ..journal.actors import VISITOR, Actor
from ..store.columns import new_id
from ..store.db import db, unit_of_work
from ..web.abuse import UNHEARD_OF, network_of
from ..web.contact import show_phone
from ..web.errors import page
from ..web.language import language_links, page_language, speak
from ..web.person import TRAP
from ..web.security import public
from ..web.ticket import LATEST, Ticket, opened, sealed
from . import answers, assigning, doors, notice, register, sign_up
from .helper_forms import CannotForm, JoinForm, LinkForm, read_days
from .models import Helper, HelpInvitation
from .own_page import days_of, open_shifts_of, own_page, places
from .spoken import language_name, language_names
from .times import page_words

bp = Blueprint("helpers", __name__)
LARGEST_BODY = 64 * 1024

SAID = {
    "yes": _l("Tack! Vi räknar med dig."),
    "no": _l("Tack för svaret. Vi frågar någon annan."),
    "freed": _l("Platsen är ledig igen, och vi har fått veta det. Tack för att du sa till."),
    "taken": _l("Passet är ditt. Tack!"),
    "days": _l("Sparat. Tack, då vet vi när vi kan fråga dig."),
    "same": _l("Inget var ändrat."),
    "renewed": _l("En ny länk är på väg till dig. Den gamla fungerar inte längre."),
}


@bp.before_request
def keep_it_small() -> None:
    """What people write fits into 64 KiB; more is answered with 413."""
    request.max_content_length = LARGEST_BODY


@bp.errorhandler(doors.Gone)
def gone(error):
    """An address that opens nothing: how to get one that does, from those whose it was."""
    token = (request.view_args or {}).get("token", "")
    try:
        return render_template(
            "staffing/helper_gone.html", **surroundings(doors.organisation_named(token) or first_organisation())
        ), 404
    except NotFound:  # nobody is here yet
        return page(404)


# One's own page ----------------------------------------------------------------------------------------------------


@bp.get("/h/<token>")
@public
def own(token: str):
    """What one was asked, where one stands, what is open, when one can."""
    return own_answer(helper_at(token), token)


@bp.post("/h/<token>/answer/<assignment_id>")
@public
def answer(token: str, assignment_id: str):
    """Yes, no, or not after all."""
    helper, says = helper_at(token), request.form.get("answer")
    form = CannotForm(request.form)
    if says == "no" and not form.validate():
        return own_answer(helper, token, refusal=form.note.errors[0], typed={assignment_id: form.note.data}), 422

    def act(at):
        row = doors.assignment_of(helper, assignment_id)
        if says == "yes":
            assigning.say_yes(row, seen=seen(), by=actor(helper), now=at)
            return "yes"
        if says != "no":
            raise NotFound
        freed = answers.cannot(row, note_text=form.note.data, by=actor(helper), now=at)
        return "freed" if freed else "no"

    return done(token, helper, act)


@bp.post("/h/<token>/take/<shift_id>")
@public
def take(token: str, shift_id: str):
    """Take a place of an open shift; the last one is given once."""
    helper = helper_at(token)

    def act(at):
        shift = doors.shift_for(helper, shift_id, at)
        assigning.take_place(shift, helper, key=new_id(), seen=seen(), by=actor(helper), now=at)
        return "taken"

    return done(token, helper, act)


@bp.post("/h/<token>/days")
@public
def days(token: str):
    """On which days one can and cannot."""
    helper = helper_at(token)

    def act(at):
        said = read_days(request.form, own_page(helper, now=at).days)
        return "days" if answers.say_days(helper, said, by=actor(helper), now=at) else "same"

    return done(token, helper, act)


@bp.post("/h/<token>/renew")
@public
def renew(token: str):
    """Another link, sent the way one is reached; this one opens nothing any more, nor does the calendar's address."""
    helper, at = helper_at(token), now()
    with unit_of_work():
        key = current_app.config["INSTANCE_KEY"]
        register.renew_link(db.session.get(Helper, helper.id), key=key, by=actor(helper), now=at)
        answers.send_link(helper, renewed=True, now=at)
    return redirect(url_for(".sent", slug=organisation_of(helper).slug, lang=tag()), 303)


@bp.post("/h/<token>/leave")
@public
def leave(token: str):
    """Not help any more."""
    helper = helper_at(token)
    with unit_of_work():
        answers.leave(db.session.get(Helper, helper.id), by=actor(helper), now=now())
    return redirect(url_for(".left", slug=organisation_of(helper).slug, lang=tag()), 303)


def helper_at(token: str) -> Helper:
    """Whose page this is; the answer is in their language."""
    helper = doors.helper_at(token, current_app.config["INSTANCE_KEY"])
    speak(helper.language)
    return helper


def seen() -> int | None:
    """Of which times the page told on which somebody presses yes."""
    return request.form.get("seen", type=int)


def done(token: str, helper: Helper, act):
    """Do it in a unit of its own and show the page again, with what came of it or why it could not be."""
    try:
        with unit_of_work():
            said = act(now())
    except Refused as why:
        db.session.rollback()
        return own_answer(helper_at(token), token, refusal=str(why)), 409
    return redirect(url_for(".own", token=token, said=said, **asked_language()), 303)


def own_answer(helper: Helper, token: str, refusal: str | None = None, typed: dict[str, str] | None = None) -> str:
    """The page in words; `typed` is what was written about which assignment and refused."""
    mine, organisation = own_page(helper, now=now()), organisation_of(helper)
    return render_template(
        "staffing/helper_own.html", helper=helper, token=token, page=mine, refusal=refusal, days=by_event(mine.days),
        said=SAID.get(request.args.get("said", "")), places=places, show_phone=show_phone,
        typed=typed or {},
        privacy=assembled(organisation), **words(), **surroundings(organisation, url_for(".own", token=token)),
    )  # fmt: skip


# The open invitation -----------------------------------------------------------------------------------------------


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str):
    """Sign up to help at an event."""
    invitation = doors.invitation_at(token, current_app.config["INSTANCE_KEY"])
    form = JoinForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or over(invitation):
        return join_page(invitation, form, None)
    at, ticket = now(), opened(request.form.get("token", ""), current_app.secret_key, page_of(invitation))
    valid = form.validate()
    if ticket is None or ticket.age(at) > LATEST:
        form.form_errors.append(
            _("Sidan har legat öppen länge. Det du skrev finns kvar. Läs igenom det och skicka igen.")
        )
    elif valid and not form.read_email and not texts_go():
        form.refuse(
            Refused(
                _("Skriv din e-postadress också. Vi kan inte skicka sms, och länken till din sida måste nå dig."),
                "email",
            )
        )
    elif valid:
        return joined(invitation, form, ticket, at)
    return join_page(invitation, form, ticket), 422


def joined(invitation: HelpInvitation, form: JoinForm, ticket: Ticket, at):
    """Make the helper, and lead on to the thanks, which are the same for one who was known."""
    excess = current_app.extensions["sign_ups"].excess(network(), invitation.id, at)
    program = ticket.at_once(at) or bool(request.form.get(TRAP)) or excess > UNHEARD_OF
    said = form.joining(
        ticket.language, read_days(request.form, days_of([invitation.event], now=at)), invitation.partner
    )
    try:
        with unit_of_work():
            invitation = db.session.get(HelpInvitation, invitation.id)
            aside, letter = program or excess > 1, not program
            sign_up.join(invitation, said, key=ticket.capture_id, aside=aside, letter=letter, by=VISITOR, now=at)
    except Refused:  # closed in this very moment
        return redirect(request.url, 303)
    slug = db.session.get(Organisation, invitation.organisation_id).slug
    return redirect(url_for(".thanks", slug=slug, lang=tag()), 303)


def join_page(invitation: HelpInvitation, form: JoinForm, ticket: Ticket | None) -> str:
    """The form, or that it is closed."""
    at, event = now(), invitation.event
    organisation = event.organisation
    if over(invitation):
        return render_template("staffing/helper_closed.html", event=event, **surroundings(organisation))
    shifts = open_shifts_of(event, now=at)
    form.offer({shift.id: shift_label(shift) for shift in shifts}, tag())
    told = assembled(organisation)
    if ticket is None or ticket.age(at) > LATEST:
        ticket = new_ticket(invitation, told.hash, at)
        with unit_of_work():
            keep_notice(told, organisation_id=organisation.id, now=at)
    said = read_days(request.form, days_of([event], now=at))
    chosen = [replace(day, can=can) for day, can in said.items()]
    return render_template(
        "staffing/helper_join.html", form=form, event=event, invitation=invitation, notice=told, shifts=shifts,
        days=by_event(chosen), token=sealed(ticket, current_app.secret_key), **words(), **surroundings(organisation),
    )  # fmt: skip


def over(invitation: HelpInvitation) -> bool:
    """Whether nobody signs up by it any more."""
    event = invitation.event
    past = bool(event.until_on) and event.until_on <= local_date(now())
    return past or bool(invitation.closed_at) or event.state not in doors.OPEN_EVENTS


def texts_go() -> bool:
    """Whether a text message leaves this instance; in a demonstration one reads it in the mailbox."""
    config = current_app.config
    return config["MONTER_MODE"] == "demo" or not config["SMS_URL"].startswith("console:")


def new_ticket(invitation: HelpInvitation, notice_hash: str, at) -> Ticket:
    """What the form carries: which invitation, when it was shown, and the id of the helper to be."""
    return Ticket.new(
        page_of(invitation), now=at, organisation_id=invitation.organisation_id, event_id=invitation.event_id,
        placement_id=None, code=None, notice_hash=notice_hash, language=tag() if tag() in LANGUAGES else DEFAULT,
    )  # fmt: skip


def page_of(invitation: HelpInvitation) -> str:
    """For which page a ticket is."""
    return f"join/{invitation.id}"


def shift_label(shift) -> str:
    """A shift as a choice: when, and what."""
    said = page_words(shift.starts_at, shift.ends_at, tag())
    wanted = [one for one in shift.languages if one != DEFAULT]
    spoken = _("gärna %(languages)s", languages=language_names(wanted, tag())) if wanted else ""
    return ", ".join(part for part in (said, shift.role, spoken) if part)


# What says that it is done, and the link again -----------------------------------------------------------------------


@bp.get("/o/<slug>/helping/thanks")
@public
def thanks(slug: str):
    """It has arrived; the link is on its way."""
    return render_template("staffing/helper_thanks.html", **surroundings(organisation_by_slug(slug)))


@bp.get("/o/<slug>/helping/left")
@public
def left(slug: str):
    """Thanked, and gone."""
    return render_template("staffing/helper_left.html", **surroundings(organisation_by_slug(slug)))


@bp.get("/o/<slug>/helping/sent")
@public
def sent(slug: str):
    """If we know you, the link is on its way: the same words whether or not."""
    return render_template("staffing/helper_sent.html", **surroundings(organisation_by_slug(slug)))


@bp.get("/h")
@public
def lost():
    """Where one comes who has lost the link."""
    return redirect(url_for(".link", slug=first_organisation().slug))


@bp.route("/o/<slug>/helping/link", methods=["GET", "POST"])
@public
def link(slug: str):
    """Have one's link sent again. Tells nobody who helps: the answer is the same, and takes as long."""
    organisation, at = organisation_by_slug(slug), now()
    form = LinkForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        excess = current_app.extensions["link_requests"].excess(network(), f"links:{organisation.id}", at)
        with unit_of_work():
            for helper in doors.helpers_reached_at(form.read, organisation.id):
                if excess <= UNHEARD_OF:
                    answers.send_link(helper, now=at)
        return redirect(url_for(".sent", slug=slug, lang=tag()), 303)
    others = [one for one in organisations() if one.id != organisation.id]
    answer = render_template("staffing/helper_link.html", form=form, others=others, **surroundings(organisation))
    return answer, 422 if request.method == "POST" else 200


# What every page of ours has ----------------------------------------------------------------------------------------


def surroundings(organisation: Organisation, where: str = "") -> dict:
    """Who asks, in which other languages (the page at `where`, or this one); what stands in the footer."""
    slug = organisation.slug
    return {
        "organisation": SimpleNamespace(name=organisation.name, slug=slug),
        "phone": organisation.contact_phone and show_phone(organisation.contact_phone),
        "email": organisation.contact_email,
        "language_links": language_links(organisation.languages, f"{where}?lang={{}}".format),
        "footer_links": [
            {"label": _("Få din länk igen"), "href": url_for("helpers.link", slug=slug, lang=tag())},
            {"label": _("Tillgänglighet"), "href": url_for("public.accessibility", lang=tag())},
        ],
    }


def words() -> dict:
    """How shifts and languages are said on this page."""
    return {
        "shift_words": lambda shift: page_words(shift.starts_at, shift.ends_at, tag()),
        "language_names": lambda tags: language_names(tags, tag()),
        "language_name": lambda one: language_name(one, tag()),
    }


def assembled(organisation: Organisation):
    """The information text for helpers, as it reads now."""
    return notice.assemble(controller(organisation, tag()), retention_days(organisation.id), tag())


def by_event(days) -> list[tuple]:
    """(event, its days), in their order."""
    events = list(dict.fromkeys(day.event for day in days))
    return [(event, [day for day in days if day.event is event]) for event in events]


def organisation_of(helper: Helper) -> Organisation:
    """Whom they help."""
    return db.session.get(Organisation, helper.organisation_id)


def actor(helper: Helper) -> Actor:
    """A helper as the journal names them."""
    return Actor("helper", helper.id)


def tag() -> str:
    """The language of this page."""
    return page_language().tag


def asked_language() -> dict:
    """The language that the address asks for, to be asked for again."""
    return {"lang": request.args["lang"]} if "lang" in request.args else {}


def network() -> str:
    """From where this comes, as far as anybody may know."""
    return network_of(request.remote_addr, current_app.config["INSTANCE_KEY"])
