"""How is a shift planned, changed and filled? The pages of one shift and of a pattern; listed on the roster."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ..accounts.access import may, me, staff_for
from ..accounts.queries import staff_of
from ..booths.queries import booths_of
from ..clock import now
from ..errors import NotFound, Refused
from ..events.access import event_for
from ..i18n import _, _n
from ..journal.actions import note
from ..store.columns import is_id, new_id
from ..store.db import unit_of_work
from ..web.forms import PageForm
from . import actions, answers, assigning, queries
from .access import assignment_for, helper_for, shift_for
from .forms import AssignForm, PatternForm, ShiftForm, values_for, values_of
from .models import Shift
from .roster import line_of, name_of
from .rules import MOVES, STATES, TOLD, clashes
from .unreached import unreached

bp = Blueprint("shifts", __name__, url_prefix="/staff/events/<slug>/staffing")


@bp.route("/new", methods=["GET", "POST"])
@may("staff shifts")
def new(slug):
    """One more shift."""
    event = event_for(me(), slug)
    booths = booths_of(event.id)
    form = ShiftForm(data=values_for(event, booths)).offer(booths)
    if form.sent_and_valid():
        try:
            with unit_of_work():
                shift = actions.plan_shift(
                    event_for(me(), slug), form.plan(), key=form.key.data, by=me().actor, now=now()
                )
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("Passet finns nu. Vem ska stå där?"))
            return redirect(url_for(".shift", slug=slug, shift_id=shift.id))
    return render_template("staffing/new.html", form=form, event=event)


@bp.route("/pattern", methods=["GET", "POST"])
@may("staff shifts")
def pattern(slug):
    """Many shifts at once: say the pattern, see what comes of it, then make it."""
    event = event_for(me(), slug)
    booths = booths_of(event.id)
    form = PatternForm(data=values_for(event, booths)).offer(booths)
    step = request.form.get("step")
    if form.sent_and_valid() and step != "change":
        try:
            spans = form.spans()
            like = form.like(spans[0])
            if step == "make":
                return _made_pattern(slug, form, like, spans)
            actions.check_plan(event, like)
            done = actions.compare(event, like, spans)
        except Refused as why:
            form.refuse(why)
        else:
            where = {choice.value: choice.label for choice in form.booth_id.choices}[form.booth_id.data]
            return render_template(
                "staffing/pattern_preview.html", event=event, form=form, done=done, like=like, where=where
            )
    return render_template("staffing/pattern.html", form=form, event=event)


def _made_pattern(slug, form, like, spans):
    with unit_of_work():
        done = actions.plan_pattern(
            event_for(me(), slug), like, spans, remove=form.remove.data, key=form.key.data, by=me().actor, now=now()
        )
    made = len(done.new)
    flash(_n("%(num)s nytt pass.", "%(num)s nya pass.", made) if made else _("Alla pass fanns redan."))
    return redirect(url_for("staffing.index", slug=slug))


@bp.get("/<shift_id>")
@may("see rosters")
def shift(slug, shift_id):
    """One shift: who is on it, and who could stand in."""
    with unit_of_work():
        found = shift_for(me(), slug, shift_id)
        note(
            "roster.viewed", by=me().actor, now=now(), organisation_id=found.organisation_id, subject=found.id, count=1
        )
    return _page_of(found.id, AssignForm())


def _page_of(shift_id: str, form: AssignForm):
    found = queries.shift_with_people(shift_id)
    offered = form.offer(
        queries.helpers_of(found.organisation_id), [one for one in staff_of(found.organisation_id) if one.active]
    )
    return render_template(
        "staffing/shift.html", shift=found, event=found.event, line=line_of(found, now=now()), form=offered,
        free=queries.who_can(found, most=queries.MOST_FREE + 1) if not found.cancelled_at else [],
        most_free=queries.MOST_FREE, unreached=unreached(found.assignments, at=now()), ahead=found.ends_at > now(), begun=found.starts_at <= now(),
    )  # fmt: skip


@bp.post("/<shift_id>")
@may("staff shifts")
def assign(slug, shift_id):
    """Put somebody on the shift, and ask them or note that they said yes."""
    found = shift_for(me(), slug, shift_id)
    form = AssignForm().offer(
        queries.helpers_of(found.organisation_id), [one for one in staff_of(found.organisation_id) if one.active]
    )
    if form.sent_and_valid():
        try:
            said = _assigned(slug, shift_id, form)
        except Refused as why:
            form.refuse(why)
        else:
            flash(said)
            return redirect(url_for(".shift", slug=slug, shift_id=shift_id))
    return _page_of(shift_id, form)


def _assigned(slug, shift_id, form: AssignForm) -> str:
    kind, _colon, of_id = form.who.data.partition(":")
    with unit_of_work():
        who = staff_for(of_id) if kind == "staff" else helper_for(me(), of_id)
        to, by, at = shift_for(me(), slug, shift_id), me().actor, now()
        row = assigning.assign(to, who, key=form.key.data, reason=form.reason.data, by=by, now=at)
        if form.said.data == "yes":
            assigning.say_yes(row, by=by, now=at)
            return _("%(name)s står nu på passet.", name=who.name)
        if form.said.data == "ask" and row.state in ("proposed", "asked"):
            assigning.ask(row, by=by, now=at)
            return _("%(name)s är tillfrågad. Svaret syns här.", name=who.name)
        if row.state != "proposed":
            return _("%(name)s är redan på passet: %(state)s.", name=who.name, state=str(STATES[row.state][0]).lower())
    return _("%(name)s är föreslagen. Ingen har fått veta det än.", name=who.name)


@bp.post("/<shift_id>/ask")
@may("staff shifts")
def ask(slug, shift_id):
    """One tap asks a helper who could stand in."""
    found = shift_for(me(), slug, shift_id)
    try:
        with unit_of_work():
            found, who = shift_for(me(), slug, shift_id), helper_for(me(), request.form.get("helper", ""))
            key = request.form.get("key", "")
            row = assigning.assign(found, who, key=key if is_id(key) else new_id(), by=me().actor, now=now())
            assigning.ask(row, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "warning")
    else:
        flash(_("%(name)s är tillfrågad. Svaret syns här.", name=who.name))
    return redirect(url_for(".shift", slug=slug, shift_id=found.id))


@bp.route("/<shift_id>/edit", methods=["GET", "POST"])
@may("staff shifts")
def edit(slug, shift_id):
    """Change a shift. Those whom it concerns are shown first, and then told."""
    found = shift_for(me(), slug, shift_id)
    form = ShiftForm(data=values_of(found)).offer(booths_of(found.event_id))
    shown = request.form.getlist("shown")
    if form.sent_and_valid() and request.form.get("step") != "change":
        try:
            plan = form.plan()
            full = queries.shift_with_people(shift_id)
            told = actions.to_be_told(full, plan)
            if told and {row.id for row in told} - set(shown):
                return render_template("staffing/edit_told.html", form=form, shift=full, event=full.event, told=told,
                                       again=actions.moves_in_time(full, plan), plan=plan)  # fmt: skip
            with unit_of_work():
                found = shift_for(me(), slug, shift_id)
                changed, number = actions.change_shift(found, plan, shown=shown, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_changed_words(changed, number))
            return redirect(url_for(".shift", slug=slug, shift_id=shift_id))
    return render_template("staffing/edit.html", form=form, shift=found, event=found.event)


def _changed_words(changed: list, number: int) -> str:
    if not changed:
        return _("Inget var ändrat.")
    told = _n("%(num)s får besked.", "%(num)s får besked.", number) if number else ""
    return f"{_('Sparat.')} {told}".strip()


@bp.route("/<shift_id>/cancel", methods=["GET", "POST"])
@may("staff shifts")
def cancel(slug, shift_id):
    """The shift does not happen: who had said yes, and what becomes of them."""
    shift_for(me(), slug, shift_id)
    found, form = queries.shift_with_people(shift_id), PageForm()
    if form.sent_and_valid():
        try:
            with unit_of_work():
                number = _cancelled(shift_for(me(), slug, shift_id))
        except Refused as why:
            form.refuse(why)
        else:
            said = _n("%(num)s får besked.", "%(num)s får besked.", number) if number else ""
            flash(f"{_('Passet är borta.')} {said}".strip())
            return redirect(url_for("staffing.index", slug=slug))
        found = queries.shift_with_people(shift_id)
    _looked_at(found)
    return render_template(
        "staffing/cancel.html", form=form, shift=found, event=found.event, others=_others(found),
        told=[row for row in found.assignments if row.state in TOLD],
        unknown=all(row.state == "proposed" for row in found.assignments),
    )  # fmt: skip


def _looked_at(found: Shift) -> None:
    """Write down that the names on a shift were read."""
    about = {"organisation_id": found.organisation_id, "subject": found.id, "count": len(found.assignments)}
    with unit_of_work(anew=False):
        note("roster.viewed", by=me().actor, now=now(), **about)


def _cancelled(found: Shift) -> int:
    by, at = me().actor, now()
    if all(row.state == "proposed" for row in found.assignments):
        actions.delete_shift(found, by=by, now=at)
        return 0
    others = {one.id: one for one in queries.shifts_of(found.event_id)}
    wanted = {row.id: others.get(request.form.get(f"move-{row.id}", "")) for row in found.assignments}
    moved = {key: to for key, to in wanted.items() if to}
    return actions.cancel_shift(found, shown=request.form.getlist("shown"), move=moved, by=by, now=at)


def _others(found: Shift) -> list[Shift]:
    """Shifts of the event to which somebody could go instead: ahead, and with a place left."""
    ahead = [one for one in queries.shifts_of(found.event_id) if one.id != found.id and not one.cancelled_at]
    return [one for one in ahead if line_of(one, now=now()).free]


@bp.post("/assignments/<assignment_id>")
@may("staff shifts")
def move_on(slug, assignment_id):
    """What somebody said or did: asked, yes, no, confirmed, on place, absent; and back, on the day."""
    row = assignment_for(me(), slug, assignment_id)
    to = request.form.get("to", "")
    try:
        with unit_of_work():
            row = assignment_for(me(), slug, assignment_id)
            _moved_on(row, to)
            said = _("%(name)s: %(state)s.", name=name_of(row), state=str(STATES[row.state][0]).lower())
    except Refused as why:
        flash(str(why), "warning")
    else:
        flash(said)
    if request.form.get("back") == "day":
        return redirect(url_for("staffing.day", slug=slug, on=request.form.get("on"), _anchor=row.shift_id))
    return redirect(url_for(".shift", slug=slug, shift_id=row.shift_id))


def _moved_on(row, to: str) -> None:
    verbs = {"asked": assigning.ask, "yes": assigning.say_yes, "no": assigning.say_no, "confirmed": assigning.confirm}
    if to in ("on_place", "absent") or (to == "confirmed" and row.state in ("on_place", "absent")):
        return assigning.mark(row, to, by=me().actor, now=now())
    if to not in verbs or to not in MOVES[row.state]:
        raise Refused(_("Det gick inte. Ladda om sidan och försök igen."))
    return verbs[to](row, by=me().actor, now=now())


@bp.post("/assignments/<assignment_id>/answer")
@may("see plans")
def answer(slug, assignment_id):
    """A colleague answers for themselves."""
    row = assignment_for(me(), slug, assignment_id)
    if row.staff_id != me().id:
        raise NotFound
    try:
        with unit_of_work():
            row = assignment_for(me(), slug, assignment_id)
            yes = request.form.get("to") == "yes"
            if yes:
                assigning.say_yes(row, seen=request.form.get("seen", type=int), by=me().actor, now=now())
            else:
                answers.cannot(row, by=me().actor, now=now())
    except Refused as why:
        flash(str(why), "warning")
    else:
        flash(_("Tack! Du står på passet.") if yes else _("Tack för att du sa till. Platsen är ledig för någon annan."))
    return redirect(url_for("staffing.index", slug=slug))


@bp.route("/assignments/<assignment_id>/release", methods=["GET", "POST"])
@may("staff shifts")
def release(slug, assignment_id):
    """Take somebody off a shift: thank them, or ask about another shift instead."""
    row, form = assignment_for(me(), slug, assignment_id), PageForm()
    found = queries.shift_with_people(row.shift_id)
    others = [one for one in _others(found) if not clashes(one, found) or one.role != found.role]
    if form.sent_and_valid():
        try:
            with unit_of_work():
                row = assignment_for(me(), slug, assignment_id)
                to = {one.id: one for one in queries.shifts_of(found.event_id)}.get(request.form.get("move_to", ""))
                assigning.release(row, move_to=to, by=me().actor, now=now())
        except Refused as why:
            form.refuse(why)
        else:
            flash(_("%(name)s är borttagen från passet.", name=name_of(row)))
            return redirect(url_for(".shift", slug=slug, shift_id=found.id))
    _looked_at(found)
    return render_template(
        "staffing/release.html", form=form, row=row, shift=found, event=found.event, others=others
    )  # fmt: skip
