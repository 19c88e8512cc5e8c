"""Which keys of booths have there been? Kept beside the instance key too, so that a key that was made after a backup outlives its
being brought back. A key's line lives as long as the key: once that is destroyed, nothing but this stays.

The private keys in it are wrapped under the instance key, and nothing in it is of a person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ..store import lines
from . import seal
from .models import BoothKey

FILE = "booth-keys.jsonl"
NAME = re.compile(r"[0-9A-Za-z_-]{1,20}")  # what may be asked for in any database


@dataclass(frozen=True)
class Kept:
    """A key's line."""

    kid: str
    organisation: str
    booth: str
    public: bytes  # 65 bytes
    wrapped: bytes
    made_at: datetime

    def opens(self, key: bytes) -> bool:
        """Whether the private key comes out under this instance key, and is the one that belongs to the public key."""
        try:
            return seal.public_bytes(seal.unwrapped(self.wrapped, self.kid, key)) == self.public
        except seal.Unopened:
            return False


@dataclass(frozen=True)
class Known:
    """What the file says. A kid is in one of the two: destroyed is for ever."""

    kept: dict[str, Kept]
    destroyed: frozenset[str]


def kept_of(row: BoothKey) -> Kept:
    """The line of a key that is not destroyed."""
    return Kept(row.kid, row.organisation_id, row.booth_id, row.public, row.wrapped_private, row.made_at)


def read(home: Path) -> Known:
    """What it says; nothing where there is none."""
    return _known(lines.read(home / FILE))


def keep(key: Kept, *, home: Path) -> bool:
    """Have its line there, durably; again changes nothing. False, and no line, for a key that was destroyed."""

    def with_it(said: lines.Lines) -> lines.Lines:
        known = _known(said)
        if key.kid in known.destroyed or known.kept.get(key.kid) == key:
            return said
        return [*(line for line in said if line.get("kid") != key.kid), _written(key)]

    lines.change(home / FILE, with_it)
    return key.kid not in read(home).destroyed


def take_out(kids: Sequence[str], *, home: Path, now: datetime) -> None:
    """Leave nothing of these keys but that they were destroyed; again changes nothing."""

    def without(said: lines.Lines) -> lines.Lines:
        rest = [line for line in said if "wrapped" not in line or line.get("kid") not in kids]
        more = sorted(set(kids) - _known(rest).destroyed)
        return rest + [{"kid": kid, "destroyed_at": now.isoformat()} for kid in more]

    lines.change(home / FILE, without)


def _known(said: Iterable[dict]) -> Known:
    kept = {key.kid: key for line in said if (key := _key(line))}
    destroyed = {line["kid"] for line in said if isinstance(line.get("kid"), str) and "destroyed_at" in line}
    return Known({kid: key for kid, key in kept.items() if kid not in destroyed}, frozenset(destroyed))


def _key(line: dict) -> Kept | None:
    """None for another line, and for one that was damaged."""
    try:
        facts = [line[name] for name in ("kid", "organisation", "booth")]
        if not all(isinstance(one, str) and NAME.fullmatch(one) for one in facts):
            return None
        made_at = datetime.fromisoformat(line["made_at"])
        found = Kept(*facts, bytes.fromhex(line["public"]), bytes.fromhex(line["wrapped"]), made_at)
    except (KeyError, TypeError, ValueError):
        return None
    return found if made_at.tzinfo else None


def _written(key: Kept) -> dict:
    hexed = {"public": key.public.hex(), "wrapped": key.wrapped.hex(), "made_at": key.made_at.isoformat()}
    return asdict(key) | hexed
