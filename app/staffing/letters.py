"""What does one who helps get in writing? Asked, changed, cancelled, thanked, reminded, the link; and the function, when a
place has become free.

Subjects and text messages carry a day and nothing else: no name, no title, so that nobody learns anything over a shoulder.
Words are found when the letter is sent: one about something that holds no more is not sent. Called by the outbox.
"""

from datetime import UTC, datetime

from sqlalchemy import select

from ..accounts.models import Function, Organisation, Staff, Unit
from ..clock import now
from ..i18n import _
from ..mail.words import Words
from ..store.db import db
from .links import helper_path
from .models import Assignment, Helper
from .times import shift_words, short_words

KNOWN = ("asked", "yes", "confirmed")


def shift_asked(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """Can you? None when they have answered by themselves, or the shift is off or over."""
    row = _ahead(ids, "asked")
    return row and _letter(
        row, language, public_url, key,
        subject=_("Kan du hjälpa till %(when)s?", when=_short(row, language)),
        opening=_("Vi undrar om du kan hjälpa till:"),
        closing=_("Svara ja eller nej på din egen sida. Svara gärna också om du inte kan, så frågar vi någon annan."),
        sms=_("Kan du hjälpa till %(when)s? Svara här:", when=_short(row, language)),
    )  # fmt: skip


def shift_changed(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """It is another time, place or task; who has said yes to another time is asked anew."""
    row = _ahead(ids, *KNOWN)
    if row is None:
        return None
    again = row.state == "asked"
    return _letter(
        row, language, public_url, key,
        subject=_("Ändrat pass: nu %(when)s", when=_short(row, language)),
        opening=_("Ett pass som du är med på har ändrats. Nu gäller det här:"),
        closing=_("Passar det också? Svara ja eller nej på din egen sida.") if again
        else _("Du står kvar på passet. Kan du inte längre? Säg till på din egen sida, så blir platsen ledig för någon annan."),
        sms=_("Passet är ändrat till %(when)s. Passar det? Svara här:", when=_short(row, language)) if again
        else _("Passet %(when)s har ändrats. Se vad som gäller:", when=_short(row, language)),
    )  # fmt: skip


def shift_cancelled(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """It does not happen; you need not come."""
    row = _assignment(ids)
    if row is None or row.shift.cancelled_at is None:
        return None
    return _letter(
        row, language, public_url, key,
        subject=_("Passet %(when)s är inställt", when=_short(row, language)),
        opening=_("Det här passet blir inte av, så du behöver inte komma:"),
        closing=_("Tack för att du ville hjälpa till. På din egen sida ser du andra pass som behöver folk."),
        sms=_("Passet %(when)s är inställt, du behöver inte komma. Tack ändå! Din sida:", when=_short(row, language)),
    )  # fmt: skip


def shift_thanked(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """We manage without you this time, and thank you."""
    row = _assignment(ids)
    if row is None or row.state != "cancelled" or row.shift.ends_at <= now():
        return None
    return _letter(
        row, language, public_url, key,
        subject=_("Vi klarar passet %(when)s ändå", when=_short(row, language)),
        opening=_("Tack för att du ville hjälpa till. Du behövs inte längre på det här passet:"),
        closing=_("På din egen sida ser du andra pass som behöver folk."),
        sms=_("Tack! Du behövs inte längre på passet %(when)s. Din sida:", when=_short(row, language)),
    )  # fmt: skip


def shift_reminder(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """It is soon: one shift, or several of a day. None when they are on none any more, or each begins at another time than the
    letter was meant for."""
    meant = [(ids["assignment"], ids["starts"]), *ids.get("also", [])]
    found = [(_ahead({"assignment": id}, "yes", "confirmed"), datetime.fromtimestamp(at, UTC)) for id, at in meant]
    rows = [row for row, starts_at in found if row and row.shift.starts_at == starts_at]
    if not rows:
        return None
    row, *also = rows
    when = ", ".join(_short(one, language) for one in rows)
    return _letter(
        row, language, public_url, key, also=also,
        subject=_("Påminnelse: dina pass %(when)s", when=when) if also else _("Påminnelse: ditt pass %(when)s", when=when),
        opening=_("Snart är det dags. Så här står du:"),
        closing=_("Har du fått förhinder? Säg till på din egen sida, så hinner vi fråga någon annan."),
        sms=_("Påminnelse: du har pass %(when)s. Mer, eller om du inte kan:", when=when) if also
        else _("Påminnelse: du har ett pass %(when)s. Mer, eller om du inte kan:", when=when),
    )  # fmt: skip


def helper_link(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """The way to one's own page."""
    helper = db.session.get(Helper, ids["helper"])
    if helper is None or helper.ended_at:
        return None
    link = public_url + helper_path(helper, key)
    if not helper.email:
        return Words(helper.phone, "", _("Här är länken till din sida: se och ändra dina pass. %(link)s", link=link))
    parts = [
        _(
            "Här är länken till din egen sida. Där ser du dina pass, svarar på frågor, tar lediga pass och säger när du kan."
        ),
        link,
        _("Länken är bara din: den som har den kan svara i ditt ställe. Spara det här brevet."),
        _(
            "Den gamla länken fungerar inte längre. Har du dina pass i din kalender har också den fått en ny adress: prenumerera på den "
            "nya, som du når från din sida."
        )
        if ids.get("renewed")
        else _("Har du inte bett om det här? Då behöver du inte göra något."),
        _signed(helper.unit_id),
    ]
    return _mail(helper.email, _("Länken till din sida"), *parts)


def shift_freed(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """To the function that owns the event: somebody cannot come, and a place is free; also when they have left us altogether."""
    row = _while(db.session.get(Assignment, ids["assignment"]), "no")
    to = row and mailbox_of(row)
    if not to:
        return None
    event = row.shift.event
    return _mail(
        to,
        _("Ledig plats %(when)s", when=_short(row, language)),
        _("Någon har fått förhinder, så en plats är ledig igen:"),
        _facts(row, language),
        _("Se vem som kan hoppa in:\n%(link)s", link=f"{public_url}/staff/events/{event.slug}/staffing"),
    )


TEMPLATES = {
    found.__name__: found
    for found in (
        shift_asked,
        shift_changed,
        shift_cancelled,
        shift_thanked,
        shift_reminder,
        helper_link,
        shift_freed,
    )
}


def mailbox_of(row: Assignment) -> str | None:
    """Where the function that owns the event reads its mail, else the unit."""
    event = row.shift.event
    functions = select(Function.email).where(Function.id == event.owner_function_id)
    return (event.owner_function_id and db.session.scalar(functions)) or event.unit.email


def _assignment(ids: dict) -> Assignment | None:
    """The row, if somebody can still be written to about it."""
    row = db.session.get(Assignment, ids["assignment"])
    gone = row is None or (row.helper and row.helper.ended_at) or (row.staff and not row.staff.active)
    return None if gone else row


def _ahead(ids: dict, *states: str) -> Assignment | None:
    """The row, while they can be written to, it is in one of these states and its shift is neither off nor over."""
    return _while(_assignment(ids), *states)


def _while(row: Assignment | None, *states: str) -> Assignment | None:
    there = row and row.state in states and row.shift.cancelled_at is None and row.shift.ends_at > now()
    return row if there else None


def _letter(
    row: Assignment, language: str, public_url: str, key: bytes, *, subject, opening, closing, sms, also=()
) -> Words:
    """The same letter in the way that this person is reached; `also` are further shifts of theirs that it is about."""
    person = row.helper or row.staff
    staff = isinstance(person, Staff)
    link = public_url + (f"/staff/events/{row.shift.event.slug}/staffing" if staff else helper_path(person, key))
    if not person.email:
        return Words(person.phone, "", f"{sms} {link}")
    facts = [_facts(one, language) for one in (row, *also)]
    parts = [opening, *facts, *([] if staff else [closing]), link, _signed(_unit_of(row))]
    return _mail(person.email, subject, *parts)


def _mail(to: str, subject: str, *parts: str) -> Words:
    """A letter by e-mail: hello, and then its parts."""
    return Words(to, subject, "\n\n".join([_("Hej!"), *parts]) + "\n")


def _facts(row: Assignment, language: str) -> str:
    """When, where and what, a line each."""
    shift, event = row.shift, row.shift.event
    where = ", ".join(part for part in (event.title_in(language), event.place, event.address) if part)
    booth = shift.booth and ", ".join(part for part in (shift.booth.name, shift.booth.place_number) if part)
    return "\n".join(
        line
        for line in (shift_words(shift.starts_at, shift.ends_at, language), where, booth, shift.role, shift.note)
        if line
    )


def _short(row: Assignment, language: str) -> str:
    return short_words(row.shift.starts_at, row.shift.ends_at, language)


def _unit_of(row: Assignment) -> str:
    return row.shift.event.unit_id


def _signed(unit_id: str) -> str:
    """Who writes."""
    found = select(Unit.name, Organisation.name).join(Organisation, Organisation.id == Unit.organisation_id)
    return "\n".join(db.session.execute(found.where(Unit.id == unit_id)).one())
