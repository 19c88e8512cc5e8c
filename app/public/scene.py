"""What does a visitor meet at this address, right now? Who asks, about what, and what has become of the event since the code
was printed. Rows in, a frozen value out; pages are made from nothing else. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..accounts.notice import Controller
from ..clock import local_date
from ..events.when import When
from ..i18n import DEFAULT, _

CLOSED_STATES = ("done", "evaluated", "closed")


def situation(row, now: datetime) -> str:
    """What the page must say first: `open`, `general` (no event), `cancelled`, `over`, or `retired` (the code)."""
    if row.placement_id and row.retired_at:
        return "retired"
    if not row.event_id:
        return "general"
    if row.state == "cancelled":
        return "cancelled"
    return "over" if is_over(row, now) else "open"


def is_over(row, now: datetime) -> bool:
    """Whether the event has ended, as far as anybody knows when it was."""
    if row.state in CLOSED_STATES:
        return True
    if row.ends_at:
        return row.ends_at < now
    return bool(row.until_on and row.until_on <= local_date(now))


@dataclass(frozen=True)
class Choice:
    """One thing that one can become."""

    key: str
    name: str
    hint: str


@dataclass(frozen=True)
class Scene:
    """A page's facts in one language. `title` is None on the general form; `said_of_cancelling` what visitors are told."""

    situation: str
    language: str
    title: str | None
    pitch: str
    when: str | None
    when_iso: str | None
    place: str | None
    address: str | None
    said_of_cancelling: str
    choices: tuple[Choice, ...]
    promise_days: int
    controller: Controller
    days: Mapping[str, int]


def scene(row, types, days: Mapping[str, int], language: str, situation: str) -> Scene:
    """The facts of a page from the row of its address (see `queries`), assignment types and policies."""
    when = _when(row)
    purpose = spoken(row.purpose, language)
    return Scene(
        situation=situation,
        language=language,
        title=(spoken(row.titles, language, None) or row.title) if row.event_id else None,
        pitch=(spoken(row.pitches, language) if row.event_id else "") or purpose,
        when=when.label(language) if when and when.first_on else None,
        when_iso=when.first_on.isoformat() if when and when.day_known else None,
        place=row.place,
        address=row.address,
        said_of_cancelling=spoken(row.cancelled_note, language) if row.event_id else "",
        choices=_choices(row, types, language),
        promise_days=max((found.promise_days for found in types), default=1),
        controller=controller(row, purpose),
        days=days,
    )


def controller(row, purpose: str) -> Controller:
    """Who answers for the data, from that row."""
    return Controller(
        name=row.organisation_name,
        kind=row.organisation_kind,
        purpose=purpose,
        legal_basis=row.legal_basis,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        protected_phone=row.protected_phone,
        privacy_officer=row.privacy_officer,
        registry_number=row.registry_number,
    )


def spoken(words: Mapping[str, str] | None, language: str, default: str | None = DEFAULT) -> str:
    """The words in that language, else in Swedish, else whatever there is; without a default, else nothing."""
    words = words or {}
    if found := words.get(language):
        return found
    return (words.get(default) or next(iter(words.values()), "")) if default else ""


def _when(row) -> When | None:
    if not row.event_id:
        return None
    if row.starts_at and row.ends_at:
        return When.between(row.starts_at, row.ends_at)
    return When.read(row.when_text)


def _choices(row, types, language: str) -> tuple[Choice, ...]:
    asked = set(row.interests or ()) if row.event_id else set()
    return tuple(
        Choice(found.key, spoken(found.names, language), spoken(found.hints, language))
        for found in types
        if not asked or found.key in asked
    )


def promise(days: int) -> str:
    """When we will be in touch."""
    if days <= 1:
        return _("Vi hör av oss senast nästa arbetsdag.")
    return _("Vi hör av oss inom %(days)s arbetsdagar.", days=days)
