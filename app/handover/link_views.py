"""What does a unit without accounts see? What was handed to it, at a secret address: it opens, reads, receipts, and says how it went.

No cookie and no script. A GET shows nothing of the person and changes nothing, since mail programs open links by themselves.
"""

from types import SimpleNamespace

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from ..accounts.models import Organisation
from ..clock import local_date, now
from ..errors import NotFound, Refused
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db, unit_of_work
from ..web.contact import show_phone
from ..web.language import page_language
from ..web.security import public
from . import actions, choices, queries, values
from .access import handover_at
from .codes import code_of, shown
from .forms import StepForm
from .models import Handover, HandoverChoice
from .steps import READABLE, RECEIVER, STATES, WITH_CODE, steps_from

bp = Blueprint("handed", __name__, url_prefix="/handover")
LARGEST_BODY = 16 * 1024
SAID = {
    "receipted": _l("Tack, kvitterat. Nu vet avsändaren att det är framme."),
    "met": _l("Tack, första mötet är noterat."),
    "done": _l("Tack. Överlämningen är klar."),
    "returned": _l("Tack för beskedet. Överlämningen har gått tillbaka."),
}


class OpenStepForm(StepForm):
    """The same without a token of a session: the secret address does it."""

    class Meta(StepForm.Meta):
        csrf = False


@bp.before_request
def keep_it_small() -> None:
    """Nothing here is long."""
    request.max_content_length = LARGEST_BODY


@bp.errorhandler(NotFound)
def gone(error):
    """An address that opens nothing, or nothing any more."""
    return render_template("handover/gone.html", organisation=SimpleNamespace(name=""), footer_links=[]), 404


@bp.get("/<token>")
@public
def door(token):
    """From whom it comes and how far it is; who it is about only after a press."""
    row = handover_at(token)
    said = SAID.get(request.args.get("said", ""))
    return render_template("handover/door.html", row=row, token=token, said=said, **_around(row))


@bp.post("/<token>")
@public
def opened(token):
    """What was handed over, and what one can answer."""
    return _page(handover_at(token), token)


def _page(row: Handover, token: str, form: StepForm | None = None, status: int = 200):
    with unit_of_work(anew=False):
        note("handover.viewed", by=_actor(row), now=now(), organisation_id=row.organisation_id, subject=row.id)
    form = form or OpenStepForm(formdata=None, on=local_date(now()))
    form.reason.choices = [("", _("Välj varför")), *((one.id, words(one)) for one in _reasons(row))]
    code = shown(code_of(row.id, row.generation, _key())) if row.state in WITH_CODE else None
    readable = row.state in READABLE and not row.lead.withdrawn_at
    answer = render_template(
        "handover/opened.html", row=row, token=token, form=form, lines=values.lines(row.handed) if readable else None,
        code=code, next_steps=steps_from(row.state, RECEIVER), **_around(row),
    )  # fmt: skip
    return answer, status, {"Cache-Control": "no-store"}


@bp.post("/<token>/steps/<any(receipted, met, done, returned):after>")
@public
def step(token, after):
    """The receiver's answer. Twice is once."""
    form = OpenStepForm()
    try:
        with unit_of_work():
            row = handover_at(token)
            if not form.validate():
                raise Refused(next(iter(form.on.errors), _("Välj i listan.")), "on")
            reason = db.session.get(HandoverChoice, form.reason.data) if form.reason.data else None
            actions.take_step(
                row, after, side=RECEIVER, key=_key(), by=_actor(row), now=now(), on=form.day(),
                reason=reason if after == "returned" else None,
            )  # fmt: skip
    except Refused as why:
        form.refuse(why)
        return _page(handover_at(token), token, form, 422)
    if after == "returned":  # the address opens nothing any more
        return render_template("handover/returned.html", said=SAID[after], **_around(row))
    return redirect(url_for(".door", token=token, said=after), 303)


def words(choice: HandoverChoice) -> str:
    """A choice in the language of this page."""
    return choice.names.get(page_language().tag) or choice.names["sv"]


def _reasons(row: Handover) -> list[HandoverChoice]:
    return choices.choices_of(row.organisation_id, choices.RETURN)


def _around(row: Handover) -> dict:
    organisation = db.session.get(Organisation, row.organisation_id)
    phone = row.from_unit.phone or organisation.contact_phone
    return {
        "organisation": SimpleNamespace(name=organisation.name, slug=organisation.slug),
        "unit_name": row.from_unit.name,
        "phone": phone and show_phone(phone),
        "email": row.from_unit.email or organisation.contact_email,
        "states": STATES,
        "due_at": queries.due_of(row),
        "footer_links": [{"label": _("Tillgänglighet"), "href": url_for("public.accessibility")}],
    }


def _actor(row: Handover) -> Actor:
    return Actor("receiver", row.to_unit_id)


def _key() -> bytes:
    return current_app.config["INSTANCE_KEY"]
