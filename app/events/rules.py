"""What kinds of events are there, how does one move through its states, and what must it have before it is published?

Pure: values in, sentences out. The rules are domain.md §2; called by the actions, forms and views of events, by imports
and by exports, which carry the English keys.
"""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from app.errors import Refused
from app.events.when import Precision, When
from app.i18n import LANGUAGES, _l

KINDS = {
    "booth": _l("Monter"),
    "info_meeting": _l("Infoträff"),
    "exhibition": _l("Utställning"),
    "conference": _l("Konferens"),
    "outreach": _l("Uppsökande"),
    "meeting": _l("Möte"),
    "care": _l("Omvårdnad"),
    "other": _l("Annat"),
}
KIND_WORDS = {
    "monter": "booth",
    "infoträff": "info_meeting",
    "informationsträff": "info_meeting",
    "utställning": "exhibition",
    "konferens": "conference",
    "uppsökande": "outreach",
    "möte": "meeting",
    "omvårdnad": "care",
    "annat": "other",
}

STRANDS = {
    "brand": _l("Varumärke"),
    "network": _l("Nätverk"),
    "media": _l("Media"),
    "collaboration": _l("Samverkan"),
    "grassroots": _l("Gräsrot"),
}
STRAND_WORDS = {
    "varumärke": "brand",
    "nätverk": "network",
    "media": "media",
    "samverkan": "collaboration",
    "gräsrot": "grassroots",
}

STATES = {
    "idea": _l("Idé"),
    "planned": _l("Planerad"),
    "confirmed": _l("Bekräftad"),
    "ongoing": _l("Pågår"),
    "done": _l("Genomförd"),
    "evaluated": _l("Utvärderad"),
    "closed": _l("Avslutad"),
    "cancelled": _l("Inställd"),
}
BEFORE_DONE = ("idea", "planned", "confirmed", "ongoing")
IN_ORDER = (*BEFORE_DONE, "done", "evaluated", "closed")


def read_kind(word: str) -> str:
    """The key of a kind from its Swedish word or its key."""
    return _read(
        word, KIND_WORDS, KINDS, _l("Sorten ”%(word)s” finns inte. Välj en av: %(known)s.", **_known(word, KIND_WORDS))
    )


def read_strand(word: str) -> str:
    """The key of a recruitment strand from its Swedish word or its key."""
    return _read(
        word,
        STRAND_WORDS,
        STRANDS,
        _l("Spåret ”%(word)s” finns inte. Välj ett av: %(known)s.", **_known(word, STRAND_WORDS)),
    )


def _known(word: str, words: Mapping[str, str]) -> dict[str, str]:
    return {"word": word, "known": ", ".join(words)}


def _read(word: str, words: Mapping[str, str], keys: Container[str], why) -> str:
    plain = unicodedata.normalize("NFC", word).strip().casefold()
    found = words.get(plain) or (plain if plain in keys else None)
    if found is None:
        raise Refused(why)
    return found


@dataclass(frozen=True)
class Move:
    """A state that an event may go to from where it is. `needs_reason`: somebody must say why."""

    to: str
    needs_reason: bool


def moves_from(state: str, *, evaluated: bool = False) -> list[Move]:
    """Where an event may go, in the order of STATES. Forward freely as far as `done`, also past states; then evaluation
    and closing. Back, and out of `cancelled`, with a reason; `closed` without an evaluation needs one too."""
    return [move for to in STATES if (move := _move(state, to, evaluated))]


def _move(state: str, to: str, evaluated: bool) -> Move | None:
    if to == state:
        return None
    if to == "cancelled":
        return Move(to, needs_reason=False) if state in BEFORE_DONE else None
    if state == "cancelled":
        return Move(to, needs_reason=True) if to in BEFORE_DONE else None
    if IN_ORDER.index(to) < IN_ORDER.index(state):
        return Move(to, needs_reason=True)
    if to == "evaluated":
        return Move(to, needs_reason=False) if state == "done" and evaluated else None
    if to == "closed":
        return Move(to, needs_reason=not evaluated) if state in ("done", "evaluated") else None
    return Move(to, needs_reason=False)


def check_move(state: str, to: str, *, evaluated: bool = False, reason: str | None = None) -> None:
    """Refused when an event in `state` may not go to `to`, or not without saying why."""
    move = _move(state, to, evaluated)
    if move is None:
        raise Refused(_l("Det går inte härifrån: %(state)s → %(to)s.", state=STATES[state], to=STATES[to]), "state")
    if move.needs_reason and not (reason or "").strip():
        raise Refused(_l("Skriv varför, så att andra förstår ändringen."), "reason")


@dataclass(frozen=True)
class PublishFacts:
    """What publishing looks at. `pitches` is language → one sentence; `notice_lacks` names the missing parts of the
    information text, empty when it is whole; `contact_way` is a phone or mail address of the organisation."""

    title: str = ""
    kind: str | None = None
    main_strand: str | None = None
    when: When = field(default_factory=When)
    place: str | None = None
    pitches: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ()
    owner: bool = False
    contact_way: bool = False
    notice_lacks: Sequence[str] = ()


@dataclass(frozen=True)
class Missing:
    """One thing to mend before publishing: its sentence, and where: the id of the field (`anchor`) on the event's page,
    or on the organisation's when `page` says so."""

    key: str
    sentence: object
    anchor: str
    page: str = "event"


def missing_before_publishing(facts: PublishFacts) -> list[Missing]:
    """What is missing, in the order of the page; empty when it may be published. When is known well enough once it is
    some months or less."""
    vague = facts.when.precision in (Precision.UNKNOWN, Precision.YEAR)
    checks = [
        (facts.title.strip(), Missing("title", _l("Ge aktiviteten en titel."), "title")),
        (facts.kind, Missing("kind", _l("Välj vilken sorts aktivitet det är."), "kind")),
        (facts.main_strand, Missing("main_strand", _l("Välj ett huvudspår."), "main_strand")),
        (not vague, Missing("when", _l("Skriv när det är, minst vilken månad."), "when")),
        ((facts.place or "").strip(), Missing("place", _l("Skriv var det är."), "place")),
        (facts.languages, Missing("languages", _l("Välj minst ett språk."), "languages")),
        *((facts.pitches.get(tag, "").strip(), _pitch(tag)) for tag in facts.languages),
        (facts.owner, Missing("owner", _l("Välj vilken funktion som äger aktiviteten."), "owner")),
        (facts.contact_way, Missing("contact_way", _l("Ange hur man når er."), "contact", "organisation")),
        (not facts.notice_lacks, _notice(facts.notice_lacks)),
    ]
    return [missing for there, missing in checks if not there]


def _pitch(tag: str) -> Missing:
    name = LANGUAGES[tag].name if tag in LANGUAGES else tag
    return Missing(f"pitch-{tag}", _l("Skriv en mening om aktiviteten (%(name)s).", name=name), f"pitch-{tag}")


def _notice(lacks: Sequence[str]) -> Missing:
    sentence = _l("Informationstexten saknar: %(parts)s.", parts=", ".join(str(part) for part in lacks))
    return Missing("notice", sentence, "notice", "organisation")


RESERVED = {"new", "edit", "list", "month", "year", "import", "export", "copy"}  # pages beside the events' own
LONGEST_SLUG = 60


def slug_from(title: str, taken: Container[str] = ()) -> str:
    """What stands in the address: `Kärlekshelg` → `karlekshelg`, the next one `karlekshelg-2`. Letters that Latin does
    not have fall away; when nothing is left it is `aktivitet`."""
    like = title.casefold().translate(str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th", "ß": "ss"}))
    plain = unicodedata.normalize("NFKD", like).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", re.sub("['`]", "", plain))[:LONGEST_SLUG].strip("-") or "aktivitet"
    slug, number = base, 1
    while slug in RESERVED or slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
