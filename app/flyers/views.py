"""What leads people to this event, and where is its paper? Placements, their codes, and the flyer as PDF."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for

from ..accounts.access import here, may, me
from ..clock import now
from ..errors import NotFound, Refused
from ..events.access import event_for
from ..i18n import _
from ..store.db import unit_of_work
from ..web.fields import options
from . import actions, codes, pdf, preflight, qr, queries
from .access import placement_for
from .forms import FirstFlyerForm, MoveForm, PaperForm, PlacementForm
from .message import SPECIMEN, address_of, lacks_of, sheet_of
from .rules import KINDS, PlacementPlan
from .sheet import PAPERS

bp = Blueprint("flyers", __name__, url_prefix="/staff/events/<slug>/flyers")
bp.add_app_template_filter(codes.shown, "code")
bp.add_app_template_filter(lambda key: KINDS.get(key, key), "placement_word")


@bp.get("")
@may("see plans")
def index(slug):
    """The paper of an event: choose code, paper, printer and language, see it, fetch it."""
    event = event_for(me(), slug)
    rows = queries.placements_of(event.id)
    wanted = _wanted(rows) if rows else None
    form = (PaperForm if rows else FirstFlyerForm)(request.args).offer(event, rows, wanted)
    sheet = sheet_of(event, wanted.code.code if wanted else SPECIMEN, form.language.data, _public_url())
    lost, trouble = _looked_at(sheet)
    return render_template(
        "flyers/index.html", event=event, rows=rows, form=form, wanted=wanted, lost=lost, trouble=trouble,
        scans=queries.scans_of([row.id for row in rows]), lacks=lacks_of(event, form.language.data),
    )  # fmt: skip


def _looked_at(sheet) -> tuple[str, str]:
    """The signs that cannot be printed, and what keeps everything from being printed, in words."""
    try:
        return pdf.unprintable(sheet, current_app.config["FONTS"]), ""
    except Refused as why:
        return "", str(why)


@bp.post("")
@may("plan events")
def first(slug):
    """The event's first batch of flyers, and in the same press its paper. Pressed again it is the same batch."""
    form = FirstFlyerForm().offer(event_for(me(), slug), [], None)
    if not form.key_is_ours():
        return redirect(url_for(".index", slug=slug))
    with unit_of_work():
        event = event_for(me(), slug)
        row = next(iter(queries.placements_of(event.id)), None)  # somebody else may have been quicker
        if row is None:
            plan = PlacementPlan("flyer_batch", _("Flyer"))
            row = actions.add_placement(event, plan, key=form.key.data, by=me().actor, now=now())
    return redirect(url_for(".flyer", slug=slug, code=row.code.code, **form.chosen()))


@bp.get("/flyer.pdf")
@may("see plans")
def flyer(slug):
    """The finished PDF, its code read back."""
    event, row, form = _ordered(slug)
    paper, variant, language = PAPERS[form.paper.data], form.variant.data, form.language.data
    sheet = sheet_of(event, row.code.code, language, _public_url())
    try:
        made = preflight.made([sheet], paper, variant, current_app.config["FONTS"])
    except Refused as why:
        flash(str(why), "error")
        return redirect(url_for(".index", slug=slug))
    with unit_of_work():
        actions.note_flyer(row, paper.key, variant, by=me().actor, now=now())
    name = "-".join(filter(None, (event.slug, paper.key, language, "tryck" if variant == "print" else "")))
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{name}.pdf")


@bp.get("/preview.png")
@may("see plans")
def preview(slug):
    """The same page as a picture; before there is a placement with the specimen's code."""
    event = event_for(me(), slug)
    rows = queries.placements_of(event.id)
    row = _wanted(rows) if rows else None
    form = PaperForm(request.args).offer(event, rows, row)
    sheet = sheet_of(event, row.code.code if row else SPECIMEN, form.language.data, _public_url())
    try:
        made = pdf.render([sheet], PAPERS[form.paper.data], form.variant.data, current_app.config["FONTS"])
    except Refused as why:
        raise NotFound from why
    return send_file(BytesIO(preflight.picture(made, 640)), "image/png")


@bp.route("/new", methods=["GET", "POST"])
@may("plan events")
def new(slug):
    """A new placement, with a code of its own."""
    event, form = event_for(me(), slug), PlacementForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                event = event_for(me(), slug)
                row = actions.add_placement(event, form.plan(), key=form.key.data, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("”%(label)s” har fått koden %(code)s.", label=row.label, code=codes.shown(row.code.code)))
            return redirect(url_for(".placement", slug=slug, placement_id=row.id))
    return render_template("flyers/new.html", event=event, form=form)


@bp.get("/<placement_id>")
@may("see plans")
def placement(slug, placement_id):
    """One placement: its code to look at and to copy, how it went, what can be done with it."""
    row = placement_for(me(), slug, placement_id)
    url = address_of(row.code.code, _public_url())
    return render_template(
        "flyers/placement.html", row=row, event=row.event, url=url, scans=queries.scans_of([row.id])[row.id],
    )  # fmt: skip


@bp.get("/<placement_id>/code.svg")
@may("see plans")
def drawing(slug, placement_id):
    """The code alone as a drawing, for those who set an advertisement themselves."""
    row = placement_for(me(), slug, placement_id)
    made = qr.svg(address_of(row.code.code, _public_url()), codes.shown(row.code.code))
    name = f"{row.code.code}.svg"
    return send_file(BytesIO(made.encode()), "image/svg+xml", as_attachment=True, download_name=name)


@bp.route("/<placement_id>/edit", methods=["GET", "POST"])
@may("plan events")
def edit(slug, placement_id):
    """Change what is said of a placement; its code stays."""
    row = placement_for(me(), slug, placement_id)
    form = PlacementForm(data=PlacementForm.values_of(row))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = placement_for(me(), slug, placement_id)
                changed = actions.change_placement(row, form.plan(row.booth_id), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Sparat.") if changed else _("Inget var ändrat."))
            return redirect(url_for(".placement", slug=slug, placement_id=placement_id))
    return render_template("flyers/edit.html", event=row.event, row=row, form=form)


@bp.route("/<placement_id>/move", methods=["GET", "POST"])
@may("plan events")
def move(slug, placement_id):
    """Let the printed code lead to another event."""
    row, form = placement_for(me(), slug, placement_id), MoveForm()
    events = {event.id: event for event in queries.events_to_lead_to(row.organisation_id, here().id)}
    form.event.choices = options({key: f"{event.title}, {event.when.label('sv')}" for key, event in events.items()})
    if request.method == "GET":
        form.event.data = row.event_id
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = placement_for(me(), slug, placement_id)
                actions.lead_to(row, event_for(me(), events[form.event.data].slug), by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Koden leder nu till ”%(title)s”.", title=row.event.title))
            return redirect(url_for(".placement", slug=row.event.slug, placement_id=row.id))
    return render_template("flyers/move.html", event=row.event, row=row, form=form)


@bp.post("/<placement_id>/retire")
@may("plan events")
def retire(slug, placement_id):
    """Nothing more of it will be handed out."""
    with unit_of_work():
        actions.retire(placement_for(me(), slug, placement_id), by=me().actor, now=now())
    back = url_for(".take_up", slug=slug, placement_id=placement_id)
    flash({"text": _("Avslutad. Koden fungerar och räknas som förut."), "undo": back}, "success")
    return redirect(url_for(".placement", slug=slug, placement_id=placement_id))


@bp.post("/<placement_id>/take-up")
@may("plan events")
def take_up(slug, placement_id):
    """It is in use again."""
    with unit_of_work():
        actions.take_up(placement_for(me(), slug, placement_id), by=me().actor, now=now())
    flash(_("Placeringen används igen."))
    return redirect(url_for(".placement", slug=slug, placement_id=placement_id))


def _ordered(slug):
    """The event, the placement and the paper that an address asks for. Raises NotFound when there is no such code."""
    event = event_for(me(), slug)
    rows = queries.placements_of(event.id)
    row = _wanted(rows)
    return event, row, PaperForm(request.args).offer(event, rows, row)


def _wanted(rows):
    """The placement whose code the address names, in any spelling; the first when it names none."""
    asked = request.args.get("code")
    try:
        code = codes.read(asked) if asked else None
    except codes.WrongCode as wrong:
        raise NotFound from wrong
    found = next((row for row in rows if code in (None, row.code.code)), None)
    if found is None:
        raise NotFound
    return found


def _public_url() -> str:
    return current_app.config["PUBLIC_URL"]
