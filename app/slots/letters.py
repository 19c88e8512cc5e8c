"""What do people read about the time that they have? Confirmation, another time, cancelled, and a reminder; e-mail or text message.

A subject tells nothing of whom or what it is about; the text says when and how, and its one link opens their own page, where
the time is moved or cancelled. Each is written when it is sent: what has changed since is not told as it was. Called by the outbox.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ..accounts.models import Organisation, Unit
from ..i18n import _
from ..leads.models import Lead, Submission
from ..leads.self_service import token_of
from ..mail.words import Words
from ..store.db import db
from ..words import instant_words
from . import queries
from .booking import offer
from .models import SlotBooking

LIVING = ("slot_booked", "slot_moved", "slot_reminder")


def letter(template: str):
    """The writer of that letter, as the outbox calls it: ids and language, and the addresses that wiring gives."""

    def write(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
        return words_of(template, ids, language, public_url=public_url, key=key)

    return write


TEMPLATES = {name: letter(name) for name in (*LIVING, "slot_cancelled", "slot_missed")}


def words_of(template: str, ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """The letter, or None when it is no longer true: cancelled or moved meanwhile, withdrawn, gone."""
    lead, booking = _about(template, ids)
    if lead is None or lead.withdrawn_at is not None:
        return None
    found = db.session.execute(
        select(Submission, Organisation.name, Unit.name)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Unit, Unit.id == lead.unit_id)
        .where(Submission.lead_id == lead.id, Submission.kind == "new")
        .order_by(Submission.received_at)
        .limit(1)
    ).first()
    if found is None:
        return None
    submission, organisation, unit = found
    link = f"{public_url}/s/{token_of(submission, key)}"
    subject, said, what = _said(template, booking, language)
    if to := lead.person.contact("email"):
        return Words(to, subject, "\n\n".join([_("Hej!"), *said, f"{what}\n{link}", f"{unit}\n{organisation}"]) + "\n")
    return Words(to, "", f"{' '.join(said)} {what} {link}") if (to := lead.person.contact("phone")) else None


def _about(template: str, ids: dict) -> tuple[Lead | None, SlotBooking | None]:
    if template == "slot_missed":
        return db.session.get(Lead, ids["lead"]), None
    booking = db.session.get(SlotBooking, ids["booking"])
    if booking is None or booking.sequence != ids["sequence"] or (booking.place_no is None) == (template in LIVING):
        return None, None
    return booking.lead, booking


def _said(template: str, booking: SlotBooking | None, language: str) -> tuple[str, list[str], str]:
    """Subject, sentences, and what one does at the link."""
    move = _("Passar det inte? Flytta eller avboka här:")
    choose = _("Välj en annan tid här:")
    if booking is None:
        return _("Välj en ny tid"), [_("Tiden som du önskade är inte ledig längre.")], choose
    when = _("Din tid är %(when)s.", when=instant_words(booking.starts_at, language))
    if template == "slot_cancelled":
        at = instant_words(booking.starts_at, language)
        return _("Din tid är avbokad"), [_("Tiden %(when)s är avbokad.", when=at)], choose
    said = [when, how_words(booking.pool)]
    subject = {
        "slot_booked": _("Din tid är bokad"),
        "slot_moved": _("Din tid är flyttad"),
        "slot_reminder": _("Påminnelse om din tid"),
    }
    return subject[template], said, move


def how_words(pool) -> str:
    """How one meets: a sentence."""
    if pool.where == "place":
        return _("Vi ses på %(place)s.", place=pool.place)
    if pool.where == "home":
        return _("Vi kommer hem till dig. Vi ringer först och stämmer av adressen.")
    return _("Vi ses på video. Du får länken av oss innan.") if pool.where == "video" else _("Vi ringer dig då.")


# What the acknowledgement says of times -------------------------------------------------------------------------------


def said_in_acknowledgement(lead: Lead, now: datetime) -> str | None:
    """A sentence where the lead could choose a time on its own page."""
    if not queries.offered_to_people(queries.function_of(lead), now, most=1) or queries.coming_of(lead.id, now):
        return None
    return _("Där kan du också välja en tid när vi ska höras.")


def offered_by_letter(letters: Sequence[dict], sent_at: datetime) -> None:
    """The acknowledgements are on their way: where they spoke of times, as e-mails do, these were offered then."""
    found = (
        select(Lead, Submission.answers)
        .join(Submission, Submission.lead_id == Lead.id)
        .where(Submission.id.in_([ids["submission"] for ids in letters]))
        .order_by(Submission.id)
    )
    for lead, answers in db.session.execute(found):
        if answers.get("email") and said_in_acknowledgement(lead, sent_at):
            offer(lead, "letter", now=sent_at)
