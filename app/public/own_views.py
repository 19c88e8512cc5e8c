"""What does one see of what one has sent? The thanks, with the reference and the way back; one's own submission, to correct or take
back. Opening an address changes nothing.
"""

from flask import Response, current_app, redirect, render_template, request, url_for

from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actors import VISITOR
from ..leads import corrections, self_service
from ..leads import reference as references
from ..leads.intake import UNSURE
from ..origin.actions import note_heard
from ..origin.forms import OwnHeardForm
from ..origin.queries import choices_for, is_answered
from ..slots.said import when_words
from ..slots.times import read_key
from ..store.db import db, read_lightly, unit_of_work
from ..web.contact import show_phone
from ..web.security import public
from ..web.ticket import Ticket, opened, sealed
from ..words import instant_words
from . import access, queries
from .forms import BEST_TIME_WORDS, SignupForm
from .prepared import Prepared, hole
from .scene import promise, scene, situation, spoken
from .views import PRESS, bp, given, shelf, surroundings, tag, take_time, to_thanks, token_of


@bp.route("/thanks/<token>", methods=["GET", "POST"])
@public
def thanks(token: str):
    """What came of it: the reference and the way back. Where very many signed up at once, one press more says "a person"."""
    read_lightly()
    row, kind = access.submission_at(token, self_service.THANKS, PRESS)
    if request.method == "POST":
        at, missed = now(), False
        with unit_of_work():
            if kind == PRESS and corrections.press_once_more(access.submission(row), by=VISITOR, now=at):
                missed = "slot" in request.form and not take_time(row.lead_id, request.form["slot"], at)
        return to_thanks(row, self_service.THANKS, missed=1 if missed else None)
    return thanks_page(row, waits=kind == PRESS and row.lead_state == "quarantined")


@bp.get("/s/<token>")
@public
def own(token: str):
    """What one has sent, to see, correct or take back."""
    row, _kind = access.submission_at(token, self_service.KIND)
    return own_page(row, token, heard_form(row))


@bp.route("/s/<token>/heard", methods=["GET", "POST"])
@public
def heard(token: str):
    """Say how one heard of us, once. Pressed again it is the same answer."""
    row, _kind = access.submission_at(token, self_service.KIND)
    form = heard_form(row)
    if form is not None and request.method == "POST":
        if not form.validate():
            return own_page(row, token, form), 422
        try:
            with unit_of_work():
                note_heard(row.lead_id, form.said(), by_staff=False, by=VISITOR, now=now())
        except Refused:  # somebody asked in this very moment; what they noted stands
            db.session.rollback()
    return redirect(url_for(".own", token=token, lang=tag(), _anchor="heard"), 303)


@bp.route("/s/<token>/correct", methods=["GET", "POST"])
@public
def correct(token: str):
    """Send a correction, which staff take over."""
    row, _kind = access.submission_at(token, self_service.KIND)
    form = correction_form(row, request.form if request.method == "POST" else None)
    ticket = opened(request.form.get("token", ""), current_app.secret_key, f"s/{row.id}")
    if request.method == "POST" and form.validate() and ticket and not row.withdrawn_at:
        with unit_of_work():
            corrections.correct(
                access.submission(row), form.details(row.language), capture_id=ticket.capture_id, by=VISITOR, now=now()
            )
        return redirect(url_for(".own", token=token, lang=tag()), 303)
    ticket = ticket or Ticket.new(
        f"s/{row.id}", now=now(), organisation_id=row.organisation_id, event_id=None, placement_id=None, code=None,
        notice_hash="", language=row.language,
    )  # fmt: skip
    page = render_template(
        "public/correct.html", form=form, token=sealed(ticket, current_app.secret_key),
        back_href=url_for(".own", token=token, lang=tag()), **surroundings(row),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@bp.route("/s/<token>/withdraw", methods=["GET", "POST"])
@public
def withdraw(token: str):
    """Take it all back: first a question, then the press. Opening the address changes nothing."""
    row, _kind = access.submission_at(token, self_service.KIND)
    if request.method == "POST":
        with unit_of_work():
            corrections.withdraw(access.submission(row), by=VISITOR, now=now())
        return redirect(url_for(".own", token=token, lang=tag()), 303)
    return render_template(
        "public/withdraw.html", back_href=url_for(".own", token=token, lang=tag()), **surroundings(row)
    )


def own_page(row, token: str, form: OwnHeardForm | None) -> str:
    """What one has sent, with the question of how one heard of us as long as nobody has answered it."""
    return render_template(
        "public/own.html", row=row, token=token, facts=sent_facts(row), form=form, answered=is_answered(row.lead_id),
        **about_submission(row),
    )  # fmt: skip


def heard_form(row) -> OwnHeardForm | None:
    """The question, empty or as it was sent; None where it has been answered or everything was taken back."""
    if row.withdrawn_at or is_answered(row.lead_id):
        return None
    groups = choices_for(row.unit_id, row.organisation_id, local_date(now()), tag(), public=True)
    return OwnHeardForm(request.form if request.method == "POST" else None).offer(groups)


def thanks_page(row, waits: bool) -> Response:
    """The thanks, from the shelf but for the reference and the link."""
    at = now()
    types = queries.types_of(row.organisation_id)
    state = situation(row, at)
    of_time = "booked" if row.booked_at else "missed" if "missed" in request.args else "times" if row.has_times else ""
    key = ("thanks", tag(), waits, state, of_time, repr(row[: queries.SAID]), repr(types))

    def make() -> Prepared:
        facts = scene(row, types, {}, tag(), state)
        told = row.event_id and row.public and facts.when_iso and state == "open"
        words = render_template(
            "public/thanks.html", facts=facts, waits=waits,
            entry_href=url_for("calendars.entry", slug=row.slug, lang=tag()) if told else None, promise=promise(facts.promise_days),
            reference=hole("reference"), own_href=hole("own"), time_href=hole("time"), of_time=of_time,
            slot=hole("slot"), booked=hole("booked"), **surroundings(row),
        )  # fmt: skip
        return Prepared.of(words)

    own_href, slot = url_for("public.own", token=token_of(row), lang=tag()), request.args.get("slot", "")
    return given(
        shelf.page(key, make), row, reference=references.shown(row.reference), own=own_href,
        slot=slot if read_key(slot) and slot.replace(".", "").isalnum() else "",
        time=url_for("public.time", token=token_of(row), lang=tag()) if of_time else "",
        booked=when_words(row.booked_at, tag()) if row.booked_at else "",
    )  # fmt: skip


def correction_form(row, sent=None) -> SignupForm:
    """The form with what was sent first, or with what is sent now."""
    said = row.answers
    form = SignupForm(
        sent, name=said.get("name"), phone=said.get("phone") and show_phone(said["phone"]), email=said.get("email"),
        interest=said.get("interests") or [UNSURE], best_time=said.get("best_time"),
    )  # fmt: skip
    types = queries.types_of(row.organisation_id)
    form.offer({found.key: spoken(found.names, tag()) for found in types})
    return form


def about_submission(row) -> dict:
    """What the page of a submission says beside what was sent."""
    return {
        "reference": references.shown(row.reference),
        "corrected": queries.last_correction(row.id),
    } | surroundings(row)


def sent_facts(row) -> list[tuple]:
    """What was sent, as pairs of words."""
    names = {found.key: spoken(found.names, tag()) for found in queries.types_of(row.organisation_id)}
    said = row.answers
    facts = [
        (_("Namn"), said.get("name")),
        (_("Telefon"), said.get("phone") and show_phone(said["phone"])),
        (_("E-post"), said.get("email")),
        (_("Intresse"), ", ".join(names.get(key, key) for key in said.get("interests") or ()) or _("Vet inte än")),
        (_("Bäst att ringa"), BEST_TIME_WORDS.get(said.get("best_time"))),
        (_("Skickat"), instant_words(row.received_at, tag())),
    ]
    return [fact for fact in facts if fact[1]]
