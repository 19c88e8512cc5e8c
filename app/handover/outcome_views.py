"""Where does a receiving unit tell how it went? A page for anybody who holds a code: it shows nothing and answers everybody alike.

What is sent is written down as it came, known code or not, and looked at by the worker. No cookie and no script.
"""

from types import SimpleNamespace

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from .. import words
from ..accounts.access import first_organisation, organisation_by_slug
from ..accounts.milestones import open_milestones
from ..accounts.models import Organisation
from ..clock import local_date, now
from ..i18n import DEFAULT, LANGUAGES, _
from ..store.db import unit_of_work
from ..web.abuse import network_of
from ..web.contact import show_phone
from ..web.language import language_links, page_language
from ..web.person import TRAP
from ..web.security import public
from ..web.ticket import LATEST, Ticket, opened, sealed
from . import outcomes
from .outcome import FOLLOWED_MONTHS, months_on
from .outcome_forms import OutcomeForm

bp = Blueprint("outcome", __name__)
LARGEST_BODY = 64 * 1024


@bp.before_request
def keep_it_small() -> None:
    """A list of codes is short."""
    request.max_content_length = LARGEST_BODY


@bp.get("/outcome")
@public
def here():
    """The page of the first organisation."""
    return redirect(url_for(".report", slug=first_organisation().slug, lang=request.args.get("lang")))


@bp.route("/o/<slug>/outcome", methods=["GET", "POST"])
@public
def report(slug: str):
    """Codes, milestones and months; `?rows=12` for a whole list."""
    organisation, at = organisation_by_slug(slug), now()
    forms = [_form(organisation, number, at) for number in range(_rows())]
    if request.method == "GET":
        return _page(organisation, forms, None)
    ticket = opened(request.form.get("token", ""), current_app.secret_key, _page_of(organisation))
    valid = not [form for form in forms if not form.validate()]  # all of them, to show every mistake
    lines = [line for form in forms if (line := form.reported())]
    if ticket is None or ticket.age(at) > LATEST:
        forms[0].form_errors.append(
            _("Sidan har legat öppen länge. Det du skrev finns kvar. Läs igenom det och skicka igen.")
        )
    elif valid and not lines:
        forms[0].code.errors = [_("Skriv koden som ligger i akten.")]
    elif valid:
        way = "list" if len(forms) > 1 else "page"
        if not request.form.get(TRAP):
            with unit_of_work():
                outcomes.take_down(
                    organisation.id, lines, press=ticket.capture_id, way=way, network=_network(), now=at,
                    key=current_app.config["INSTANCE_KEY"],
                )  # fmt: skip
        return redirect(url_for(".thanks", slug=slug, n=len(lines), rows=len(forms), lang=page_language().tag), 303)
    return _page(organisation, forms, ticket), 422


@bp.get("/o/<slug>/outcome/thanks")
@public
def thanks(slug: str):
    """It has arrived: the same words whatever the code."""
    number = max(1, request.args.get("n", 1, type=int) or 1)
    organisation = organisation_by_slug(slug)
    return render_template("handover/outcome_thanks.html", number=number, rows=_rows(), **_around(organisation))


def _rows() -> int:
    return max(1, min(outcomes.MOST_ROWS, request.args.get("rows", 1, type=int) or 1))


def _form(organisation: Organisation, number: int, at) -> OutcomeForm:
    tag, today = page_language().tag, local_date(at)
    milestones = {row.key: row.names.get(tag) or row.names["sv"] for row in open_milestones(organisation.id)}
    months = [months_on(f"{today:%Y-%m}", -back) for back in range(FOLLOWED_MONTHS + 12)]
    said = {month: words.month_words(int(month[:4]), int(month[5:]), tag) for month in months}
    sent = request.form if request.method == "POST" else None
    return OutcomeForm(sent, prefix=f"r{number}").of(today).offer(milestones, said)


def _page(organisation: Organisation, forms: list[OutcomeForm], ticket: Ticket | None) -> str:
    at = now()
    if ticket is None or ticket.age(at) > LATEST:
        tag = page_language().tag
        ticket = Ticket.new(
            _page_of(organisation), now=at, organisation_id=organisation.id, event_id=None, placement_id=None, code=None,
            notice_hash="", language=tag if tag in LANGUAGES else DEFAULT,
        )  # fmt: skip
    refused = next((form for form in forms if form.errors), None)
    return render_template(
        "handover/outcome.html", forms=forms, form=refused, token=sealed(ticket, current_app.secret_key), trap=TRAP,
        rows=len(forms), most=outcomes.MOST_ROWS, **_around(organisation),
    )  # fmt: skip


def _page_of(organisation: Organisation) -> str:
    return f"outcome/{organisation.id}"


def _around(organisation: Organisation) -> dict:
    tag = page_language().tag
    return {
        "organisation": SimpleNamespace(name=organisation.name, slug=organisation.slug),
        "phone": organisation.contact_phone and show_phone(organisation.contact_phone),
        "language_links": language_links(
            organisation.languages, lambda tag: url_for(".report", slug=organisation.slug, lang=tag)
        ),
        "footer_links": [{"label": _("Tillgänglighet"), "href": url_for("public.accessibility", lang=tag)}],
    }


def _network() -> str:
    return network_of(request.remote_addr, current_app.config["INSTANCE_KEY"])
