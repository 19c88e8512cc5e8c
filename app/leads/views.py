"""Who has shown interest, and what is done about it? The list of leads and the page of one."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from ..accounts import queries as accounts
from ..accounts.access import can, here, may, me
from ..accounts.models import Function
from ..clock import here as on_the_wall
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..store.db import db, unit_of_work
from ..web.contact import show_phone
from ..web.fields import options
from ..web.sealed import opened, seal
from . import follow_up, person, pipeline, search
from .access import lead_for
from .clocks import clock_of, hours_of
from .details import (
    BEST_TIMES,
    SAME,
    WAYS,
    answers_in,
    choices_for,
    events_to_filter_by,
    happened,
    standing,
    submissions_of,
    touches_of,
    who,
)
from .forms import AttemptForm, OwnerForm, StateForm, TouchForm
from .models import Submission
from .person_form import CorrectionForm, opened_with
from .rooms import sections_of

bp = Blueprint("leads", __name__, url_prefix="/staff/leads")
bp.add_app_template_filter(show_phone, "phone")


@bp.post("")
@may("see people")
def look():
    """What one searches for may be a name, so it is sent, and stands sealed in the address of the answer."""
    kept = {name: request.form[name] for name in ("show", "event", "way", "placement") if request.form.get(name)}
    return redirect(url_for(".index", q=seal(request.form.get("q", "").strip()[:100]), **kept))


@bp.get("")
@may("see people")
def index():
    """The leads of this unit, with where each came from."""
    today = local_date(now())
    mine = tuple(function.id for function in accounts.functions_held_by(me(), today))
    wanted = _wanted(mine, today)
    number = request.args.get("page", 1, type=int)
    with unit_of_work(anew=False):
        leads, total = search.page_of(here().id, wanted, number, protected=can("see protected"))
        kind = "leads.searched" if wanted.words else "leads.listed"
        note(kind, by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(leads))
    return render_template(
        "leads/index.html", leads=leads, total=total, page_number=number, page_size=search.PAGE, wanted=wanted,
        interests=search.interests_of(leads), hinted=search.hinted(leads, today, protected=can("see protected")), states=pipeline.STATES, ways=WAYS,
        counts=search.counts_by_show(here().id, mine, today), events=events_to_filter_by(here().id),
        search_words=wanted.words, sealed_words=seal(wanted.words), pairs=search.pairs_to_decide(here().id, today, protected=can("see protected")),
    )  # fmt: skip


def _wanted(mine: tuple[str, ...], today) -> search.Wanted:
    asked = request.args
    return search.Wanted(
        show=asked.get("show", "all" if asked.get("q") else "open"),
        event_id=asked.get("event") or None,
        placement_id=asked.get("placement") or None,
        way=asked.get("way") or None,
        interest=asked.get("interest") or None,
        function_ids=mine,
        words=opened(asked.get("q")).strip() or None,
        until=today,
    )


@bp.get("/<lead_id>")
@may("see people")
def detail(lead_id):
    """One lead: who, what about, where we met, what has been done, what is next."""
    lead = lead_for(me(), lead_id)
    return _page(lead) if lead.id == lead_id else redirect(url_for(".detail", lead_id=lead.id))


def _page(lead, **forms):
    """The page of a lead; a form that was refused comes back as it was sent. Reading it is written down."""
    with unit_of_work(anew=False):
        kind = "protected.opened" if lead.person.protected else "lead.viewed"
        note(kind, by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    clock = on_the_wall(now())
    places, owners = choices_for(lead)
    attempt = forms.get("attempt") or AttemptForm(formdata=None, prefix="attempt", day=clock.date(), clock=clock.time())
    touch = forms.get("touch") or TouchForm(formdata=None, prefix="touch", day=clock.date())
    touch.met_at.choices = options(places)
    state = forms.get("state") or StateForm(formdata=None, prefix="state")
    state.state.choices = _next_states(lead)
    owner = forms.get("owner") or OwnerForm(
        formdata=None, prefix="owner", owner=lead.owner_function_id, next_on=lead.next_on
    )
    owner.owner.choices = options(owners)
    wrong = next((form for form in (attempt, touch, state, owner) if form.errors), None)
    touches, history, sent = touches_of(lead), happened(lead), submissions_of(lead)
    return render_template(
        "leads/detail.html", lead=lead, form=wrong, attempt=attempt, touch=touch, state=state, owner=owner,
        hints=search.hints_for(lead, clock.date(), protected=can("see protected")), touches=touches,
        answers=answers_in(touches), now=now(), **_clock(lead, history), history=[row for row in history if row.what in ("attempt", "move")], who=who,
        submissions=sent, corrections=[one for one in sent if one.kind == "correction" and not one.applied_at],
        states=pipeline.STATES, ways=WAYS, channels=follow_up.CHANNELS, outcomes=follow_up.OUTCOMES,
        best_times=BEST_TIMES, same_words=SAME,
        rooms=sections_of(current_app.extensions["lead_rooms"], lead, touches, now()),
    )  # fmt: skip


def _clock(lead, history) -> dict:
    """The four measures of this lead, and how long it lay on a device."""
    interests, offers = search.interests_of([lead])[lead.id], [row.at for row in history if row.what == "offer"]
    return {
        "interests": interests,
        "clock": clock_of(
            lead,
            standing(history),
            interests,
            hours_of(lead, now()),
            offers,
            [row for row in history if row.what == "chosen"],
        ),
    }


def _next_states(lead):
    moves = [move.to for move in pipeline.moves_from(lead.state) if move.to not in pipeline.BY_HANDOVER]
    return options((to, pipeline.STATES[to]) for to in moves)


@bp.route("/<lead_id>/person", methods=["GET", "POST"])
@may("work leads")
def correct(lead_id):
    """Put right what is known of a person: name, ways to be reached, language, interests, best time."""
    lead = lead_for(me(), lead_id)
    known, more = person.known_of(lead), person.further_ways(lead.person)
    form = CorrectionForm(data=opened_with(known, person.mark_of(known))).offer(person.kinds_for(lead, known))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                said = form.said(known)
                person.correct(lead, said, key=form.key.data, mark=form.mark.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Uppgifterna är rättade."), "success")
            return redirect(url_for(".detail", lead_id=lead.id))
    with unit_of_work(anew=False):
        kind = "protected.opened" if lead.person.protected else "lead.viewed"
        note(kind, by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    return render_template("leads/correct.html", lead=lead, form=form, more=more), 422 if form.errors else 200


@bp.post("/<lead_id>/attempts")
@may("work leads")
def note_attempt(lead_id):
    """Log one contact attempt."""
    lead, form = lead_for(me(), lead_id), AttemptForm(prefix="attempt")
    if form.sent_and_valid():
        try:
            with unit_of_work():
                follow_up.note_attempt(lead, form.tried(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Kontaktförsöket är sparat."), "success")
            return redirect(url_for(".detail", lead_id=lead_id))
    return _page(lead, attempt=form), 422


@bp.post("/<lead_id>/touches")
@may("work leads")
def note_touch(lead_id):
    """Note a further meeting; the first one stays what it was."""
    lead, form = lead_for(me(), lead_id), TouchForm(prefix="touch")
    form.met_at.choices = options(choices_for(lead)[0])
    if form.sent_and_valid():
        try:
            with unit_of_work():
                follow_up.note_touch(lead, form.met(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Mötet är sparat. Det första mötet står kvar som det var."), "success")
            return redirect(url_for(".detail", lead_id=lead_id))
    return _page(lead, touch=form), 422


@bp.post("/<lead_id>/state")
@may("work leads")
def move_on(lead_id):
    """Bring the lead into another state."""
    lead, form = lead_for(me(), lead_id), StateForm(prefix="state")
    form.state.choices = _next_states(lead)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                follow_up.move_on(
                    lead, form.state.data, reason=form.reason.data, next_on=form.next_on.data, by=me().actor, now=now()
                )
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Läget är ändrat."), "success")
            return redirect(url_for(".detail", lead_id=lead_id))
    return _page(lead, state=form), 422


@bp.post("/<lead_id>/owner")
@may("work leads")
def hand_to(lead_id):
    """Change whose it is, and its next date."""
    lead, form = lead_for(me(), lead_id), OwnerForm(prefix="owner")
    form.owner.choices = options(choices_for(lead)[1])
    if form.sent_and_valid():
        try:
            with unit_of_work():
                _hand_to(lead, form)
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat."), "success")
            return redirect(url_for(".detail", lead_id=lead_id))
    return _page(lead, owner=form), 422


def _hand_to(lead, form) -> None:
    if form.owner.data != lead.owner_function_id:
        function = db.session.get(Function, form.owner.data)
        follow_up.hand_to(lead, function, by=me().actor, now=now())
    if form.next_on.data and form.next_on.data != lead.next_on:
        follow_up.plan_next(lead, form.next_on.data, by=me().actor, now=now())


@bp.post("/<lead_id>/release")
@may("work leads")
def release(lead_id):
    """Let a sign-up that was set aside into the work."""
    lead = lead_for(me(), lead_id)
    with unit_of_work():
        more = follow_up.release(lead, by=me().actor, now=now())
    let_in = _("Anmälan är släppt.") if more else _("Anmälan är släppt och ligger nu bland de nya.")
    flash(" ".join([let_in, *more]), "success")
    return redirect(url_for(".detail", lead_id=lead_id))


@bp.post("/<lead_id>/corrections/<submission_id>")
@may("work leads")
def apply_correction(lead_id, submission_id):
    """Take over what the person corrected."""
    lead = lead_for(me(), lead_id)
    submission = db.session.get(Submission, submission_id)
    if submission is None or submission.lead_id not in follow_up.all_of(lead):
        abort(404)
    with unit_of_work():
        follow_up.apply_correction(lead, submission, by=me().actor, now=now())
    flash(_("Rättelsen är införd. Det som skickades först finns kvar."), "success")
    return redirect(url_for(".detail", lead_id=lead_id))
