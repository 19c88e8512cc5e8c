"""What is done with a lead once it is here? Contact attempts, further meetings, new states, owners and dates.

Verbs that flush and journal; the edge commits. Whoever mints the id of a row (the form does) may send it twice. A touch is
never overwritten: a correction is a touch of its own that the old one points at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from ..accounts.models import Function, Staff
from ..clock import local_date
from ..errors import Refused
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..mail.actions import queue
from ..store.db import db
from ..web.filters import short_at
from . import matching, pipeline, words
from .clocks import attempts_of, chosen_by, clock_of, hours_of, ladder_of
from .models import Attempt, ContactPoint, Lead, Submission, Touch, Transition
from .response import TWO_WAY
from .restriction import refuse_restricted
from .search import interests_of

CHANNELS = {"phone": _l("Telefon"), "sms": _l("Sms"), "email": _l("E-post"), "meeting": _l("Möte")}
OUTCOMES = {
    "reached": _l("Nådd"),
    "no_answer": _l("Inget svar"),
    "message_left": _l("Lämnat meddelande"),
    "wrong_number": _l("Fel nummer"),
    "call_later": _l("Ring senare"),
}
NOTE_LENGTH = 300
TAKEN_BACK_WITHIN = timedelta(minutes=10)

# Called with (lead, by=, now=) when a lead has left our work: times that it had are free again. Filled in wiring.
left: list[Callable[..., None]] = []
# Called in the same way when staff have let a lead in: each says in words what more came of it, if anything did.
released: list[Callable[..., str | None]] = []


@dataclass(frozen=True)
class Tried:
    """One contact attempt as somebody noted it. `at` is when it happened."""

    id: str
    channel: str
    outcome: str
    at: datetime
    note: str | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class MetAgain:
    """A further meeting with a lead: at an event, by a placement, or the person's own words about where it began."""

    id: str
    kind: str  # conversation | answer | first_heard | decisive
    at: datetime
    grade: str  # B noted in the conversation, C answered within 30 days, D recalled later
    event_id: str | None = None
    placement_id: str | None = None
    other: str | None = None  # media | friend | partner:NAME


def note_attempt(lead: Lead, tried: Tried, *, by: Actor, now: datetime) -> Attempt:
    """Write down one try, move a new lead on, and set its next date. The same id again changes nothing."""
    if known := db.session.get(Attempt, tried.id):
        return known
    refuse_restricted(lead)
    if tried.at > now:
        raise Refused(_l("Tiden ligger framåt. Skriv när du försökte nå personen."), field="day")
    row = Attempt(
        id=tried.id,
        organisation_id=lead.organisation_id,
        lead_id=lead.id,
        channel=tried.channel,
        outcome=tried.outcome,
        note=tried.note,
        at=tried.at,
        noted_at=now,
        by=str(by),
        before={"state": lead.state} | {name: day and day.isoformat() for name, day in _days(lead).items()},
    )
    db.session.add(row)
    lead.first_attempt_at = min(lead.first_attempt_at or tried.at, tried.at)
    if tried.outcome in TWO_WAY:
        lead.first_contact_at = min(lead.first_contact_at or tried.at, tried.at)
    _move_along(lead, reached=tried.outcome in TWO_WAY, by=by, now=now)
    if lead.state in pipeline.OPEN:
        lead.asked_on = tried.next_on if tried.outcome == "call_later" else None
        lead.next_on = tried.next_on or _next_try(lead, now) or pipeline.next_on_after(lead.state, now)
    lead.updated_at = now
    db.session.flush()
    note(
        "attempt.noted", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id,
        channel=tried.channel, outcome=tried.outcome,
    )  # fmt: skip
    return row


def refuse_called_since(lead: Lead, seen: str | None, *, by: Actor) -> None:
    """Two share a board: say so when a colleague has noted something since `seen`, the last try that was shown (None: none)."""
    # whoever taps in the same moment comes second
    db.session.execute(select(Lead.id).where(Lead.id == lead.id).with_for_update())
    last = next(reversed(attempts_of([lead])[lead.id]), None)
    if last is None or last.id == seen or last.by == str(by):
        return
    who = name_of(last.by)
    raise Refused(
        _(
            "%(who)s hann före med %(name)s: %(outcome)s %(when)s. Har du också ringt? Notera det på personens sida.",
            who=who or _("Någon annan"), name=lead.person.listed_name, outcome=str(OUTCOMES[last.outcome]).lower(),
            when=short_at(last.at),
        )
    )  # fmt: skip


def name_of(actor: str) -> str | None:
    """The name of a colleague, by the actor that a row keeps; None for anybody else."""
    kind, _colon, id = actor.partition(":")
    return db.session.scalar(select(Staff.name).where(Staff.id == id)) if kind == "staff" else None


def _days(lead: Lead) -> dict[str, date | None]:
    return {"next_on": lead.next_on, "asked_on": lead.asked_on}


def take_back(lead: Lead, attempt_id: str, *, by: Actor, now: datetime) -> None:
    """A slip of the finger: the attempt stays written down, crossed out, and the lead is as it was before. Taken back twice is once.

    Raises Refused for somebody else's, after ten minutes, and when something has happened with the lead since.
    """
    row = db.session.get(Attempt, attempt_id)
    if row is None or row.lead_id != lead.id or row.by != str(by):
        raise Refused(_l("Bara den som noterade det kan ångra det."))
    if row.taken_back_at:
        return
    if row.before is None or now - row.noted_at > TAKEN_BACK_WITHIN or lead.updated_at != row.noted_at:
        raise Refused(_l("Det går inte att ångra längre. Notera i stället hur det blev."))
    row.taken_back_at = lead.updated_at = now
    if lead.state != row.before["state"]:
        _to(lead, row.before["state"], reason=None, by=by, now=now)
    for name in _days(lead):
        setattr(lead, name, date.fromisoformat(row.before[name]) if row.before[name] else None)
    db.session.flush()
    left = attempts_of([lead])[lead.id]
    lead.first_attempt_at = min((one.at for one in left), default=None)
    lead.first_contact_at = min((one.at for one in left if one.outcome in TWO_WAY), default=None)
    db.session.flush()
    note(
        "attempt.taken-back", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id,
        channel=row.channel, outcome=row.outcome,
    )  # fmt: skip


def _next_try(lead: Lead, now: datetime) -> date | None:
    """The next rung of the ladder for somebody we have not reached, no later than the day on which we promised to have done so."""
    if lead.state != "seeking":
        return None
    hours, today = hours_of(lead, now), local_date(now)
    attempts = attempts_of([lead])[lead.id]
    next_on = ladder_of(lead, attempts, hours, hours.day_after(today, 1)).next_on
    chosen = chosen_by([lead])[lead.id]
    promised = clock_of(lead, attempts, interests_of([lead])[lead.id], hours, chosen=chosen).first_contact.due_at
    return min(next_on, local_date(promised)) if next_on and local_date(promised) > today else next_on


def _move_along(lead: Lead, *, reached: bool, by: Actor, now: datetime) -> None:
    """A first try makes a new lead sought, a first answer makes it one we are in contact with."""
    if lead.state == "new":
        _to(lead, "in_contact" if reached else "seeking", reason=None, by=by, now=now)
    elif lead.state == "seeking" and reached:
        _to(lead, "in_contact", reason=None, by=by, now=now)


def move_on(lead: Lead, after: str, *, reason: str | None, next_on: date | None, by: Actor, now: datetime) -> None:
    """Bring a lead into another state. Raises Refused when there is no such way, or a reason is wanted and missing."""
    if after == lead.state:
        return
    refuse_restricted(lead)
    pipeline.check_move(lead.state, after, reason=reason, next_on=next_on)
    _to(lead, after, reason=pipeline.reason_to_keep(after, reason), by=by, now=now)
    lead.next_on = (next_on or pipeline.next_on_after(after, now)) if after in pipeline.OPEN else None
    lead.asked_on = next_on if after == "thinking" else None
    lead.updated_at = now
    db.session.flush()


def move_as_reported(lead: Lead, after: str, *, by: Actor, now: datetime) -> None:
    """Bring a lead that another unit has receipted to where that unit says it is. It reports late and may leave out steps; what lies
    behind where the lead is already changes nothing."""
    order = (*pipeline.IN_ORDER, "not_relevant")
    begun = lead.state in pipeline.IN_ORDER and order.index(lead.state) >= order.index("receipted")
    if after in order and begun and order.index(after) > order.index(lead.state) and lead.state != "recruited":
        _to(lead, after, reason=None, by=by, now=now)
        lead.next_on, lead.updated_at = None, now
        db.session.flush()


def _to(lead: Lead, after: str, *, reason: str | None, by: Actor, now: datetime) -> None:
    before, lead.state = lead.state, after
    db.session.add(
        Transition(
            organisation_id=lead.organisation_id,
            lead_id=lead.id,
            before=before,
            after=after,
            reason=reason,
            at=now,
            by=str(by),
        )
    )
    note(
        "lead.moved-on", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, before=before, after=after
    )  # fmt: skip
    if after not in pipeline.OPEN:
        has_left(lead, by=by, now=now)


def has_left(lead: Lead, *, by: Actor, now: datetime) -> None:
    """Tell whoever must know that this lead is no longer worked on."""
    for told in left:
        told(lead, by=by, now=now)


def say_the_last_word(lead: Lead, *, by: Actor, now: datetime) -> None:
    """A last friendly message to somebody we could not reach, who then is *Ej nådd*. Raises Refused before the ladder is climbed."""
    hours = hours_of(lead, now)
    if not ladder_of(lead, attempts_of([lead])[lead.id], hours, local_date(now)).complete:
        raise Refused(
            _l(
                "Försök tre gånger på olika dagar, olika tider och två sätt, under tio arbetsdagar, innan ni slutar söka personen."
            )
        )
    move_on(lead, "unreached", reason=None, next_on=None, by=by, now=now)
    if lead.way == "tip":
        return  # they never wrote to us, and nobody has told them that somebody else did: a letter would be the first they hear
    queue(
        "last_word", channel="email" if lead.person.contact("email") else "sms", ids={"lead": lead.id},
        organisation_id=lead.organisation_id, language=lead.person.language, dedupe=f"last_word:{lead.id}", now=now,
    )  # fmt: skip


def hand_to(lead: Lead, function: Function, *, by: Actor, now: datetime) -> None:
    """Give a lead to another function of the same unit."""
    if function.unit_id != lead.unit_id:
        raise Refused(_l("Funktionen hör till en annan enhet. En lead går dit genom en överlämning."), field="owner")
    lead.owner_function_id, lead.updated_at = function.id, now
    db.session.flush()
    note("lead.assigned", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, function=function.id)


def plan_next(lead: Lead, on: date, *, by: Actor, now: datetime) -> None:
    """Set the next date of an open lead."""
    if lead.state not in pipeline.OPEN:
        raise Refused(_l("Ärendet är avslutat och har ingen nästa dag. Öppna det igen först."), field="next_on")
    lead.next_on, lead.updated_at = on, now
    db.session.flush()
    note("lead.changed", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, fields=["next_on"])


def note_touch(lead: Lead, met: MetAgain, *, by: Actor, now: datetime, instead_of: Touch | None = None) -> Touch:
    """Note a further meeting; `instead_of` is the touch that it corrects, which stays and points here. Same id: no-op."""
    if known := db.session.get(Touch, met.id):
        return known
    if local_date(met.at) > local_date(now):
        raise Refused(_l("Dagen ligger framåt. Skriv när ni möttes."), field="day")
    row = Touch(
        id=met.id,
        organisation_id=lead.organisation_id,
        lead_id=lead.id,
        kind=met.kind,
        grade=met.grade,
        created=bool(instead_of and instead_of.created),
        event_id=met.event_id,
        placement_id=met.placement_id,
        other=met.other,
        at=min(met.at, now),
        noted_at=now,
        noted_by=str(by),
    )
    db.session.add(row)
    if instead_of:
        instead_of.superseded_by = row.id
    lead.updated_at = now
    db.session.flush()
    note(
        "touch.noted", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, kind=met.kind, grade=met.grade
    )  # fmt: skip
    return row


def release(lead: Lead, *, by: Actor, now: datetime) -> list[str]:
    """Let a lead that the abuse checks set aside into the work; gives what more came of it, in words."""
    if lead.state != "quarantined":
        return []
    _to(lead, "new", reason=None, by=by, now=now)
    lead.next_on, lead.updated_at = pipeline.next_on_after("new", now), now
    db.session.flush()
    note("lead.released", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id)
    return [said for then in released if (said := then(lead, by=by, now=now))]


def all_of(lead: Lead) -> list[str]:
    """The ids of the lead and of those that were merged into it."""
    return [lead.id, *db.session.scalars(select(Lead.id).filter_by(merged_into_id=lead.id))]


def apply_correction(lead: Lead, submission: Submission, *, by: Actor, now: datetime) -> None:
    """Take over what the person corrected: the name and ways to reach them. What they first sent stays as it was."""
    from ..web.contact import address_key
    from ..web.text import search_key

    if submission.lead_id not in all_of(lead) or submission.applied_at:
        return
    answers, person = submission.answers, lead.person
    if name := answers.get("name"):
        person.name, person.name_key = name, search_key(name)
        person.hint_key = matching.name_key(name)[:120]
    for kind in ("phone", "email"):
        if value := answers.get(kind):
            point = next((p for p in person.contacts if p.kind == kind), None)
            if point is None:
                point = ContactPoint(organisation_id=lead.organisation_id, person_id=person.id, kind=kind)
                person.contacts.append(point)
            point.value, point.key = value, address_key(value) if kind == "email" else value
    lead.best_time = answers.get("best_time") or lead.best_time
    submission.applied_at, lead.updated_at = now, now
    words.keep(person)
    note("lead.changed", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, fields=["person"])
