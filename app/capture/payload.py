"""What did a visitor write on the tablet? An opened record, read by the same rules as the sign-up page. Pure.

What breaks a rule is no reason to lose a person: it is left out, what is harmless of it is kept as written, and the lead waits
for staff to look at it. A personal number is never kept.
"""

import json
import unicodedata
from dataclasses import dataclass

from ..errors import Refused
from ..i18n import AT_THE_STAND, DEFAULT, LANGUAGES, _
from ..leads.intake import BEST_TIMES, UNSURE, Details
from ..web.contact import read_email, read_phone
from ..web.text import LONGEST_NAME, clean_line, has_personal_number, name_problem

MOST_COUNTED = 10_000
LONGEST_RAW = 254


class Unreadable(Exception):
    """These bytes are no record of ours."""


@dataclass(frozen=True)
class Stood:
    """The capture session of a record: its id, who had the tablet (or None), and since when by the tablet's wall clock."""

    id: str
    helper_id: str | None
    since_ms: int | None


@dataclass(frozen=True)
class Payload:
    """An opened record. `answers` for a lead, `counts` for a tally."""

    kind: str
    form: str
    language: str
    answers: dict
    counts: dict[str, int]
    stood: Stood | None
    text_sha256: str | None
    supersedes: str | None
    test: bool


def read_payload(plain: bytes, record_id: str) -> Payload:
    """Raises Unreadable for what is no JSON of ours, or speaks of another record."""
    try:
        found = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(found, dict) or found.get("lead_id", record_id) != record_id:
        raise Unreadable
    kind = found.get("kind") or "lead"
    answers, counts = found.get("answers"), found.get("counts")
    if (kind == "lead" and not isinstance(answers, dict)) or (kind == "tally" and not isinstance(counts, dict)):
        raise Unreadable
    if kind not in ("lead", "tally"):
        raise Unreadable
    text = found.get("text_sha256")
    return Payload(
        kind=kind,
        form=str(found.get("form") or "")[:40],
        language=_language(found.get("lang")),
        answers=answers if kind == "lead" else {},
        counts=_counts(counts) if kind == "tally" else {},
        stood=_stood(found.get("session")),
        text_sha256=text if isinstance(text, str) and len(text) == 64 and text.isalnum() else None,
        supersedes=found["supersedes"][:36] if isinstance(found.get("supersedes"), str) else None,
        test=found.get("test") is True,
    )


def _language(said) -> str:
    return said if isinstance(said, str) and said in LANGUAGES | AT_THE_STAND else DEFAULT


def _counts(counts: dict) -> dict[str, int]:
    found = {name: counts.get(name, 0) for name in ("conversations", "flyers")}
    for number in found.values():
        if not isinstance(number, int) or isinstance(number, bool) or abs(number) > MOST_COUNTED:
            raise Unreadable
    return {name: number for name, number in found.items() if number}


def _stood(session) -> Stood | None:
    if not isinstance(session, dict) or not isinstance(session.get("id"), str):
        return None
    helper, since = session.get("helper_id"), session.get("since")
    whole = isinstance(since, int | float) and not isinstance(since, bool) and abs(since) < 10**15
    return Stood(
        session["id"][:60], helper[:20] if isinstance(helper, str) and helper else None, int(since) if whole else None
    )


@dataclass(frozen=True)
class Reading:
    """What could be taken over, and which fields broke a rule: with any, staff look first."""

    details: Details
    problems: tuple[str, ...]


def read_answers(payload: Payload, offered: frozenset[str] | None) -> Reading:
    """The answers of a lead. `offered` are the interests of the form that was shown, None when nobody knows that form."""
    unread: dict[str, str] = {}
    problems = [] if offered is not None else ["form"]
    name = _name(payload.answers.get("name"), problems, unread)
    phone = _way(payload.answers.get("phone"), "phone", read_phone, problems, unread)
    email = _way(payload.answers.get("email"), "email", read_email, problems, unread)
    if not phone and not email:
        problems.append("contact")
    interests = _interests(payload.answers.get("interests"))
    if offered is not None and not offered.issuperset(interests):
        problems.append("interests")
    best = payload.answers.get("best_time")
    details = Details(
        name=name,
        phone=phone,
        email=email,
        interests=interests,
        best_time=best if isinstance(best, str) and best in BEST_TIMES else None,
        language=payload.language,
        unread=unread,
    )
    return Reading(details, tuple(dict.fromkeys(problems)))


def _name(typed, problems: list[str], unread: dict[str, str]) -> str:
    text = typed if isinstance(typed, str) else ""
    clean = clean_line(text)
    if text.strip() and not _broken(text) and not name_problem(text) and not has_personal_number(clean):
        return clean
    problems.append("name")
    _keep("name", clean, unread)
    return _("Namn saknas")


def _way(typed, field: str, read, problems: list[str], unread: dict[str, str]) -> str | None:
    text = clean_line(typed) if isinstance(typed, str) else ""
    if not text:
        return None
    try:
        if _broken(text):
            raise Refused("")
        found = read(text)
        if field == "email" and has_personal_number(text):
            raise Refused("")
    except Refused:
        problems.append(field)
        _keep(field, text, unread)
        return None
    return found


def _keep(field: str, text: str, unread: dict[str, str]) -> None:
    """As it was written, for staff to make sense of; never what could hold a personal number, however it is put."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
    windows = (digits[start : start + length] for length in (10, 12) for start in range(len(digits) - length + 1))
    if text and not has_personal_number(text) and not any(map(has_personal_number, windows)):
        unread[field] = text[: LONGEST_NAME if field == "name" else LONGEST_RAW]


def _interests(said) -> tuple[str, ...]:
    keys = [key[:40] for key in said if isinstance(key, str)] if isinstance(said, list) else []
    return tuple(dict.fromkeys(key for key in keys if key != UNSURE))[:20]


def _broken(text: str) -> bool:
    """Whether bytes that were no text stand in it."""
    return "\ufffd" in text
