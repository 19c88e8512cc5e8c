"""What do we have of this person, and what do they want us to do with it? Search, the extract, erasure, restriction, holds."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from ..accounts.access import can, may, me
from ..accounts.models import Staff
from ..clock import local_date, now
from ..errors import Refused
from ..i18n import _
from ..journal.actions import note
from ..leads import restriction
from ..leads.access import lead_for
from ..leads.models import Lead
from ..leads.pipeline import STATES
from ..leads.rooms import Opened, Room
from ..origin.models import Ambassador, Tip
from ..staffing.models import Helper
from ..store import erased
from ..store.db import db, unit_of_work
from ..store.scrub import scrub
from . import consents, erasing, finding, holds, queries, rules
from .access import chosen_of
from .finding import Found
from .forms import ChosenForm, ConsentForm, EraseForm, HoldForm, RestrictForm, SearchForm

bp = Blueprint("person_rights", __name__, url_prefix="/staff/rights")


def show(opened: Opened) -> str | None:
    """On the lead's page: whether it is frozen or held, and the way to do either."""
    lead, hold = opened.lead, max(opened.rows["holds"], key=lambda row: row.set_at, default=None)
    if not (can("work leads") or hold or lead.restricted_at):
        return None
    return render_template(
        "rights/room.html", lead=lead, hold=hold, reasons=rules.REASONS, whys=restriction.REASONS,
        restrict=RestrictForm(formdata=None, prefix="restrict"), keep=HoldForm(formdata=None, prefix="hold"),
        said=sorted(opened.rows["consents"], key=lambda row: row.given_at, reverse=True), consent=ConsentForm(formdata=None, prefix="consent"),
    )  # fmt: skip


room = Room(show, {"holds": queries.HOLDS_ON_A_LEAD, "consents": queries.CONSENTS_OF_A_LEAD})


@bp.route("/", methods=["GET", "POST"])
@may("export people")
def index():
    """Look for somebody in everything; who and what was typed is never in an address or in the journal."""
    form, found = SearchForm(), None
    if form.sent_and_valid():
        try:
            asked = form.asked()
        except Refused as why:
            form.refuse(why)
        else:
            with unit_of_work():
                found = seen(finding.search(asked, me().organisation_id))
                count = found.number
                note("person.searched", by=me().actor, now=now(), organisation_id=me().organisation_id, count=count)
    page = render_template(
        "rights/search.html",
        form=form,
        found=found,
        hidden=found.hidden if found is not None else 0,
        chosen=ChosenForm(formdata=None),
        **rows(found),
    )
    return page, 422 if form.errors else 200


def seen(found: Found) -> Found:
    """Without those with protected identity, unless the one who asks may see them; `hidden` counts them."""
    kept_back = set() if can("see protected") else finding.protected_among(found.leads)
    found.leads -= kept_back
    found.hidden = len(kept_back)
    return found


def rows(found: Found | None) -> dict:
    """What the list of what was found shows."""
    found = found or Found()
    listed = {
        "leads": (Lead, found.leads, Lead.received_at), "helpers": (Helper, found.helpers, Helper.name),
        "staff": (Staff, found.staff, Staff.name), "ambassadors": (Ambassador, found.ambassadors, Ambassador.name),
        "tips": (Tip, found.tips, Tip.created_at),
    }  # fmt: skip
    return {"states": STATES} | {
        name: db.session.scalars(select(model).where(model.id.in_(ids)).order_by(by)).all() if ids else []
        for name, (model, ids, by) in listed.items()
    }


@bp.post("/extract")
@may("export people")
def extract():
    """Everything on those who were chosen, as a page to print."""
    return _extract("html")


@bp.post("/extract.json")
@may("export people")
def extract_json():
    """The same as a file for another program."""
    return _extract("json")


def _extract(form: str):
    found, at = chosen_of(me(), ChosenForm()), now()
    with unit_of_work():
        tables = finding.everything(found)
        note(
            "person.extracted", by=me().actor, now=at, organisation_id=me().organisation_id, leads=len(found.leads),
            helpers=len(found.helpers), staff=len(found.staff), ambassadors=len(found.ambassadors), tippers=len(found.tips), rows=sum(map(len, tables.values())), format=form,
        )  # fmt: skip
    organisation = me().organisation
    if form == "json":
        name = f'attachment; filename="registerutdrag-{local_date(at)}.json"'
        text = finding.as_json(tables, asked_at=at, organisation=organisation.name)
        return Response(text, mimetype="application/json", headers={"Content-Disposition": name})
    return render_template("rights/extract.html", tables=tables, organisation=organisation, at=at)


@bp.post("/erase")
@may("export people")
def ask_to_erase():
    """Say in words what goes, before it does."""
    found = chosen_of(me(), ChosenForm())
    form = EraseForm(formdata=None)
    return render_template("rights/erase.html", form=form, **rows(found))


@bp.post("/erase/now")
@may("export people")
def erase():
    """Erase them, everywhere."""
    form = EraseForm()
    found = chosen_of(me(), form)
    if form.sent_and_valid():
        try:
            _erase(found)
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Raderat. Kvar blir antal, inga namn."), "success")
            return redirect(url_for(".index"))
    return render_template("rights/erase.html", form=form, **rows(found)), 422


def _erase(found: Found) -> None:
    key, home, at = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"], now()
    with unit_of_work():
        told = {"organisation_id": me().organisation_id, "by": me().actor, "now": at}
        told |= {"ambassador_ids": sorted(found.ambassadors), "tip_ids": sorted(found.tips)}
        names = erasing.erase(sorted(found.leads), sorted(found.helpers), **told)
        erased.remember(names, key=key, home=home, now=at)
    scrub()


@bp.post("/leads/<lead_id>/restrict")
@may("work leads")
def restrict(lead_id):
    """Freeze a lead."""
    lead, form = lead_for(me(), lead_id), RestrictForm(prefix="restrict")
    if form.sent_and_valid():
        with unit_of_work():
            restriction.restrict(lead_for(me(), lead.id), form.why.data, by=me().actor, now=now())
        flash(_("Behandlingen är begränsad. Ingen ringer, och personen syns inte i Att göra."), "success")
    else:
        flash(_("Välj varför behandlingen begränsas."), "error")
    return redirect(url_for("leads.detail", lead_id=lead_id))


@bp.post("/leads/<lead_id>/unrestrict")
@may("work leads")
def end_restriction(lead_id):
    """Work with it again."""
    lead = lead_for(me(), lead_id)
    with unit_of_work():
        restriction.end_restriction(lead_for(me(), lead.id), by=me().actor, now=now())
    flash(_("Begränsningen är hävd."), "success")
    return redirect(url_for("leads.detail", lead_id=lead_id))


@bp.post("/leads/<lead_id>/hold")
@may("manage organisation")
def hold(lead_id):
    """Keep a lead although its time is over."""
    lead, form = lead_for(me(), lead_id), HoldForm(prefix="hold")
    try:
        if not form.sent_and_valid():
            raise Refused(_("Välj varför det ska sparas."))
        with unit_of_work():
            told = {"key": form.key.data, "reason": form.reason.data, "until_on": form.until_on.data}
            holds.set_hold(lead.organisation_id, "lead", lead.id, **told, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Spärrat. Personen gallras inte så länge spärren gäller."), "success")
    return redirect(url_for("leads.detail", lead_id=lead_id))


@bp.post("/leads/<lead_id>/consents")
@may("work leads")
def note_consent(lead_id):
    """Note a yes that was given orally, with how one knows."""
    lead, form = lead_for(me(), lead_id), ConsentForm(prefix="consent")
    try:
        if not form.sent_and_valid():
            raise Refused(next(iter(form.errors.values()))[0])
        with unit_of_work():
            told = {"language": lead.person.language, "way": form.way.data, "evidence": form.evidence.data}
            consents.give(lead_for(me(), lead.id), form.purpose.data, **told, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Samtycket är antecknat."), "success")
    return redirect(url_for("leads.detail", lead_id=lead_id))


@bp.post("/leads/<lead_id>/consents/withdraw")
@may("work leads")
def withdraw_consent(lead_id):
    """The person has taken a yes back, by telling us."""
    lead = lead_for(me(), lead_id)
    with unit_of_work():
        consents.withdraw(
            lead_for(me(), lead.id), request.form.get("purpose", ""), way="staff", by=me().actor, now=now()
        )
    flash(_("Samtycket är tillbakataget."), "success")
    return redirect(url_for("leads.detail", lead_id=lead_id))
