"""What is a tablet told of its booth? Who asks, where and when, the form with its languages and information texts, who is on
duty. Nothing of any visitor. SELECTs; `keep` writes down what was shown, so that it can be looked up later.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import select

from ..accounts.actions import keep_notice
from ..accounts.models import Organisation
from ..accounts.notice import Controller, Text, assemble
from ..accounts.queries import assignment_types_of, controller, retention_days
from ..booths.models import Booth
from ..clock import local_date
from ..events.models import Event
from ..i18n import AT_THE_STAND, DEFAULT, LANGUAGES, stand_language
from ..leads.intake import BEST_TIMES, UNSURE
from ..slots.said import time_words
from ..slots.wishes import offered_on_tablets
from ..staffing.queries import OnDuty, last_shift_ends, on_duty
from ..store.db import db
from ..store.once import insert_once
from ..web.language import speaking
from ..web.text import LONGEST_NAME
from . import seal
from .models import BoothKey, Pairing, TabletForm
from .states import RETAIN_DAYS
from .visitors_words import kinds_in, words_in
from .wire import MOST_RECORDS, base64url, moment

POLICY = {"idle_s": 60, "max_batch": MOST_RECORDS, "pin_required": True, "retain_days": RETAIN_DAYS}
DAYS_OF_HELPERS = 3  # a tablet without network tomorrow morning still knows who comes
AFTERWARDS = timedelta(hours=3)  # people go on talking after closing time


@dataclass(frozen=True)
class Configuration:
    """All that a tablet is told, and what it was made from."""

    told: dict
    definition: dict
    texts: tuple[Text, ...]
    organisation_id: str

    @property
    def version(self) -> str:
        """Another word, helper or time gives another."""
        return _hash(self.told)

    @property
    def form_version(self) -> str:
        """Of the questions and the information texts."""
        return self.told["form"]["version"]


def configuration(pairing: Pairing, *, now: datetime) -> Configuration:
    """For the tablet of this pairing."""
    booth = db.session.get(Booth, pairing.booth_id)
    event = db.session.get(Event, booth.event_id)
    organisation = db.session.get(Organisation, booth.organisation_id)
    key = db.session.get(BoothKey, pairing.kid)
    definition, texts, version = form_of(booth, organisation)
    spoken = {tag: words for tag in definition["languages"] if (words := words_in(tag))}
    told = {
        "booth": _booth(booth, event, now),
        "organisation": {"name": organisation.name},
        "seal": {"kid": key.kid, "suite": seal.SUITE_NAME, "pk": base64url(key.public)},
        "form": {
            "version": version,
            **definition,
            "texts": {text.language: _told(text) for text in texts},
            "words": spoken,
        },
        "times": _times(event, definition["languages"], now),
        "helpers": [_helper(one) for one in _helpers(booth, now)],
        "tablet": pairing.letter,
        "policy": POLICY,
    }
    return Configuration(told, definition, texts, organisation.id)


def form_of(booth: Booth, organisation: Organisation) -> tuple[dict, tuple[Text, ...], str]:
    """(questions and languages, the information text in each of these, their version together). Paper asks the same."""
    event, languages = booth.event, languages_of(booth)
    definition = {"languages": languages, "fields": _fields(event, languages)}
    texts = _texts(organisation, languages)
    return definition, texts, _hash(definition | {"texts": [text.hash for text in texts]})


def languages_of(booth: Booth) -> list[str]:
    """What visitors of this booth are spoken to in, on the tablet and on paper: its event's languages and its own beside them."""
    languages = [tag for tag in booth.event.languages if tag in LANGUAGES] or [DEFAULT]
    return languages + [tag for tag in booth.languages if tag in AT_THE_STAND]


def keep(found: Configuration, *, now: datetime) -> None:
    """Keep the form and the information texts under their versions, the first time that a tablet is given them."""
    for text in found.texts:
        keep_notice(text, organisation_id=found.organisation_id, now=now)
    row = {"version": found.form_version, "organisation_id": found.organisation_id}
    insert_once(TabletForm, row | {"definition": found.definition, "made_at": now})


def offered_by(organisation_id: str, version: str) -> frozenset[str] | None:
    """The interests that the form of this version offered; None for a form that we never gave out."""
    with suppress(LookupError):
        return _offered_by(organisation_id, version)
    return None


@lru_cache(maxsize=64)
def _offered_by(organisation_id: str, version: str) -> frozenset[str]:
    """A version names what is in it, so that it is the same for ever. Raises LookupError, which is looked up anew."""
    found = db.session.get(TabletForm, (version, organisation_id))
    if found is None:
        raise LookupError(version)
    fields = {field["name"]: field for field in found.definition["fields"]}
    return frozenset(option["key"] for option in fields["interests"]["options"])


def event_status(booth: Booth, event: Event, now: datetime) -> str:
    """`open`, `cancelled` or `over`: the last two end the capture, and refuse nothing. Nothing is over while a shift goes on, and
    what is planned by whole days alone is open on the day after, since people stand there past midnight."""
    if event.state == "cancelled":
        return "cancelled"
    if event.state in ("evaluated", "closed"):
        return "over"
    end = booth.until_at or event.ends_at
    if end:
        return "over" if end + AFTERWARDS < now and (last_shift_ends(booth) or end) + AFTERWARDS < now else "open"
    return "over" if event.until_on and event.until_on < local_date(now) else "open"


def _booth(booth: Booth, event: Event, now: datetime) -> dict:
    return {
        "id": booth.id,
        "name": booth.name,
        "event": event.title,
        "titles": event.titles,
        "place": event.place,
        "from": moment(booth.from_at or event.starts_at),
        "to": moment(booth.until_at or event.ends_at),
        "event_status": event_status(booth, event, now),
    }


def _times(event: Event, languages: list[str], now: datetime) -> list[dict]:
    """The times that a visitor may wish for, in words where we have them; none where whoever would call offers none."""
    function_id = event.owner_function_id or event.unit.entrance_function_id
    found = offered_on_tablets(function_id, now)
    names: list[dict[str, str]] = [{} for _one in found]
    for tag in [tag for tag in languages if tag in LANGUAGES] if found else []:
        with speaking(tag):
            for one, said in zip(found, names, strict=True):
                said[tag] = time_words(one, tag)
    return [
        {"key": one.key, "kind": one.pool.kind, "at": moment(one.starts_at), "names": said}
        for one, said in zip(found, names, strict=True)
    ]


def _fields(event: Event, languages: list[str]) -> list[dict]:
    asked = set(event.interests or ())
    options = [
        {"key": kind.key, "names": kinds_in(languages, kind.key) | kind.names, "hints": kind.hints}
        for kind in assignment_types_of(event.organisation_id)
        if not asked or kind.key in asked
    ]
    return [
        {"name": "name", "required": True, "longest": LONGEST_NAME},
        {"name": "phone", "required": False, "one_of": "contact", "longest": 60},
        {"name": "email", "required": False, "one_of": "contact", "longest": 254},
        {"name": "interests", "required": False, "options": options, "unsure": UNSURE},
        {"name": "best_time", "required": False, "options": [{"key": key} for key in BEST_TIMES]},
    ]


def _texts(organisation: Organisation, languages: list[str]) -> tuple[Text, ...]:
    days = tuple(sorted(retention_days(organisation.id).items()))
    return tuple(_text(controller(organisation, tag), days, tag) for tag in languages)


@lru_cache(maxsize=64)
def _text(who: Controller, days: tuple[tuple[str, int], ...], language: str) -> Text:
    """The same facts in the same language are the same text: every sync asks whether it still is."""
    with speaking(language, stand_language):
        return assemble(who, dict(days), language)


def _told(text: Text) -> dict:
    """`sha256` is the name of this very wording (see leads.notice), which the record carries; `text` is all of it as lines."""
    parts = [{"heading": heading, "lines": list(lines)} for heading, lines in text.parts]
    return {"text": text.plain, "short": list(text.short), "parts": parts, "sha256": text.hash}


def _helpers(booth: Booth, now: datetime) -> list[OnDuty]:
    return on_duty(booth.id, local_date(now), days=DAYS_OF_HELPERS)


def _helper(one: OnDuty) -> dict:
    return {
        "id": one.helper_id or one.staff_id,
        "first_name": one.first_name,
        "from": moment(one.starts_at),
        "until": moment(one.ends_at),
    }


def _hash(value) -> str:
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def booth_of_key(kid: str, organisation_id: str) -> BoothKey | None:
    """The key of that name, in that organisation alone."""
    return db.session.scalar(select(BoothKey).filter_by(kid=kid, organisation_id=organisation_id))
