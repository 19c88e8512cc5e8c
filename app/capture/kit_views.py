"""What does one print for a booth? The set-up card, how the tablet is locked, and numbered forms for a pen; one page for all."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for

from ..accounts.access import may, me
from ..accounts.queries import retention_days
from ..accounts.retention import DEFAULT_DAYS
from ..booths.access import booth_for
from ..clock import now
from ..errors import NotFound, Refused
from ..i18n import AT_THE_STAND, LANGUAGES, _, stand_language
from ..store.db import unit_of_work
from ..web.language import speaking
from . import kit, slips
from .access import batch_for
from .configuration import form_of, languages_of
from .forms import SlipsForm

bp = Blueprint("kit", __name__, url_prefix="/staff/events/<slug>/booths/<booth_id>/kit")


@bp.route("", methods=["GET", "POST"])
@may("stand at booths")
def index(slug, booth_id):
    """All that can be printed; pressing the button makes the next numbers of forms."""
    booth = booth_for(me(), slug, booth_id)
    form = SlipsForm().offer(languages_of(booth))
    if form.sent_and_valid():
        try:
            with unit_of_work():
                booth = booth_for(me(), slug, booth_id)
                asked = {"key": form.key.data, "count": form.count.data, "language": form.language.data}
                batch = slips.print_slips(booth, **asked, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            return redirect(url_for(".printed", slug=slug, booth_id=booth_id, batch_id=batch.id))
    version = form_of(booth, booth.event.organisation)[2]
    page = render_template(
        "capture/kit.html", booth=booth, event=booth.event, form=form, batches=slips.batches_of(booth.id),
        version=version, languages=LANGUAGES, spoken=LANGUAGES | AT_THE_STAND, skipped=slips.skipped(slips.typed_numbers(booth.id)),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/card.pdf")
@may("stand at booths")
def card(slug, booth_id):
    """How the tablet is set up, and what to do when something fails."""
    booth, tag = booth_for(me(), slug, booth_id), _asked_language()
    with speaking(tag):
        values = kit.card(booth, tag, current_app.config["PUBLIC_URL"])
    return _paper("card", values, slug, booth_id, f"{slug}-surfplatta-{tag}")


@bp.get("/guide.pdf")
@may("stand at booths")
def guide(slug, booth_id):
    """How the tablet is locked to Monter."""
    booth, tag = booth_for(me(), slug, booth_id), _asked_language()
    with speaking(tag):
        values = kit.guide(booth, tag)
    return _paper("guide", values, slug, booth_id, f"{slug}-lasa-surfplattan-{tag}")


@bp.get("/slips/<batch_id>.pdf")
@may("stand at booths")
def printed(slug, booth_id, batch_id):
    """The forms of a batch; not any more when the form or the information text has changed since."""
    batch = batch_for(me(), slug, booth_id, batch_id)
    _definition, texts, version = form_of(batch.booth, batch.booth.event.organisation)
    if version != batch.form_version:
        flash(_("Frågorna eller informationstexten har ändrats sedan dess. Skriv ut nya blanketter."), "warning")
        return redirect(url_for(".index", slug=slug, booth_id=booth_id))
    text = next(one for one in texts if one.hash == batch.notice_hash)
    names, code = slips.names_of(batch), slips.code_of(batch)
    with speaking(batch.language, stand_language):
        values = kit.slips(batch, text, names, code, current_app.config["PUBLIC_URL"], days=_days(batch))
    return _paper("slips", values, slug, booth_id, f"{slug}-blanketter-{batch.first}-{batch.last}-{batch.language}")


def _days(batch) -> int:
    """How long a form is kept once it is typed in, as the organisation's policy says."""
    return retention_days(batch.organisation_id).get("slip", DEFAULT_DAYS["slip"])


def _asked_language() -> str:
    tag = request.args.get("language", "sv")
    if tag not in LANGUAGES:
        raise NotFound
    return tag


def _paper(kind: str, values: dict, slug: str, booth_id: str, name: str):
    try:
        made = kit.made(kind, values, current_app.config["FONTS"])
    except Refused as why:
        flash(str(why), "error")
        return redirect(url_for(".index", slug=slug, booth_id=booth_id))
    return send_file(BytesIO(made), "application/pdf", download_name=f"{name}.pdf", max_age=0)
