"""What did the tablet say, and what do we answer? JSON in, frozen values out, and back. Pure.

Nothing that looks like a record is ever refused: one that cannot be understood is kept as it came, under an id of its own.
"""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from .clocks import Stamp

PROTO = 1
ACCEPTED_UNTIL: dict[int, date | None] = {1: None}  # a protocol that was replaced is accepted for 90 days more
MIN_APP = "1"  # older apps are asked to update (426)
MOST_RECORDS = 20
LARGEST_BODY = 64 * 1024
LARGEST_BLOB = 8 * 1024

HASH = re.compile(r"[0-9a-f]{64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
OURS = uuid.UUID("6d6f6e74-6572-5f62-8f6f-7468696e626f")  # under it, ids for what came without a proper one


class NotUnderstood(Exception):
    """This is not a message of the protocol. `error` is the word for it."""

    def __init__(self, error: str = "not_understood"):
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Asked:
    """A tablet that wants to be paired."""

    code: str
    token_sha256: str
    install_id: str
    app: str
    platform: str
    standalone: bool
    persisted: bool


@dataclass(frozen=True)
class Envelope:
    """A sealed record as it came. `said_id` is the id to answer to; `why` is set for one that cannot be a record."""

    id: str
    said_id: str
    seq: int
    kid: str
    form: str
    blob: bytes
    at: Stamp
    why: str | None = None
    sealed_by: str | None = None  # another pairing than the one that brings it

    @property
    def sha256(self) -> str:
        """Of the bytes that we have."""
        return sha256(self.blob).hexdigest()


@dataclass(frozen=True)
class Batch:
    """What one sync brings."""

    app: str
    sent: Stamp
    status: dict
    envelopes: tuple[Envelope, ...]


def read_json(body: bytes) -> dict:
    """The message, of a protocol that we still speak. Raises NotUnderstood."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if not isinstance(found, dict):
        raise NotUnderstood
    return found


def check_proto(message: Mapping, today: date) -> None:
    """Raises NotUnderstood("proto") for a protocol that we do not speak, or not any more."""
    proto = message.get("proto")
    if not isinstance(proto, int) or proto not in ACCEPTED_UNTIL:
        raise NotUnderstood("proto")
    if (until := ACCEPTED_UNTIL[proto]) and today >= until:
        raise NotUnderstood("proto")


def too_old(app: str) -> bool:
    """Whether this app must be updated first; versions compare number by number."""
    return _version(app) < _version(MIN_APP)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]{1,9}", text)) or (10**9,)  # a version without numbers is ours


def read_pair(message: Mapping) -> Asked:
    """Raises NotUnderstood."""
    device = message.get("device") if isinstance(message.get("device"), dict) else {}
    asked = Asked(
        code=_text(message, "code", 40),
        token_sha256=_text(message, "token_sha256", 64),
        install_id=_text(message, "install_id", 64),
        app=_text(message, "app", 40),
        platform=_text(device, "platform", 60),
        standalone=device.get("standalone") is True,
        persisted=device.get("persisted") is True,
    )
    if not asked.code or not HASH.fullmatch(asked.token_sha256) or not asked.install_id:
        raise NotUnderstood
    return asked


def read_confirm(message: Mapping) -> tuple[str, bytes, str]:
    """(pairing id, sealed canary, hash of the plain one). Raises NotUnderstood."""
    canary, hash = _bytes(message.get("canary")), _text(message, "canary_sha256", 64)
    if canary is None or len(canary) > LARGEST_BLOB or not HASH.fullmatch(hash):
        raise NotUnderstood
    return _text(message, "pairing_id", 20), canary, hash


def read_authorization(header: str | None) -> tuple[str, str] | None:
    """(pairing id, token) from `Booth ID.TOKEN`, or None."""
    scheme, _, rest = (header or "").strip().partition(" ")
    pairing_id, _, token = rest.strip().partition(".")
    return (pairing_id, token) if scheme == "Booth" and TOKEN.fullmatch(token) else None


def read_batch(message: Mapping, pairing_id: str) -> Batch:
    """All that came; what cannot be a record is an envelope too. Raises NotUnderstood when there is no list of records."""
    records = message.get("records", [])
    if not isinstance(records, list):
        raise NotUnderstood
    sent = Stamp(whole(message.get("sent_wall")), whole(message.get("sent_mono")), _text(message, "boot", 64) or None)
    return Batch(
        app=_text(message, "app", 40),
        sent=sent,
        status=read_status(message.get("status")),
        envelopes=tuple(read_envelope(record, pairing_id) for record in records),
    )


def read_envelope(record, pairing_id: str) -> Envelope:
    """One record. The bytes of what is none are its JSON, under an id made from them."""
    facts = record if isinstance(record, dict) else {}
    said = facts.get("id") if isinstance(facts.get("id"), str) else ""
    blob, declared = _bytes(facts.get("blob")), facts.get("sha256")
    at = facts.get("at") if isinstance(facts.get("at"), dict) else {}
    stamp = Stamp(whole(at.get("wall")), whole(at.get("mono")), _text(at, "boot", 64) or None)
    id, why = _uuid(said), None
    if id is None or blob is None or not 0 < len(blob) <= LARGEST_BLOB:
        why, blob = "not_a_record", json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    elif declared is not None and declared != sha256(blob).hexdigest():
        why = "damaged"
    if why:  # kept, but never in the place of the record that it should have been
        id = str(uuid.uuid5(OURS, f"{pairing_id}\0{said}\0{sha256(blob).hexdigest()}"))
    seq = whole(facts.get("seq")) or 0
    return Envelope(
        id, said[:100], max(seq, 0), _text(facts, "kid", 40), _text({"form": str(facts.get("form", ""))}, "form", 40), blob, stamp, why,
        _text(facts, "pairing", 20) or None,
    )  # fmt: skip


FAULTS = 20


def read_status(said) -> dict:
    """What the tablet tells of itself, as far as we know the words: whole numbers, yes or no, and names of faults."""
    facts = said if isinstance(said, dict) else {}
    numbers = {
        name: min(max(number, 0), 10**12)
        for name in ("pending", "oldest_pending_s", "next_seq", "acked_kept", "usage", "store_lost")
        if (number := whole(facts.get(name))) is not None
    }
    battery = facts.get("battery")
    if isinstance(battery, int | float) and not isinstance(battery, bool) and 0 <= battery <= 100:
        numbers["battery"] = round(battery)
    yes = {name: facts[name] for name in ("persisted", "store_lost") if isinstance(facts.get(name), bool)}
    faults = facts.get("faults")
    if isinstance(faults, dict):
        faults = [f"{name}: {count}" for name, count in faults.items()]
    found = [str(fault)[:80] for fault in faults[:FAULTS]] if isinstance(faults, list) else []
    return numbers | yes | {"faults": [_plain(fault) for fault in found]}


def _plain(text: str) -> str:
    return re.sub(r"[^\w .:/=-]", "", text)


def whole(value) -> int | None:
    """A whole number that a database can keep, or None."""
    if isinstance(value, float) and value == value and abs(value) < 2**62:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62 else None


def _text(facts: Mapping, name: str, longest: int) -> str:
    value = facts.get(name)
    return "".join(sign for sign in value if sign.isprintable())[:longest] if isinstance(value, str) else ""


def _uuid(text: str) -> str | None:
    try:
        found = str(uuid.UUID(text))
    except ValueError:
        return None
    return found if found == text.lower() else None


def _bytes(text) -> bytes | None:
    """From base64url without padding."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*={0,2}", text):
        return None
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return None


def base64url(data: bytes) -> str:
    """Without padding, as the protocol writes bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
