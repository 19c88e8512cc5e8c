"""Who carries the word on, and on which paper? Ambassadors and their cards, letters with a code each, cards to pass on."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for

from ..accounts.access import here, may, me
from ..accounts.actions import keep_notice
from ..accounts.models import Function
from ..accounts.queries import controller, functions_of
from ..clock import now
from ..errors import NotFound, Refused
from ..i18n import _
from ..journal.actions import note
from ..store.db import db, unit_of_work
from ..web.contact import show_phone
from ..web.fields import options
from ..web.language import page_language
from . import ambassadors, consent, paper, queries, series
from .access import ambassador_for, letters_for
from .forms import AmbassadorForm, ChangeForm, LettersForm, PrintForm
from .own_views import remember_gone
from .words import address_of, card_words, letter_words

bp = Blueprint("ambassadors", __name__, url_prefix="/staff/ambassadors")
FEW = 3  # with fewer cards than these a total would say something of one person


@bp.app_template_filter("shown_way")
def shown_way(contact: str) -> str:
    """A phone as people write it; an address as it is."""
    return contact if "@" in contact else show_phone(contact)


@bp.get("")
@may("work leads")
def index():
    """Those who agreed, by name, and what all the cards of a function led to together."""
    with unit_of_work():
        rows = queries.ambassadors_of(here().id)
        note("ambassadors.listed", by=me().actor, now=now(), organisation_id=me().organisation_id, count=len(rows))
    totals = queries.totals_of_cards(here().id)
    return render_template("origin/ambassadors.html", rows=rows, totals=totals, few=FEW, at="ambassadors")


@bp.route("/new", methods=["GET", "POST"])
@may("work leads")
def new():
    """Somebody agreed: the words they said yes to stand on the page."""
    told, form = _consent(), AmbassadorForm()
    functions = [row for row in functions_of(me().organisation_id) if row.unit_id == here().id]
    form.function.choices = options((row.id, row.name) for row in functions)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                keep_notice(told, organisation_id=me().organisation_id, now=now())
                function = db.session.get(Function, form.function.data)
                row = ambassadors.take_in(
                    here(), function, form.said(told.hash), key=form.key.data, by=me().actor, now=now()
                )
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("%(name)s har fått ett eget kort.", name=row.name))
            return redirect(url_for(".one", ambassador_id=row.id))
    return render_template("origin/ambassador_new.html", form=form, told=told)


@bp.get("/<ambassador_id>")
@may("work leads")
def one(ambassador_id):
    """One ambassador: how they are reached, what they agreed to, their card and secret page."""
    with unit_of_work():
        row = ambassador_for(me(), ambassador_id)
        note("ambassador.viewed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id)
    return render_template(
        "origin/ambassador.html", row=row, ways=consent.WAYS, code_url=_url(row.placement.code.code),
        words=queries.notice_words(row.consent_hash, row.organisation_id),
        address=current_app.config["PUBLIC_URL"] + consent.path_of(row, current_app.config["INSTANCE_KEY"]),
    )  # fmt: skip


@bp.route("/<ambassador_id>/edit", methods=["GET", "POST"])
@may("work leads")
def edit(ambassador_id):
    """Another spelling, or another way to be reached."""
    row = ambassador_for(me(), ambassador_id)
    form = ChangeForm(data={"name": row.name, "contact": shown_way(row.contact), "language": row.language})
    if form.sent_and_valid():
        with unit_of_work():
            row = ambassador_for(me(), ambassador_id)
            ambassadors.change(
                row, name=form.name.data, contact=form.contact.kept.value, language=form.language.data,
                by=me().actor, now=now(),
            )  # fmt: skip
        flash(_("Sparat."))
        return redirect(url_for(".one", ambassador_id=ambassador_id))
    return render_template("origin/ambassador_edit.html", form=form, row=row)


@bp.post("/<ambassador_id>/link")
@may("work leads")
def link(ambassador_id):
    """Another secret page; the old one opens nothing any more."""
    with unit_of_work():
        ambassadors.renew_link(ambassador_for(me(), ambassador_id), by=me().actor, now=now())
    flash(_("Ny länk. Den gamla fungerar inte längre."))
    return redirect(url_for(".one", ambassador_id=ambassador_id))


@bp.post("/<ambassador_id>/let-go")
@may("work leads")
def let_go(ambassador_id):
    """They said that they stop."""
    with unit_of_work():
        ambassadors.let_go(ambassador_for(me(), ambassador_id), by=me().actor, now=now())
        remember_gone(ambassador_id)
    flash(_("Borttagen. Korten som är utdelade fungerar som förut, utan namn."))
    return redirect(url_for(".index"))


@bp.get("/<ambassador_id>/<size>.pdf")
@may("work leads")
def card(ambassador_id, size):
    """Their card, ten on a sheet, or a postcard."""
    row = ambassador_for(me(), ambassador_id)
    words = card_words(here(), row.language, own=True)
    return _cards(words, row.placement.code.code, size, subject=row.id, back=url_for(".one", ambassador_id=row.id))


# Cards that anybody passes on ------------------------------------------------------------------------------------------


@bp.route("/pass-on", methods=["GET", "POST"])
@may("work leads")
def pass_on():
    """The card to give to somebody one thinks of: they scan it themselves, and nobody hands over another's name."""
    if request.method == "POST":
        with unit_of_work():
            series.cards_to_pass_on(here(), _("Kort att ge vidare"), by=me().actor, now=now())
        return redirect(url_for(".pass_on"))
    made = queries.series_of(here().id, "pass_on", None)
    totals = queries.leads_by_series(here().id)
    return render_template("origin/pass_on.html", made=made, total=made and totals.get(made.id, 0), at="pass_on")


@bp.get("/pass-on/<size>.pdf")
@may("work leads")
def pass_on_card(size):
    """That card on paper."""
    made = queries.series_of(here().id, "pass_on", None)
    if made is None:
        raise NotFound
    words = card_words(here(), page_language().tag, own=False)
    return _cards(words, queries.codes_of(made.id)[0], size, subject=made.id, back=url_for(".pass_on"))


# Letters ---------------------------------------------------------------------------------------------------------------


@bp.get("/letters")
@may("work leads")
def mailings():
    """The mailings, each with what all its letters led to."""
    return render_template(
        "origin/mailings.html", rows=queries.letters_of(here().id), numbers=queries.numbers_of(here().id),
        totals=queries.leads_by_series(here().id), at="letters",
    )  # fmt: skip


@bp.route("/letters/new", methods=["GET", "POST"])
@may("work leads")
def write():
    """A mailing: words for all, a code for each."""
    form = LettersForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                made = series.write_letters(
                    here(), key=form.key.data, title=form.title.data, heading=form.heading.data, text=form.text.data,
                    number=form.number.data, language=form.language.data, by=me().actor, now=now(),
                )  # fmt: skip
        except Refused as why:
            form.refuse(why)
        else:
            return redirect(url_for(".mailing", series_id=made.id))
    return render_template("origin/mailing_new.html", form=form)


@bp.route("/letters/<series_id>", methods=["GET", "POST"])
@may("work leads")
def mailing(series_id):
    """One mailing: its words, and its paper with addresses or without."""
    row, form = letters_for(me(), series_id), PrintForm()
    codes, status = queries.codes_of(row.id), 200
    if form.sent_and_valid():
        try:
            return _letters(row, codes, form.read(len(codes)))
        except Refused as why:
            form.refuse(why)
            status = 422
    elif form.errors:
        status = 422
    total = queries.leads_by_series(here().id).get(row.id, 0)
    return render_template("origin/mailing.html", row=row, form=form, number=len(codes), total=total), status


def _letters(row, codes: list[str], addresses):
    """The finished PDF, every code read back. The addresses are kept nowhere."""
    made = paper.letters(letter_words(here(), row), [_url(code) for code in codes], addresses, _fonts())
    with unit_of_work():
        note(
            "letters.printed", by=me().actor, now=now(), organisation_id=row.organisation_id, subject=row.id,
            count=len(addresses) or len(codes),
        )  # fmt: skip
    return _pdf(made, _("brev"))


def _cards(words, code: str, size: str, *, subject: str, back: str):
    if size not in paper.CARDS:
        raise NotFound
    try:
        made = paper.cards(words, _url(code), paper.CARDS[size], _fonts())
    except Refused as why:
        flash(str(why), "error")
        return redirect(back)
    with unit_of_work():
        note("cards.made", by=me().actor, now=now(), organisation_id=me().organisation_id, subject=subject, paper=size)
    return _pdf(made, _("kort"))


def _pdf(made: bytes, name: str):
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{name}.pdf")


def _consent():
    return consent.assemble(controller(me().organisation, page_language().tag), page_language().tag)


def _url(code: str) -> str:
    return address_of(code, current_app.config["PUBLIC_URL"])


def _fonts():
    return current_app.config["FONTS"]
