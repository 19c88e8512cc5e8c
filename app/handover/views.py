"""How does one hand somebody over, and see that they have arrived? Pages of both units: prepare, send, read, receipt, first meeting.

Whoever reads what was handed over leaves a line in the journal, as the one who reads a lead does.
"""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from ..accounts import queries as accounts
from ..accounts.access import can, here, may, me
from ..clock import local_date, now
from ..errors import NotFound, Refused
from ..i18n import _
from ..journal.actions import note
from ..leads.access import lead_for
from ..leads.models import Lead
from ..leads.pipeline import TALKED
from ..leads.rooms import Opened, Room
from ..leads.search import interests_of
from ..store.db import unit_of_work
from . import actions, choices, queries, values
from .access import Seen, choice_for, handover_for
from .codes import code_of, shown
from .forms import PrepareForm, ReferForm, StepForm
from .steps import OVER, READABLE, SENDER, STATES, WITH_CODE, steps_from

bp = Blueprint("handover", __name__, url_prefix="/staff")
SAID = {
    "sent": lambda row: _("Överlämnat till %(unit)s. Intresset är ert tills de har kvitterat.", unit=row.to_unit.name),
    "receipted": lambda row: _("Kvitterat. Tack, nu vet %(unit)s att det är framme.", unit=row.from_unit.name),
    "met": lambda row: _("Första mötet är noterat."),
    "done": lambda row: _("Överlämningen är klar. Koden ligger i akten."),
    "returned": lambda row: _("Överlämningen har gått tillbaka till %(unit)s.", unit=row.from_unit.name),
    "recalled": lambda row: _("Överlämningen är återkallad. Ingen kan öppna den längre."),
}


def key() -> bytes:
    """The instance key, of which codes and secret addresses are derived."""
    return current_app.config["INSTANCE_KEY"]


# On a lead's page -----------------------------------------------------------------------------------------------------


def show(opened: Opened) -> str | None:
    """What a lead's page shows of handing over: how it stands, or the way to begin."""
    lead, rows = opened.lead, sorted(opened.rows["handovers"], key=lambda row: row.id, reverse=True)
    may_begin = can("work leads") and lead.state in TALKED and lead.state in OPEN_TO_HAND and not lead.withdrawn_at
    if not rows and not may_begin:
        return None
    standing = next((row for row in rows if row.standing_for), None)
    places = sorted(opened.rows["referrals"], key=lambda row: (row.position, row.id))
    form = ReferForm(formdata=None, prefix="refer")
    form.place.choices = [(row.id, row.names["sv"]) for row in places]
    return render_template(
        "handover/room.html", lead=lead, rows=rows, standing=standing, may_begin=may_begin and not standing,
        places=places, refer=form, states=STATES, due_at=queries.due_at, now=opened.now,
    )  # fmt: skip


room = Room(show, {"handovers": queries.HANDOVERS_OF_A_LEAD, "referrals": queries.REFERRALS})


OPEN_TO_HAND = ("in_contact", "meeting_booked", "informed", "thinking", "ready")


@bp.route("/leads/<lead_id>/handover", methods=["GET", "POST"])
@may("work leads")
def prepare(lead_id):
    """Choose the receiver and what goes along, and write down the person's yes."""
    lead = lead_for(me(), lead_id)
    if standing := actions.standing_of(lead):
        return redirect(url_for(".detail", handover_id=standing.id))
    form = _offered(PrepareForm(), lead)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = actions.prepare(lead_for(me(), lead_id), form.asked(), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            return redirect(url_for(".detail", handover_id=row.id))
    with unit_of_work(anew=False):
        note("lead.viewed", by=me().actor, now=now(), organisation_id=lead.organisation_id, subject=lead.id)
    units = form.unit.choices[1:]
    return render_template("handover/prepare.html", lead=lead, form=form, units=units), 422 if form.errors else 200


def _offered(form: PrepareForm, lead: Lead) -> PrepareForm:
    """The form with what can be chosen, filled in as far as it follows from the lead."""
    units = queries.receiving_units(lead.organisation_id, but=lead.unit_id)
    kinds = accounts.assignment_types_of(lead.organisation_id)
    known = values.lines({name: value for name, value in actions.known_of(lead).items() if value})
    names = [name for name in values.FIELDS if actions.known_of(lead).get(name)]
    offered = [(name, f"{label}: {said}") for name, (label, said) in zip(names, known, strict=True) if name != "name"]
    form.offer(
        {unit.id: unit.name for unit in units}, {kind.id: kind.names["sv"] for kind in kinds}, offered
    )  # fmt: skip
    if not form.is_submitted():
        wanted = next(iter(interests_of([lead])[lead.id]), None)
        form.assignment.data = wanted.id if wanted else form.assignment.data
        to = wanted.receiving_unit_id if wanted and wanted.receiving_unit_id else None
        form.unit.data = to or (units[0].id if len(units) == 1 else "")
        form.fields.data = [name for name in names if name != "name"]
        form.yes_on.data = local_date(now())
        form.way.data = _usual_way(form.unit.data, units)
    return form


def _usual_way(unit_id: str, units) -> str | None:
    unit = next((unit for unit in units if unit.id == unit_id), None)
    if unit is None:
        return None
    return "staff" if queries.has_staff(unit.id) else "link" if unit.email else "paper"


@bp.post("/leads/<lead_id>/refer")
@may("work leads")
def refer(lead_id):
    """Somebody belongs elsewhere: say where, and close."""
    form = ReferForm(prefix="refer")
    try:
        with unit_of_work():
            lead = lead_for(me(), lead_id)
            place = choice_for(me(), form.place.data or "")
            actions.refer(lead, place, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "error")
    else:
        flash(_("Hänvisad till %(place)s. Ni har inte skickat något dit.", place=place.names["sv"]), "success")
    return redirect(url_for("leads.detail", lead_id=lead_id))


# The handovers themselves ---------------------------------------------------------------------------------------------


@bp.get("/handovers")
@may("see people")
def index():
    """What was handed over and by whom it is awaited; what one's own unit has received."""
    both = {"sent": queries.sent_by, "received": queries.received_by}
    show = request.args.get("show") if request.args.get("show") in both else _first_look()
    with unit_of_work():
        rows = both[show](here().id, now=now(), protected=can("see protected"))
        note("handovers.listed", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(rows))
    return render_template(
        "handover/index.html", rows=rows, show=show, now=now(), states=STATES, over=OVER, readable=READABLE,
        receives=show == "received" or queries.receives(here().id), own_side=SENDER if show == "sent" else "receiver",
    )  # fmt: skip


def _first_look() -> str:
    return "received" if here().kind == "receiving" else "sent"


@bp.get("/handovers/<handover_id>")
@may("see people")
def detail(handover_id):
    """One handover: exactly what goes or went, how far it is, what one can do now."""
    return _page(handover_for(me(), handover_id))


def _page(seen: Seen, form: StepForm | None = None, wrong: str | None = None):
    row, side = seen.row, seen.side
    with unit_of_work(anew=False):
        note("handover.viewed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id)
    form = form or StepForm(formdata=None, on=local_date(now()))
    reasons = choices.choices_of(row.organisation_id, choices.RETURN)
    form.reason.choices = [("", _("Välj varför")), *((one.id, one.names["sv"]) for one in reasons)]
    code = shown(code_of(row.id, row.generation, key())) if row.state in WITH_CODE else None
    readable = (side == SENDER or row.state in READABLE) and not row.lead.withdrawn_at
    return render_template(
        "handover/detail.html", row=row, side=side, form=form, refused=wrong, states=STATES, code=code,
        lines=values.lines(row.handed) if readable else None, next_steps=steps_from(row.state, side),
        steps=queries.steps_of(row, names=side == SENDER), due_at=queries.due_of(row), now=now(), yes=actions.YES,
        ways=actions.WAYS, reasons={one.id: one.names["sv"] for one in choices.choices_of(row.organisation_id, open_only=False)},
        told=queries.told_of(row) if side == SENDER else [],
    )  # fmt: skip


@bp.post("/handovers/<handover_id>/steps/<any(sent, receipted, met, done, returned, recalled):act>")
@may("work leads")
def step(handover_id, act):
    """One step on. Twice is once."""
    form = StepForm()
    try:
        with unit_of_work():
            seen = handover_for(me(), handover_id)
            if not form.sent_and_valid():
                raise Refused(
                    next(iter(form.on.errors), _("Sidan hade legat öppen för länge. Tryck en gång till.")), "on"
                )
            reason = choice_for(me(), form.reason.data) if form.reason.data and act == "returned" else None
            actions.take_step(
                seen.row, act, side=seen.side, key=key(), by=me().actor, now=now(), on=form.day(), reason=reason
            )
    except Refused as why:
        form.refuse(why)
        return _page(handover_for(me(), handover_id), form, act), 422
    flash(SAID[act](seen.row), "success")
    try:
        handover_for(me(), handover_id)
    except NotFound:  # it is not ours to see any more
        return redirect(url_for(".index"))
    return redirect(url_for(".detail", handover_id=handover_id))
