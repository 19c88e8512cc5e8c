"""Why may something go back, and where do we refer people? Pages of the settings: words are added, changed and retired, never deleted."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ..accounts.access import may, me
from ..clock import now
from ..i18n import _
from ..store.db import unit_of_work
from . import choices
from .access import choice_for
from .forms import ChoiceForm

bp = Blueprint("choices", __name__, url_prefix="/staff/settings/handovers")


@bp.get("")
@may("manage organisation")
def index():
    """Both lists, what is no longer used last."""
    rows = choices.choices_of(me().organisation_id, open_only=False)
    return render_template("handover/choices.html", rows=rows, kinds=choices.KINDS, used=choices.used(rows))


@bp.route("/new", methods=["GET", "POST"])
@may("manage organisation")
def new():
    """One more."""
    kind = request.args.get("kind")
    form = ChoiceForm(kind=kind if kind in choices.KINDS else choices.RETURN)
    if form.sent_and_valid():
        with unit_of_work():
            choices.add_choice(
                me().organisation_id, form.kind.data, form.names(), form.where(), key=form.key.data, by=me().actor,
                now=now(),
            )  # fmt: skip
        return redirect(url_for(".index"))
    return render_template("handover/choice.html", form=form, row=None), 422 if form.errors else 200


@bp.route("/<choice_id>", methods=["GET", "POST"])
@may("manage organisation")
def one(choice_id: str):
    """Its words, and the address of a place."""
    row = choice_for(me(), choice_id)
    said = {f"name_{tag}": name for tag, name in row.names.items()}
    form = ChoiceForm(data=said | {"address": row.address, "kind": row.kind}).of(row.kind)
    if form.sent_and_valid():
        with unit_of_work():
            row = choice_for(me(), choice_id)
            choices.change_choice(row, form.names(), form.where(), by=me().actor, now=now())
        flash(_("Sparat."), "success")
        return redirect(url_for(".index"))
    return render_template("handover/choice.html", form=form, row=row), 422 if form.errors else 200


@bp.post("/<choice_id>/close")
@may("manage organisation")
def close(choice_id: str):
    """No longer offered; what was said with it stays."""
    return _closed(choice_id, True)


@bp.post("/<choice_id>/open")
@may("manage organisation")
def open_again(choice_id: str):
    """Offered again."""
    return _closed(choice_id, False)


def _closed(choice_id: str, closed: bool):
    with unit_of_work():
        choices.close_choice(choice_for(me(), choice_id), closed, by=me().actor, now=now())
    return redirect(url_for(".index"))
