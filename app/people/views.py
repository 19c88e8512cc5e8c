"""Are these two the same person? The pairs to decide on, two leads side by side, and on the lead's page who belongs together."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ..accounts.access import can, here, may, me
from ..accounts.queries import functions_of
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _, _l
from ..journal.actions import note
from ..leads import pipeline
from ..leads.access import lead_for
from ..leads.details import BEST_TIMES, SAME, WAYS
from ..leads.follow_up import CHANNELS, OUTCOMES
from ..leads.models import PROTECTED, Lead
from ..leads.rooms import Opened, Room
from ..store.db import unit_of_work
from ..web.contact import show_phone
from ..web.filters import language_word
from . import actions, households, protection, queries
from .access import merge_for, pair_for
from .choices import FIELDS, to_choose
from .forms import LiftForm, PairForm, ProtectForm

bp = Blueprint("people", __name__, url_prefix="/staff/people")

DECIDED = {
    "different": _l("Sparat: två olika personer. Vi frågar inte om dem igen."),
    "later": _l("Vi frågar om dem igen om två veckor."),
    "household": _l("Sparat: ett hushåll, två personer."),
}


def show(opened: Opened) -> str | None:
    """On the lead's page: the household, what was merged into it, and whether it is protected."""
    lead, members = opened.lead, sorted(opened.rows["household"], key=lambda row: row.captured_at)
    merges = sorted(opened.rows["merges"], key=lambda row: row.at, reverse=True)
    if not (members or merges or lead.person.protected or can("work leads")):
        return None
    hidden = can("see protected")
    return render_template(
        "people/room.html", lead=lead, merges=merges, members=[row for row in members if hidden or not row.protected],
        protect=LiftForm(formdata=None) if lead.person.protected else ProtectForm(formdata=None), reasons=protection.REASONS,
        hidden_name=PROTECTED,
    )  # fmt: skip


room = Room(show, {"household": queries.HOUSEHOLD_OF_A_LEAD, "merges": queries.MERGES_OF_A_LEAD})


@bp.get("/pairs")
@may("see people")
def pairs():
    """The pairs that may be one person, for somebody to say so."""
    number, at = request.args.get("page", 1, type=int), now()
    with unit_of_work(anew=False):
        found, total = queries.pairs(here().id, local_date(at), number, protected=can("see protected"))
        note("duplicates.listed", by=me().actor, now=at, organisation_id=me().organisation_id, count=len(found))
    return render_template(
        "people/pairs.html", pairs=found, total=total, page_number=number, page_size=queries.PAGE, same_words=SAME, ways=WAYS,
    )  # fmt: skip


@bp.route("/pairs/<lead_id>/<other_lead_id>", methods=["GET", "POST"])
@may("see people")
def pair(lead_id, other_lead_id):
    """Two leads side by side, and what they are: one person, two, one household, or something to look at later."""
    first, second = pair_for(me(), lead_id, other_lead_id)
    form = _form(first, second)
    if request.method == "POST" and can("work leads") and form.sent_and_valid():
        try:
            with unit_of_work():
                return _decided(*pair_for(me(), lead_id, other_lead_id), form)
        except Refused as why:
            form.refuse(why)
    return _shown(first, second, form), 422 if form.errors else 200


def _form(first: Lead, second: Lead) -> PairForm:
    proposed = to_choose(actions.facts_of(first), actions.facts_of(second))
    return PairForm().asks_for(proposed, {field: (_said(first, field), _said(second, field)) for field in proposed})


def _said(lead: Lead, field: str) -> str:
    """What stands there, as one reads it."""
    value = actions.facts_of(lead).values[field]
    if value is None:
        return "–"
    if field == "phone":
        return show_phone(value)
    if field == "language":
        return language_word(value).capitalize()
    if field == "owner":
        return next((row.name for row in functions_of(lead.organisation_id) if row.id == value), value)
    words = {
        "best_time": BEST_TIMES,
        "state": pipeline.STATES,
    }
    return str(words.get(field, {}).get(value, value))


def _decided(first: Lead, second: Lead, form: PairForm):
    decision, who = form.decision.data, {"by": me().actor, "now": now()}
    if decision == "same":
        row = actions.merge(first, second, form.wanted(), key=form.key.data, **who)
        flash(
            {
                "text": _("Anmälningarna är hopslagna. Allt från båda finns kvar."),
                "undo": url_for(".undo", merge_id=row.id),
            }
        )
        return redirect(url_for("leads.detail", lead_id=row.kept_lead_id))
    if decision not in DECIDED:
        raise Refused(_l("Välj om det är samma person eller inte."))
    if decision == "household":
        households.join(first, second, **who)
    actions.decide(first, second, "later" if decision == "later" else "different", **who)
    flash(str(DECIDED[decision]))
    return redirect(url_for(".pairs") if decision != "household" else url_for("leads.detail", lead_id=first.id))


def _shown(first: Lead, second: Lead, form: PairForm) -> str:
    hint = actions.hint_between(first.id, second.id)
    with unit_of_work(anew=False):
        for lead in (first, second):
            kind = "protected.opened" if lead.person.protected else "lead.viewed"
            note(kind, by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    differs = to_choose(actions.facts_of(first), actions.facts_of(second))
    return render_template(
        "people/pair.html", halves=queries.halves([first, second]), form=form, hint=hint, same_words=SAME, ways=WAYS,
        fields=FIELDS, differs=differs, said=_said, states=pipeline.STATES, channels=CHANNELS, outcomes=OUTCOMES,
    )  # fmt: skip


@bp.post("/merges/<merge_id>/undo")
@may("work leads")
def undo(merge_id):
    """Make them two again."""
    row = merge_for(me(), merge_id)
    try:
        with unit_of_work():
            actions.undo(merge_for(me(), merge_id), by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "warning")
        return redirect(url_for("leads.detail", lead_id=row.kept_lead_id))
    flash(_("De är två igen. Det som hände under tiden ligger kvar på den som ni träffade först."))
    return redirect(url_for(".pair", lead_id=row.kept_lead_id, other_lead_id=row.merged_lead_id))


@bp.post("/<lead_id>/household/leave")
@may("work leads")
def leave(lead_id):
    """Take this person out of the household."""
    lead_for(me(), lead_id)
    with unit_of_work():
        households.leave(lead_for(me(), lead_id), by=me().actor, now=now())
    flash(_("Personen hör inte längre till hushållet."))
    return redirect(url_for("leads.detail", lead_id=lead_id))


@bp.post("/<lead_id>/protect")
@may("work leads")
def protect(lead_id):
    """Hide this person from all but those who may see protected people."""
    lead, form = lead_for(me(), lead_id), ProtectForm()
    if not form.sent_and_valid():
        flash(_("Välj varför personen ska skyddas."), "error")
        return redirect(url_for("leads.detail", lead_id=lead.id))
    with unit_of_work():
        protection.protect(lead_for(me(), lead_id), form.why.data, by=me().actor, now=now())
    flash(_("Personen är skyddad. Bara de som får se skyddade uppgifter hittar anmälan nu."))
    return redirect(url_for("leads.detail", lead_id=lead_id) if can("see protected") else url_for("leads.index"))


@bp.post("/<lead_id>/unprotect")
@may("see protected")
def unprotect(lead_id):
    """Show this person to everybody who works with people again."""
    lead, form = lead_for(me(), lead_id), LiftForm()
    if form.sent_and_valid():
        with unit_of_work():
            protection.lift(lead_for(me(), lead_id), form.why.data, by=me().actor, now=now())
        flash(_("Skyddet är borttaget. Anmälan syns i listorna igen."))
    else:
        flash(_("Välj varför skyddet ska tas bort."), "error")
    return redirect(url_for("leads.detail", lead_id=lead.id))
