"""What does a planner do with a booth's tablets? Invite, allow, see how they are, revoke, decide, finish: one page, live."""

import base64

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for

from ..accounts.access import may, me
from ..booths.access import booth_for
from ..clock import local_date, now
from ..errors import Refused
from ..flyers import codes, qr
from ..i18n import _
from ..store.db import unit_of_work
from ..web.errors import page
from . import deciding, finishing, opening, pairing, states
from .access import conflict_for, pairing_for, record_for
from .booth_page import page_of
from .gaps import in_words
from .importing import bring_in

bp = Blueprint("tablets", __name__, url_prefix="/staff/events/<slug>/booths/<booth_id>/tablets")
bp.add_app_template_filter(in_words, "ranges")
bp.add_app_template_filter(lambda state: states.PAIRING_WORDS.get(state, state), "pairing_word")
bp.add_app_template_filter(lambda why: states.HELD_WORDS.get(why, why), "held_word")
bp.add_app_template_filter(lambda why: states.UNREADABLE_WORDS.get(why, why), "unreadable_word")
bp.add_app_template_filter(states.fault_in_words, "fault_word")


@bp.get("")
@may("plan events")
def index(slug, booth_id):
    """The booth's tablets."""
    booth = booth_for(me(), slug, booth_id)
    return render_template("capture/tablets.html", booth=booth, event=booth.event, **_facts(booth))


@bp.get("/now")
@may("plan events")
def fragment(slug, booth_id):
    """The part of the page that changes by itself."""
    booth = booth_for(me(), slug, booth_id)
    return render_template("capture/tablets_now.html", booth=booth, event=booth.event, **_facts(booth))


def _facts(booth) -> dict:
    at = now()
    return {"page": page_of(booth, now=at), "at": at, "today": local_date(at), "lost_for_good": states.LOST_FOR_GOOD}


@bp.post("/invite")
@may("plan events")
def invite(slug, booth_id):
    """A code for one tablet, shown once, for ten minutes."""
    try:
        with unit_of_work():
            booth = booth_for(me(), slug, booth_id)
            key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
            _row, code = pairing.invite(booth, key=key, home=home, by=me().actor, now=now())
    except Refused as why:
        return _back(slug, booth_id, str(why), "warning")
    address = f"{current_app.config['PUBLIC_URL']}/booth/"
    picture = qr.svg(address, codes.shown(code), qr.any_matrix(f"{address}#{code}"))
    image = "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()
    shown = codes.shown(code)
    return render_template(
        "capture/invited.html", booth=booth, event=booth.event, code=shown, image=image, address=address
    )


@bp.post("/finish")
@may("plan events")
def finish(slug, booth_id):
    """No more from the tablets of this booth."""
    try:
        with unit_of_work():
            finishing.finish(booth_for(me(), slug, booth_id), by=me().actor, now=now())
    except Refused as why:
        return _back(slug, booth_id, str(why), "warning")
    return _back(slug, booth_id, _("Surfplattorna är avslutade. Om 14 dagar förstörs monterns nyckel."))


@bp.post("/sealed")
@may("plan events")
def sealed(slug, booth_id):
    """A file that a tablet saved because it had no network, or a `part` of one, which a script sends and has counted."""
    booth_for(me(), slug, booth_id)
    part, file = request.form.get("part"), request.files.get("file")
    key, home, by = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"], me().actor
    why = _("Det där är ingen fil från en av era surfplattor. Välj filen som den sparade.")
    try:
        content = file.read() if file else (part or "").encode()
        told = bring_in(content, me().organisation_id, key=key, home=home, unit=unit_of_work, by=by, now=now())
    except Refused as refused:
        told, why = None, str(refused)
    if told is None:
        return _back(slug, booth_id, why, "warning") if part is None else (jsonify(said=why), 422)
    other = told["held"] + told["conflict"] + told["unreadable"]
    came = {"new": told["stored"], "known": told["duplicate"], "other": other}
    if part is not None:
        return jsonify(came)
    return _back(slug, booth_id, _("Inläst: %(new)s nya, %(known)s fanns redan, %(other)s att titta på.", **came))


@bp.errorhandler(413)
def too_large(_error):
    """Only a sealed file can be: where scripts run it comes in parts."""
    why = _(
        "Filen är så stor att sidan läser in den i delar, och det kräver JavaScript. Slå på JavaScript, eller be den som sköter "
        "servern att läsa in filen. Inget har sparats."
    )
    return page(413, why)


@bp.post("/<pairing_id>")
@may("plan events")
def change(slug, booth_id, pairing_id):
    """Allow, turn away, revoke or give up one tablet."""
    do = request.form.get("do", "")
    try:
        with unit_of_work():
            row, by, at = pairing_for(me(), slug, booth_id, pairing_id), me().actor, now()
            if do == "allow":
                pairing.allow(row, by=by, now=at)
            elif do == "turn_away":
                pairing.turn_away(row, by=by, now=at)
            elif do == "give_up":
                finishing.give_up(row, _number(request.form.get("number")), by=by, now=at)
            else:
                pairing.revoke(row, do, by=by, now=at)
    except Refused as why:
        return _back(slug, booth_id, str(why), "warning")
    return _back(
        slug, booth_id, _("Surfplatta %(letter)s: %(state)s.", letter=row.letter, state=states.PAIRING_WORDS[row.state])
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else -1


@bp.post("/records/<record_id>")
@may("plan events")
def decide(slug, booth_id, record_id):
    """Let a record in, or discard it with a reason."""
    at = now()
    try:
        with unit_of_work():
            row = record_for(me(), slug, booth_id, record_id)
            if request.form.get("do") == "discard":
                deciding.discard(row, request.form.get("reason"), by=me().actor, now=at)
            else:
                deciding.release(row, by=me().actor, now=at)
    except Refused as why:
        return _back(slug, booth_id, str(why), "warning")
    _open(row.id, at)
    return _back(slug, booth_id, _("Klart."))


@bp.post("/conflicts/<conflict_id>")
@may("plan events")
def decide_conflict(slug, booth_id, conflict_id):
    """Let the other bytes in as well, or discard them with a reason."""
    at, row = now(), None
    try:
        with unit_of_work():
            conflict = conflict_for(me(), slug, booth_id, conflict_id)
            if request.form.get("do") == "discard":
                deciding.discard_other(conflict, request.form.get("reason"), by=me().actor, now=at)
            else:
                row = deciding.take_other(conflict, by=me().actor, now=at)
    except Refused as why:
        return _back(slug, booth_id, str(why), "warning")
    if row:
        _open(row.id, at)
    return _back(slug, booth_id, _("Klart."))


def _open(record_id: str, at) -> None:
    key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
    opening.open_all([record_id], key=key, home=home, unit=unit_of_work, now=at)


def _back(slug: str, booth_id: str, words: str, kind: str = "success"):
    flash(words, kind)
    return redirect(url_for(".index", slug=slug, booth_id=booth_id))
